"""Invoices on their way to money: by hand, by themselves, in parts, out of band, not at all."""

import pytest
from invoice_helpers import draft, state
from refusals import failed
from sandbox_clocks import Clock, price_of

import stripe

HOUR, DAY = 3600, 24 * 3600
PAID = ["charge.succeeded", "payment_intent.succeeded"]
SETTLED = ["invoice.updated", "invoice.paid"]
SUCCEEDED = [*PAID, *SETTLED, "invoice.payment_succeeded", "invoice_payment.paid"]


def test_finalized_and_paid_by_hand(customer, events):
    made = draft(customer)
    events()
    shown = ["payments.data.payment.payment_intent", "confirmation_secret"]
    made = stripe.Invoice.finalize_invoice(made.id, expand=shown)
    assert events() == ["invoice.finalized", "payment_intent.created"]
    payment = made.payments.data[0]
    intent = payment.payment.payment_intent
    assert (payment.is_default, payment.amount_requested, payment.status) == (True, 1000, "open")
    assert (intent.description, intent.setup_future_usage) == ("Payment for Invoice", None)
    assert made.confirmation_secret.client_secret == intent.client_secret
    made = stripe.Invoice.pay(made.id)
    assert events() == SUCCEEDED
    assert (made.status, made.attempt_count, made.amount_remaining) == ("paid", 1, 0)
    assert stripe.InvoicePayment.retrieve(payment.id).amount_paid == 1000
    assert stripe.InvoicePayment.list(
        payment={"type": "payment_intent", "payment_intent": intent.id}
    ).data
    assert failed(stripe.Invoice.pay, made.id).user_message == "Invoice is already paid"


def test_the_intent_of_an_invoice_is_the_invoices_to_change(customer):
    made = stripe.Invoice.finalize_invoice(draft(customer).id, expand=["payments"])
    intent = made.payments.data[0].payment.payment_intent
    failed(stripe.PaymentIntent.cancel, intent)
    failed(stripe.PaymentIntent.modify, intent, amount=5)
    stripe.Invoice.void_invoice(made.id)
    assert stripe.PaymentIntent.retrieve(intent).status == "canceled"
    assert stripe.InvoicePayment.list(invoice=made.id).data[0].status == "canceled"


def test_a_payment_confirmed_in_the_browser(customer, events):
    made = stripe.Invoice.finalize_invoice(draft(customer).id, expand=["payments"])
    events()
    intent = made.payments.data[0].payment.payment_intent
    failed(stripe.PaymentIntent.confirm, intent, payment_method="pm_card_visa_chargeDeclined")
    assert state(made) == ("open", 1, True, None)
    assert events()[-2:] == ["invoice.updated", "invoice.payment_failed"]
    stripe.PaymentIntent.confirm(intent, payment_method="pm_card_visa")
    assert events() == SUCCEEDED
    assert state(made) == ("paid", 1, True, None)


@pytest.mark.parametrize("setting", ["off", "on_subscription"])
def test_a_subscription_keeps_what_has_paid_if_it_is_so_set(still, setting):
    clock = Clock()
    made = stripe.Subscription.create(
        customer=clock.customer,
        items=[{"price": price_of(2500).id}],
        payment_settings={"save_default_payment_method": setting},
    )
    first = stripe.PaymentMethod.list(customer=clock.customer).data[0].id
    saves = setting == "on_subscription"
    assert made.default_payment_method == (first if saves else None)
    second = stripe.PaymentMethod.attach("pm_card_mastercard", customer=clock.customer).id
    item = {"id": made["items"].data[0].id, "quantity": 2}
    open_ = stripe.Subscription.modify(
        made.id,
        items=[item],
        proration_behavior="always_invoice",
        payment_behavior="default_incomplete",
    ).latest_invoice
    stripe.Invoice.pay(open_, payment_method=second)
    after = stripe.Subscription.retrieve(made.id)
    assert (after.status, after.default_payment_method) == ("active", second if saves else None)


def test_no_method_at_all(still, events):
    poor = stripe.Customer.create(email="poor@example.com")
    made = stripe.Invoice.finalize_invoice(draft(poor).id)
    error = failed(stripe.Invoice.pay, made.id)
    assert (error.http_status, error.code, error.param) == (400, "resource_missing", None)
    assert error.user_message.startswith(
        "This customer has no attached payment source or default payment method."
    )
    assert state(made) == ("open", 0, False, None)
    by_itself = draft(poor, auto_advance=True)
    events()
    still.clock.advance(HOUR)
    assert events()[-3:] == ["invoice.updated", "invoice.payment_failed", "customer.updated"]
    assert state(by_itself)[:2] == ("open", 1)


