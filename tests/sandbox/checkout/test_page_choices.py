"""What customers choose on the page, and what the session comes to by that."""

import pytest
from checkout_shop import CARD, again, item, rate, session

import stripe

ADJUSTABLE = {"adjustable_quantity": {"enabled": True, "minimum": 1, "maximum": 5}}
RATES = [rate("Post", 500), rate("Courier", 1200)]


def line_of(made, at=0):
    return stripe.checkout.Session.list_line_items(made.id).data[at]


def code(text="HALF", **coupon):
    made = stripe.Coupon.create(**(coupon or {"percent_off": 50}), duration="once")
    promotion = {"type": "coupon", "coupon": made.id}
    return stripe.PromotionCode.create(promotion=promotion, code=text)


def test_another_rate_of_shipping(sandbox, look, enter):
    made = session(shipping_options=RATES)
    first, second = (option.shipping_rate for option in made.shipping_options)
    assert (made.amount_total, made.shipping_cost.shipping_rate) == (3500, first)
    assert "Courier: $12.00" in look(made)
    changed = enter(made, shipping_rate=second, do="update")
    assert "Pay $42.00" in changed.raw.decode()
    assert enter(made, **CARD, shipping_rate=second, expected_amount=4200).status == 303
    done = again(made, "payment_intent")
    cost = done.shipping_cost
    assert (cost.amount_subtotal, cost.amount_total, cost.shipping_rate) == (1200, 1200, second)
    assert (done.total_details.amount_shipping, done.payment_intent.amount) == (1200, 4200)


def test_nobody_pays_more_than_the_button_said(sandbox, enter):
    made = session(shipping_options=RATES)
    dear = made.shipping_options[1].shipping_rate
    asked = enter(made, **CARD, shipping_rate=dear, expected_amount=3500)
    assert asked.status == 200
    assert "The total is $42.00 now." in asked.raw.decode()
    assert again(made).status == "open"
    assert enter(made, **CARD, shipping_rate=dear, expected_amount=4200).status == 303


def test_a_rate_that_is_not_on_offer(sandbox, confirm):
    made = session(shipping_options=RATES)
    refused = confirm(made, shipping_rate="shr_none")
    assert (refused.status, refused.error["param"]) == (400, "shipping_rate")


def test_quantities(sandbox, look, enter):
    made = session(line_items=[item(**ADJUSTABLE), item(300, "Mug", 1)])
    line = line_of(made)
    limits = line.adjustable_quantity
    assert (limits.enabled, limits.minimum, limits.maximum) == (True, 1, 5)
    text = look(made)
    assert f'name="quantities[{line.id}]"' in text
    assert enter(made, **CARD, quantities={line.id: "4"}).status == 303
    done = again(made, "payment_intent", "line_items")
    assert (done.amount_total, done.payment_intent.amount) == (6300, 6300)
    assert [one.quantity for one in done.line_items.data] == [4, 1]


@pytest.mark.parametrize("count", ["0", "6", "-1", "two", "1.5"])
def test_quantities_beyond_their_limits(sandbox, enter, confirm, count):
    made = session(line_items=[item(**ADJUSTABLE)])
    field = f"quantities[{line_of(made).id}]"
    answer = enter(made, **CARD, quantities={line_of(made).id: count})
    assert (answer.status, "Enter a number from 1 to 5." in answer.raw.decode()) == (400, True)
    assert confirm(made, quantities={line_of(made).id: count}).error["param"] == field


def test_a_quantity_that_is_fixed(sandbox, confirm):
    made = session()
    refused = confirm(made, quantities={line_of(made).id: "9"})
    assert (refused.status, again(made).amount_total) == (400, 3000)


def test_an_item_may_be_left_out_but_not_all(sandbox, confirm):
    free = {"adjustable_quantity": {"enabled": True}}
    made = session(line_items=[item(**free), item(300, "Mug", 1, **free)])
    first, second = line_of(made), line_of(made, 1)
    assert first.adjustable_quantity.maximum == 99
    none = confirm(made, quantities={first.id: "0", second.id: "0"})
    assert none.error["message"] == "There must be something to buy."
    assert confirm(made, quantities={first.id: "0"}).status == 200
    assert again(made).amount_total == 300


