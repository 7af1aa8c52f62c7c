"""What the documentation says of means of payment beside cards, and of the money's way out."""

from collections.abc import Callable
from typing import Any

import pytest
from refusals import refused

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.payments import intents

BACK = "https://example.com/back"


def intent(kind: str, currency: str, **params: Any) -> Any:
    given = {
        "amount": 20_000,
        "currency": currency,
        "payment_method_types": [kind],
        "payment_method_data": {"type": kind},
        "confirm": True,
    }
    return stripe.PaymentIntent.create(**{**given, **params})


# -- redirects ---------------------------------------------------------------------------------------

ACTIONS = {
    "bizum": ("eur", "redirect_to_url"),
    "crypto": ("usd", "redirect_to_url"),
    "ideal": ("eur", "redirect_to_url"),
    "pix": ("brl", "pix_display_qr_code"),
    "scalapay": ("eur", "redirect_to_url"),
    "upi": ("inr", "upi_handle_redirect_or_display_qr_code"),
}


@pytest.mark.parametrize("kind", ACTIONS)
def test_who_pays_is_asked_first(sandbox: Sandbox, kind: str) -> None:
    currency, action = ACTIONS[kind]
    made = intent(kind, currency, return_url=BACK)
    assert (made.status, made.next_action.type) == ("requires_action", action)
    sandbox.authenticate(made.id)
    assert stripe.PaymentIntent.retrieve(made.id).status == "succeeded"


def test_link_pays_at_once(sandbox: Sandbox) -> None:
    assert intent("link", "usd").status == "succeeded"


@pytest.mark.parametrize(
    ("kind", "currency"), [("ideal", "eur"), ("alipay", "usd"), ("klarna", "eur")]
)
def test_a_redirect_needs_a_way_back(sandbox: Sandbox, kind: str, currency: str) -> None:
    error = refused(intent, kind, currency)
    assert f"confirming a PaymentIntent with the payment method type {kind}" in str(error)
    assert error.param == "return_url"
    assert not stripe.PaymentIntent.list().data
    made = intent(kind, currency, confirm=False)
    assert refused(stripe.PaymentIntent.confirm, made.id).param == "return_url"
    assert stripe.PaymentIntent.confirm(made.id, return_url=BACK).status == "requires_action"


def test_a_setup_needs_one_too(sandbox: Sandbox) -> None:
    data: Any = {"type": "ideal"}
    params: Any = {"payment_method_types": ["ideal"], "payment_method_data": data, "confirm": True}
    assert "SetupIntent" in str(refused(stripe.SetupIntent.create, **params))
    assert not stripe.SetupIntent.list().data


def test_what_is_shown_needs_none() -> None:
    assert intents.NO_WAY_BACK <= intents.REDIRECTS


# -- cash of customers -------------------------------------------------------------------------------


def transfer(customer: str, currency: str = "usd", kind: Any = None) -> Any:
    bank = {"funding_type": "bank_transfer", "bank_transfer": kind or {"type": "us_bank_transfer"}}
    options = {"customer_balance": bank}
    return intent("customer_balance", currency, customer=customer, payment_method_options=options)


def fund(customer: str, amount: int) -> None:
    stripe.Customer.TestHelpers.fund_cash_balance(customer, amount=amount, currency="usd")


def cash(customer: str) -> tuple[Any, list[tuple[str, int]]]:
    moved = stripe.Customer.list_cash_balance_transactions(customer).data
    available = stripe.Customer.retrieve_cash_balance(customer).available
    return (available or {}).get("usd"), [(one.type, one.net_amount) for one in moved]


def test_a_refund_becomes_cash_again(sandbox: Sandbox) -> None:
    customer = stripe.Customer.create().id
    made = transfer(customer)
    fund(customer, 20_000)
    assert stripe.PaymentIntent.retrieve(made.id).status == "succeeded"
    refund = stripe.Refund.create(payment_intent=made.id, amount=5000)
    left, moved = cash(customer)
    assert (left, moved[0]) == (5000, ("refunded_from_payment", 5000))
    found = stripe.Customer.list_cash_balance_transactions(customer).data[0]
    assert found.refunded_from_payment is not None
    assert found.refunded_from_payment.refund == refund.id


