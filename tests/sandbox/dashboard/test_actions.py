"""What the buttons of an object's page do, and the API's own words where it refuses."""

import pytest
import requests
from dashboard_forms import press, sent

import stripe


def charge(**params):
    return stripe.Charge.create(amount=2000, currency="usd", source="tok_visa", **params)


def debit():
    customer = stripe.Customer.create()
    method = stripe.PaymentMethod.create(
        type="us_bank_account",
        billing_details={"name": "Jenny"},
        us_bank_account={
            "account_holder_type": "individual",
            "account_number": "000123456789",
            "routing_number": "110000000",
        },
    )
    stripe.PaymentMethod.attach(method.id, customer=customer.id)
    return stripe.PaymentIntent.create(
        amount=2000,
        currency="usd",
        customer=customer.id,
        payment_method=method.id,
        payment_method_types=["us_bank_account"],
        confirm=True,
        mandate_data={"customer_acceptance": {"type": "offline"}},
    )


def subscription(**params):
    customer = stripe.Customer.create(source="tok_visa")
    price = stripe.Price.create(
        unit_amount=1000,
        currency="usd",
        recurring={"interval": "month"},
        product_data={"name": "x"},
    )
    return stripe.Subscription.create(customer=customer.id, items=[{"price": price.id}], **params)


def invoice(**params):
    customer = stripe.Customer.create(source="tok_visa", email="jenny@example.com")
    made = stripe.Invoice.create(customer=customer.id, auto_advance=False, **params)
    stripe.InvoiceItem.create(customer=customer.id, invoice=made.id, amount=1000, currency="usd")
    return stripe.Invoice.finalize_invoice(made.id)


def paid():
    return stripe.Invoice.pay(invoice().id)


def now(obj):
    return type(obj).retrieve(obj.id)


@pytest.mark.parametrize(
    ("make", "label", "typed", "told"),
    [
        (charge, "Refund", "500", {"amount_refunded": 500}),
        (charge, "Refund", "", {"amount_refunded": 2000}),
        (lambda: charge(capture=False), "Capture", "700", {"amount_captured": 700}),
        (charge, "Bank: dispute as fraudulent", "", {"disputed": True}),
        (subscription, "Cancel now", "", {"status": "canceled"}),
        (subscription, "Cancel at the period's end", "", {"cancel_at_period_end": True}),
        (lambda: subscription(cancel_at_period_end=True), "Don't cancel", "", {"cancel_at": None}),
        (subscription, "Pause collection", "", {"pause_collection.behavior": "void"}),
        (lambda: subscription(trial_period_days=9), "End trial", "", {"status": "active"}),
        (invoice, "Pay", "", {"status": "paid"}),
        (invoice, "Mark as paid", "", {"status": "paid"}),
        (invoice, "Void", "", {"status": "void"}),
        (invoice, "Mark uncollectible", "", {"status": "uncollectible"}),
        (invoice, "Credit", "400", {"amount_remaining": 600}),
        (paid, "Credit and refund", "400", {"post_payment_credit_notes_amount": 400}),
        (
            paid,
            "Credit to the customer's balance",
            "400",
            {"post_payment_credit_notes_amount": 400},
        ),
        (lambda: invoice(collection_method="send_invoice", days_until_due=9), "Send", "", {}),
    ],
)
def test_what_a_button_does(served, make, label, typed, told):
    made = make()
    assert press(served, made, label, typed) == f"{label}: done."
    after = now(made).to_dict()
    for path, value in told.items():
        found = after
        for name in path.split("."):
            found = found[name]
        assert found == value


@pytest.mark.parametrize(
    ("make", "label", "typed", "words"),
    [
        (charge, "Refund", "9999", "greater than"),
        (charge, "Refund", "x", "Invalid integer"),
        (lambda: charge(capture=False), "Capture", "9999", "amount"),
        (invoice, "Credit", "", "amount"),
        (lambda: subscription(billing_mode={"type": "classic"}), "Pause", "", "flexible"),
    ],
)
def test_a_refusal_is_the_apis_own(served, make, label, typed, words):
    assert words in press(served, make(), label, typed)


@pytest.mark.parametrize(
    ("label", "status"),
    [("Bank: pay the debit", "succeeded"), ("Bank: refuse the debit", "failed")],
)
def test_a_bank_answers_a_debit(served, label, status):
    intent = debit()
    found = stripe.Charge.retrieve(intent.latest_charge)
    press(served, found, label)
    assert now(found).status == status
    expected = {"succeeded": "succeeded", "failed": "requires_payment_method"}[status]
    assert now(intent).status == expected
    served.clock.advance(30 * 86_400)
    assert now(intent).status == expected


