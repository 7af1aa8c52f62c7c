"""What lines, discounts, taxes and balances come to: the worked examples, one invoice each."""

from decimal import Decimal

import pytest

import stripe

FIVE_TEN = [(5, 700, None), (10, 650, None), ("inf", 600, None)]
WITH_FLATS = [
    (5, 500, 1000),
    (10, 400, 2000),
    (15, 300, 3000),
    (20, 200, 4000),
    ("inf", 100, 5000),
]
# quantity -> volume, graduated, volume with flats, graduated with flats
TIERED = {
    0: (0, 0, 1000, 1000),
    5: (3500, 3500, 3500, 3500),
    6: (3900, 4150, 4400, 5900),
    12: (7200, 7950, 6600, 11100),
    20: (12000, 12750, 8000, 17000),
    25: (15000, 15750, 7500, 22500),
}
KINDS = [
    (FIVE_TEN, "volume"),
    (FIVE_TEN, "graduated"),
    (WITH_FLATS, "volume"),
    (WITH_FLATS, "graduated"),
]


@pytest.fixture
def customer(still):
    return stripe.Customer.create(email="jenny@example.com")


def price(**terms):
    return stripe.Price.create(currency="usd", product_data={"name": "Wood"}, **terms)


def item(customer, amount=None, **more):
    if amount is not None:
        more.update(amount=amount, currency="usd")
    return stripe.InvoiceItem.create(customer=customer.id, **more)


def draft(customer, **more):
    return stripe.Invoice.create(
        customer=customer.id, pending_invoice_items_behavior="include", **more
    )


def tiers(rows):
    keys = ("up_to", "unit_amount", "flat_amount")
    return [
        {key: value for key, value in zip(keys, row, strict=True) if value is not None}
        for row in rows
    ]


@pytest.mark.parametrize("at", range(len(KINDS)))
@pytest.mark.parametrize("quantity", TIERED)
def test_tiers(customer, quantity, at):
    rows, mode = KINDS[at]
    made = price(tiers=tiers(rows), tiers_mode=mode, billing_scheme="tiered")
    found = item(customer, pricing={"price": made.id}, quantity=quantity)
    assert found.amount == TIERED[quantity][at]


# (terms of the price, quantity) -> amount
UNITS = [
    ({"unit_amount_decimal": "0.05"}, {"quantity": 30}, 2),
    ({"unit_amount_decimal": "0.015"}, {"quantity": 1234567}, 18519),
    ({"unit_amount_decimal": "2.5"}, {"quantity_decimal": "2.6"}, 7),
    ({"unit_amount": 1000, "transform_quantity": {"divide_by": 60, "round": "up"}},
     {"quantity": 150}, 3000),
    ({"unit_amount": 1000, "transform_quantity": {"divide_by": 60, "round": "down"}},
     {"quantity": 150}, 2000),
    ({"unit_amount": 2500, "transform_quantity": {"divide_by": 5, "round": "up"}},
     {"quantity": 8}, 5000),
    ({"unit_amount": 700}, {"quantity": 0}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "quantity", "amount"), UNITS)
def test_units(customer, terms, quantity, amount):
    found = item(customer, pricing={"price": price(**terms).id}, **quantity)
    assert found.amount == amount
    (exact,) = quantity.values()
    assert found.quantity_decimal == Decimal(exact)
    assert found.quantity == int(Decimal(exact))


def test_an_amount_alone_gets_a_price_of_its_own(customer):
    found = item(customer, -500, description="Thanks")
    assert (found.discountable, found.pricing.unit_amount_decimal) == (False, Decimal(-500))
    made = stripe.Price.retrieve(found.pricing.price_details.price)
    assert (made.active, made.unit_amount, made.type) == (False, -500, "one_time")


def test_currency_options(customer):
    made = price(unit_amount=1000, currency_options={"eur": {"unit_amount": 900}})
    found = item(customer, pricing={"price": made.id}, currency="eur")
    assert (found.amount, found.currency) == (900, "eur")
    # the customer's currency from now on
    assert item(customer, pricing={"price": made.id}).currency == "eur"