def test_what_was_paid_in_part_goes_back(sandbox: Sandbox) -> None:
    customer = stripe.Customer.create().id
    made = transfer(customer)
    fund(customer, 6000)
    assert cash(customer)[0] == 0
    stripe.PaymentIntent.cancel(made.id)
    left, moved = cash(customer)
    assert (left, moved[0]) == (6000, ("unapplied_from_payment", 6000))


@pytest.mark.parametrize("country", ["BE", "DE", "ES", "FR", "IE", "NL"])
def test_a_transfer_goes_to_the_country_asked_for(sandbox: Sandbox, country: str) -> None:
    kind = {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": country}}
    action = transfer(stripe.Customer.create().id, "eur", kind).next_action
    (address,) = action.display_bank_transfer_instructions.financial_addresses
    assert (address.iban.country, address.iban.iban[:2]) == (country, country)


# -- ways out ----------------------------------------------------------------------------------------


@pytest.fixture
def account(sandbox: Sandbox) -> str:
    return stripe.Account.create(type="custom", country="US").id


@pytest.mark.parametrize("token", ["tok_visa", "tok_mastercard_prepaid"])
def test_money_goes_to_debit_cards_only(account: str, token: str) -> None:
    error = refused(stripe.Account.create_external_account, account, external_account=token)
    assert (error.code, error.param) == ("invalid_card_type", "external_account")


def test_a_debit_card_is_paid_at_once(account: str, pay: Callable[..., Any]) -> None:
    card: Any = stripe.Account.create_external_account(account, external_account="tok_visa_debit")
    assert (card.currency, card.available_payout_methods) == ("usd", ["standard", "instant"])
    pay("pm_card_bypassPending", stripe_account=account)
    payout = stripe.Payout.create(
        amount=500, currency="usd", method="instant", stripe_account=account
    )
    assert (payout.destination, payout.type) == (card.id, "card")


def test_instant_payouts_draw_on_money_that_is_pending(
    account: str, pay: Callable[..., Any]
) -> None:
    stripe.Account.create_external_account(account, external_account="tok_visa_debit")
    pay("pm_card_visa", stripe_account=account)
    balance: Any = stripe.Balance.retrieve(stripe_account=account)
    (at_once,) = balance.instant_available
    assert (balance.available[0].amount, at_once.amount) == (0, balance.pending[0].amount)
    given: Any = {"currency": "usd", "stripe_account": account}
    error = refused(stripe.Payout.create, amount=at_once.amount, **given)
    assert error.code == "balance_insufficient"
    error = refused(stripe.Payout.create, amount=at_once.amount + 1, method="instant", **given)
    assert error.code == "balance_insufficient"
    made = stripe.Payout.create(amount=at_once.amount, method="instant", **given)
    assert (made.method, made.arrival_date) == ("instant", made.created)


def test_instant_payouts_need_a_card_that_takes_them(account: str, pay: Callable[..., Any]) -> None:
    pay("pm_card_bypassPending", stripe_account=account)
    bank: Any = {
        "object": "bank_account", "country": "US", "currency": "usd",
        "routing_number": "110000000", "account_number": "000123456789",
    }  # fmt: skip
    made: Any = stripe.Account.create_external_account(account, external_account=bank)
    assert made.available_payout_methods == ["standard"]
    given: Any = {"amount": 500, "currency": "usd", "stripe_account": account}
    error = refused(stripe.Payout.create, method="instant", **given)
    assert error.code == "instant_payouts_unsupported"
    assert stripe.Payout.create(**given).destination == made.id


def test_who_has_no_external_account_is_not_paid(account: str, pay: Callable[..., Any]) -> None:
    pay("pm_card_bypassPending", stripe_account=account)
    error = refused(stripe.Payout.create, amount=500, currency="usd", stripe_account=account)
    assert (error.code, error.param) == (None, "currency")


@pytest.mark.parametrize(
    ("schedule", "param"),
    [
        ({"interval": "weekly"}, "weekly_anchor"),
        ({"interval": "monthly"}, "monthly_anchor"),
        ({"interval": "monthly", "monthly_anchor": 45}, "monthly_anchor"),
        ({"interval": "weekly", "weekly_anchor": "friday"}, None),
        ({"interval": "manual"}, None),
    ],
)
def test_schedules_of_payouts(account: str, schedule: Any, param: str | None) -> None:
    settings: Any = {"payouts": {"schedule": schedule}}
    if param is None:
        changed: Any = stripe.Account.modify(account, settings=settings)
        assert changed.settings.payouts.schedule.interval == schedule["interval"]
        return
    error = refused(stripe.Account.modify, account, settings=settings)
    assert error.param == f"settings[payouts][schedule][{param}]"


# -- readers ----------------------------------------------------------------------------------------


def test_a_display_does_not_keep_a_reader_busy(sandbox: Sandbox) -> None:
    place: Any = {"line1": "1 Main", "city": "SF", "country": "US", "postal_code": "94110"}
    location = stripe.terminal.Location.create(display_name="HQ", address=place).id
    reader = stripe.terminal.Reader.create(registration_code="simulated-wpe", location=location).id
    item: Any = {"description": "T-shirt", "amount": 100, "quantity": 1}
    cart: Any = {"currency": "usd", "total": 100, "line_items": [item]}
    told: Any = stripe.terminal.Reader.set_reader_display(reader, type="cart", cart=cart)
    assert told.action.status == "in_progress"
    assert stripe.terminal.Reader.retrieve(reader).action.status == "succeeded"  # type: ignore[union-attr]  # it has one
    assert sandbox.events[-1]["type"] == "terminal.reader.action_succeeded"
    intent = stripe.PaymentIntent.create(
        amount=1000, currency="usd", payment_method_types=["card_present"]
    )
    busy: Any = stripe.terminal.Reader.process_payment_intent(reader, payment_intent=intent.id)
    assert busy.action.status == "in_progress"


TRANSFERS = [
    ("usd", "us_bank_transfer", ["aba", "swift"], "US"),
    ("gbp", "gb_bank_transfer", ["sort_code"], "GB"),
    ("jpy", "jp_bank_transfer", ["zengin"], "JP"),
    ("mxn", "mx_bank_transfer", ["spei"], "MX"),
    ("eur", "eu_bank_transfer", ["iban"], "FR"),
]


@pytest.mark.parametrize(("currency", "kind", "addresses", "country"), TRANSFERS)
def test_where_a_customer_sends_money(
    sandbox: Sandbox, currency: str, kind: Any, addresses: list[str], country: str
) -> None:
    customer = stripe.Customer.create().id
    more: Any = {kind: {"country": country}} if currency == "eur" else {}
    given: Any = {
        "bank_transfer": {"type": kind, **more}, "currency": currency, "funding_type": "bank_transfer"
    }  # fmt: skip
    told = stripe.Customer.create_funding_instructions(customer, **given).bank_transfer
    found = told.financial_addresses
    assert (told.country, [one.type for one in found]) == (country, addresses)
    action: Any = transfer(customer, currency, {"type": kind, **more}).next_action
    again = action.display_bank_transfer_instructions.financial_addresses
    assert [one.to_dict() for one in again] == [one.to_dict() for one in found]


@pytest.mark.parametrize(
    ("kind", "currency", "param"),
    [
        ("us_bank_transfer", "eur", "bank_transfer[type]"),
        ("us_bank_transfer", "cad", "bank_transfer[type]"),
        ("eu_bank_transfer", "eur", "bank_transfer[eu_bank_transfer]"),
    ],
)
def test_transfers_that_bring_nothing(
    sandbox: Sandbox, kind: Any, currency: str, param: str
) -> None:
    error = refused(
        stripe.Customer.create_funding_instructions, stripe.Customer.create().id,
        bank_transfer={"type": kind}, currency=currency, funding_type="bank_transfer",
    )  # fmt: skip
    assert error.param == param


def test_an_attempt_tells_of_the_checks_that_were_made(sandbox: Sandbox) -> None:
    intent: Any = stripe.SetupIntent.create(
        payment_method="pm_card_visa", confirm=True, expand=["latest_attempt"],
        allowed_payment_method_types=["card"],
    )  # fmt: skip
    assert intent.latest_attempt.payment_method_details.card.checks.cvc_check == "pass"