@pytest.mark.parametrize(
    ("verdict", "status"),
    [("Bank: decide for you", "won"), ("Bank: decide against you", "lost"), ("Accept", "lost")],
)
def test_a_bank_decides_a_dispute(served, verdict, status):
    press(served, charge(), "Bank: dispute as not received")
    dispute = stripe.Dispute.list().data[0]
    press(served, dispute, verdict)
    assert now(dispute).status == status


def test_an_inquiry_becomes_a_dispute(served):
    press(served, charge(), "Bank: inquire")
    inquiry = stripe.Dispute.list().data[0]
    assert inquiry.status == "warning_needs_response"
    press(served, inquiry, "Bank: make it a dispute")
    assert now(inquiry).status == "needs_response"


@pytest.mark.parametrize(("label", "status"), [("Bank: pay", "paid"), ("Bank: fail", "failed")])
def test_a_bank_takes_or_returns_a_payout(served, label, status):
    stripe.Charge.create(amount=9000, currency="usd", source="tok_bypassPending")
    payout = stripe.Payout.create(amount=1000, currency="usd")
    press(served, payout, label)
    served.clock.advance(30 * 86_400)
    assert now(payout).status == status


def test_a_refund_comes_back(served):
    refund = stripe.Refund.create(charge=charge().id)
    press(served, refund, "Bank: fail")
    assert now(refund).status == "failed"
    assert stripe.Charge.retrieve(refund.charge).amount_refunded == 0


def test_a_bank_transfer_arrives(served):
    customer = stripe.Customer.create()
    intent = stripe.PaymentIntent.create(
        amount=2000,
        currency="usd",
        customer=customer.id,
        payment_method_types=["customer_balance"],
        payment_method_data={"type": "customer_balance"},
        payment_method_options={
            "customer_balance": {
                "funding_type": "bank_transfer",
                "bank_transfer": {"type": "us_bank_transfer"},
            }
        },
        confirm=True,
    )
    press(served, intent, "Customer: send the bank transfer")
    assert now(intent).status == "succeeded"


@pytest.mark.parametrize(
    ("label", "status"),
    [
        ("Customer: authenticate", "succeeded"),
        ("Customer: fail authentication", "requires_payment_method"),
    ],
)
def test_a_customer_authenticates(served, label, status):
    intent = stripe.PaymentIntent.create(
        amount=2000,
        currency="usd",
        payment_method="pm_card_threeDSecure2Required",
        payment_method_types=["card"],
        confirm=True,
        return_url="https://example.com",
    )
    press(served, intent, label)
    assert now(intent).status == status


def test_the_pending_balance_is_settled(served):
    charge()
    assert stripe.Balance.retrieve().available[0].amount == 0
    assert sent(served, "/settle") == "1 transaction is available now."
    assert stripe.Balance.retrieve().pending[0].amount == 0
    assert stripe.Balance.retrieve().available[0].amount > 0


def test_an_event_destination_is_switched(served):
    client = stripe.StripeClient(served.api_key)
    made = client.v2.core.event_destinations.create(
        {
            "name": "Mine",
            "type": "webhook_endpoint",
            "event_payload": "thin",
            "enabled_events": ["v1.billing.meter.no_meter_found"],
            "webhook_endpoint": {"url": "http://127.0.0.1:9/"},
        }
    )
    for label, status in (("Disable", "disabled"), ("Enable", "enabled"), ("Ping", "enabled")):
        assert press(served, made, label, kind=made.object) == f"{label}: done."
        assert client.v2.core.event_destinations.retrieve(made.id).status == status


def test_buttons_work_after_the_own_key_is_gone():
    with stripe.sandbox.Sandbox(port=0, strict_keys=True) as served:
        made = charge()
        other = served.keys.create("secret")
        served.keys.revoke(served.api_key)
        form = {"kind": "charge", "id": made.id, "label": "Refund"}
        answer = requests.post(
            f"{served.url}/do", data=form, auth=(other, ""), allow_redirects=False, timeout=20
        )
        assert "done" in answer.headers["Location"]
        assert stripe.Charge.retrieve(made.id, api_key=other).refunded
