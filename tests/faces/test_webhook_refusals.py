"""What the parser of webhooks refuses, and how."""

from __future__ import annotations

import json
import sys
import time

import pytest
from webhook_payloads import BODY, EVENT, SECRET, THIN, construct, signed

import stripe
from stripe import (
    SignatureVerificationError,
    Webhook,
    WebhookSignature,
)

# -- What is refused ---------------------------------------------------------------------------------

# What messages begin with: the words of the official SDK.
NO_HEADER = "No Stripe-Signature header value was provided."
NO_SECRET = "No webhook secret value was provided. It should start with `whsec_`"
NOT_READABLE = "Unable to extract timestamp and signatures from header"
NO_SCHEME = "No signatures found with expected scheme v1"
NO_MATCH = "No signatures found matching the expected signature for payload"
TOO_OLD = "Timestamp outside the tolerance zone ("

# Headers are filled in when the test runs: what is signed here may be old by then.
REFUSED = {
    "no header": (BODY, None, SECRET, NO_HEADER),
    "empty header": (BODY, "", SECRET, NO_HEADER),
    "no secret": (BODY, "{stamp},v1={good}", None, NO_SECRET),
    "empty secret": (BODY, "{stamp},v1={good}", "", NO_SECRET),
    "blank secret": (BODY, "{stamp},v1={good}", " \t\r\n\f\v", NO_SECRET),
    "secret of bytes": (BODY, "{stamp},v1={good}", b"whsec", NO_SECRET),
    "no header and no secret": (BODY, None, None, NO_HEADER),
    "garbage": (BODY, "i'm not even a signature", SECRET, NOT_READABLE),
    "no time": (BODY, "v1={good}", SECRET, NOT_READABLE),
    "time of letters": (BODY, "t=now,v1={good}", SECRET, NOT_READABLE),
    "time of 5000 digits": (BODY, "t=" + "9" * 5000 + ",v1={good}", SECRET, ""),
    "empty time": (BODY, "t=,v1={good}", SECRET, NOT_READABLE),
    "header of bytes": (BODY, b"{stamp}", SECRET, NOT_READABLE),
    "only commas": (BODY, ",,,", SECRET, NOT_READABLE),
    "null bytes": (BODY, "\0\0", SECRET, NOT_READABLE),
    "no v1": (BODY, "{stamp},v0={good}", SECRET, NO_SCHEME),
    "wrong signature": (BODY, "{stamp},v1={wrong}", SECRET, NO_MATCH),
    "capitals": (BODY, "{stamp},v1={capitals}", SECRET, NO_MATCH),
    "not ASCII": (BODY, "{stamp},v1=é\ud800", SECRET, NO_MATCH),
    "many": (BODY, "{stamp}" + ",v1=abc" * 10_000, SECRET, NO_MATCH),
    "wrong secret": (BODY, "{stamp},v1={good}", "whsec_other", NO_MATCH),
    "secret with a blank": (BODY, "{stamp},v1={good}", f"{SECRET} ", NO_MATCH),
    "tampered": (BODY.replace("100", "900"), "{stamp},v1={good}", SECRET, NO_MATCH),
    "truncated": (BODY[:-1], "{stamp},v1={good}", SECRET, NO_MATCH),
    "empty payload": ("", "{stamp},v1={good}", SECRET, NO_MATCH),
    "dumped again": (json.dumps(EVENT), "{stamp},v1={good}", SECRET, NO_MATCH),
    "another encoding": (
        BODY.encode("latin-1"),
        "{stamp},v1={good}",
        SECRET,
        NO_MATCH,
    ),
    "another time": (BODY, "t=1700000000,v1={good}", SECRET, NO_MATCH),
    "surrogates": ("\ud800", "{stamp},v1={good}", SECRET, NO_MATCH),
    "stale": (BODY, "{stale}", SECRET, TOO_OLD),
}


def filled(header):
    """A header of the table, with a signature of now."""
    if not isinstance(header, str):
        return header
    stamp, _, good = signed(BODY).partition(",v1=")
    parts = {"stamp": stamp, "good": good, "capitals": good.upper(), "wrong": "0" * 64}
    return header.format(**parts, stale=signed(BODY, age=400))


