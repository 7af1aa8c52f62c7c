"""Any bytes at all give the webhook parser an event, or make it raise what it says it raises."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import json_objects, json_values

import stripe
from stripe.webhook import Webhook, WebhookSignature

SECRET = "whsec_test_secret"


def parsed(payload: Any) -> Any:
    header = WebhookSignature.generate_signature_header(payload, SECRET)
    try:
        return Webhook.construct_event(payload, header, SECRET)
    except ValueError:
        return None


def read(event: Any) -> None:
    """What programs do with an event."""
    assert isinstance(event, stripe.Event)
    str(event)
    repr(event)
    event.to_dict() if "to_dict" not in event else None
    event.get("type") if "get" not in event else None
    for name in event:
        assert name in event
    if "keys" not in event:  # dict() calls what it finds by that name
        assert dict(event).keys() == set(event)


@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf{}")
@example(b"\xff")
@example(b"[" * 50_000)
@example(b'{"a":' * 50_000)
@example(b"9" * 10_000)
@example(b"nan")
def test_any_bytes(payload: bytes) -> None:
    event = parsed(payload)
    if event is not None:
        read(event)
    with pytest.raises(stripe.SignatureVerificationError):
        Webhook.construct_event(payload, "t=1,v1=00", SECRET)


@given(st.text(max_size=300))
def test_any_text(payload: str) -> None:
    event = parsed(payload)
    if event is not None:
        read(event)


@given(json_values)
def test_any_json(data: Any) -> None:
    for payload in (
        json.dumps(data),
        json.dumps(data).encode(),
        bytearray(json.dumps(data).encode()),
    ):
        event = parsed(payload)
        if isinstance(data, dict) and data.get("object") != "v2.core.event":
            read(event)
            assert list(event) == list(data)
        else:
            assert event is None


@given(json_objects)
def test_any_event(data: Any) -> None:
    event = {"object": "event", "id": "evt_1", "type": "customer.created", "data": data}
    made = parsed(json.dumps(event))
    read(made)
    assert json.loads(json.dumps(made.to_dict(for_json=True))) == event


@given(json_objects)
def test_any_payload_without_verification(data: Any) -> None:
    for payload in (data, {"detail": data}, {"specversion": "1.0", "data": data}):
        try:
            read(Webhook.construct_event_without_verification(json.dumps(payload)))
        except ValueError:
            pass


@given(json_objects)
def test_any_thin_event(data: Any) -> None:
    client = stripe.StripeClient("sk_test_1")
    payload = json.dumps({**data, "object": "v2.core.event"})
    header = WebhookSignature.generate_signature_header(payload, SECRET)
    try:
        notification = client.parse_event_notification(payload, header, SECRET)
    except ValueError:
        return
    repr(notification)


@given(st.text(max_size=60) | st.binary(max_size=60) | st.none() | st.integers())
@example("t=1")
@example("t=,v1=")
@example("t=١,v1=a")
@example("t=1,v1=\ud800")
@example("t=" + "9" * 5_000 + ",v1=a")
@example("t=1,t=2,v1=a,v1=b,v0=c")
def test_any_header(header: Any) -> None:
    with pytest.raises(stripe.SignatureVerificationError):
        WebhookSignature.verify_header(b"{}", header, SECRET)


@given(st.text(max_size=30) | st.none() | st.binary(max_size=10))
def test_any_secret(secret: Any) -> None:
    with pytest.raises(stripe.SignatureVerificationError):
        WebhookSignature.verify_header(b"{}", "t=1,v1=00", secret)


@given(
    st.binary(max_size=100),
    st.text(min_size=1, max_size=30).filter(str.strip),
    st.integers(0, 2**40),
)
def test_what_was_signed_is_accepted_and_nothing_else(
    payload: bytes, secret: str, when: int
) -> None:
    header = WebhookSignature.generate_signature_header(payload, secret, when)
    assert WebhookSignature.verify_header(payload, header, secret)
    with pytest.raises(stripe.SignatureVerificationError):
        WebhookSignature.verify_header(payload + b" ", header, secret)
    with pytest.raises(stripe.SignatureVerificationError):
        WebhookSignature.verify_header(payload, header, secret + "x")
