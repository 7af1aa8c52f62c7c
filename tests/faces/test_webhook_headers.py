"""Edges of webhooks: the limits of time, headers of many parts, and where an error is said to be."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

import pytest

import stripe
from stripe.webhook import Webhook, WebhookSignature

SECRET = "whsec_edges"
EVENT = json.dumps({"id": "evt_1", "object": "event", "type": "x", "data": {"object": {}}})
NOW = 1_700_000_000


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stripe.webhook.time.time", lambda: float(NOW))


def header(payload: Any = EVENT, at: int = NOW) -> str:
    return WebhookSignature.generate_signature_header(payload, SECRET, at)


@pytest.mark.parametrize(
    ("age", "tolerance", "accepted"),
    [
        (0, 300, True),
        (300, 300, True),
        (301, 300, False),
        (1, 1, True),
        (2, 1, False),
        (1, 0.5, False),
        (-(10**6), 300, True),  # of a clock that is ahead
        (10**6, 0, True),
        (10**6, None, True),
    ],
)
def test_how_old_a_signature_may_be(age: int, tolerance: Any, accepted: bool) -> None:
    signed = header(at=NOW - age)
    if accepted:
        assert Webhook.construct_event(EVENT, signed, SECRET, tolerance).id == "evt_1"
        assert WebhookSignature.verify_header(EVENT, signed, SECRET, tolerance) is True
    else:
        with pytest.raises(stripe.SignatureVerificationError, match=f"{tolerance} seconds ago"):
            Webhook.construct_event(EVENT, signed, SECRET, tolerance)


def test_the_usual_tolerance() -> None:
    assert Webhook.DEFAULT_TOLERANCE == 300
    assert Webhook.construct_event(EVENT, header(at=NOW - 300), SECRET).id == "evt_1"
    with pytest.raises(stripe.SignatureVerificationError):
        Webhook.construct_event(EVENT, header(at=NOW - 301), SECRET)


def test_methods_of_an_instance() -> None:
    # Frameworks that inject dependencies make one of each class.
    assert Webhook().construct_event(EVENT, header(), SECRET).id == "evt_1"
    assert Webhook().construct_event_without_verification(EVENT).id == "evt_1"
    assert WebhookSignature().verify_header(EVENT, header(), SECRET)


@pytest.mark.parametrize(
    ("change", "accepted"),
    [
        (lambda t, v: f"{v},{t}", True),
        (lambda t, v: f"a=1,{t},{v}", True),
        (lambda t, v: f"z=1,{t},{v}", True),
        (lambda t, v: f"{t},v0=abc,{v}", True),
        (lambda t, v: f"{t},v1=abc,{v},v1=def", True),
        (lambda t, v: f"{t},v1=,{v}", True),
        (lambda t, v: f"{t},{v},t=5", True),  # the first counts
        (lambda t, v: f"t=5,{t},{v}", False),
        (lambda t, v: f"{t},v0={v[3:]}", False),
        (lambda t, v: f"{t},v2={v[3:]}", False),
        (lambda t, v: f"{t},{v}0", False),
        (lambda t, v: f"{t},{v[:-1]}", False),
        (lambda t, v: f"{t},{v.upper()}", False),
        (lambda t, v: f"{t},v1=\ud800", False),
        (lambda t, v: f"{t}", False),
        (lambda t, v: f"{v}", False),
        (lambda t, v: f"t,{v}", False),
        (lambda t, v: f"t=now,{v}", False),
        (lambda t, v: f"t=,{v}", False),
    ],
)
def test_parts_of_a_header(change: Any, accepted: bool) -> None:
    changed = change(*header().split(","))
    if accepted:
        assert WebhookSignature.verify_header(EVENT, changed, SECRET)
    else:
        with pytest.raises(stripe.SignatureVerificationError):
            WebhookSignature.verify_header(EVENT, changed, SECRET)


@pytest.mark.parametrize(
    ("payload", "position", "says"),
    [
        ('{"a": }', 6, "not JSON"),
        (b'{"a": }', 6, "not JSON"),
        ("[" * 100_000, 0, "nested too deep"),
        (b"\xff{}", 0, "not UTF-8"),
    ],
)
def test_where_a_payload_is_no_json(payload: Any, position: int, says: str) -> None:
    with pytest.raises(json.JSONDecodeError, match=says) as caught:
        Webhook.construct_event(payload, header(payload), SECRET)
    assert caught.value.pos == position
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("payload", "accepted"),
    [
        ({"object": "event", "id": "evt_1"}, True),
        ({"detail": {"object": "event", "id": "evt_1"}}, True),
        ({"specversion": "1.0", "data": {"object": "event", "id": "evt_1"}}, True),
        ({"object": "event", "id": "evt_1", "detail": {}}, True),
        ({"object": "event", "id": "evt_1", "detail": "x"}, True),
        ({"object": "event", "id": "evt_1", "data": {"object": {}}}, True),
        ({"data": {"object": "event", "id": "evt_1"}}, False),
        ({"specversion": "1.0", "data": {}}, False),
        ({"specversion": "1.0", "data": []}, False),
        ({"specversion": "1.0"}, False),
        ({"detail": []}, False),
        ({"object": "customer"}, False),
        ({"object": "eventual"}, False),
        ({"object": "a"}, False),
        ({"object": "v2.core.event"}, False),
        ({}, False),
        ([], False),
        (None, False),
    ],
)
def test_envelopes(payload: Any, accepted: bool) -> None:
    text = json.dumps(payload)
    if accepted:
        assert Webhook.construct_event_without_verification(text).id == "evt_1"
    else:
        with pytest.raises(ValueError, match="event"):
            Webhook.construct_event_without_verification(text)


@pytest.mark.parametrize("payload", [EVENT, EVENT.encode(), bytearray(EVENT.encode())])
def test_payloads_of_each_kind(payload: Any) -> None:
    assert Webhook.construct_event(payload, header(payload), SECRET).id == "evt_1"


def test_a_byte_order_mark_is_left_out_of_the_event_but_not_of_the_signature() -> None:
    marked = b"\xef\xbb\xbf" + EVENT.encode()
    assert Webhook.construct_event(marked, header(marked), SECRET).id == "evt_1"
    with pytest.raises(stripe.SignatureVerificationError):
        Webhook.construct_event(marked, header(EVENT), SECRET)


@pytest.mark.parametrize("payload", [None, 5, {"object": "event"}, memoryview(b"{}")])
def test_what_is_no_body(payload: Any) -> None:
    with pytest.raises(TypeError, match="raw request body"):
        Webhook.construct_event(payload, "t=1,v1=a", SECRET)


class Settings(str, Enum):
    """Applications keep their settings so; `str()` of one is its name."""

    WEBHOOK_SECRET = SECRET


def test_a_secret_that_is_a_member_of_an_enumeration() -> None:
    secret = Settings.WEBHOOK_SECRET
    assert Webhook.construct_event(EVENT, header(), secret).id == "evt_1"
    client = stripe.StripeClient("sk_test_1")
    assert client.construct_event(EVENT, header(), secret).id == "evt_1"
    assert WebhookSignature.generate_signature_header(EVENT, secret, NOW) == header()