def test_optional_items(sandbox, look, enter):
    price = stripe.Price.create(currency="usd", unit_amount=400, product_data={"name": "Sticker"})
    other = stripe.Price.create(currency="usd", unit_amount=900, product_data={"name": "Poster"})
    made = session(
        optional_items=[
            {"price": price.id, "quantity": 1, "adjustable_quantity": {"enabled": True}},
            {"price": other.id, "quantity": 2},
        ]
    )
    assert [one.price for one in made.optional_items] == [price.id, other.id]
    assert "Sticker: $4.00" in look(made)
    assert enter(made, **CARD, optional_items={price.id: "3", other.id: "2"}).status == 303
    done = again(made, "line_items")
    assert done.amount_total == 3000 + 1200 + 1800
    assert [one.quantity for one in done.line_items.data] == [2, 3, 2]


def test_an_optional_item_that_is_not_on_offer(sandbox, confirm):
    price = stripe.Price.create(currency="usd", unit_amount=400, product_data={"name": "Sticker"})
    refused = confirm(session(), optional_items={price.id: "1"})
    assert refused.error["param"] == f"optional_items[{price.id}]"


def test_all_of_it_adds_up(sandbox, look, enter):
    code()
    vat = stripe.TaxRate.create(display_name="VAT", percentage=10, inclusive=False)
    gst = stripe.TaxRate.create(display_name="GST", percentage=25, inclusive=True)
    made = session(
        line_items=[
            item(tax_rates=[vat.id], **ADJUSTABLE),
            item(1000, "Mug", 1, tax_rates=[gst.id]),
        ],
        shipping_options=RATES,
        allow_promotion_codes=True,
    )
    quantities = {line_of(made).id: "3"}
    text = enter(
        made,
        quantities=quantities,
        promotion_code="half",
        shipping_rate=made.shipping_options[1].shipping_rate,
        do="update",
    ).raw.decode()
    shown = again(
        made, "total_details.breakdown", "line_items.data.discounts", "line_items.data.taxes"
    )
    assert shown.amount_subtotal == 5500
    details = shown.total_details
    assert (details.amount_discount, details.amount_shipping, details.amount_tax) == (
        2750,
        1200,
        325,
    )
    assert shown.amount_total == 5500 - 2750 + 1200 + 225
    for amount in (
        "$45.00",
        "$10.00",
        "\N{MINUS SIGN}$27.50",
        "$12.00",
        "$2.25",
        "$41.75",
        "$1.00",
    ):
        assert f"<td>{amount}</td>" in text, amount
    assert "Pay $41.75" in text
    assert "A promotion code is applied." in text
    (discount,) = details.breakdown.discounts
    assert (discount.amount, discount.discount.promotion_code) == (
        2750,
        shown.discounts[0].promotion_code,
    )
    assert [(tax.amount, tax.rate.display_name) for tax in details.breakdown.taxes] == [
        (225, "VAT"),
        (100, "GST"),
    ]
    first, second = shown.line_items.data
    assert (first.discounts[0].amount, first.taxes[0].amount) == (2250, 225)
    assert (second.discounts[0].amount, second.taxes[0].taxable_amount) == (500, 400)
    assert again(made).total_details.get("breakdown") is None
    assert enter(made, **CARD, expected_amount=shown.amount_total).status == 303
    done = again(made, "payment_intent")
    assert done.payment_intent.amount == 4175
    assert stripe.Coupon.retrieve(shown.discounts[0].coupon).times_redeemed == 1


@pytest.mark.parametrize(
    ("coupon", "text"),
    [
        ({"percent_off": 50, "max_redemptions": 1}, "used"),
        ({"amount_off": 500, "currency": "eur"}, "eur"),
    ],
)
def test_a_code_that_cannot_be_redeemed(sandbox, enter, coupon, text):
    code(**coupon)
    if text == "used":
        first = session(allow_promotion_codes=True)
        assert enter(first, **CARD, promotion_code="HALF").status == 303
    made = session(allow_promotion_codes=True)
    refused = enter(made, **CARD, promotion_code="HALF")
    assert refused.status == 400
    assert 'id="promotion_code-problem"' in refused.raw.decode()
    assert again(made).amount_total == 3000