# amounts of lines, percent or amount off in order -> discount amounts by line, total
DISCOUNTS = [
    ([999, 1500, 2501], [{"percent_off": 15}], [[150], [225], [375]], 4250),
    ([999, 1500, 2501], [{"amount_off": 1000}], [[199], [300], [501]], 4000),
    ([1000, 2000], [{"amount_off": 500}], [[166], [334]], 2500),
    ([1000, 2000], [{"amount_off": 5000}], [[1000], [2000]], 0),
    ([10000], [{"percent_off": 20}, {"amount_off": 500}], [[2000, 500]], 7500),
    ([10000], [{"amount_off": 500}, {"percent_off": 20}], [[500, 1900]], 7600),
]


def coupon(**terms):
    if "amount_off" in terms:
        terms["currency"] = "usd"
    return stripe.Coupon.create(**{"duration": "forever", **terms}).id


@pytest.mark.parametrize(("amounts", "offs", "taken", "total"), DISCOUNTS)
def test_discounts(customer, amounts, offs, taken, total):
    for amount in reversed(amounts):  # the newest item comes first
        item(customer, amount)
    made = draft(customer, discounts=[{"coupon": coupon(**off)} for off in offs])
    found = [[one.amount for one in line.discount_amounts] for line in made.lines.data]
    assert (found, made.total, made.subtotal) == (taken, total, sum(amounts))
    sums = [sum(column) for column in zip(*taken, strict=True)]
    assert [one.amount for one in made.total_discount_amounts] == sums


def test_discounts_of_items_come_before_the_subtotal(customer):
    item(customer, 1900, discounts=[{"coupon": coupon(percent_off=50)}])
    made = draft(customer)
    assert (made.subtotal, made.total, made.lines.data[0].subtotal) == (950, 950, 1900)


def test_a_coupon_for_products_leaves_others_alone(customer):
    wood, other = price(unit_amount=1000), price(unit_amount=3000)
    for one in (wood, other):
        item(customer, pricing={"price": one.id})
    only = coupon(amount_off=5000, applies_to={"products": [wood.product]})
    assert draft(customer, discounts=[{"coupon": only}]).total == 3000


# amount, percent off, (percentage, inclusive) of the rates -> taxes, subtotal and total without, total
TAXES = [
    (1000, 10, [(20, False)], [180], 1000, 900, 1080),
    (1200, 0, [(20, True)], [200], 1000, 1000, 1200),
    (1200, 10, [(20, True)], [180], 1000, 900, 1080),
    (999, 0, [(3, False), (5, False)], [30, 50], 999, 999, 1079),
    (999, 0, [(19, True)], [160], 839, 839, 999),
    (1100, 0, [(5, True), (5, True)], [50, 50], 1000, 1000, 1100),
]


def rate(percentage, inclusive):
    return stripe.TaxRate.create(display_name="Tax", percentage=percentage, inclusive=inclusive).id


@pytest.mark.parametrize(
    ("amount", "off", "rates", "taxes", "subtotal_without", "total_without", "total"), TAXES
)
def test_taxes(customer, amount, off, rates, taxes, subtotal_without, total_without, total):
    item(customer, amount, tax_rates=[rate(*one) for one in rates])
    made = draft(customer, discounts=[{"coupon": coupon(percent_off=off)}] if off else "")
    assert [tax.amount for tax in made.total_taxes] == taxes
    assert made.total == total
    found = (made.subtotal_excluding_tax, made.total_excluding_tax)
    assert found == (subtotal_without, total_without)


@pytest.mark.parametrize(("rounding", "tax"), [("line", 90), ("subtotal", 89)])
def test_rounding_of_taxes(still, customer, rounding, tax):
    still.settings.tax_rounding = rounding
    for _ in range(3):
        item(customer, 333)
    made = draft(customer, default_tax_rates=[rate(8.875, False)])
    assert made.total_taxes[0].amount == tax
    assert sum(line.taxes[0].amount for line in made.lines.data) == tax


