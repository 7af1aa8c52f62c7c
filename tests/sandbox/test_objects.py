"""Creating, reading, changing, deleting; metadata, expansion, deleted objects."""

import pytest

import stripe


def test_round_trip(sandbox):
    sent = {
        "name": "Jenny Rosen",
        "email": "jenny@example.com",
        "phone": "+4930",
        "description": "größer 😀",
        "address": {"city": "Berlin", "country": "DE"},
        "metadata": {"order": "6735", "note": "a&b=c"},
        "preferred_locales": ["de", "en"],
    }
    customer = stripe.Customer.create(**sent)
    assert customer.id.startswith("cus_")
    assert customer.livemode is False
    assert customer.created == pytest.approx(sandbox.clock.now(), abs=5)
    found = stripe.Customer.retrieve(customer.id)
    assert found == customer
    for field, value in sent.items():
        if field != "address":
            assert found[field] == value
    assert found.address == {
        "city": "Berlin", "country": "DE", "line1": None, "line2": None, "postal_code": None,
        "state": None,
    }  # fmt: skip


def test_defaults_are_filled(sandbox):
    customer = stripe.Customer.create()
    assert (customer.balance, customer.delinquent, customer.tax_exempt) == (0, False, "none")
    assert customer.email is None
    assert customer.metadata == {}
    assert customer.invoice_settings.default_payment_method is None


def test_metadata_merges_and_unsets(sandbox):
    customer = stripe.Customer.create(metadata={"a": "1", "b": "2"})
    changed = stripe.Customer.modify(customer.id, metadata={"a": "", "c": "3"})
    assert changed.metadata == {"b": "2", "c": "3"}
    assert stripe.Customer.modify(customer.id, metadata="").metadata == {}


def test_empty_text_unsets(sandbox):
    customer = stripe.Customer.create(name="Jenny", address={"city": "Berlin"})
    assert stripe.Customer.modify(customer.id, name="").name is None
    assert stripe.Customer.modify(customer.id, address="").address is None


def test_nested_update_keeps_the_rest(sandbox):
    customer = stripe.Customer.create(address={"city": "Berlin", "line1": "Unter den Linden 1"})
    changed = stripe.Customer.modify(customer.id, address={"line1": "Kudamm 2"})
    assert (changed.address.city, changed.address.line1) == ("Berlin", "Kudamm 2")


def test_save_and_refresh(sandbox):
    customer = stripe.Customer.create(name="A")
    stripe.Customer.modify(customer.id, name="B")
    assert customer.refresh().name == "B"


def test_deleted_object_shows_its_stub(sandbox):
    customer = stripe.Customer.create()
    stub = {"id": customer.id, "object": "customer", "deleted": True}
    assert stripe.Customer.delete(customer.id) == stub
    assert stripe.Customer.retrieve(customer.id) == stub
    for use in (
        lambda: stripe.Customer.modify(customer.id, name="x"),
        lambda: stripe.Customer.delete(customer.id),
    ):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            use()
        assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


def test_deleted_object_that_is_gone(sandbox):
    coupon = stripe.Coupon.create(percent_off=10, duration="once", id="TEN")
    assert stripe.Coupon.delete(coupon.id).deleted
    with pytest.raises(stripe.InvalidRequestError, match="No such coupon: 'TEN'"):
        stripe.Coupon.retrieve("TEN")


def test_id_of_ones_own_choice(sandbox):
    stripe.Product.create(id="shirt", name="Shirt")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Product.create(id="shirt", name="Shirt")
    assert (caught.value.http_status, caught.value.code) == (400, "resource_already_exists")


@pytest.mark.parametrize("notation", ["preferred_locales[]=de&preferred_locales[]=en",
                                      "preferred_locales[0]=de&preferred_locales[1]=en",
                                      "preferred_locales%5B%5D=de&preferred_locales%5B%5D=en"])  # fmt: skip
def test_both_array_notations(http, notation):
    assert http("POST", "/v1/customers", body=notation).body["preferred_locales"] == ["de", "en"]


def test_lists_of_hashes_in_both_notations(http):
    plain = "name=x&images[]=a&images[]=b&marketing_features[][name]=1&marketing_features[][name]=2"
    assert http("POST", "/v1/products", body=plain).body["marketing_features"] == [
        {"name": "1"},
        {"name": "2"},
    ]


def test_parameters_in_the_query_of_a_post(http):
    assert http("POST", "/v1/customers?name=Jenny").body["name"] == "Jenny"


# -- expand ----------------------------------------------------------------------------------------


def _price(**more):
    product = stripe.Product.create(name="Shirt")
    return stripe.Price.create(product=product.id, unit_amount=500, currency="usd", **more)


def test_expand_on_create_and_retrieve(sandbox):
    price = _price(expand=["product"])
    assert price.product.name == "Shirt"
    assert isinstance(stripe.Price.retrieve(price.id).product, str)
    assert stripe.Price.retrieve(price.id, expand=["product.default_price"]).product.name == "Shirt"


def test_expand_on_update(sandbox):
    price = _price()
    assert stripe.Price.modify(price.id, nickname="x", expand=["product"]).product.name == "Shirt"


def test_expand_in_lists(sandbox):
    _price()
    assert stripe.Price.list(expand=["data.product"]).data[0].product.name == "Shirt"


def test_expand_four_levels(sandbox):
    customer = stripe.Customer.create(source="tok_visa")
    charge = stripe.Charge.create(amount=1000, currency="usd", customer=customer.id)
    path = "balance_transaction.source.customer.default_source"
    found = stripe.Charge.retrieve(charge.id, expand=[path])
    assert found.balance_transaction.source.customer.default_source.last4 == "4242"


