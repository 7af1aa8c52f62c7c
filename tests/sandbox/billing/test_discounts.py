"""Coupons and promotion codes: what they may be, who may redeem them, how long a discount holds."""

import pytest
from refusals import refused
from sandbox_clocks import Clock, price_of, types

import stripe

YEAR = 365 * 24 * 3600


@pytest.fixture
def customer(still):
    return stripe.Customer.create(email="jenny@example.com", payment_method="pm_card_visa")


def coupon(**terms):
    return stripe.Coupon.create(**{"percent_off": 10, "duration": "forever", **terms})


def code(of, **terms):
    return stripe.PromotionCode.create(promotion={"type": "coupon", "coupon": of.id}, **terms)


def billed(customer, amount=1000, **more):
    stripe.InvoiceItem.create(customer=customer.id, amount=amount, currency="usd")
    return stripe.Invoice.create(
        customer=customer.id, pending_invoice_items_behavior="include", **more
    )


COUPONS = {
    "nothing off": ({"percent_off": ""}, None),
    "an amount below 0": (
        {"amount_off": -5, "currency": "usd", "percent_off": None},
        "amount_off",
    ),
    "an amount of no currency": ({"amount_off": 5, "percent_off": None}, "currency"),
    "repeating for how long": ({"duration": "repeating"}, "duration_in_months"),
    "months of forever": ({"duration_in_months": 3}, "duration_in_months"),
    "no redemption": ({"max_redemptions": 0}, "max_redemptions"),
    "over already": ({"redeem_by": 1_700_000_000}, "redeem_by"),
    "an unknown product": ({"applies_to": {"products": ["prod_x"]}}, "applies_to[products][0]"),
}


@pytest.mark.parametrize("name", COUPONS)
def test_coupons_that_cannot_be(still, name):
    terms, param = COUPONS[name]
    given = {"percent_off": 10, "duration": "forever", **terms}
    error = refused(
        stripe.Coupon.create, **{key: value for key, value in given.items() if value is not None}
    )
    assert error.param == (param or "percent_off")


def test_codes_that_cannot_be(still, customer):
    few = coupon(max_redemptions=2, redeem_by=1_768_000_000 + YEAR)
    assert refused(code, few, max_redemptions=3).param == "max_redemptions"
    assert refused(code, few, expires_at=1_768_000_000 + 2 * YEAR).param == "expires_at"
    least = {"minimum_amount": 100}
    error = refused(code, few, restrictions=least)
    assert error.param == "restrictions[minimum_amount_currency]"
    made = code(few, code="SPRING")
    assert (made.max_redemptions, made.expires_at) == (2, 1_768_000_000 + YEAR)
    assert refused(code, few, code="spring").param == "code"
    code(few, code="mine", customer=customer.id)
    other = stripe.Customer.create()
    assert code(few, code="MINE", customer=other.id).active


def test_redeeming_counts(customer):
    of = coupon(max_redemptions=2)
    made = code(of)
    billed(customer, discounts=[{"promotion_code": made.id}])
    assert stripe.PromotionCode.retrieve(made.id).times_redeemed == 1
    billed(customer, discounts=[{"coupon": of.id}])
    of = stripe.Coupon.retrieve(of.id)
    assert (of.times_redeemed, of.valid) == (2, False)
    error = refused(billed, customer, discounts=[{"coupon": of.id}])
    assert (error.code, error.param) == ("coupon_expired", "discounts[0][coupon]")
    assert str(error.user_message).startswith("This coupon has been redeemed the maximum number")


START = "This promotion code cannot be redeemed because "


def test_codes_that_nobody_may_redeem(still, customer):
    once = code(coupon(), max_redemptions=1)
    billed(customer, discounts=[{"promotion_code": once.id}])
    late = code(coupon(), expires_at=1_768_000_000 + 60)
    idle = code(coupon(), active=False)
    still.clock.advance(61)
    for found, why in (
        (once, "it has been used the maximum number of times."),
        (late, "it has expired."),
        (idle, "it is not active."),
    ):
        error = refused(billed, customer, discounts=[{"promotion_code": found.id}])
        assert (error.param, error.user_message) == ("discounts[0][promotion_code]", START + why)
    assert not stripe.PromotionCode.retrieve(late.id).active


def test_codes_for_some(customer):
    other = stripe.Customer.create()
    theirs = code(coupon(), customer=other.id)
    big = code(coupon(), restrictions={"minimum_amount": 5000, "minimum_amount_currency": "usd"})
    first = code(coupon(), restrictions={"first_time_transaction": True})
    assert billed(customer, discounts=[{"promotion_code": first.id}]).total == 900
    assert billed(customer, 5000, discounts=[{"promotion_code": big.id}]).total == 4500
    stripe.Invoice.pay(billed(customer, discounts="").id, payment_method="pm_card_visa")
    for found, why in (
        (theirs, "it belongs to another customer."),
        (big, "the associated purchase does not meet the minimum amount requirement."),
        (first, "the associated customer has prior transactions."),
    ):
        error = refused(billed, customer, discounts=[{"promotion_code": found.id}])
        assert error.user_message == START + why


