"""Readers, payment records, issuing: what the test helpers and reports move."""

import pytest

import stripe


def _reader():
    address = {"line1": "1 Main St", "city": "SF", "country": "US", "postal_code": "94111"}
    place = stripe.terminal.Location.create(display_name="Shop", address={**address, "state": "CA"})
    return stripe.terminal.Reader.create(registration_code="simulated-wpe", location=place.id)


@pytest.mark.parametrize(
    ("number", "action", "code", "status"),
    [
        ("4242424242424242", "succeeded", None, "succeeded"),
        ("4000000000000002", "failed", "card_declined", "requires_payment_method"),
    ],
)
def test_card_at_a_reader(sandbox, http, number, action, code, status):
    reader = _reader()
    intent = stripe.PaymentIntent.create(
        amount=1000, currency="usd", payment_method_types=["card_present"]
    )
    stripe.terminal.Reader.process_payment_intent(reader.id, payment_intent=intent.id)
    path = f"/v1/test_helpers/terminal/readers/{reader.id}/present_payment_method"
    sent = {"type": "card_present", "card_present": {"number": number}}
    done = http("POST", path, sent).body["action"]
    assert (done["status"], done["failure_code"]) == (action, code)
    assert stripe.PaymentIntent.retrieve(intent.id).status == status
    assert http("POST", path, sent).status == 400


def test_payment_record(http):
    sent = {
        "amount_requested": {"value": 1000, "currency": "usd"},
        "initiated_at": 1,
        "payment_method_details": {"type": "custom"},
        "outcome": "failed",
        "failed": {"failed_at": 2},
    }
    record = http("POST", "/v1/payment_records/report_payment", sent).body
    path = f"/v1/payment_records/{record['id']}"
    assert (record["amount_failed"]["value"], record["amount_guaranteed"]["value"]) == (1000, 0)
    again = {"initiated_at": 3, "outcome": "guaranteed", "guaranteed": {"guaranteed_at": 4}}
    record = http("POST", f"{path}/report_payment_attempt", again).body
    assert (record["amount_failed"]["value"], record["amount_guaranteed"]["value"]) == (0, 1000)
    attempts = http("GET", "/v1/payment_attempt_records", {"payment_record": record["id"]}).body
    assert len(attempts["data"]) == 2
    refund = {
        "outcome": "refunded",
        "refunded": {"refunded_at": 5},
        "processor_details": {"type": "custom", "custom": {"refund_reference": "r"}},
        "amount": {"value": 300, "currency": "usd"},
    }
    refunded = [http("POST", f"{path}/report_refund", refund) for _ in range(4)]
    assert [answer.status for answer in refunded] == [200, 200, 200, 400]
    assert refunded[2].body["amount_refunded"]["value"] == 900


def test_issued_card(http):
    address = {"line1": "x", "city": "SF", "state": "CA", "country": "US", "postal_code": "1"}
    sent = {"name": "J D", "type": "individual", "billing": {"address": address}}
    holder = http("POST", "/v1/issuing/cardholders", sent).body["id"]
    sent = {"cardholder": holder, "currency": "usd", "type": "virtual", "status": "active"}
    card = http("POST", "/v1/issuing/cards", sent).body["id"]
    helper = "/v1/test_helpers/issuing"
    made = http("POST", f"{helper}/authorizations", {"card": card, "amount": 100}).body["id"]
    path = f"{helper}/authorizations/{made}"
    assert http("POST", f"{path}/increment", {"increment_amount": 50}).body["amount"] == 150
    assert http("POST", f"{path}/finalize_amount", {"final_amount": 120}).body["amount"] == 120
    http("POST", f"{path}/capture")
    assert http("POST", f"{path}/increment", {"increment_amount": 50}).status == 400
