"""Invoices collected by themselves: the hour of a draft, retries, due dates, what stops them."""

import pytest
from invoice_helpers import draft, pays_with, state
from refusals import failed

import stripe

HOUR, DAY = 3600, 24 * 3600


def test_the_hour_of_a_draft_then_retries_until_none_is_left(still, customer, events):
    pays_with(customer, "pm_card_chargeCustomerFail")
    start = 1_768_000_000
    made = draft(customer, auto_advance=True)
    assert made.automatically_finalizes_at == made.next_payment_attempt == start + HOUR
    events()
    still.clock.advance(HOUR)
    when = start + HOUR
    assert events() == [
        "invoice.finalized",
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
        "invoice.updated",
        "invoice.payment_failed",
        "customer.updated",
    ]
    for count, days in enumerate((3, 5, 7), 1):
        assert state(made) == ("open", count, True, when + days * DAY)
        still.clock.advance(days * DAY)
        when += days * DAY
    assert state(made) == ("open", 4, True, None)
    assert stripe.Customer.retrieve(customer.id).delinquent


def test_paying_by_hand_counts_only_the_first_time_and_ends_the_retries(still, customer, events):
    pays_with(customer, "pm_card_chargeCustomerFail")
    made = draft(customer, auto_advance=True)
    still.clock.advance(HOUR)
    planned = state(made)[3]
    assert failed(stripe.Invoice.pay, made.id).http_status == 402
    assert state(made) == ("open", 1, True, planned)
    paid = stripe.Invoice.pay(made.id, payment_method="pm_card_visa")
    assert (paid.attempt_count, paid.next_payment_attempt) == (1, None)
    assert not stripe.Customer.retrieve(customer.id).delinquent
    events()
    still.clock.advance(30 * DAY)
    assert not [type for type in events() if type.startswith("invoice")]


def test_what_waits_for_the_customer_is_counted_and_not_tried_again(still, customer, events):
    pays_with(customer, "pm_card_threeDSecure2Required")
    made = draft(customer, auto_advance=True)
    still.clock.advance(HOUR)
    assert state(made)[:2] == ("open", 1)
    events()
    still.clock.advance(3 * DAY)
    assert (events(), state(made)[1]) == (["invoice.updated"], 2)
    pays_with(customer, "pm_card_visa")
    still.clock.advance(5 * DAY)
    assert state(made)[:2] == ("paid", 3)


@pytest.mark.parametrize(
    ("card", "charges"), [("pm_card_riskLevelHighest", 1), ("pm_card_chargeCustomerFail", 4)]
)
def test_what_is_declined_for_good_is_counted_and_not_charged_again(still, customer, card, charges):
    pays_with(customer, card)
    made = draft(customer, auto_advance=True)
    still.clock.advance(16 * DAY)
    assert state(made)[:2] == ("open", 4)
    assert len(stripe.Charge.list(customer=customer.id).data) == charges


def test_settings_of_retries(still, customer):
    still.settings.retry_days = [1]
    still.settings.invoice_after_retries = "uncollectible"
    pays_with(customer, "pm_card_chargeCustomerFail")
    made = draft(customer, auto_advance=True)
    still.clock.advance(HOUR)
    assert state(made)[1] == 1
    still.clock.advance(DAY)
    assert state(made)[:2] == ("uncollectible", 2)


def test_sent_and_due(still, customer, events):
    made = draft(customer, collection_method="send_invoice", days_until_due=30, auto_advance=True)
    assert made.due_date == made.created + 30 * DAY
    events()
    still.clock.advance(HOUR)
    assert events() == ["invoice.finalized", "payment_intent.created", "invoice.sent"]
    still.clock.advance(30 * DAY - HOUR)
    assert events() == ["customer.updated"]
    assert stripe.Customer.retrieve(customer.id).delinquent
    assert state(made) == ("open", 0, False, None)


def test_what_is_due_at_once_is_past_due_when_it_is_sent(still, customer):
    price = stripe.Price.create(
        currency="usd",
        unit_amount=1000,
        recurring={"interval": "month"},
        product_data={"name": "Gold"},
    )
    stripe.Customer.modify(customer.id, email="jenny@example.com")
    made = stripe.Subscription.create(
        customer=customer.id,
        items=[{"price": price.id}],
        collection_method="send_invoice",
        days_until_due=0,
    )
    assert made.status == "active"
    still.clock.advance(HOUR)
    assert stripe.Subscription.retrieve(made.id).status == "past_due"
    assert stripe.Customer.retrieve(customer.id).delinquent
    stripe.Invoice.pay(made.latest_invoice, paid_out_of_band=True)
    assert stripe.Subscription.retrieve(made.id).status == "active"


