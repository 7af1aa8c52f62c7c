"""The older ways to pay: cards and bank accounts in full as `source` or `card`, and Sources."""

from collections.abc import Callable
from typing import Any

import pytest
from page_requests import browser
from refusals import failed

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.means import source_objects

CARD: Any = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
BANK: Any = {
    "country": "US",
    "currency": "usd",
    "account_holder_name": "Jenny Rosen",
    "account_holder_type": "individual",
    "account_number": "000123456789",
    "routing_number": "110000000",
}
FULL_CARD, FULL_BANK = {"object": "card", **CARD}, {"object": "bank_account", **BANK}
MONEY = {"amount": 1000, "currency": "usd"}
BACK = "https://example.com/back?order=7"


def test_cloning_is_refused_for_good() -> None:
    with Sandbox() as sandbox:
        error = failed(stripe.Source.create, original_source="src_1", usage="reusable")
        assert (error.http_status, error.code) == (501, "sandbox_not_emulated")
        assert error.headers["stripe-should-retry"] == "false"
        assert len(sandbox.requests) == 1


# -- in full -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [{"source": FULL_CARD}, {"card": CARD}, {"card": "tok_visa"}, {"source": "tok_visa"}],
)
@pytest.mark.parametrize("version", [None, "2015-10-16"])
def test_charges(raw: Callable[..., Any], given: Any, version: str | None) -> None:
    options = {"stripe_version": version} if version else {}
    charge = raw("post", "/v1/charges", **MONEY, **given, **options)
    assert (charge.paid, charge.source.last4) == (True, "4242")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"source": FULL_CARD}, "card"),
        ({"card": CARD}, "card"),
        ({"source": FULL_BANK}, "bank_account"),
        ({"bank_account": BANK}, "bank_account"),
    ],
)
def test_customers(raw: Callable[..., Any], given: Any, kind: str) -> None:
    older: Any = {} if "source" in given else {"stripe_version": "2025-09-30.clover"}
    made = raw("post", "/v1/customers", expand=["sources"], **given, **older)
    (source,) = made.sources.data
    assert (source.object, source.id) == (kind, made.default_source)
    updated = raw("post", f"/v1/customers/{made.id}", expand=["sources"], **given)
    (new,) = updated.sources.data
    assert (new.object, new.id == source.id) == (kind, False)
    added = raw("post", f"/v1/customers/{made.id}/sources", **given)
    assert (added.object, added.customer) == (kind, made.id)
    if kind == "card":
        chosen = raw("post", f"/v1/customers/{made.id}", default_card=added.id)
        assert chosen.default_source == added.id
        assert stripe.Charge.create(customer=made.id, **MONEY).source["id"] == added.id


@pytest.mark.parametrize("given", [{"external_account": FULL_BANK}, {"bank_account": BANK}])
def test_accounts(raw: Callable[..., Any], given: Any) -> None:
    account = raw("post", "/v1/accounts", type="custom", country="US", **given)
    assert account.external_accounts.data[0].last4 == "6789"
    path = f"/v1/accounts/{account.id}/external_accounts"
    assert raw("post", path, **given).object == "bank_account"
    debit: Any = {**FULL_CARD, "number": "4000056655665556", "currency": "usd"}
    assert raw("post", path, external_account=debit).funding == "debit"


@pytest.mark.parametrize(
    ("path", "given", "code", "param"),
    [
        ("charges", {"card": {**CARD, "number": "4000000000000002"}}, "card_declined", None),
        ("charges", {"source": {**FULL_CARD, "number": "1"}}, "incorrect_number", "number"),
        ("charges", {"card": {**CARD, "colour": "red"}}, "parameter_unknown", "card[colour]"),
        (
            "charges",
            {"source": {**FULL_CARD, "number": ""}},
            "parameter_invalid_empty",
            "source[number]",
        ),
        (
            "customers",
            {"source": {**FULL_BANK, "routing_number": "123456789"}},
            "routing_number_invalid",
            "source[routing_number]",
        ),
    ],
)
def test_mistakes(
    raw: Callable[..., Any], path: str, given: Any, code: str, param: str | None
) -> None:
    params = {**MONEY, **given} if path == "charges" else given
    error = failed(raw, "post", f"/v1/{path}", **params)
    assert (error.code, error.param) == (code, param)
    assert CARD["number"] not in str(error)


