"""Addresses that the sandbox hands out beside Checkout's: each is a page that works offline."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from page_requests import Browse, browser

import stripe
from stripe.sandbox import Sandbox

BACK = "https://example.com/back?order=7"
DONE = "https://example.com/done"


@pytest.fixture
def sandbox() -> Any:
    with Sandbox(seed=7, now=1_800_000_000) as sandbox:
        yield sandbox


@pytest.fixture
def browse(sandbox: Sandbox) -> Browse:
    return browser(sandbox)


def new_events(sandbox: Sandbox, count: int) -> list[str]:
    return [event["type"] for event in list(sandbox.events)[-count:]]


# -- receipts ----------------------------------------------------------------------------------------


def test_a_receipt(browse: Browse) -> None:
    charge = stripe.Charge.create(
        amount=1234, currency="eur", source="tok_visa", description="T-shirt <b>", receipt_email="a@example.com"
    )  # fmt: skip
    shown = browse(str(charge.receipt_url))
    assert shown.status == 200
    for text in ("€12.34", "Visa - 4242", "T-shirt &lt;b&gt;", "a@example.com", "SANDBOX"):
        assert text in shown.text
    assert "Refunded" not in shown.text
    stripe.Refund.create(charge=charge.id, amount=234)
    assert "€2.34" in browse(str(charge.receipt_url)).text
    assert browse("/receipts/payment/ch_none").status == 404


def test_failed_payments_have_none(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.CardError):
        stripe.Charge.create(amount=1234, currency="usd", source="tok_chargeDeclined")
    (failed,) = stripe.Charge.list().data
    assert failed.receipt_url is None


def test_served_addresses_are_those_of_the_server() -> None:
    with Sandbox(port=0) as sandbox:
        charge = stripe.Charge.create(amount=1234, currency="usd", source="tok_visa")
        session = stripe.identity.VerificationSession.create(type="document")
        for url in (charge.receipt_url, session.url):
            assert str(url).startswith(f"{sandbox.url}/")


# -- bank payments -----------------------------------------------------------------------------------


def transfer(currency: str, kind: dict[str, Any]) -> Any:
    customer = stripe.Customer.create().id
    options: Any = {"customer_balance": {"funding_type": "bank_transfer", "bank_transfer": kind}}
    return stripe.PaymentIntent.create(
        amount=5000,
        currency=currency,
        customer=customer,
        payment_method_types=["customer_balance"],
        payment_method_data={"type": "customer_balance"},
        payment_method_options=options,
        confirm=True,
    )


TRANSFERS: list[tuple[str, dict[str, Any], str]] = [
    ("usd", {"type": "us_bank_transfer"}, "110000000"),
    ("eur", {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "DE"}}, "DE89"),
    ("gbp", {"type": "gb_bank_transfer"}, "108800"),
]


@pytest.mark.parametrize(("currency", "kind", "number"), TRANSFERS)
def test_instructions_of_a_transfer(browse: Browse, currency: str, kind: Any, number: str) -> None:
    intent = transfer(currency, kind)
    action = intent.next_action.display_bank_transfer_instructions
    shown = browse(action.hosted_instructions_url)
    assert action.reference in shown.text
    assert number in shown.text
    assert "50.00" in shown.text
    after = browse(action.hosted_instructions_url, outcome="send")
    assert "succeeded" in after.text
    assert stripe.PaymentIntent.retrieve(intent.id).status == "succeeded"
    assert browse(action.hosted_instructions_url.partition("?")[0]).status == 404


def bank_intent(kind: str) -> Any:
    data: Any = {
        "type": "us_bank_account",
        "us_bank_account": {
            "account_holder_type": "individual",
            "account_number": "000123456789",
            "routing_number": "110000000",
        },
        "billing_details": {"name": "Jenny Rosen"},
    }
    params: Any = {
        "payment_method_types": ["us_bank_account"],
        "payment_method_data": data,
        "confirm": True,
        "return_url": BACK,
        "mandate_data": {"customer_acceptance": {"type": "offline"}},
    }
    if kind == "payment":
        return stripe.PaymentIntent.create(amount=5000, currency="usd", **params)
    return stripe.SetupIntent.create(**params)


@pytest.mark.parametrize("kind", ["payment", "setup"])
@pytest.mark.parametrize("entered", [{"first": "32", "second": "45"}, {"code": "SM11AA"}])
def test_deposits(browse: Browse, kind: str, entered: dict[str, str]) -> None:
    intent = bank_intent(kind)
    url = intent.next_action.verify_with_microdeposits.hosted_verification_url
    assert "First amount" in browse(url).text
    wrong = browse(url, first="1", second="x")
    assert (wrong.status, "do not match" in wrong.text) == (402, True)
    assert browse(url, outcome="verify").status == 402
    sent = browse(url, **entered)
    assert sent.location.startswith("https://example.com/back?order=7&")
    assert sent.told()[f"{kind}_intent"] == intent.id
    status = type(intent).retrieve(intent.id).status
    assert status == ("processing" if kind == "payment" else "succeeded")
    assert "nothing left" in browse(url).text


# -- identity ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["document", "id_number"])
def test_a_person_is_verified(sandbox: Sandbox, browse: Browse, kind: Any) -> None:
    made = stripe.identity.VerificationSession.create(type=kind, return_url=DONE)
    assert "Verified" in browse(str(made.url)).text
    assert browse(str(made.url), outcome="verified").location == DONE
    after: Any = stripe.identity.VerificationSession.retrieve(
        made.id, expand=["last_verification_report"]
    )
    assert (after.status, after.url, after.last_error) == ("verified", None, None)
    assert after.last_verification_report[kind]["status"] == "verified"
    assert after.last_verification_report.verification_session == made.id
    assert new_events(sandbox, 2) == [
        "identity.verification_session.processing",
        "identity.verification_session.verified",
    ]
    assert [r.id for r in stripe.identity.VerificationReport.list().data] == [
        after.last_verification_report.id
    ]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [("unverified", "document_unverified_other"), ("decline", "consent_declined")],
)
def test_a_person_is_not_verified(
    sandbox: Sandbox, browse: Browse, outcome: str, code: str
) -> None:
    made = stripe.identity.VerificationSession.create(type="document")
    assert "may close this page" in browse(str(made.url), outcome=outcome).text
    after = stripe.identity.VerificationSession.retrieve(made.id)
    assert after.status == "requires_input"
    assert after.last_error is not None
    assert after.last_error.code == code
    assert new_events(sandbox, 1) == ["identity.verification_session.requires_input"]
    assert after.last_error.reason in browse(str(made.url)).text
    browse(str(made.url), outcome="verified")
    assert stripe.identity.VerificationSession.retrieve(made.id).status == "verified"


def test_a_canceled_verification_has_no_page(browse: Browse) -> None:
    made = stripe.identity.VerificationSession.create(type="document")
    stripe.identity.VerificationSession.cancel(made.id)
    assert browse(str(made.url)).status == 404


# -- Connect -----------------------------------------------------------------------------------------


def account_link() -> tuple[str, str]:
    account = stripe.Account.create(type="express", capabilities={"transfers": {"requested": True}})
    link = stripe.AccountLink.create(
        account=account.id, type="account_onboarding", refresh_url=BACK, return_url=DONE
    )
    return account.id, link.url


def test_onboarding_can_be_left(browse: Browse) -> None:
    account, url = account_link()
    assert "business_profile" in browse(url).text
    assert browse(url, outcome="leave").location == DONE
    assert stripe.Account.retrieve(account).details_submitted is False
    assert browse(url, outcome="complete").location == DONE
    assert stripe.Account.retrieve(account).details_submitted is True


def test_a_link_is_used_once_and_not_for_long(sandbox: Sandbox, browse: Browse) -> None:
    account, url = account_link()
    browse(url, outcome="complete")
    assert browse(url).location == BACK
    account, url = account_link()
    sandbox.clock.advance(301)
    assert browse(url).location == BACK
    assert browse(url, outcome="complete").location == BACK
    assert stripe.Account.retrieve(account).details_submitted is False
    assert browse(url.replace(account, "acct_none")).status == 404


AUTHORIZE = "/oauth/authorize?client_id=ca_1&state=s1&redirect_uri="


@pytest.mark.parametrize("prefix", ["", "/express"])
def test_a_connection_can_be_denied(browse: Browse, prefix: str) -> None:
    url = f"{prefix}{AUTHORIZE}{BACK.replace('?', '%3F')}"
    assert "Deny" in browse(url).text
    sent = browse(url, outcome="deny")
    assert urlsplit(sent.location).netloc == "example.com"
    told = sent.told()
    assert (told["error"], told["state"], told["order"]) == ("access_denied", "s1", "7")
    assert not stripe.Account.list().data


def test_a_connection_takes_what_is_known_of_the_account(browse: Browse) -> None:
    url = f"{AUTHORIZE}{DONE}&stripe_user[country]=GB&stripe_user[email]=jenny@example.com"
    code = browse(url, outcome="connect").told()["code"]
    token = stripe.OAuth.token(grant_type="authorization_code", code=code)
    account = stripe.Account.retrieve(token.stripe_user_id)
    assert (account.country, account.email) == ("GB", "jenny@example.com")


@pytest.mark.parametrize("target", ["javascript:alert(1)", "/relative", "//host"])
def test_a_connection_goes_back_to_pages_only(browse: Browse, target: str) -> None:
    assert browse(f"{AUTHORIZE}{target}").status == 400
    assert browse(f"{AUTHORIZE}{target}", outcome="connect").status == 400
    assert not stripe.Account.list().data


def test_a_mandate_has_a_page(browse: Browse) -> None:
    intent = stripe.PaymentIntent.create(
        amount=5000,
        currency="eur",
        payment_method="pm_success_be",
        payment_method_types=["sepa_debit"],
        mandate_data={"customer_acceptance": {"type": "offline"}},
        confirm=True,
        expand=["latest_charge"],
    )
    charge: Any = intent.latest_charge
    mandate: Any = stripe.Mandate.retrieve(charge.payment_method_details.sepa_debit.mandate)
    details = mandate.payment_method_details.sepa_debit
    assert details.reference in browse(details.url).text
    assert browse(f"{details.url}x").status == 404