def test_the_customer_has_to_act(customer, events):
    made = draft(customer)
    method = stripe.PaymentMethod.attach("pm_card_threeDSecure2Required", customer=customer.id)
    events()
    error = failed(stripe.Invoice.pay, made.id, payment_method=method.id)
    assert (error.http_status, error.code) == (402, "invoice_payment_intent_requires_action")
    assert events()[2:] == [
        "payment_intent.requires_action",
        "invoice.updated",
        "invoice.payment_action_required",
        "invoice.payment_failed",
    ]
    assert state(made) == ("open", 0, True, None)


def test_who_pays_first(customer):
    made = draft(customer)
    mastercard = stripe.PaymentMethod.attach("pm_card_mastercard", customer=customer.id).id
    made = stripe.Invoice.modify(made.id, default_payment_method=mastercard)
    stripe.Invoice.pay(made.id)
    assert stripe.Charge.list(customer=customer.id).data[0].payment_method == mastercard


def test_out_of_band(customer, events):
    made = stripe.Invoice.finalize_invoice(draft(customer).id)
    events()
    made = stripe.Invoice.pay(made.id, paid_out_of_band=True)
    assert events() == ["payment_intent.canceled", *SETTLED]
    assert (made.status, made.amount_paid, made.attempt_count) == ("paid", 1000, 0)


def test_nothing_to_pay(customer, events):
    made = stripe.Invoice.create(customer=customer.id)
    made = stripe.Invoice.finalize_invoice(made.id, expand=["payments", "confirmation_secret"])
    assert (made.status, made.attempted, made.attempt_count) == ("paid", True, 0)
    assert (made.payments.data, made.confirmation_secret) == ([], None)
    assert made.number.endswith("-0001")
    assert "invoice.payment_succeeded" not in events()


def intent_of(customer, amount, **more):
    return stripe.PaymentIntent.create(
        amount=amount,
        currency=more.pop("currency", "usd"),
        customer=customer.id,
        payment_method="pm_card_visa",
        confirm=True,
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
        **more,
    ).id


def test_paid_in_parts_and_more_than_due(customer, events):
    made = stripe.Invoice.finalize_invoice(draft(customer).id)
    part, rest = intent_of(customer, 400), intent_of(customer, 700)
    events()
    made = stripe.Invoice.attach_payment(made.id, payment_intent=part)
    assert (made.status, made.amount_paid, made.amount_remaining) == ("open", 400, 600)
    assert events() == ["invoice.updated", "invoice_payment.paid"]
    assert "paid in part" in failed(stripe.Invoice.void_invoice, made.id).user_message
    made = stripe.Invoice.attach_payment(made.id, payment_intent=rest)
    assert (made.status, made.amount_paid, made.amount_overpaid) == ("paid", 1000, 100)
    assert events() == [
        "payment_intent.canceled",
        "customer.updated",
        *SETTLED,
        "invoice.payment_succeeded",
        "invoice.overpaid",
        "invoice_payment.paid",
    ]
    assert stripe.Customer.retrieve(customer.id).balance == -100
    last = stripe.Customer.list_balance_transactions(customer.id).data[0]
    assert (last.amount, last.type, last.invoice) == (-100, "invoice_overpaid", made.id)


def test_the_rest_of_a_part_is_charged(customer):
    made = stripe.Invoice.finalize_invoice(draft(customer).id)
    stripe.Invoice.attach_payment(made.id, payment_intent=intent_of(customer, 400))
    assert stripe.Invoice.pay(made.id).amount_paid == 1000
    assert stripe.Charge.list(customer=customer.id).data[0].amount == 600


def test_payments_that_do_not_belong(customer):
    made = stripe.Invoice.finalize_invoice(draft(customer).id)
    other = stripe.Customer.create()
    used = intent_of(customer, 100)
    stripe.Invoice.attach_payment(made.id, payment_intent=used)
    for intent in (intent_of(other, 100), intent_of(customer, 100, currency="eur"), used):
        error = failed(stripe.Invoice.attach_payment, made.id, payment_intent=intent)
        assert error.param == "payment_intent"


TERMS = [
    ({"collection_method": "send_invoice"}, "days_until_due"),
    ({"days_until_due": 3}, "days_until_due"),
    ({"due_date": 1_800_000_000}, "due_date"),
    (
        {"collection_method": "send_invoice", "days_until_due": 3, "due_date": 1_800_000_000},
        "due_date",
    ),
]


@pytest.mark.parametrize(("terms", "param"), TERMS)
def test_terms_that_contradict(customer, terms, param):
    assert failed(stripe.Invoice.create, customer=customer.id, **terms).param == param


def test_an_email_is_needed_to_send(still):
    nobody = stripe.Customer.create()
    error = failed(
        stripe.Invoice.create,
        customer=nobody.id,
        collection_method="send_invoice",
        days_until_due=3,
    )
    assert error.user_message.startswith("Missing email.")


NOT_OPEN = "You can only pass in open invoices. This invoice isn't open."