def test_a_customer_is_charged_with_what_is_theirs(raw: Callable[..., Any]) -> None:
    customer = stripe.Customer.create().id
    error = failed(raw, "post", "/v1/charges", customer=customer, source=FULL_CARD, **MONEY)
    assert (error.param, "4242" in str(error)) == ("source", False)


def test_a_bank_account_in_full_is_a_test_account(
    sandbox: Sandbox, raw: Callable[..., Any]
) -> None:
    bank = {**FULL_BANK, "account_number": "000111111116"}
    customer = raw("post", "/v1/customers", source=bank)
    stripe.Customer.retrieve_source(customer.id, customer.default_source).verify(amounts=[32, 45])
    charge = stripe.Charge.create(customer=customer.id, **MONEY)
    sandbox.clock.advance(60)
    assert stripe.Charge.retrieve(charge.id).failure_code == "no_account"


# -- Sources -----------------------------------------------------------------------------------------


def source(kind: str, **params: Any) -> Any:
    given: dict[str, Any] = {
        "type": kind, "amount": 1000, "currency": "eur", "redirect": {"return_url": BACK}
    }  # fmt: skip
    return stripe.Source.create(**{**given, **params})


REDIRECTS = [name for name, kind in source_objects.TYPES.items() if kind.flow == "redirect"]


@pytest.mark.parametrize("kind", REDIRECTS)
@pytest.mark.parametrize("approve", [True, False])
def test_sources_with_a_redirect(sandbox: Sandbox, kind: str, approve: bool) -> None:
    more = {}
    if kind == "three_d_secure":
        more["three_d_secure"] = {"card": source("card", token="tok_visa").id}
    made = source(kind, **more)
    assert (made.status, made.flow, made.usage) == ("pending", "redirect", "single_use")
    assert (made.redirect.status, made.redirect.return_url) == ("pending", BACK)
    error = failed(stripe.Charge.create, source=made.id, amount=1000, currency="eur")
    assert "not in a chargeable state" in str(error)
    browse = browser(sandbox)
    assert "Authorize €10.00" in browse(made.redirect.url).text
    sent = browse(made.redirect.url, outcome="authorize" if approve else "fail")
    assert sent.location.startswith("https://example.com/back?order=7&")
    told = sent.told()
    assert (told["source"], told["client_secret"]) == (made.id, made.client_secret)
    after = stripe.Source.retrieve(made.id)
    if not approve:
        assert (after.status, after.redirect.status) == ("failed", "failed")
        assert sandbox.events[-1]["type"] == "source.failed"
        return
    assert (after.status, after.redirect.status) == ("chargeable", "succeeded")
    assert sandbox.events[-1]["type"] == "source.chargeable"
    charge = stripe.Charge.create(source=made.id, amount=1000, currency="eur")
    assert (charge.paid, charge.status) == (True, "succeeded")
    expected = "card" if kind == "three_d_secure" else kind
    assert charge.payment_method_details["type"] == expected
    assert stripe.Source.retrieve(made.id).status == "consumed"
    assert failed(stripe.Charge.create, source=made.id, amount=1000, currency="eur").code is None
    assert browse(made.redirect.url).status == 200


def test_the_page_of_a_source_needs_its_secret(sandbox: Sandbox) -> None:
    url = source("ideal").redirect.url
    browse = browser(sandbox)
    assert browse(url.partition("?")[0]).status == 404
    assert browse(f"{url}1", outcome="authorize").status == 404


def test_a_source_is_given_up_after_some_hours(sandbox: Sandbox) -> None:
    made = source("ideal")
    sandbox.clock.advance(source_objects.WAITS)
    assert stripe.Source.retrieve(made.id).status == "canceled"
    assert sandbox.events[-1]["type"] == "source.canceled"


