"""The variables of a traceback show nothing of the answer behind an error, and no secret of a connected account."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from typing import Any

import pytest
import requests
from fault_server import Behaviour, answers, hang_up_after, serving

import stripe

CLIENT_SECRET = "pi_1_secret_abcdefghijklmnop"
KEY = "sk_live_abcdefghijklmnop"
INTENT = {"object": "payment_intent", "id": "pi_1", "client_secret": CLIENT_SECRET}
DECLINED = {"error": {"type": "card_error", "message": "Declined.", "payment_intent": INTENT}}
CUT = json.dumps(INTENT).encode()[:-1]


def variables(error: BaseException | None) -> str:
    """The variables of all frames, those of causes too, but for this file's own."""
    texts: list[str] = []
    while error is not None:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        for frame in told.stack:
            if frame.filename != __file__:
                texts += (frame.locals or {}).values()
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


ANSWERS: dict[str, tuple[Behaviour, type[stripe.StripeError]]] = {
    "declined": (answers(402, DECLINED), stripe.CardError),
    "refused": (answers(400, DECLINED), stripe.InvalidRequestError),
    "no JSON": (answers(200, b"<p>" + CUT), stripe.APIError),
    "refused, no JSON": (answers(400, b"<p>" + CUT), stripe.APIError),
    "cut off": (answers(200, CUT), stripe.APIConnectionError),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_nothing_of_an_answer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    behaviour, kind = ANSWERS[name]
    monkeypatch.setattr(stripe, "max_network_retries", 0)
    calls: list[Callable[[str], Any]] = [stripe.PaymentIntent.confirm]
    if "200" not in behaviour.name:
        calls.append(stripe.Quote.pdf)
    with serving(*[behaviour] * 2) as server:
        monkeypatch.setattr(stripe, "api_base", server.url)
        monkeypatch.setattr(stripe, "upload_api_base", server.url)
        for call in calls:
            with pytest.raises(kind) as caught:
                call("pi_1")
            assert CLIENT_SECRET in str(caught.value.http_body)
            assert CLIENT_SECRET not in variables(caught.value)


def test_a_client_secret_in_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "max_network_retries", 0)
    for session in (None, requests.Session()):
        http_client = stripe.RequestsClient(session=session)
        monkeypatch.setattr(stripe, "default_http_client", http_client)
        with serving(hang_up_after) as server:
            monkeypatch.setattr(stripe, "api_base", server.url)
            with pytest.raises(stripe.APIConnectionError) as caught:
                stripe.PaymentIntent.retrieve("pi_1", client_secret=CLIENT_SECRET)
            assert (
                server.requests[0].target
                == f"/v1/payment_intents/pi_1?client_secret={CLIENT_SECRET}"
            )
        assert CLIENT_SECRET not in variables(caught.value)
        http_client.close()


GRANT: Any = {"grant_type": "authorization_code", "code": "ac_1", "client_secret": KEY}
PARTING: Any = {"client_id": "ca_1", "stripe_user_id": "acct_1", "client_secret": KEY}
CONNECTING: list[Callable[[stripe.StripeClient], Any]] = [
    lambda client: stripe.OAuth.token(**GRANT),
    lambda client: stripe.OAuth.deauthorize(**PARTING),
    lambda client: client.oauth.token(GRANT),
    lambda client: client.oauth.deauthorize(PARTING),
    lambda client: stripe.Account("acct_1").deauthorize(client_id="ca_1", client_secret=KEY),
]


@pytest.mark.parametrize("call", CONNECTING)
def test_the_key_that_connects_accounts(
    call: Callable[[stripe.StripeClient], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = answers(400, {"error": "invalid_grant", "error_description": "No such code."})
    with serving(refusal) as server:
        monkeypatch.setattr(stripe, "connect_api_base", server.url)
        client = stripe.StripeClient("sk_test_1", base_addresses={"connect": server.url})
        with pytest.raises(stripe.oauth_error.InvalidGrantError) as caught:
            call(client)
        client.close()
        assert f"client_secret={KEY}" in server.requests[0].body.decode()
    assert KEY not in variables(caught.value)


def test_a_key_that_is_given_beside_a_mistake() -> None:
    create: Any = stripe.EphemeralKey.create
    with pytest.raises(ValueError, match="stripe_version") as caught:
        create(customer="cus_1", api_key=KEY)
    assert KEY not in variables(caught.value)


def test_handlers_show_no_secret() -> None:
    def ignore(*_about: Any) -> None: ...

    client = stripe.StripeClient("sk_test_1")
    for handler in (
        client.notification_handler("whsec_abcdefgh", ignore),
        stripe.StripeEventHandler("whsec_abcdefgh", ignore),
    ):
        assert "abcdefgh" not in repr(handler)
        assert "abcdefgh" not in repr([getattr(handler, name, None) for name in dir(handler)])
