"""Keys and their likes show up in no repr, text, pickle or traceback of the library's objects."""

from __future__ import annotations

import copy
import hmac
import inspect
import json
import pickle
import re
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest
from secret_watch import secrets_in
from sent_requests import Wire

import stripe

KEY = "sk_test_veryverysecret00000000"
INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "client_secret": "pi_1_secret_veryverysecret",
    "customer": {"id": "cus_1", "object": "customer"},
    "charges": {"object": "list", "data": [{"id": "ch_1", "object": "charge"}]},
}


def tells_nothing(text: str | bytes) -> bool:
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    return "veryverysecret" not in text


@pytest.fixture
def intent(wire: Wire) -> Any:
    wire.always(INTENT, Request_Id="req_1")
    return stripe.PaymentIntent.retrieve("pi_1", api_key=KEY)


def test_reprs(intent: Any) -> None:
    client = stripe.StripeClient(KEY)
    for thing in (
        client,
        client.v1,
        client.v1.customers,
        client._requestor,
        intent,
        intent.customer,
        intent.charges,
        intent.last_response,
        [intent],
        {"a": intent},
        stripe.RequestsClient(proxy="http://u:veryverysecret@proxy"),
        stripe.Webhook,
        stripe.Customer("cus_1", api_key=KEY),
    ):
        assert tells_nothing(repr(thing)), thing
    assert tells_nothing(str(client))


def test_pickles(intent: Any) -> None:
    # The field `client_secret` is the application's own data; keys are not.
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        for thing in (intent, intent.customer, intent.charges, [intent]):
            assert KEY.encode() not in pickle.dumps(thing, protocol)
    assert KEY not in str(intent)
    assert KEY not in json.dumps(intent.to_dict())


def test_an_unpickled_object_does_not_act_on_another_account(intent: Any, wire: Wire) -> None:
    loaded = pickle.loads(pickle.dumps(intent))
    assert loaded == intent
    sent = len(wire.sent)
    with pytest.raises(stripe.AuthenticationError, match="obj.api_key") as caught:
        loaded.refresh()
    assert tells_nothing(str(caught.value))
    assert len(wire.sent) == sent
    again = pickle.loads(pickle.dumps(loaded))
    stripe.api_key = KEY
    for one in (loaded, again, copy.deepcopy(loaded)):
        one.refresh()
        assert wire.last.key == KEY
    again.api_key = "sk_test_other"
    again.refresh()
    assert wire.last.key == "sk_test_other"


def test_an_unpickled_object_without_any_key(intent: Any, monkeypatch: Any) -> None:
    loaded = pickle.loads(pickle.dumps(intent))
    monkeypatch.setattr(stripe, "api_key", None)
    with pytest.raises(stripe.AuthenticationError, match="unpickled"):
        loaded.refresh()


def test_objects_of_the_modules_key_stay_with_it(wire: Wire) -> None:
    loaded = pickle.loads(pickle.dumps(stripe.Customer("cus_1")))
    loaded.refresh()
    assert wire.last.key == stripe.api_key


ERRORS = [
    lambda: stripe.AuthenticationError(f"Invalid API Key provided: {KEY}"),
    lambda: stripe.InvalidRequestError(f"No such key: {KEY}", "key"),
    lambda: stripe.APIError("x", json.dumps(INTENT), 500, INTENT, {"request-id": "req_1"}),
    lambda: stripe.SignatureVerificationError("bad", "t=1,v1=x", json.dumps(INTENT)),
]


@pytest.mark.parametrize("make", ERRORS)
def test_errors(make: Any) -> None:
    error = make()
    assert tells_nothing(str(error))
    assert tells_nothing(repr(error))
    assert tells_nothing(pickle.dumps(error))
    try:
        raise error
    except stripe.StripeError:
        assert tells_nothing(traceback.format_exc())


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429, 500])
def test_an_answer_that_repeats_the_key(status: int, wire: Wire, monkeypatch: Any) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    wire.always({"error": {"message": f"Invalid API Key provided: {KEY}"}}, status)
    with pytest.raises(stripe.StripeError) as caught:
        stripe.Customer.retrieve("cus_1", api_key=KEY)
    shown = traceback.format_exception(caught.value)
    assert tells_nothing("".join(shown))


def test_a_body_that_is_no_json_and_repeats_the_key(wire: Wire) -> None:
    wire.answer(f"<html>{KEY} pi_1_secret_veryverysecret</html>")
    with pytest.raises(stripe.APIError) as caught:
        stripe.Customer.retrieve("cus_1")
    assert tells_nothing("".join(traceback.format_exception(caught.value)))


