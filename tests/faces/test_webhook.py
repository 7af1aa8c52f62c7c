"""Webhooks: what is let in, what is refused with which error, and the event that comes out."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
import pickle
import threading
import time

import pytest
from webhook_payloads import BODY, EVENT, SECRET, construct, signed

import stripe
from stripe import Webhook, WebhookSignature

# -- What is let in ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [BODY, BODY.encode(), bytearray(BODY.encode()), "\ufeff".encode() + BODY.encode()],
    ids=["str", "bytes", "bytearray", "byte order mark"],
)
def test_event(payload):
    event = construct(payload)
    assert isinstance(event, stripe.Event)
    assert event.id == "evt_1"
    assert isinstance(event.data.object, stripe.Charge)
    assert event.data.object.billing_details.address.city == "Zürich"
    assert isinstance(event.data.object.refunds.data[0], stripe.Refund)
    assert event.data.previous_attributes == {"amount": 50}
    assert event.to_dict() == EVENT


def test_signature_is_the_documented_one():
    expected = hmac.new(SECRET.encode(), f"123.{BODY}".encode(), hashlib.sha256).hexdigest()
    for payload in (BODY, BODY.encode(), bytearray(BODY.encode())):
        header = WebhookSignature.generate_signature_header(payload, SECRET, 123)
        assert header == f"t=123,v1={expected}"
        assert WebhookSignature.verify_header(payload, header, SECRET) is True
    assert WebhookSignature._compute_signature(f"123.{BODY}", SECRET) == expected


def test_generated_header_is_of_now():
    header = WebhookSignature.generate_signature_header(BODY, SECRET)
    stamp = int(header.partition(",")[0].removeprefix("t="))
    assert abs(stamp - time.time()) < 60
    assert WebhookSignature.verify_header(BODY, header, SECRET, tolerance=300)


@pytest.mark.parametrize(
    "form",
    [
        "{stamp},v1={good}",
        "v1={good},{stamp}",
        "{stamp},v1={wrong},v1={good}",
        "{stamp},v1=,v1=é,v1={good},v0=abc",
        "{stamp},v0=abc,garbage,=,x=y=z,v1={good}",
        "{stamp},v1={good},t=1",
    ],
    ids=["plain", "turned around", "the second", "among empty ones", "among others", "two times"],
)
def test_headers_that_hold_a_good_signature(form):
    stamp, _, good = signed(BODY).partition(",v1=")
    header = form.format(stamp=stamp, good=good, wrong="0" * 64)
    assert WebhookSignature.verify_header(BODY, header, SECRET, 300)


@pytest.mark.parametrize("tolerance", [0, None])
def test_no_tolerance_means_any_age(tolerance):
    header = WebhookSignature.generate_signature_header(BODY, SECRET, 1)
    assert Webhook.construct_event(BODY, header, SECRET, tolerance).id == "evt_1"
    assert WebhookSignature.verify_header(BODY, header, SECRET)


def test_times_to_come_are_let_in():
    assert WebhookSignature.verify_header(BODY, signed(BODY, age=-10_000), SECRET, 1)


def test_megabyte_payload():
    big = json.dumps({"object": "event", "type": "x", "data": {"object": {"text": "é" * 10**6}}})
    assert len(construct(big.encode()).data.object.text) == 10**6


def test_event_without_object_name():
    event = construct('{"id": "evt_1", "data": {"object": {"object": "charge"}}}')
    assert isinstance(event, stripe.Event)
    assert isinstance(event.data.object, stripe.Charge)


# -- Without verification ----------------------------------------------------------------------------

ENVELOPES = {
    "event": EVENT,
    "EventBridge": {"version": "0", "id": "1", "detail-type": "charge.succeeded", "detail": EVENT},
    "Event Grid": {"specversion": "1.0", "id": "1", "type": "x", "data": EVENT},
}


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=list(ENVELOPES))
@pytest.mark.parametrize("encode", [str, str.encode, lambda text: bytearray(text.encode())])
def test_envelopes(client, envelope, encode):
    payload = encode(json.dumps(envelope))
    for event in (
        Webhook.construct_event_without_verification(payload),
        client.construct_event_without_verification(payload),
    ):
        assert isinstance(event, stripe.Event)
        assert isinstance(event.data.object, stripe.Charge)
        assert event == EVENT


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"id": "evt_1"},
        {"object": "charge"},
        {"detail": {}},
        {"detail": "text"},
        {"detail": [EVENT]},
        {"data": EVENT},
        {"specversion": "1.0"},
        {"specversion": "1.0", "data": {}},
        {"specversion": "1.0", "data": "text"},
    ],
    ids=repr,
)
def test_no_known_envelope(values):
    with pytest.raises(ValueError, match=r"Unrecognized event format"):
        Webhook.construct_event_without_verification(json.dumps(values))


# -- The event that comes out ------------------------------------------------------------------------


def test_event_acts_with_the_given_key(monkeypatch, client):
    monkeypatch.setattr(stripe, "api_key", "sk_test_module")
    assert construct(BODY).api_key == "sk_test_module"
    assert construct(BODY).data.object.api_key == "sk_test_module"
    assert construct(BODY, api_key="sk_test_given").data.object.api_key == "sk_test_given"
    event = client.construct_event(BODY, signed(BODY), SECRET)
    assert event.data.object.api_key == "sk_test_client"
    event = client.construct_event_without_verification(BODY)
    assert event.data.object.api_key == "sk_test_client"
    monkeypatch.setattr(stripe, "api_key", None)
    assert construct(BODY).id == "evt_1"


READS = {
    "data": lambda event: event.data,
    "item": lambda event: event["data"],
    "get": lambda event: event.get("data"),
    "keys": lambda event: list(event.keys()),
    "items": lambda event: dict(event.items()),
    "dict": dict,
    "unpacked": lambda event: {**event},
    "len": len,
    "in": lambda event: "data" in event,
    "iter": list,
    "vars": vars,
    "str": str,
    "repr": repr,
    "dir": dir,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": pickle.dumps,
    "to_dict": lambda event: event.to_dict(),
    "json": lambda event: json.dumps(event, default=vars),
    "equal to a dict": lambda event: event == EVENT,
    "equal to itself": lambda event: event == construct(BODY),
    "equal to an event": lambda event: stripe.Event.construct_from(EVENT, None) == event,
    "set": lambda event: setattr(event, "extra", 1),
    "set item": lambda event: event.update(extra=1),
    "delete": lambda event: delattr(event, "created"),
    "class": lambda event: event.__class__,
    "missing": lambda event: getattr(event, "no_such_field", None),
}


@pytest.mark.parametrize("read", READS.values(), ids=list(READS))
def test_first_read_of_whatever_kind(read):
    event = construct(BODY)
    assert (event.id, event.type, event.object) == ("evt_1", "charge.succeeded", "event")
    assert isinstance(event, stripe.Event)
    assert type(event) is event.__class__ is stripe.Event
    expected = stripe.Event.construct_from(EVENT, None)
    result = read(event)
    if not isinstance(result, (str, bytes, type(None))):
        assert result == read(stripe.Event.construct_from(EVENT, None))
    read(expected)
    assert isinstance(event.data, stripe.Event.Data)
    assert event == expected
    assert list(event) == list(expected)


def test_event_pickles():
    event = construct(BODY, api_key="sk_test_4eC39HqLyjWDarjtT1zdP7dc")
    data = pickle.dumps(event)
    assert b"sk_test" not in data
    assert pickle.loads(data) == EVENT


def test_absent_fields_of_an_event():
    event = construct('{"object": "event"}')
    with pytest.raises(AttributeError):
        _ = event.type
    assert event.get("type") is None


def test_event_read_by_threads():
    event = construct(BODY)
    start = threading.Barrier(4)
    found = []

    def read():
        start.wait()
        found.append(event.data.object.billing_details.address.city)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Zürich"] * 4


def test_event_nested_deeper_than_python_goes():
    depth = 100_000
    payload = '{"object": "event", "a": ' + "[" * depth + "]" * depth + "}"
    with pytest.raises(ValueError, match="nested too deep"):
        construct(payload)


def test_verification_can_be_patched_out(monkeypatch):
    monkeypatch.setattr(stripe.WebhookSignature, "verify_header", lambda *_: True)
    assert Webhook.construct_event(BODY, None, None).id == "evt_1"