def test_expanded_list_inside_an_object(sandbox):
    customer = stripe.Customer.create(source="tok_visa")
    assert "sources" not in stripe.Customer.retrieve(customer.id)
    found = stripe.Customer.retrieve(customer.id, expand=["sources", "subscriptions"])
    assert found.sources.data[0].last4 == "4242"
    assert found.sources.url == f"/v1/customers/{customer.id}/sources"
    assert found.subscriptions.data == []


def test_expanding_what_is_null(sandbox):
    assert stripe.Customer.create(expand=["default_source"]).default_source is None


# -- what belongs to a customer --------------------------------------------------------------------


def test_tax_ids(sandbox):
    customer = stripe.Customer.create()
    tax_id = stripe.Customer.create_tax_id(customer.id, type="eu_vat", value="DE123456789")
    assert (tax_id.customer, tax_id.value) == (customer.id, "DE123456789")
    listed = stripe.Customer.list_tax_ids(customer.id)
    assert [found.id for found in listed.data] == [tax_id.id]
    assert listed.url == f"/v1/customers/{customer.id}/tax_ids"
    other = stripe.Customer.create()
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Customer.retrieve_tax_id(other.id, tax_id.id)
    assert caught.value.http_status == 404
    assert stripe.Customer.delete_tax_id(customer.id, tax_id.id).deleted


def test_customer_balance(sandbox):
    customer = stripe.Customer.create()
    first = stripe.Customer.create_balance_transaction(customer.id, amount=-500, currency="usd")
    assert (first.type, first.ending_balance) == ("adjustment", -500)
    second = stripe.Customer.create_balance_transaction(customer.id, amount=200, currency="usd")
    assert second.ending_balance == -300
    assert stripe.Customer.retrieve(customer.id).balance == -300
    listed = stripe.Customer.list_balance_transactions(customer.id)
    assert [found.id for found in listed.data] == [second.id, first.id]
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Customer.create_balance_transaction(customer.id, amount=1, currency="eur")


# -- catalog ---------------------------------------------------------------------------------------


def test_product_with_default_price(sandbox):
    data = {"unit_amount": 1000, "currency": "usd", "recurring": {"interval": "month"}}
    product = stripe.Product.create(name="Gold", default_price_data=data, expand=["default_price"])
    assert product.default_price.recurring.interval == "month"
    assert (product.default_price.type, product.active) == ("recurring", True)
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Product.delete(product.id)


def test_lookup_keys(sandbox):
    first, second = _price(lookup_key="gold"), _price()
    assert [p.id for p in stripe.Price.list(lookup_keys=["gold"]).data] == [first.id]
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Price.modify(second.id, lookup_key="gold")
    stripe.Price.modify(second.id, lookup_key="gold", transfer_lookup_key=True)
    assert [p.id for p in stripe.Price.list(lookup_keys=["gold"]).data] == [second.id]
    assert stripe.Price.retrieve(first.id).lookup_key is None


def test_price_in_fractions_of_a_cent(sandbox):
    product = stripe.Product.create(name="Call")
    price = stripe.Price.create(product=product.id, unit_amount_decimal="0.05", currency="usd")
    assert price.unit_amount is None
    assert str(price.unit_amount_decimal) == "0.05"


@pytest.mark.parametrize("share", [0, 100.5])
def test_coupon_out_of_range(sandbox, share):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Coupon.create(percent_off=share, duration="once")
    assert caught.value.param == "percent_off"


def test_promotion_codes(sandbox):
    coupon = stripe.Coupon.create(percent_off=25, duration="once")
    promotion = {"type": "coupon", "coupon": coupon.id}
    code = stripe.PromotionCode.create(promotion=promotion, code="HELLO")
    assert (code.active, code.code) == (True, "HELLO")
    assert [found.id for found in stripe.PromotionCode.list(code="HELLO").data] == [code.id]
    with pytest.raises(stripe.InvalidRequestError):
        stripe.PromotionCode.create(promotion=promotion, code="HELLO")


def test_reference_data(sandbox):
    assert stripe.TaxCode.retrieve("txcd_99999999").name == "General - Tangible Goods"
    assert stripe.TaxCode.list(limit=3).has_more
    assert stripe.CountrySpec.retrieve("DE").default_currency == "eur"
    assert len(stripe.CountrySpec.list(limit=100).data) > 30
    assert stripe.reporting.ReportType.list().data
    with pytest.raises(stripe.InvalidRequestError):
        stripe.TaxCode.retrieve("txcd_1")


FIRST = {
    "quote": (lambda: stripe.Quote.create(), {"status": "draft"}),
    "identity session": (
        lambda: stripe.identity.VerificationSession.create(type="document"),
        {"status": "requires_input"},
    ),
    "test clock": (
        lambda: stripe.test_helpers.TestClock.create(frozen_time=1_700_000_000),
        {"status": "ready", "frozen_time": 1_700_000_000},
    ),
    "feature": (
        lambda: stripe.entitlements.Feature.create(name="f", lookup_key="k"),
        {"active": True},
    ),
    "topup": (
        lambda: stripe.Topup.create(amount=100, currency="usd"),
        {"amount": 100, "status": "pending"},
    ),
    "domain": (
        lambda: stripe.PaymentMethodDomain.create(domain_name="example.com"),
        {"enabled": True},
    ),
    "meter": (
        lambda: stripe.billing.Meter.create(
            display_name="m", event_name="e", default_aggregation={"formula": "sum"}
        ),
        {"status": "active"},
    ),
}


@pytest.mark.parametrize("name", FIRST)
def test_first_states(sandbox, name):
    create, expected = FIRST[name]
    made = create()
    assert {field: made[field] for field in expected} == expected