@pytest.mark.parametrize(
    ("kind", "currency"),
    [("ach_credit_transfer", "usd"), ("sepa_credit_transfer", "eur"), ("multibanco", "eur")],
)
def test_sources_that_receive(sandbox: Sandbox, kind: str, currency: str) -> None:
    made = source(kind, currency=currency, amount=4242, owner={"email": "amount_4242@example.com"})
    assert (made.flow, made.status, made.receiver.amount_received) == ("receiver", "pending", 0)
    assert made.receiver.address
    sandbox.clock.advance(60)
    after = stripe.Source.retrieve(made.id)
    assert (after.status, after.receiver["amount_received"]) == ("chargeable", 4242)
    assert stripe.Charge.create(source=made.id, amount=4242, currency=currency).paid
    after = stripe.Source.retrieve(made.id)
    assert after.receiver["amount_charged"] == 4242


def test_a_source_that_is_verified(sandbox: Sandbox) -> None:
    made = source("ach_debit", currency="usd", ach_debit=BANK)
    assert (made.flow, made.code_verification.attempts_remaining) == ("code_verification", 5)
    failed(made.verify, values=["1", "2"])
    assert stripe.Source.retrieve(made.id).code_verification["attempts_remaining"] == 4
    assert stripe.Source.retrieve(made.id).verify(values=["32", "45"]).status == "chargeable"
    for _ in range(2):  # it is reusable
        charge = stripe.Charge.create(source=made.id, **MONEY)
        assert charge.status == "pending"
        sandbox.clock.advance(60)
        assert stripe.Charge.retrieve(charge.id).status == "succeeded"


def test_a_source_that_runs_out_of_attempts(sandbox: Sandbox) -> None:
    made = source("ach_debit", currency="usd")
    for _ in range(5):
        failed(made.verify, values=["1", "2"])
    assert stripe.Source.retrieve(made.id).status == "failed"
    assert sandbox.events[-1]["type"] == "source.failed"


@pytest.mark.parametrize(
    ("iban", "status"),
    [("AT611904300234573201", "succeeded"), ("AT861904300235473202", "failed")],
)
def test_sepa_debits(sandbox: Sandbox, iban: str, status: str) -> None:
    made = source("sepa_debit", sepa_debit={"iban": iban}, owner={"name": "Jenny Rosen"})
    assert (made.status, made.sepa_debit.last4) == ("chargeable", iban[-4:])
    assert made.sepa_debit.country == "AT"
    charge = stripe.Charge.create(source=made.id, amount=1000, currency="eur")
    sandbox.clock.advance(60)
    assert stripe.Charge.retrieve(charge.id).status == status


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"type": "nonsense"}, "type"),
        ({"type": "ideal", "currency": "usd"}, "currency"),
        ({"type": "ideal", "amount": None}, "amount"),
        ({"type": "ideal", "redirect": None}, "redirect[return_url]"),
        ({"type": "ideal", "flow": "receiver"}, "flow"),
        ({"type": "card"}, "token"),
        ({"type": "sepa_debit"}, "sepa_debit[iban]"),
    ],
)
def test_what_sources_refuse(sandbox: Sandbox, params: Any, param: str) -> None:
    given = {"amount": 1000, "currency": "eur", "redirect": {"return_url": BACK}, **params}
    given = {name: value for name, value in given.items() if value is not None}
    assert failed(stripe.Source.create, **given).param == param


def test_a_card_in_full_is_a_source_too(sandbox: Sandbox) -> None:
    made = source("card", card=CARD, currency="usd")
    assert (made.status, made.card.last4) == ("chargeable", "4242")
    assert stripe.Charge.create(source=made.id, **MONEY).paid


def test_a_source_that_is_not_validated(sandbox: Sandbox) -> None:
    customer = stripe.Customer.create().id
    with pytest.raises(stripe.CardError):
        stripe.Customer.create_source(customer, source="tok_chargeDeclined")
    kept: Any = stripe.Customer.create_source(customer, source="tok_chargeDeclined", validate=False)
    with pytest.raises(stripe.CardError):
        stripe.Charge.create(amount=500, currency="usd", customer=customer, source=kept.id)