def test_reminders_if_so_set(still, customer, events):
    still.settings.will_be_due_days, still.settings.overdue_days = 7, 3
    made = [draft(customer, collection_method="send_invoice", days_until_due=30) for _ in "ab"]
    for one in made:
        stripe.Invoice.send_invoice(one.id)
    events()
    still.clock.advance(23 * DAY)
    assert events() == ["invoice.will_be_due"] * 2
    stripe.Invoice.pay(made[0].id, paid_out_of_band=True)
    still.clock.advance(7 * DAY)
    events()
    still.clock.advance(3 * DAY)
    assert events() == ["invoice.overdue"]
    assert still.events[-1]["data"]["object"]["id"] == made[1].id


def test_auto_advance_later(still, customer):
    made = stripe.Invoice.modify(draft(customer).id, auto_advance=True)
    assert made.automatically_finalizes_at == 1_768_000_000 + HOUR
    made = stripe.Invoice.modify(made.id, auto_advance=False)
    assert made.automatically_finalizes_at is None
    still.clock.advance(2 * HOUR)
    assert stripe.Invoice.retrieve(made.id).status == "draft"
    made = stripe.Invoice.finalize_invoice(made.id)
    assert stripe.Invoice.modify(made.id, auto_advance=True).status == "paid"


def test_a_draft_waits_for_its_webhooks_if_so_set(still, customer):
    still.settings.wait_for_webhooks = True
    stripe.WebhookEndpoint.create(
        url="http://127.0.0.1:9/nobody", enabled_events=["invoice.created"]
    )
    made = draft(customer, auto_advance=True)
    still.clock.advance(HOUR)
    waiting = stripe.Invoice.retrieve(made.id)
    assert (waiting.status, waiting.automatically_finalizes_at) == (
        "draft",
        made.created + 2 * HOUR,
    )
    still.clock.advance(71 * HOUR)
    assert stripe.Invoice.retrieve(made.id).status == "paid"


def test_a_debit_that_fails_late_is_tried_again(still, events):
    customer = stripe.Customer.create(email="jenny@example.com")
    bank = stripe.PaymentMethod.create(
        type="us_bank_account",
        us_bank_account={
            "account_holder_type": "individual",
            "account_number": "000111111113",
            "routing_number": "110000000",
        },
        billing_details={"name": "Jenny"},
    )
    pays_with(customer, bank.id)
    made = draft(
        customer, auto_advance=True, payment_settings={"payment_method_types": ["us_bank_account"]}
    )
    events()
    still.clock.advance(HOUR)
    assert state(made)[:2] == ("open", 0)
    still.clock.advance(2 * DAY)
    assert events()[-3:] == ["invoice.updated", "invoice.payment_failed", "customer.updated"]
    status, count, _, again = state(made)
    assert (status, count) == ("open", 1)
    assert again > made.created + 3 * DAY


def test_a_deleted_customer_is_billed_no_more(still, customer):
    made = draft(customer, auto_advance=True)
    stripe.InvoiceItem.create(customer=customer.id, amount=1, currency="usd")
    stripe.Customer.delete(customer.id)
    still.clock.advance(2 * HOUR)
    assert state(made) == ("draft", 0, False, None)
    assert not stripe.InvoiceItem.list(pending=True).data
    assert failed(stripe.Invoice.finalize_invoice, made.id).code == "resource_missing"


def test_an_amount_that_cannot_be_charged_is_not_finalized(still, customer, events):
    stripe.InvoiceItem.create(customer=customer.id, amount=1005, currency="kwd")
    made = stripe.Invoice.create(
        customer=customer.id, pending_invoice_items_behavior="include", auto_advance=True
    )
    events()
    still.clock.advance(HOUR)
    assert events() == ["invoice.finalization_failed"]
    made = stripe.Invoice.retrieve(made.id)
    assert (made.status, made.number) == ("draft", None)
    assert made.last_finalization_error.type == "invalid_request_error"
    assert failed(stripe.Invoice.finalize_invoice, made.id).param == "amount"
    stripe.Invoice.add_lines(made.id, lines=[{"amount": 5, "description": "Rounding"}])
    made = stripe.Invoice.finalize_invoice(made.id)
    assert (made.status, made.last_finalization_error) == ("open", None)