def test_expired_coupons(still, customer):
    short = coupon(redeem_by=1_768_000_000 + 60)
    still.clock.advance(60)
    error = refused(billed, customer, discounts=[{"coupon": short.id}])
    assert (error.code, error.user_message) == ("coupon_expired", f"Coupon expired: {short.id}")
    assert not stripe.Coupon.retrieve(short.id).valid


LISTS = {
    "unknown": ([{"coupon": "nope"}], "discounts[0][coupon]"),
    "nothing": ([{}], "discounts[0][coupon]"),
    "twice": ([{"coupon": "A"}, {"coupon": "A"}], "discounts[1][coupon]"),
    "two ways": ([{"coupon": "A", "promotion_code": "promo_x"}], "discounts[0][promotion_code]"),
    "another currency": ([{"coupon": "EUR"}], "discounts[0][coupon]"),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_discounts_that_cannot_be(customer, name):
    given, param = LISTS[name]
    coupon(id="A")
    stripe.Coupon.create(id="EUR", amount_off=5, currency="eur", duration="once")
    if name == "nothing":
        given = [{"coupon": ""}]
    error = refused(billed, customer, discounts=given)
    assert error.param == param


def test_a_deleted_coupon_goes_on_at_work(customer):
    of = coupon()
    made = billed(customer, discounts=[{"coupon": of.id}])
    stripe.Coupon.delete(of.id)
    item = stripe.InvoiceItem.create(
        customer=customer.id, amount=1000, currency="usd", invoice=made.id
    )
    assert item.invoice == made.id
    assert stripe.Invoice.retrieve(made.id).total == 1800


def test_an_amount_in_other_currencies(customer):
    of = stripe.Coupon.create(
        amount_off=100,
        currency="usd",
        duration="once",
        currency_options={"eur": {"amount_off": 90}},
    )
    stripe.InvoiceItem.create(customer=customer.id, amount=1000, currency="eur")
    made = stripe.Invoice.create(
        customer=customer.id,
        pending_invoice_items_behavior="include",
        discounts=[{"coupon": of.id}],
    )
    assert (made.currency, made.total) == ("eur", 910)


@pytest.fixture
def monthly(still):
    return stripe.Price.create(
        currency="usd",
        unit_amount=1000,
        recurring={"interval": "month"},
        product_data={"name": "Gold"},
    ).id


def subscribed(customer, monthly, item=None, **more):
    stripe.Customer.modify(
        customer.id,
        invoice_settings={
            "default_payment_method": stripe.PaymentMethod.list(customer=customer.id).data[0].id
        },
    )
    return stripe.Subscription.create(
        customer=customer.id, items=[{"price": monthly, **(item or {})}], **more
    )


def totals(customer):
    return [one.total for one in stripe.Invoice.list(customer=customer.id, limit=100).data[::-1]]


def test_once_repeating_and_forever_on_a_subscription(still, customer, monthly):
    found = [
        coupon(percent_off=50, duration="once"),
        stripe.Coupon.create(
            amount_off=100, currency="usd", duration="repeating", duration_in_months=3
        ),
        coupon(percent_off=10),
    ]
    made = subscribed(customer, monthly, discounts=[{"coupon": one.id} for one in found])
    # the one that holds once is used up by the first invoice
    assert len(made.discounts) == 2
    for _ in range(4):
        still.clock.advance(31 * 24 * 3600)
    assert totals(customer) == [360, 810, 810, 900, 900]
    assert len(stripe.Subscription.retrieve(made.id).discounts) == 1


def test_a_discount_of_an_item_is_used_up_too(customer, monthly):
    once = {"discounts": [{"coupon": coupon(percent_off=50, duration="once").id}]}
    made = subscribed(customer, monthly, once)
    assert totals(customer) == [500]
    made = stripe.Subscription.retrieve(made.id)
    item = made["items"].data[0]
    assert (item.discounts, stripe.SubscriptionItem.retrieve(item.id).discounts) == ([], [])


def test_a_minimum_counts_for_a_new_subscription(customer, monthly):
    big = code(coupon(), restrictions={"minimum_amount": 2000, "minimum_amount_currency": "usd"})
    given = [{"promotion_code": big.id}]
    assert refused(subscribed, customer, monthly, discounts=given).param == (
        "discounts[0][promotion_code]"
    )
    subscribed(customer, monthly, {"quantity": 2}, discounts=given)
    assert totals(customer) == [1800]


def test_a_coupon_of_a_customer_by_an_older_version(customer):
    of = coupon(duration="once")
    stripe.Customer.modify(customer.id, coupon=of.id, stripe_version="2025-03-31.basil")
    assert stripe.Coupon.retrieve(of.id).times_redeemed == 1
    made = billed(customer)
    assert made.total == 900
    stripe.Invoice.finalize_invoice(made.id)
    assert billed(customer).total == 1000


def session(**more):
    price = {"currency": "usd", "product_data": {"name": "Wood"}, "unit_amount": 1000}
    return stripe.checkout.Session.create(
        mode="payment",
        success_url="https://example.com",
        line_items=[{"price_data": price, "quantity": 1}],
        **more,
    )


def test_checkout_redeems_what_may_be_redeemed_when_it_is_paid(still, customer):
    made = code(coupon(), max_redemptions=1)
    opened = session(discounts=[{"promotion_code": made.id}])
    assert (opened.amount_total, opened.total_details.amount_discount) == (900, 100)
    assert stripe.PromotionCode.retrieve(made.id).times_redeemed == 0
    page = f"/v1/payment_pages/{opened.id}/confirm"
    stripe.StripeClient(still.api_key).raw_request("post", page, payment_method="pm_card_visa")
    assert stripe.PromotionCode.retrieve(made.id).times_redeemed == 1
    error = refused(session, discounts=[{"promotion_code": made.id}])
    assert error.user_message == START + "it has been used the maximum number of times."
    other = stripe.Product.create(name="Other")
    misfit = coupon(applies_to={"products": [other.id]})
    error = refused(session, discounts=[{"coupon": misfit.id}])
    assert "not valid for any of the items" in error.user_message


def test_a_minimum_waits_for_the_items_of_a_draft(customer):
    big = code(coupon(), restrictions={"minimum_amount": 5000, "minimum_amount_currency": "usd"})
    made = stripe.Invoice.create(
        customer=customer.id, currency="usd", discounts=[{"promotion_code": big.id}]
    )
    stripe.InvoiceItem.create(customer=customer.id, invoice=made.id, amount=6000, currency="usd")
    assert stripe.Invoice.retrieve(made.id).total == 5400


def test_lists_of_codes(still, customer):
    one, other = coupon(), coupon()
    mine = code(one, code="Mine", customer=customer.id)
    idle = code(other, code="IDLE", active=False)
    for filters, found in (
        ({"code": "MINE"}, [mine]),
        ({"coupon": other.id}, [idle]),
        ({"active": True}, [mine]),
        ({"customer": customer.id}, [mine]),
        ({}, [idle, mine]),
    ):
        listed = stripe.PromotionCode.list(**filters).data
        assert [one.id for one in listed] == [one.id for one in found]


LOSS = ["customer.discount.deleted", "customer.subscription.updated"]


def test_a_loss_of_discounts_is_told_before_the_subscription_is(still):
    clock = Clock(1_772_323_200)
    forever, month = (
        {"coupon": stripe.Coupon.create(percent_off=10, **kind).id}
        for kind in ({"duration": "forever"}, {"duration": "repeating", "duration_in_months": 1})
    )
    made = stripe.Subscription.create(
        customer=clock.customer, items=[{"price": price_of(1000).id}], discounts=[month]
    )
    [before] = stripe.Event.list(limit=1).data
    clock.advance(made["items"].data[0].current_period_end)
    assert [type for type in types(before.id) if type == LOSS[0]] == LOSS[:1]
    kept = stripe.Subscription.modify(made.id, discounts=[forever], items=[])
    [before] = stripe.Event.list(limit=1).data
    for discounts, told in ([{"discount": kept.discounts[0]}], []), ("", LOSS):
        stripe.Subscription.modify(made.id, discounts=discounts)
        assert types(before.id) == told


def test_the_discounts_of_a_subscription_are_deleted(still):
    clock = Clock()
    coupon = stripe.Coupon.create(percent_off=50, duration="forever")
    made = stripe.Subscription.create(
        customer=clock.customer,
        items=[{"price": price_of(1000).id}],
        discounts=[{"coupon": coupon.id}],
    )
    [before] = stripe.Event.list(limit=1).data
    gone = stripe.Subscription.delete_discount(made.id)
    assert (gone.deleted, gone.id) == (True, made.discounts[0])
    assert stripe.Subscription.retrieve(made.id).discounts == []
    assert types(before.id) == LOSS
    with pytest.raises(stripe.InvalidRequestError, match="No such discount"):
        stripe.Subscription.delete_discount(made.id)


@pytest.mark.parametrize("how", ["used up", "deleted", "over"])
def test_codes_end_with_their_coupon(still, how):
    clock = Clock()
    until = {"redeem_by": still.clock.now() + 60} if how == "over" else {"max_redemptions": 1}
    of = coupon(**until)
    made, other = code(of), code(coupon())
    if how == "used up":
        stripe.Subscription.create(
            customer=clock.customer,
            items=[{"price": price_of(1000).id}],
            discounts=[{"coupon": of.id}],
        )
    elif how == "deleted":
        stripe.Coupon.delete(of.id)
    else:
        still.clock.advance(61)
    assert not stripe.PromotionCode.retrieve(made.id).active
    assert stripe.PromotionCode.retrieve(other.id).active