@pytest.mark.parametrize(
    ("payload", "header", "secret", "reason"), REFUSED.values(), ids=list(REFUSED)
)
def test_refused(client, payload, header, secret, reason):
    header = filled(header)
    for call in (
        Webhook.construct_event,
        client.construct_event,
        client.parse_event_notification,
    ):
        with pytest.raises(SignatureVerificationError) as caught:
            call(payload, header, secret)
        assert str(caught.value).startswith(reason)
        assert caught.value.sig_header is header
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
        # The secret of the endpoint is nobody's business.
        assert SECRET not in repr(caught.value) + str(caught.value)
    if reason != TOO_OLD:
        with pytest.raises(SignatureVerificationError):
            WebhookSignature.verify_header(payload, header, secret)


def test_refused_payload_is_kept():
    for payload in (BODY, BODY.encode(), bytearray(BODY.encode())):
        with pytest.raises(SignatureVerificationError) as caught:
            Webhook.construct_event(payload, "t=1,v1=x", SECRET)
        assert caught.value.http_body == BODY


@pytest.mark.parametrize("tolerance", [1, 299.5, 10**9])
def test_tolerance(tolerance):
    header = signed(BODY, age=int(tolerance) + 10)
    with pytest.raises(SignatureVerificationError, match="seconds ago"):
        Webhook.construct_event(BODY, header, SECRET, tolerance)


NO_JSON = {
    "empty": "",
    "blank": " ",
    "half": '{"object": "event"',
    "more": '{"object": "event"} x',
    "form": "a=1&b=2",
    "surrogate": '"\ud800',
    "latin-1": '{"a": "é"}'.encode("latin-1"),
    "utf-16": '{"object": "event"}'.encode("utf-16"),
    "zeros": b"\0" * 10,
    "deep": "[" * 200_000,
}


@pytest.mark.parametrize("payload", NO_JSON.values(), ids=list(NO_JSON))
def test_no_json(client, payload):
    calls = [
        lambda: construct(payload),
        lambda: client.construct_event(payload, signed(payload), SECRET),
        lambda: client.parse_event_notification(payload, signed(payload), SECRET),
        lambda: Webhook.construct_event_without_verification(payload),
        lambda: client.construct_event_without_verification(payload),
        lambda: client.parse_event_notification_without_verification(payload),
    ]
    for call in calls:
        with pytest.raises(json.JSONDecodeError, match="The payload is"):
            call()


@pytest.mark.parametrize("payload", ["[]", "7", '"event"', "null", "true", "[{}]"])
def test_json_that_is_no_event(client, payload):
    with pytest.raises(ValueError, match="holds no event"):
        construct(payload)
    with pytest.raises(ValueError, match="Unrecognized event format"):
        Webhook.construct_event_without_verification(payload)
    with pytest.raises(ValueError, match="no event notification"):
        client.parse_event_notification(payload, signed(payload), SECRET)


@pytest.mark.parametrize("payload", [None, {}, EVENT, 5, [BODY]], ids=repr)
def test_payload_that_is_no_body(payload):
    with pytest.raises(TypeError, match="must be the raw request body"):
        Webhook.construct_event(payload, signed(BODY), SECRET)
    with pytest.raises(TypeError, match="must be the raw request body"):
        Webhook.construct_event_without_verification(payload)


def test_thin_event(client):
    for call in (
        lambda: construct(THIN),
        lambda: client.construct_event(THIN, signed(THIN), SECRET),
        lambda: Webhook.construct_event_without_verification(THIN),
        lambda: client.construct_event_without_verification(
            json.dumps({"detail": json.loads(THIN)})
        ),
    ):
        with pytest.raises(ValueError, match="parse_event_notification"):
            call()


def test_payload_can_not_choose_where_the_next_request_goes():
    nested = {"data": [], "next_page_url": "https://evil.example/", "a": {"data": []}}
    event = construct(json.dumps({**EVENT, "data": {"object": nested}}))
    assert type(event.data.object) is not stripe.v2.ListObject
    assert not hasattr(event.data.object, "auto_paging_iter")


def test_an_event_nested_too_deep() -> None:
    # JSON that Python can read, but not go through.
    levels = 700 if sys.version_info < (3, 12) else 1500
    deep = '{"a": ' * levels + "1" + "}" * levels
    body = f'{{"id": "evt_1", "object": "event", "type": "x", "data": {{"object": {deep}}}}}'
    with pytest.raises(ValueError, match="too deep"):
        stripe.Webhook.construct_event_without_verification(body)
    header = stripe.WebhookSignature.generate_signature_header(body, "whsec_1", int(time.time()))
    assert stripe.Webhook.construct_event(body, header, "whsec_1").type == "x"