def test_traceback_of_a_lost_connection() -> None:
    client = stripe.StripeClient(KEY, base_addresses={"api": "http://127.0.0.1:9"})
    with pytest.raises(stripe.APIConnectionError) as caught:
        client.raw_request(
            "get",
            "/v1/payment_intents/pi_1",
            client_secret="pi_1_secret_veryverysecret",
            max_network_retries=0,
        )
    text = "".join(traceback.format_exception(caught.value))
    assert "Connection refused" in text
    assert tells_nothing(text)


def test_logs_at_every_level(wire: Wire, caplog: Any, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(stripe, "log", "debug")
    wire.always({**INTENT, "number": "4242424242424242", "iban": "DE89370400440532013000"})
    stripe.api_key = KEY
    stripe.PaymentIntent.create(
        payment_method_data={
            "card": {"number": "4242424242424242", "cvc": "737", "exp_year": 2030},
            "us_bank_account": {"account_number": "000123456789", "routing_number": "110000000"},
            "sepa_debit": {"iban": "DE89370400440532013000"},
        },
        idempotency_key="k",
    )
    stripe.PaymentIntent.retrieve("pi_1", client_secret="pi_1_secret_veryverysecret")
    stripe.StripeClient(KEY, http_client=wire).raw_request(
        "post", "/v2/x", secret="whsec_veryverysecret", card={"number": "4242424242424242"}
    )
    text = caplog.text + capsys.readouterr().err
    assert "Post details" in text
    assert tells_nothing(text)
    for secret in ("4242424242424242", "737", "000123456789", "110000000", "DE8937"):
        assert secret not in text
    assert secrets_in(text) == []


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        "whsec_abc",
        "pi_1_secret_abc",
        "4242424242424242",
        'cvc": "737',
        "account_number=000123456789",
        "Basic c2tfdGVzdF92ZXJ5Og==",
    ],
)
def test_the_watch_over_the_suite_sees_what_it_is_for(text: str) -> None:
    assert secrets_in(f"a {text} b")


@pytest.mark.parametrize("text", ["sk_test_****0000", "whsec_****", "123456789012345", "cvc_check"])
def test_the_watch_is_not_alarmed_by_nothing(text: str) -> None:
    assert secrets_in(f"a {text} b") == []


SOURCES = [
    path
    for path in (Path(stripe.__file__).parent).rglob("*.py")
    if path.parent.name not in ("resources", "services", "params", "events")
]


def test_signatures_and_fingerprints_are_compared_in_constant_time() -> None:
    from stripe import api_requestor, util, webhook

    assert util.secure_compare is hmac.compare_digest
    assert "compare_digest" in inspect.getsource(webhook.WebhookSignature.verify_header)
    assert "compare_digest" in inspect.getsource(api_requestor.APIRequestor.resolved_api_key)
    for path in SOURCES:
        # In the sandbox a fingerprint is one of parameters, and nothing is secret.
        text = "" if "sandbox" in path.parts else path.read_text(encoding="utf-8")
        assert not re.search(r"(signature|digest|secret|fingerprint)\w*(\(.*?\))? [!=]= ", text), (
            path
        )


def test_the_environment_sets_nothing_that_endangers_a_key() -> None:
    """The variables that the library itself reads are known, and none is about certificates."""
    read = set()
    for path in SOURCES:
        if "sandbox" not in path.parts:
            text = path.read_text(encoding="utf-8")
            read |= set(re.findall(r"environ(?:\.get\(|\[)\s*\"(\w+)\"", text))
    assert read == {"STRIPE_API_BASE", "STRIPE_API_KEY", "STRIPE_LOG", "STRIPE_SUPPRESS_NOTICES"}


def test_a_handler_does_not_show_the_secret_of_its_endpoint() -> None:
    client = stripe.StripeClient(KEY)
    handler = client.notification_handler("whsec_veryverysecret", lambda *given: None)
    for shown in (repr(handler), repr(vars(handler)), repr(vars(client)), repr(handler.__dict__)):
        assert tells_nothing(shown)
    assert copy.copy(handler)._webhook_secret == "whsec_veryverysecret"


def test_no_module_of_the_library_shows_a_key(wire: Wire) -> None:
    stripe.api_key = KEY
    wire.always({"id": "cus_1", "object": "customer"})
    stripe.Customer.create(name="x").refresh()
    stripe.StripeClient(KEY, http_client=wire).v1.customers.retrieve("cus_1")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event("{}", "t=1,v1=x", "whsec_veryverysecret")
    shown = [
        f"{place}.{name}"
        for place, module in list(sys.modules.items())
        if place.partition(".")[0] == "stripe" and module.__name__ == place  # no other name of one
        for name, value in list(vars(module).items())
        if not tells_nothing(repr(value))
    ]
    assert shown == ["stripe.api_key"]  # the application's own text
