"""Requests in the way of the vendor CLI's recipes, with parameters of earlier versions.

The recipes of `trigger` itself run in test_sandbox_more. `{0}` is the id in the first answer.
"""

import pytest

import stripe

CUSTOMER = ("customers", {"description": "d"})
COUPON = ("coupons", {"percent_off": 20})
DISCOUNT = [COUPON, ("customers", {"coupon": "{0}"})]
PRICE = [
    CUSTOMER,
    ("products", {"name": "p"}),
    (
        "prices",
        {
            "product": "{1}",
            "unit_amount": "1500",
            "currency": "usd",
            "recurring[interval]": "month",
        },
    ),
]
PHASE = {"iterations": 1, "items": [{"price": "{2}"}]}
SCHEDULE = [
    *PRICE,
    (
        "subscription_schedules",
        {"customer": "{0}", "start_date": "now", "phases": {"0": PHASE, "1": PHASE}},
    ),
]
INVOICE = [
    CUSTOMER,
    ("invoiceitems", {"customer": "{0}", "amount": 2000, "currency": "usd"}),
    ("invoices", {"customer": "{0}", "pending_invoice_items_behavior": "include"}),
]


def trial(**more):
    return [*PRICE, ("subscriptions", {"customer": "{0}", "items": [{"price": "{2}"}], **more})]


def paid_by(method):
    attached = (f"payment_methods/{method}/attach", {"customer": "{0}"})
    return [*INVOICE, attached, ("invoices/{2}/pay", {"payment_method": "{3}"})]


PAUSE = {"end_behavior": {"missing_payment_method": "pause"}}
RECIPES = {
    "customer.discount.created": DISCOUNT,
    "customer.discount.updated": [*DISCOUNT, COUPON, ("customers/{1}", {"coupon": "{2}"})],
    "customer.discount.deleted": [*DISCOUNT, ("customers/{1}", {"coupon": ""})],
    "customer.subscription.paused": [
        *trial(trial_period_days=7, trial_settings=PAUSE),
        ("subscriptions/{3}", {"trial_end": "now"}),
    ],
    "customer.subscription.trial_will_end": trial(trial_period_days=1),
    "invoice_payment.paid": paid_by("pm_card_visa"),
    "invoice.paid": paid_by("pm_card_visa"),
    "invoice.payment_failed": paid_by("pm_card_chargeCustomerFail"),
    "invoice.payment_action_required": paid_by("pm_card_authenticationRequired"),
    "promotion_code.created": [COUPON, ("promotion_codes", {"coupon": "{0}"})],
    "reporting.report_run.succeeded": [
        ("reporting/report_runs", {"report_type": "balance.summary.1"})
    ],
    "subscription_schedule.created": SCHEDULE,
    "subscription_schedule.released": [*SCHEDULE, ("subscription_schedules/{3}/release", {})],
}
DECLINED = {"invoice.payment_failed", "invoice.payment_action_required"}


def filled(value, ids):
    if isinstance(value, dict):
        return {key: filled(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, ids) for item in value]
    return value.format(*ids) if isinstance(value, str) else value


@pytest.mark.parametrize("event", RECIPES)
def test_recipe_ends_with_its_event(sandbox, http, event):
    steps, ids = RECIPES[event], []
    for at, (path, params) in enumerate(steps):
        answer = http("POST", "/v1/" + filled(path, ids), filled(params, ids), key=sandbox.api_key)
        declined = event in DECLINED and at == len(steps) - 1
        assert answer.status == (402 if declined else 200), answer.body
        ids.append(answer.body.get("id"))
    assert [found["type"] for found in sandbox.events].count(event) == 1


def test_an_invoice_is_charged_to_the_customers_default(sandbox, http):
    customer = stripe.Customer.create(source="tok_visa")
    stripe.InvoiceItem.create(customer=customer.id, amount=2000, currency="usd")
    draft = stripe.Invoice.create(
        customer=customer.id, pending_invoice_items_behavior="include", currency="usd"
    )
    assert stripe.Invoice.pay(draft.id).status == "paid"
    (charge,) = stripe.Charge.list(customer=customer.id).data
    assert (charge.amount, charge.paid) == (2000, True)


def test_a_declined_invoice_stays_open_and_may_be_paid_elsewhere(sandbox):
    customer = stripe.Customer.create()
    method = stripe.PaymentMethod.attach("pm_card_chargeCustomerFail", customer=customer.id)
    stripe.InvoiceItem.create(customer=customer.id, amount=2000, currency="usd")
    draft = stripe.Invoice.create(customer=customer.id, pending_invoice_items_behavior="include")
    with pytest.raises(stripe.CardError):
        stripe.Invoice.pay(draft.id, payment_method=method.id)
    invoice = stripe.Invoice.retrieve(draft.id)
    assert (invoice.status, invoice.attempted, invoice.amount_paid) == ("open", True, 0)
    assert stripe.Invoice.pay(draft.id, paid_out_of_band=True).status == "paid"
    payments = stripe.InvoicePayment.list(invoice=draft.id).data
    assert [payment.status for payment in payments] == ["canceled"]
