"""Events: what each change emits, snapshots, listing."""

import pytest

import stripe


def types(**filters):
    return [event.type for event in stripe.Event.list(limit=100, **filters).data]


def test_shape(sandbox):
    customer = stripe.Customer.create(name="Jenny", idempotency_key="k1")
    event = stripe.Event.list().data[0]
    assert event.id.startswith("evt_")
    assert (event.object, event.type, event.livemode) == ("event", "customer.created", False)
    assert event.data.object == customer
    assert event.request.id == customer.last_response.request_id
    assert event.request.idempotency_key == "k1"
    assert event.api_version == stripe.api_version
    assert event.pending_webhooks == 0
    assert "previous_attributes" not in event.data
    assert stripe.Event.retrieve(event.id) == event


def test_update_tells_what_was_before(sandbox):
    customer = stripe.Customer.create(name="A", metadata={"x": "1", "y": "2"})
    stripe.Customer.modify(customer.id, name="B", metadata={"x": "3", "z": "4"})
    event = stripe.Event.list().data[0]
    assert event.type == "customer.updated"
    assert event.data.previous_attributes == {"name": "A", "metadata": {"x": "1", "z": None}}
    assert event.data.object.name == "B"


def test_snapshots_stay_as_they_were(sandbox):
    customer = stripe.Customer.create(name="A")
    event = stripe.Event.list().data[0]
    stripe.Customer.modify(customer.id, name="B")
    assert stripe.Event.retrieve(event.id).data.object.name == "A"
    stripe.Customer.delete(customer.id)
    assert stripe.Event.retrieve(event.id).data.object.name == "A"


def test_no_event_when_nothing_changes(sandbox):
    customer = stripe.Customer.create(name="A")
    stripe.Customer.modify(customer.id, name="A")
    assert types() == ["customer.created"]


def test_no_event_of_a_refused_request(sandbox):
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Customer.create(shoe_size=9)
    assert types() == []


def _product():
    return stripe.Product.create(name="x").id


def _price():
    return stripe.Price.create(product=_product(), unit_amount=5, currency="usd").id


def _coupon():
    return stripe.Coupon.create(percent_off=5, duration="once").id


CRUD = {
    "customer": (stripe.Customer, lambda: stripe.Customer.create().id, True),
    "product": (stripe.Product, _product, True),
    "price": (stripe.Price, _price, False),
    "coupon": (stripe.Coupon, _coupon, True),
    "plan": (
        stripe.Plan,
        lambda: (
            stripe.Plan.create(amount=5, currency="usd", interval="month", product=_product()).id
        ),
        True,
    ),
    "tax_rate": (
        stripe.TaxRate,
        lambda: stripe.TaxRate.create(display_name="VAT", inclusive=True, percentage=19).id,
        False,
    ),
    "promotion_code": (
        stripe.PromotionCode,
        lambda: stripe.PromotionCode.create(promotion={"type": "coupon", "coupon": _coupon()}).id,
        False,
    ),
    "billing_portal.configuration": (
        stripe.billing_portal.Configuration,
        lambda: (
            stripe.billing_portal.Configuration.create(
                features={"invoice_history": {"enabled": True}}
            ).id
        ),
        False,
    ),
}


@pytest.mark.parametrize("name", CRUD)
def test_events_of_changes(sandbox, name):
    resource, create, deletable = CRUD[name]
    id = create()
    expected = [f"{name}.created", f"{name}.updated"]
    resource.modify(id, metadata={"a": "b"})
    if deletable:
        resource.delete(id)
        expected.append(f"{name}.deleted")
    assert types(type=f"{name}.*") == expected[::-1]


def test_events_of_what_a_customer_owns(sandbox):
    customer = stripe.Customer.create()
    card = stripe.Customer.create_source(customer.id, source="tok_visa")
    stripe.Customer.modify_source(customer.id, card.id, name="Jenny")
    stripe.Customer.delete_source(customer.id, card.id)
    tax_id = stripe.Customer.create_tax_id(customer.id, type="eu_vat", value="DE123456789")
    stripe.Customer.delete_tax_id(customer.id, tax_id.id)
    found = types()[::-1]
    for type in (
        "customer.source.created",
        "customer.source.updated",
        "customer.source.deleted",
        "customer.tax_id.created",
        "customer.tax_id.deleted",
    ):
        assert type in found


