"""Secrets by the field they stand in: in the debug log, in reprs, and in what errors keep."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe._wire.masking import mask, scrubbed

SECRET = "veryVery1secret"
PEM = f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----"
CALLS: dict[str, tuple[Callable[[], object], Any]] = {
    "apps.secrets": (
        lambda: stripe.apps.Secret.create(name="a", payload=SECRET, scope={"type": "account"}),
        {"object": "apps.secret", "payload": SECRET},
    ),
    "code of OAuth": (
        lambda: stripe.OAuth.token(grant_type="authorization_code", code=f"ac_{SECRET}"),
        {"access_token": SECRET, "refresh_token": f"rt_{SECRET}", "livemode": False},
    ),
    "sort code": (
        lambda: stripe.PaymentMethod.create(
            type="bacs_debit", bacs_debit={"account_number": SECRET, "sort_code": SECRET}
        ),
        {"bacs_debit": {"sort_code": SECRET}, "sender_sort_code": SECRET},
    ),
    "clabe": (
        lambda: stripe.Customer.create_funding_instructions("cus_1"),  # type: ignore[call-arg]
        {"bank_transfer": {"financial_addresses": [{"spei": {"clabe": SECRET}}]}},
    ),
    "account link": (
        lambda: stripe.AccountLink.create(account="acct_1", type="account_onboarding"),
        {"object": "account_link", "url": f"https://connect.stripe.com/setup/s/{SECRET}"},
    ),
    "login link": (
        lambda: stripe.Account.create_login_link("acct_1"),
        {"object": "login_link", "url": f"https://connect.stripe.com/express/{SECRET}"},
    ),
    "portal": (
        lambda: stripe.billing_portal.Session.create(customer="cus_1"),
        {"url": f"https://billing.stripe.com/p/{SECRET}", "object": "billing_portal.session"},
    ),
    "password": (
        lambda: stripe.terminal.Configuration.create(
            wifi={"type": "personal_psk", "personal_psk": {"ssid": "a", "password": SECRET}}
        ),
        {"wifi": {"personal_psk": {"password": SECRET}}, "private_key_file_password": SECRET},
    ),
    "private key": (
        lambda: stripe.Customer.create(metadata={"certificate": PEM}),
        {"metadata": {"certificate": PEM}},
    ),
    "private key in a file": (
        lambda: stripe.File.create(
            purpose="terminal_wifi_private_key", file=io.BytesIO(SECRET.encode())
        ),
        {"object": "file", "id": "file_1"},
    ),
    "secret of an endpoint": (
        lambda: stripe.WebhookEndpoint.create(url="https://example.com", enabled_events=["*"]),
        {"object": "webhook_endpoint", "secret": SECRET, "signing_secret": SECRET},
    ),
    "pin": (
        lambda: stripe.issuing.Card.modify("ic_1", pin={"encrypted_number": SECRET}),
        {"object": "issuing.card", "cvc": SECRET, "number": SECRET},
    ),
}


@pytest.mark.parametrize(("call", "answer"), CALLS.values(), ids=CALLS)
def test_the_debug_log(
    call: Callable[[], object], answer: Any, wire: Wire, caplog: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(stripe, "client_id", "ca_1")
    caplog.set_level("DEBUG", "stripe")
    wire.always({**answer, "metadata": {"kept": "kept", **answer.get("metadata", {})}})
    call()
    assert "Post details" in caplog.text
    assert "kept" in caplog.text
    assert SECRET not in caplog.text


SHOWN = {name: answer for name, (_, answer) in CALLS.items() if name != "pin"}


@pytest.mark.parametrize("answer", SHOWN.values(), ids=SHOWN)
def test_reprs_and_what_errors_keep(answer: Any) -> None:
    assert SECRET not in repr(stripe.util.convert_to_stripe_object(answer))
    assert SECRET not in json.dumps(scrubbed({"error": {"payment_intent": answer}}))
    assert SECRET in str(stripe.util.convert_to_stripe_object(answer)) or "file" in str(answer)


def property_names(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        found = node.get("properties")
        if isinstance(found, dict):
            yield from found
        for value in node.values():
            yield from property_names(value)
    elif isinstance(node, list):
        for value in node:
            yield from property_names(value)


HARMLESS = {
    "cvc_check",
    "cvc_token",
    "iban_last4",
    "account_number_last4",
    "confirmation_secret",  # its `client_secret` is masked
    "private_key_file",  # an id
    "cvc_failure",
    "cvc_update",
    "password_provided",
    "require_cvc_recollection",
    "ssn_last_4_provided",
    "invalid_account_number_decline_rate_past_hour",
    "account_numbers",
}


def test_every_name_of_the_description_that_sounds_secret() -> None:
    """Whoever feeds in a newer description is told of new names."""
    text = Path(__file__).parents[2].joinpath("codegen/openapi.json").read_text(encoding="utf-8")
    sounds = re.compile(
        r"(?<![a-z])(secret|password|private_key|sort_code|clabe|iban|cvc|cryptogram|ssn)(?![a-z])"
        r"|account_number|routing_number|(access|refresh|client)_token"
    )
    names = {name for name in property_names(json.loads(text)) if sounds.search(name)}
    assert len(names) > 20
    assert {name for name in names - HARMLESS if scrubbed({name: "x"}) != {name: "****"}} == set()


EXAMPLES = [
    "sk_test_...",
    'StripeClient("sk_test_...")',
    "rk_live_",
    "whsec_...",
    "sk_test_****1234",
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_examples_in_messages_stay(text: str) -> None:
    assert mask(text) == text
    assert str(stripe.AuthenticationError(text)) == text
