"""Tax calculations agree with automatic tax; transactions and reversals are made of them."""

import pytest
from taxed_buyers import BERLIN, PLACES, SEATTLE, buyer, invoice, item

import stripe

CODE = "customer_tax_location_invalid"


def calculate(*lines, address=None, **more):
    details = {"address": address, "address_source": "billing"} if address else None
    given = {"customer_details": details} if details else {}
    return stripe.tax.Calculation.create(
        currency="usd", line_items=list(lines), **given, **more, expand=["line_items"]
    )


@pytest.mark.parametrize(("address", "taxes"), PLACES)
def test_the_same_as_an_invoice(still, address, taxes):
    made = calculate({"amount": 10000, "reference": "wood"}, address=address)
    invoiced = invoice(buyer(address), item())
    assert made.tax_amount_exclusive == sum(taxes.values())
    assert made.amount_total == invoiced.total
    kinds = {
        entry.tax_rate_details.tax_type: entry.amount
        for entry in made.tax_breakdown
        if entry.amount
    }
    assert kinds == taxes
    assert made.customer_details.address.country == address["country"]
    [line] = made.line_items.data
    assert (line.reference, line.quantity, line.tax_code) == ("wood", 1, "txcd_10000000")
    assert line.amount_tax == sum(taxes.values())


def test_inclusive_shipping_and_untaxed(still):
    made = calculate(
        {"amount": 11900, "tax_behavior": "inclusive", "reference": "a"},
        {"amount": 5000, "tax_code": "txcd_00000000", "reference": "b"},
        address=BERLIN,
        shipping_cost={"amount": 1000},
    )
    assert (made.tax_amount_inclusive, made.tax_amount_exclusive) == (1900, 190)
    assert made.amount_total == 11900 + 5000 + 1190
    assert made.shipping_cost.amount_tax == 190
    page = stripe.tax.Calculation.list_line_items(made.id, expand=["data.tax_breakdown"])
    taxed, untaxed = page.data
    [entry] = taxed.tax_breakdown
    assert (entry.amount, entry.taxable_amount, entry.jurisdiction.country) == (1900, 10000, "DE")
    assert untaxed.tax_breakdown[0].taxability_reason == "product_exempt"
    reasons = {(one.inclusive, one.taxability_reason) for one in made.tax_breakdown}
    assert reasons == {
        (True, "standard_rated"), (False, "standard_rated"), (False, "product_exempt"),
    }  # fmt: skip


def test_of_a_customer(still):
    made = calculate({"amount": 10000}, customer=buyer(SEATTLE).id)
    assert (made.amount_total, made.customer_details.address.state) == (10650, "WA")
    reverse = calculate({"amount": 10000}, customer=buyer(BERLIN, tax_exempt="reverse").id)
    assert reverse.amount_total == 10000
    assert reverse.tax_breakdown[0].taxability_reason == "reverse_charge"


REFUSED = {
    "no customer": ({}, "customer_details", "parameter_missing"),
    "no state": ({"address": {"country": "US"}}, "customer_details[address]", CODE),
    "an unknown customer": ({"customer": "cus_none"}, "customer", "resource_missing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(still, name):
    params, param, code = REFUSED[name]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        calculate({"amount": 10000}, **params)
    assert (refused.value.param, refused.value.code) == (param, code)


def test_references_are_unique(still):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        calculate({"amount": 1, "reference": "a"}, {"amount": 1, "reference": "a"}, address=BERLIN)
    assert refused.value.param == "line_items[1][reference]"


@pytest.fixture
def sold(still):
    made = calculate(
        {"amount": 10000, "reference": "a"}, {"amount": 5000, "reference": "b"}, address=BERLIN
    )
    return stripe.tax.Transaction.create_from_calculation(
        calculation=made.id, reference="order 1", metadata={"a": "b"}, expand=["line_items"]
    )


def test_a_transaction(sold):
    assert (sold.type, sold.reference, sold.metadata["a"]) == ("transaction", "order 1", "b")
    assert [(line.amount, line.amount_tax) for line in sold.line_items.data] == [
        (10000, 1900),
        (5000, 950),
    ]
    assert sold.customer_details.address.country == "DE"


@pytest.mark.parametrize(
    ("params", "amounts"),
    [
        ({"mode": "full"}, [(-10000, -1900), (-5000, -950)]),
        ({"mode": "partial", "flat_amount": -1785}, [(-1000, -190), (-500, -95)]),
    ],
)
def test_taken_back(sold, params, amounts):
    made = stripe.tax.Transaction.create_reversal(
        original_transaction=sold.id, reference="refund 1", expand=["line_items"], **params
    )
    assert (made.type, made.reversal.original_transaction) == ("reversal", sold.id)
    assert [(line.amount, line.amount_tax) for line in made.line_items.data] == amounts
    assert made.line_items.data[0].reversal.original_line_item == sold.line_items.data[0].id


def test_a_line_taken_back(sold):
    line = sold.line_items.data[1]
    given = {
        "amount": -2500,
        "amount_tax": -475,
        "original_line_item": line.id,
        "reference": "half",
    }
    params = {"mode": "partial", "original_transaction": sold.id, "line_items": [given]}
    made = stripe.tax.Transaction.create_reversal(reference="refund 1", **params)
    [back] = stripe.tax.Transaction.list_line_items(made.id).data
    assert (back.amount, back.amount_tax, back.reference) == (-2500, -475, "half")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe.tax.Transaction.create_reversal(reference="refund 1", **params)
    assert refused.value.param == "reference"


def test_shipping_shares_in_what_is_taken_back(still):
    made = calculate(
        {"amount": 1000, "reference": "a"}, address=BERLIN, shipping_cost={"amount": 500}
    )
    sold = stripe.tax.Transaction.create_from_calculation(calculation=made.id, reference="order 2")
    back = stripe.tax.Transaction.create_reversal(
        mode="partial", original_transaction=sold.id, reference="refund 2", flat_amount=-300,
        expand=["line_items"],
    )  # fmt: skip
    (line,) = back.line_items.data
    shipping = back.shipping_cost
    assert line.amount + line.amount_tax + shipping.amount + shipping.amount_tax == -300
    assert shipping.amount == pytest.approx(line.amount / 2, abs=1)
    assert back.line_items.url == f"/v1/tax/transactions/{back.id}/line_items"


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"flat_amount": 300}, "flat_amount"),
        (
            {
                "line_items": [
                    {"amount": 1, "amount_tax": 0, "original_line_item": "x", "reference": "y"}
                ]
            },
            "line_items[0][amount]",
        ),
    ],
)
def test_what_is_taken_back_is_negative(sold, params, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe.tax.Transaction.create_reversal(
            mode="partial", original_transaction=sold.id, reference="refund 3", **params
        )
    assert refused.value.param == param