def test_filters(sandbox):
    customer = stripe.Customer.create()
    _product()
    stripe.Customer.delete(customer.id)
    assert types() == ["customer.deleted", "product.created", "customer.created"]
    assert types(type="product.created") == ["product.created"]
    assert types(type="customer.*") == ["customer.deleted", "customer.created"]
    assert types(types=["product.created", "customer.deleted"]) == [
        "customer.deleted",
        "product.created",
    ]


@pytest.mark.stripe_sandbox(now=1_700_000_000)
def test_filter_by_time(sandbox):
    stripe.Customer.create()
    sandbox.clock.advance(60)
    _product()
    assert types(created={"gte": 1_700_000_060}) == ["product.created"]
    assert types(created={"lt": 1_700_000_060}) == ["customer.created"]


def test_pages(sandbox):
    made = [stripe.Customer.create().id for _ in range(5)]
    page = stripe.Event.list(limit=2)
    assert page.has_more
    assert [e.data.object.id for e in page.auto_paging_iter()] == made[::-1]
    before = stripe.Event.list(ending_before=page.data[1].id)
    assert [e.id for e in before.data] == [page.data[0].id]


def test_missing_event(http):
    assert http("GET", "/v1/events/evt_none").status == 404
    answer = http("GET", "/v1/events", {"starting_after": "evt_none"})
    assert (answer.status, answer.error["param"]) == (400, "starting_after")


def test_handle_lists_them_too(sandbox):
    stripe.Customer.create()
    stripe.Customer.create(api_key="sk_live_123456")
    assert [(e["type"], e["livemode"]) for e in sandbox.events] == [
        ("customer.created", False),
        ("customer.created", True),
    ]


def test_request_log(http, sandbox):
    answer = http("POST", "/v1/customers", {"name": "Jenny"}, headers={"Idempotency-Key": "k1"})
    entry = sandbox.requests[-1]
    assert entry.id == answer.headers["Request-Id"]
    assert (entry.method, entry.path, entry.status) == ("POST", "/v1/customers", 200)
    assert entry.params == {"name": "Jenny"}
    assert entry.objects == [answer.body["id"]]
    assert entry.events == [sandbox.events[-1]["id"]]
    assert entry.key == "sk_test_********************4olfQ2"[-0:] or entry.key.startswith(
        "sk_test_*"
    )
    assert (entry.kind, entry.idempotency_key) == ("emulated", "k1")
    http("GET", "/v1/customers/cus_none")
    assert sandbox.requests[-1].error["code"] == "resource_missing"
    assert sandbox.requests[-1].objects == []
    http("GET", "/v1/tax_rates")
    assert sandbox.requests[-1].kind == "generic"


def test_request_log_by_http(http, sandbox):
    made = http("POST", "/v1/customers", {"name": "Jenny"})
    listed = http("GET", "/_sandbox/requests", key=None).body["data"]
    assert listed[0]["id"] == made.headers["Request-Id"]
    one = http("GET", f"/_sandbox/requests/{listed[0]['id']}", key=None).body
    assert one["objects"] == [made.body["id"]]
    assert http("GET", "/_sandbox/requests/req_none", key=None).status == 404


def test_generic_answers_say_so(http):
    answer = http(
        "POST", "/v1/tax_rates", {"display_name": "VAT", "inclusive": "true", "percentage": 19}
    )
    assert answer.headers["X-Sandbox"] == "generic"
    assert "X-Sandbox" not in http("POST", "/v1/customers").headers


def test_only_updates_say_what_was_before(sandbox):
    stripe.PaymentIntent.create(
        amount=500, currency="usd", payment_method="pm_card_visa", confirm=True
    )
    customer = stripe.Customer.create(email="a@b.c")
    stripe.Customer.modify(customer.id, email="b@b.c")
    before = {event.type: event.data.get("previous_attributes") for event in stripe.Event.list()}
    assert before["payment_intent.succeeded"] is None
    assert before["customer.updated"] == {"email": "a@b.c"}
    assert all(type.endswith(".updated") for type, values in before.items() if values)