def test_states_and_what_they_refuse(customer):
    made = draft(customer)
    for call in (stripe.Invoice.void_invoice, stripe.Invoice.mark_uncollectible):
        error = failed(call, made.id)
        assert (error.code, error.user_message) == ("status_transition_invalid", NOT_OPEN)
    stripe.Invoice.finalize_invoice(made.id)
    error = failed(stripe.Invoice.modify, made.id, default_tax_rates="")
    assert error.code == "invoice_not_editable"
    assert stripe.Invoice.modify(made.id, description="Now", footer="Bye").description == "Now"
    assert stripe.Invoice.mark_uncollectible(made.id).status == "uncollectible"
    assert stripe.Invoice.pay(made.id).status == "paid"
    error = failed(stripe.Invoice.void_invoice, made.id)
    assert error.code == "status_transition_invalid"


def test_a_revision_replaces_the_original(customer):
    first = stripe.Invoice.finalize_invoice(draft(customer).id)
    second = stripe.Invoice.create(from_invoice={"action": "revision", "invoice": first.id})
    stripe.Invoice.add_lines(second.id, lines=[{"description": "More", "amount": 50}])
    second = stripe.Invoice.finalize_invoice(second.id)
    first = stripe.Invoice.retrieve(first.id)
    assert (second.total, first.status, first.latest_revision) == (1050, "void", second.id)
    assert (first.number[-5:], second.number[-5:]) == ("-0001", "-0002")


def test_a_deleted_draft_leaves_its_items_pending(customer):
    made = draft(customer)
    stripe.Invoice.delete(made.id)
    assert [item.amount for item in stripe.InvoiceItem.list(pending=True).data] == [1000]
    assert draft(customer, 1).total == 1001


def test_fees_and_destinations_go_to_the_payment(customer):
    account = stripe.Account.create(
        type="express",
        country="US",
        email="seller@example.com",
        capabilities={"transfers": {"requested": True}},
    )
    made = draft(customer, transfer_data={"destination": account.id}, application_fee_amount=123)
    stripe.Invoice.pay(made.id)
    charge = stripe.Charge.list(customer=customer.id).data[0]
    assert (charge.transfer_data.destination, charge.application_fee_amount) == (account.id, 123)


def test_a_detached_method_pays_no_more(still, customer):
    gone = stripe.PaymentMethod.attach("pm_card_mastercard", customer=customer.id).id
    made = stripe.Invoice.modify(draft(customer).id, default_payment_method=gone)
    stripe.PaymentMethod.detach(gone)
    assert stripe.Invoice.pay(made.id).status == "paid"
    assert stripe.Charge.list(customer=customer.id).data[0].payment_method != gone


def test_an_account_is_no_customer(still):
    error = failed(stripe.Invoice.create, customer_account="acct_1")
    assert error.param == "customer_account"


def test_a_card_of_older_integrations_pays_again_and_again(still):
    old = stripe.Customer.create(source="tok_visa")
    for _ in range(2):
        stripe.Invoice.pay(draft(old).id)
    methods = stripe.PaymentMethod.list(customer=old.id).data
    assert [method.id for method in methods] == [old.default_source]
    assert stripe.Charge.list(customer=old.id).data[0].payment_method == old.default_source
    stripe.Customer.delete_source(old.id, old.default_source)
    assert not stripe.PaymentMethod.list(customer=old.id).data
    assert failed(stripe.Invoice.pay, draft(old).id).code == "resource_missing"


def test_a_bank_account_of_older_integrations(still, events):
    customer = stripe.Customer.create(email="jenny@example.com", source="btok_us_verified")
    made = stripe.Invoice.pay(draft(customer).id, expand=["payments"])
    intent = stripe.PaymentIntent.retrieve(made.payments.data[0].payment.payment_intent)
    assert (made.status, intent.status) == ("open", "processing")
    assert intent.payment_method == customer.default_source
    still.clock.advance(7 * 24 * 3600)
    assert stripe.Invoice.retrieve(made.id).status == "paid"
    unverified = stripe.Customer.create(email="jenny@example.com", source="btok_us")
    with pytest.raises(stripe.InvalidRequestError, match="must be verified"):
        stripe.Invoice.pay(draft(unverified).id)


def test_sources_and_mandates_that_are_not_there(customer):
    made = draft(customer)
    for params in ({"source": "card_none"}, {"mandate": "mandate_none"}):
        error = failed(stripe.Invoice.pay, made.id, **params)
        assert (error.code, error.param) == ("resource_missing", *params)
    assert stripe.Invoice.retrieve(made.id).status == "draft"


def test_a_draft_that_is_charged_after_all_has_no_due_date(customer):
    made = draft(customer, collection_method="send_invoice", days_until_due=30)
    made = stripe.Invoice.modify(made.id, collection_method="charge_automatically")
    assert made.due_date is None