@pytest.mark.parametrize(
    ("exempt", "reason"), [("exempt", "customer_exempt"), ("reverse", "reverse_charge")]
)
def test_who_pays_no_tax(customer, exempt, reason):
    stripe.Customer.modify(customer.id, tax_exempt=exempt)
    item(customer, 1000)
    made = draft(customer, default_tax_rates=[rate(20, False)])
    tax = made.total_taxes[0]
    assert (made.total, tax.amount, tax.taxability_reason) == (1000, 0, reason)


# balance before, total -> due, balance after, transactions of the invoice
BALANCES = [
    (0, 1000, 1000, 0, []),
    (-1000, 400, 0, -600, [(400, "applied_to_invoice")]),
    (-300, 1000, 700, 0, [(300, "applied_to_invoice")]),
    (500, 1000, 1500, 0, [(-500, "applied_to_invoice")]),
    (0, -334, 0, -334, [(-334, "applied_to_invoice")]),
    (0, 30, 0, 30, [(30, "invoice_too_small")]),
    (-980, 1000, 0, 20, [(980, "applied_to_invoice"), (20, "invoice_too_small")]),
]


@pytest.mark.parametrize(("before", "total", "due", "after", "changes"), BALANCES)
def test_balances(customer, before, total, due, after, changes):
    if before:
        stripe.Customer.create_balance_transaction(customer.id, amount=before, currency="usd")
    item(customer, total)
    made = draft(customer)
    assert (made.starting_balance, made.ending_balance) == (before, None)
    made = stripe.Invoice.finalize_invoice(made.id)
    assert (made.amount_due, made.ending_balance, made.total) == (due, after, total)
    assert made.status == ("open" if due else "paid")
    assert stripe.Customer.retrieve(customer.id).balance == after
    found = stripe.Customer.list_balance_transactions(customer.id).data[::-1]
    booked = [(one.amount, one.type) for one in found if one.invoice == made.id]
    assert booked == changes


def test_voiding_gives_the_balance_back(customer):
    stripe.Customer.create_balance_transaction(customer.id, amount=-300, currency="usd")
    item(customer, 1000)
    made = stripe.Invoice.finalize_invoice(draft(customer).id)
    stripe.Invoice.void_invoice(made.id)
    assert stripe.Customer.retrieve(customer.id).balance == -300
    last = stripe.Customer.list_balance_transactions(customer.id).data[0]
    assert (last.amount, last.type) == (-300, "unapplied_from_invoice")


def test_a_balance_set_on_the_customer_has_its_transactions(still):
    made = stripe.Customer.create(balance=-500)
    stripe.Customer.modify(made.id, balance=-700)
    stripe.Customer.create_balance_transaction(made.id, amount=100, currency="usd")
    changes = stripe.Customer.list_balance_transactions(made.id).data[::-1]
    assert [(one.amount, one.type, one.ending_balance) for one in changes] == [
        (-500, "initial", -500),
        (-200, "adjustment", -700),
        (100, "adjustment", -600),
    ]
    made = stripe.Customer.retrieve(made.id, expand=["invoice_credit_balance"])
    assert (made.balance, made.invoice_credit_balance["usd"]) == (-600, 600)


def test_shipping_is_in_the_total_and_not_in_the_subtotal(customer):
    item(customer, 1000)
    fixed = {"amount": 500, "currency": "usd"}
    made = draft(
        customer,
        shipping_cost={
            "shipping_rate_data": {
                "display_name": "Post",
                "type": "fixed_amount",
                "fixed_amount": fixed,
            }
        },
    )
    assert (made.subtotal, made.total, made.amount_shipping) == (1000, 1500, 500)
    assert stripe.Invoice.modify(made.id, shipping_cost="").total == 1000