def test_a_retry_with_another_choice_pays_the_new_amount(sandbox, enter):
    made = session(shipping_options=RATES)
    dear = made.shipping_options[1].shipping_rate
    declined = enter(made, **{**CARD, "number": "4000000000000002"})
    assert (declined.status, "Your card was declined." in declined.raw.decode()) == (402, True)
    assert enter(made, **CARD, shipping_rate=dear, expected_amount=4200).status == 303
    done = again(made, "payment_intent.latest_charge")
    assert (done.payment_intent.amount, done.payment_intent.latest_charge.amount) == (4200, 4200)
    assert len(stripe.PaymentIntent.list().data) == 1


def test_nothing_to_pay(sandbox, look, enter):
    stripe.Coupon.create(id="all", percent_off=100, duration="once")
    made = session(discounts=[{"coupon": "all"}], customer_creation="always")
    assert "Complete order" in look(made)
    assert enter(made, email="jenny@example.com", name="Jenny").status == 303
    done = again(made, "customer")
    assert (done.payment_status, done.payment_intent) == ("no_payment_required", None)
    assert (done.customer.email, done.customer.name) == ("jenny@example.com", "Jenny")


@pytest.mark.parametrize(
    ("kind", "verb"), [("book", "Book"), ("donate", "Donate"), ("pay", "Pay"), ("auto", "Pay")]
)
def test_the_verb_of_the_button(sandbox, look, kind, verb):
    assert f">{verb} $30.00</button>" in look(session(submit_type=kind))


def test_the_invoice_of_a_payment_is_of_the_same_amount(sandbox, confirm):
    made = session(shipping_options=RATES, invoice_creation={"enabled": True})
    assert confirm(made).status == 200
    done = again(made, "invoice")
    assert (done.invoice.total, done.invoice.shipping_cost.amount_total) == (3500, 500)
    assert done.invoice.status == "paid"


def test_tax_by_the_address_is_in_the_total_before_it_is_paid(sandbox, look, enter):
    made = session(automatic_tax={"enabled": True})
    assert "Billing address" in look(made)
    home = {"line1": "1 Hauptstr", "city": "Berlin", "postal_code": "10115", "country": "DE"}
    asked = enter(made, **CARD, address=home, expected_amount=3000)
    assert (asked.status, again(made).status) == (200, "open")
    assert "The total is $35.70 now." in asked.raw.decode()
    moved = enter(made, address={**home, "country": "FR"}, do="update").raw.decode()
    assert "Pay $36.00" in moved
    assert enter(made, **CARD, address=home, expected_amount=3600).status == 303
    done = again(made, "payment_intent")
    assert (done.amount_total, done.payment_intent.amount) == (3570, 3570)
    assert (done.total_details.amount_tax, done.automatic_tax.status) == (570, "complete")


def gift(**limits):
    price = stripe.Price.create(
        currency="usd",
        custom_unit_amount={"enabled": True, **limits},
        product_data={"name": "Gift"},
    )
    return session(line_items=[{"price": price.id, "quantity": 1}], submit_type="donate")


def test_an_amount_of_the_customers_choice(sandbox, look, enter):
    made = gift(minimum=500, maximum=10_000, preset=2000)
    field = f"amounts[{line_of(made).id}]"
    assert "Donate $20.00" in look(made)
    assert f'name="{field}" type="text" value="20.00"' in look(made)
    amounts = {line_of(made).id: "35.50"}
    assert enter(made, **CARD, amounts=amounts, expected_amount=3550).status == 303
    assert again(made, "payment_intent").payment_intent.amount == 3550


@pytest.mark.parametrize("amount", ["4.99", "100.01", "ten", "-6", "5.001", ""])
def test_an_amount_that_is_not_possible(sandbox, enter, amount):
    made = gift(minimum=500, maximum=10_000)
    line = line_of(made).id
    answer = enter(made, **CARD, amounts={line: amount})
    assert answer.status == 400
    assert f'id="amounts-{line}-problem"' in answer.raw.decode()
    assert again(made).status == "open"
