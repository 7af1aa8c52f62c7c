"""Sessions and payment links as data: what they may ask for, how they change, expire and come back."""

import pytest
from checkout_shop import CARD, SHIPPING, again, item, rate, session

import stripe

DAY = 24 * 3600
PARTS = {"ui_mode": "elements", "success_url": None, "return_url": "https://example.com/back"}
EMBEDDED = {**PARTS, "ui_mode": "embedded_page"}
FIELD = {"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "text"}

OPTION = {"label": "A", "value": "a"}
CHOICE = {**FIELD, "type": "dropdown"}
REFUSED = [
    ({"mode": "setup", "line_items": None, "currency": "usd", "submit_type": "pay"}, "submit_type"),
    ({"mode": "setup", "line_items": None}, "currency"),
    ({"customer_email": "jenny"}, "customer_email"),
    ({"payment_method_collection": "always"}, "payment_method_collection"),
    ({"customer_update": {"name": "auto"}}, "customer_update"),
    ({"custom_fields": [FIELD] * 2}, "custom_fields[1][key]"),
    ({"custom_fields": [{**FIELD, "key": k} for k in "abcd"]}, "custom_fields"),
    ({"custom_fields": [{**FIELD, "key": "a b"}]}, "custom_fields[0][key]"),
    (
        {"custom_fields": [{**FIELD, "text": {"minimum_length": 9, "maximum_length": 2}}]},
        "custom_fields[0][text][maximum_length]",
    ),
    ({"custom_fields": [{**FIELD, "type": "dropdown"}]}, "custom_fields[0][dropdown][options]"),
    (
        {"custom_fields": [{**FIELD, "numeric": {"minimum_length": 1}}]},
        "custom_fields[0][numeric]",
    ),
    ({"custom_text": {"submit": {"message": "x" * 1201}}}, "custom_text[submit][message]"),
    ({"shipping_options": [rate("Post", 500, "eur")]}, "shipping_options[0][shipping_rate]"),
    ({"shipping_options": [rate("Post", 500)] * 6}, "shipping_options"),
    (
        {"line_items": [item(adjustable_quantity={"enabled": True, "maximum": 1})]},
        "line_items[0][adjustable_quantity][maximum]",
    ),
    (
        {"line_items": [item(adjustable_quantity={"enabled": True, "minimum": 9, "maximum": 2})]},
        "line_items[0][adjustable_quantity][maximum]",
    ),
    ({"optional_items": [{"price": "price_none", "quantity": 1}]}, "optional_items[0][price]"),
    ({"client_reference_id": "x" * 201}, "client_reference_id"),
    ({"line_items": [item()] * 101}, "line_items"),
    ({"discounts": [{"coupon": "A"}, {"coupon": "B"}]}, "discounts"),
    ({"permissions": {"update_shipping_details": "server_only"}}, "permissions"),
    ({**PARTS, "submit_type": "pay"}, "submit_type"),
    ({**PARTS, "custom_fields": [FIELD]}, "custom_fields"),
    ({**EMBEDDED, "cancel_url": "https://example.com"}, "cancel_url"),
    (
        {**EMBEDDED, "ui_mode": "form", "optional_items": [{"price": "p", "quantity": 1}]},
        "optional_items",
    ),
    (
        {"custom_fields": [{**FIELD, "label": {"type": "custom", "custom": "x" * 101}}]},
        "custom_fields[0][label][custom]",
    ),
    ({"custom_fields": [{**FIELD, "key": "k" * 201}]}, "custom_fields[0][key]"),
    (
        {"custom_fields": [{**CHOICE, "dropdown": {"options": [OPTION], "default_value": "b"}}]},
        "custom_fields[0][dropdown][default_value]",
    ),
    (
        {"custom_fields": [{**CHOICE, "dropdown": {"options": [{"label": "A", "value": "a b"}]}}]},
        "custom_fields[0][dropdown][options][0][value]",
    ),
    (
        {
            "mode": "setup",
            "line_items": None,
            "currency": "usd",
            "phone_number_collection": {"enabled": True},
        },
        "phone_number_collection",
    ),
]
FITS = [
    {"custom_fields": [{**FIELD, "label": {"type": "custom", "custom": "x" * 100}}]},
    {"mode": "setup", "line_items": None, "currency": "usd",
     "phone_number_collection": {"enabled": False}},
    {**EMBEDDED, "permissions": {"update_shipping_details": "server_only"}},
]  # fmt: skip


@pytest.mark.parametrize("params", FITS)
def test_what_a_page_can_show(sandbox, params):
    assert session(**params).status == "open"


@pytest.mark.parametrize(("params", "param"), REFUSED)
def test_what_no_page_could_show_is_refused(sandbox, params, param):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        session(**params)
    assert caught.value.param == param


@pytest.mark.parametrize(
    ("address", "update", "says"),
    [
        (None, {}, "Tax ID collection requires updating business name"),
        (None, {"name": "auto"}, "We could not find a valid address"),
        (None, {"name": "auto", "address": "auto"}, None),
        ({"country": "DE"}, {"name": "auto"}, None),
    ],
)
def test_tax_ids_are_saved_with_a_name_and_an_address(sandbox, address, update, says):
    customer = stripe.Customer.create(**({"address": address} if address else {}))
    params = {"customer": customer.id, "tax_id_collection": {"enabled": True}}
    if update:
        params["customer_update"] = update
    if says is None:
        assert session(**params).tax_id_collection.enabled
        return
    with pytest.raises(stripe.InvalidRequestError, match=says):
        session(**params)


def test_a_subscription_has_a_submit_type_and_twenty_lines_of_a_kind(sandbox):
    monthly = item(
        price_data={
            "currency": "usd",
            "unit_amount": 500,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Box"},
        }
    )
    lines = [monthly, *[item()] * 20]
    made = session(mode="subscription", line_items=lines, submit_type="subscribe")
    assert made.submit_type == "subscribe"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        session(mode="subscription", line_items=[*lines, item()])
    assert caught.value.param == "line_items"


@pytest.mark.parametrize(
    ("seconds", "fits"), [(1700, False), (1800, True), (DAY, True), (DAY + 99, False)]
)
@pytest.mark.stripe_sandbox(now=1_800_000_000)
def test_when_a_session_may_expire(sandbox, seconds, fits):
    at = sandbox.clock.now() + seconds
    if fits:
        assert session(expires_at=at).expires_at == at
        return
    with pytest.raises(stripe.InvalidRequestError) as caught:
        session(expires_at=at)
    assert caught.value.param == "expires_at"


def test_saved_payment_method_options_are_whole(sandbox):
    customer = stripe.Customer.create()
    made = session(
        customer=customer.id, saved_payment_method_options={"payment_method_save": "enabled"}
    )
    options = made.saved_payment_method_options
    assert (options.payment_method_save, options.payment_method_remove) == ("enabled", "disabled")
    assert options.allow_redisplay_filters == ["always"]


@pytest.mark.parametrize("codes", [True, False])
def test_an_expired_session_can_be_taken_up_again(sandbox, http, enter, look, codes):
    recovery = {"enabled": True, "allow_promotion_codes": codes}
    made = session(
        after_expiration={"recovery": recovery},
        shipping_options=[rate("Post", 500)],
        metadata={"order": "6735"},
    )
    assert made.after_expiration.recovery.url is None
    expired = stripe.checkout.Session.expire(made.id)
    found = expired.after_expiration.recovery
    assert found.expires_at == pytest.approx(sandbox.clock.now() + 30 * DAY, abs=60)
    path = "/r/" + found.url.rpartition("/r/")[2]
    assert http("GET", path, key=None).status == 303
    (new,) = [one for one in stripe.checkout.Session.list().data if one.id != made.id]
    assert (new.recovered_from, new.amount_total, new.metadata["order"]) == (made.id, 3500, "6735")
    assert bool(new.allow_promotion_codes) is codes
    assert "This page has expired." in look(made)
    assert enter(new, **CARD).status == 303
    sandbox.clock.advance(31 * DAY)
    assert http("GET", path, key=None).status == 404


def test_an_open_session_changes_with_what_is_in_the_cart(sandbox, confirm):
    made = session(**PARTS, shipping_options=[rate("Post", 500)])
    (line,) = stripe.checkout.Session.list_line_items(made.id).data
    changed = stripe.checkout.Session.modify(
        made.id,
        line_items=[{"id": line.id, "quantity": 3}, item(300, "Mug", 1)],
        shipping_options=[rate("Courier", 1200)],
        payment_intent_data={"description": "T-shirts"},
        collected_information={"shipping_details": SHIPPING},
    )
    assert (changed.amount_subtotal, changed.amount_total) == (4800, 6000)
    assert [one.quantity for one in again(made, "line_items").line_items.data] == [3, 1]
    assert confirm(made).status == 200
    intent = again(made, "payment_intent").payment_intent
    assert (intent.amount, intent.description) == (6000, "T-shirts")
    assert intent.shipping.name == "Jenny at work"
    with pytest.raises(stripe.InvalidRequestError, match="has a status of `complete`"):
        stripe.checkout.Session.modify(made.id, shipping_options=[rate("Post", 500)])
    assert stripe.checkout.Session.modify(made.id, metadata={"a": "b"}).metadata["a"] == "b"


@pytest.mark.parametrize("name", ["payment_intent_data", "collected_information"])
def test_a_page_of_stripes_is_not_filled_in(sandbox, name):
    given = (
        {"description": "x"} if name == "payment_intent_data" else {"shipping_details": SHIPPING}
    )
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.checkout.Session.modify(session().id, **{name: given})
    assert caught.value.param == name


def test_a_line_that_the_session_does_not_have(sandbox):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.checkout.Session.modify(session().id, line_items=[{"id": "li_none", "quantity": 1}])
    assert caught.value.param == "line_items[0][id]"


# -- payment links -----------------------------------------------------------------------------------


def link_for(*, recurring=None, amount=1000, **params):
    price = stripe.Price.create(
        currency="usd",
        unit_amount=amount,
        product_data={"name": "Tea"},
        **({"recurring": {"interval": recurring}} if recurring else {}),
    )
    adjustable = {"enabled": True, "minimum": 1, "maximum": 3}
    items = [{"price": price.id, "quantity": 1, "adjustable_quantity": adjustable}]
    return stripe.PaymentLink.create(line_items=items, **params)


def visit(http, link):
    answer = http("GET", f"/b/{link.id}", key=None)
    assert answer.status == 303
    return stripe.checkout.Session.list(payment_link=link.id).data[0]


def test_the_session_of_a_link_asks_what_the_link_asks(sandbox, http, look, enter):
    shipping = stripe.ShippingRate.create(
        type="fixed_amount", display_name="Post", fixed_amount={"amount": 500, "currency": "usd"}
    )
    sticker = stripe.Price.create(currency="usd", unit_amount=400, product_data={"name": "Sticker"})
    link = link_for(
        allow_promotion_codes=True,
        custom_fields=[FIELD],
        phone_number_collection={"enabled": True},
        shipping_address_collection={"allowed_countries": ["US"]},
        shipping_options=[{"shipping_rate": shipping.id}],
        optional_items=[{"price": sticker.id, "quantity": 1}],
        payment_intent_data={"description": "Tea"},
        after_completion={
            "type": "hosted_confirmation",
            "hosted_confirmation": {"custom_message": "Enjoy!"},
        },
    )
    coupon = stripe.Coupon.create(percent_off=50, duration="once")
    stripe.PromotionCode.create(promotion={"type": "coupon", "coupon": coupon.id}, code="HALF")
    made = visit(http, link)
    (line,) = stripe.checkout.Session.list_line_items(made.id).data
    answer = enter(
        made,
        **CARD,
        phone="+12015550123",
        custom_fields={"a": "Jenny"},
        shipping=SHIPPING,
        quantities={line.id: "3"},
        optional_items={sticker.id: "1"},
        promotion_code="HALF",
    )
    assert answer.status == 303
    done = again(made, "payment_intent")
    assert (done.amount_total, done.payment_intent.description) == (1700 + 500, "Tea")
    path = answer.headers["Location"].removeprefix(sandbox.url)
    assert (
        "Enjoy!" in http("GET", path.removeprefix("https://api.stripe.com"), key=None).raw.decode()
    )


def test_a_link_that_redirects(sandbox, http, enter):
    url = "https://example.com/thanks?session={CHECKOUT_SESSION_ID}"
    made = visit(http, link_for(after_completion={"type": "redirect", "redirect": {"url": url}}))
    answer = enter(made, **CARD)
    assert answer.headers["Location"] == f"https://example.com/thanks?session={made.id}"


def test_a_link_for_a_subscription_with_a_trial(sandbox, http, enter):
    link = link_for(
        recurring="month",
        subscription_data={"trial_period_days": 7},
        payment_method_collection="if_required",
    )
    made = visit(http, link)
    assert made.amount_total == 0
    assert enter(made, email="jenny@example.com").status == 303
    done = again(made, "subscription")
    assert (done.payment_status, done.subscription.status) == ("no_payment_required", "trialing")


def test_a_link_closes_when_it_was_used_as_often_as_it_may(sandbox, http, enter):
    link = link_for(
        restrictions={"completed_sessions": {"limit": 1}}, inactive_message="All tea is sold."
    )
    assert enter(visit(http, link), **CARD).status == 303
    closed = stripe.PaymentLink.retrieve(link.id)
    assert (closed.active, closed.restrictions.completed_sessions.count) == (False, 1)
    answer = http("GET", f"/b/{link.id}", key=None)
    assert (answer.status, "All tea is sold." in answer.raw.decode()) == (410, True)
    with pytest.raises(stripe.InvalidRequestError):
        stripe.PaymentLink.modify(link.id, restrictions={"completed_sessions": {"limit": 1}})
    stripe.PaymentLink.modify(
        link.id, active=True, restrictions={"completed_sessions": {"limit": 2}}
    )
    assert visit(http, link).status == "open"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"after_completion": {"type": "redirect"}}, "after_completion[redirect][url]"),
        (
            {"restrictions": {"completed_sessions": {"limit": 0}}},
            "restrictions[completed_sessions][limit]",
        ),
        ({"payment_method_types": ["sepa_debit"]}, "payment_method_types"),
        ({"custom_fields": [FIELD] * 2}, "custom_fields[1][key]"),
        ({"subscription_data": {"trial_period_days": 3}}, "subscription_data"),
    ],
)
def test_links_that_cannot_be(sandbox, params, param):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        link_for(**params)
    assert caught.value.param == param


def test_a_link_changes_for_the_visitors_to_come(sandbox, http):
    link = link_for(recurring="month")
    (line,) = stripe.PaymentLink.list_line_items(link.id).data
    stripe.PaymentLink.modify(
        link.id,
        line_items=[{"id": line.id, "quantity": 2}],
        subscription_data={"metadata": {"a": "b"}},
    )
    (changed,) = stripe.PaymentLink.list_line_items(link.id).data
    assert (changed.id, changed.quantity, changed.amount_total) == (line.id, 2, 2000)
    assert visit(http, link).amount_total == 2000


def test_a_link_that_shows_words_and_then_redirects(sandbox):
    price = stripe.Price.create(currency="usd", unit_amount=500, product_data={"name": "x"})
    link = stripe.PaymentLink.create(line_items=[{"price": price.id, "quantity": 1}])
    assert link.tax_id_collection.required == "never"
    there = {"type": "redirect", "redirect": {"url": "https://example.com/done"}}
    link = stripe.PaymentLink.modify(link.id, after_completion=there)
    assert link.after_completion.to_dict() == there
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.PaymentLink.create(line_items=[{"price": price.id, "quantity": 1}] * 21)
    assert caught.value.param == "line_items"
