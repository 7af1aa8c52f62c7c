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

import stripe
from stripe import SignatureVerificationError, Webhook, WebhookSignature

SECRET = "whsec_test"
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "charge.succeeded",
    "created": 1700000000,
    "data": {
        "object": {
            "id": "ch_1",
            "object": "charge",
            "amount": 100,
            "billing_details": {"address": {"city": "Zürich"}},
            "refunds": {"object": "list", "data": [{"object": "refund", "id": "re_1"}]},
        },
        "previous_attributes": {"amount": 50},
    },
    "request": {"id": "req_1", "idempotency_key": None},
}
BODY = json.dumps(EVENT, indent=2, ensure_ascii=False)
THIN = json.dumps({"id": "evt_2", "object": "v2.core.event", "type": "v1.charge.failed"})


def signed(payload, secret=SECRET, age=0):
    return WebhookSignature.generate_signature_header(payload, secret, int(time.time()) - age)


def construct(payload, **kwargs):
    return Webhook.construct_event(payload, signed(payload), SECRET, **kwargs)


@pytest.fixture
def client():
    return stripe.StripeClient("sk_test_client", http_client=lambda *_: ("{}", 200, {}))


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


GOOD = signed(BODY).partition("v1=")[2]
STAMP = signed(BODY).partition(",")[0]


@pytest.mark.parametrize(
    "header",
    [
        f"{STAMP},v1={GOOD}",
        f"v1={GOOD},{STAMP}",
        f"{STAMP},v1={'0' * 64},v1={GOOD}",
        f"{STAMP},v1=,v1=é,v1={GOOD},v0=abc",
        f"{STAMP},v0=abc,garbage,=,x=y=z,v1={GOOD}",
        f"{STAMP},v1={GOOD},t=1",
    ],
)
def test_headers_that_hold_a_good_signature(header):
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


# -- What is refused ---------------------------------------------------------------------------------

REFUSED = {
    "no header": (BODY, None, SECRET, "There is no signature"),
    "empty header": (BODY, "", SECRET, "There is no signature"),
    "no secret": (BODY, signed(BODY), None, "There is no signing secret"),
    "empty secret": (BODY, signed(BODY), "", "There is no signing secret"),
    "blank secret": (BODY, signed(BODY), " \t\r\n\f\v", "There is no signing secret"),
    "secret of bytes": (BODY, signed(BODY), b"whsec", "There is no signing secret"),
    "no header and no secret": (BODY, None, None, "There is no signature"),
    "garbage": (BODY, "i'm not even a signature", SECRET, "should look like"),
    "no time": (BODY, f"v1={GOOD}", SECRET, "should look like"),
    "time of letters": (BODY, f"t=now,v1={GOOD}", SECRET, "should look like"),
    "time of 5000 digits": (BODY, f"t={'9' * 5000},v1={GOOD}", SECRET, ""),
    "empty time": (BODY, f"t=,v1={GOOD}", SECRET, "should look like"),
    "header of bytes": (BODY, signed(BODY).encode(), SECRET, "should look like"),
    "only commas": (BODY, ",,,", SECRET, "should look like"),
    "null bytes": (BODY, "\0\0", SECRET, "should look like"),
    "no v1": (BODY, f"{STAMP},v0={GOOD}", SECRET, "no signature of scheme v1"),
    "wrong signature": (BODY, f"{STAMP},v1={'0' * 64}", SECRET, "No signature matches"),
    "capitals": (BODY, f"{STAMP},v1={GOOD.upper()}", SECRET, "No signature matches"),
    "not ASCII": (BODY, f"{STAMP},v1=é\ud800", SECRET, "No signature matches"),
    "many": (BODY, f"{STAMP}{',v1=abc' * 10_000}", SECRET, "No signature matches"),
    "wrong secret": (BODY, signed(BODY), "whsec_other", "No signature matches"),
    "secret with a blank": (BODY, signed(BODY), f"{SECRET} ", "No signature matches"),
    "tampered": (BODY.replace("100", "900"), signed(BODY), SECRET, "No signature matches"),
    "truncated": (BODY[:-1], signed(BODY), SECRET, "No signature matches"),
    "empty payload": ("", signed(BODY), SECRET, "No signature matches"),
    "dumped again": (json.dumps(EVENT), signed(BODY), SECRET, "No signature matches"),
    "another encoding": (BODY.encode("latin-1"), signed(BODY), SECRET, "No signature matches"),
    "another time": (BODY, f"t=1700000000,v1={GOOD}", SECRET, "No signature matches"),
    "surrogates": ("\ud800", signed(BODY), SECRET, "No signature matches"),
    "stale": (BODY, signed(BODY, age=400), SECRET, "more than 300 seconds ago"),
}


@pytest.mark.parametrize(
    ("payload", "header", "secret", "reason"), REFUSED.values(), ids=list(REFUSED)
)
def test_refused(client, payload, header, secret, reason):
    for call in (
        Webhook.construct_event,
        client.construct_event,
        client.parse_event_notification,
    ):
        with pytest.raises(SignatureVerificationError) as caught:
            call(payload, header, secret)
        assert reason in str(caught.value)
        assert caught.value.sig_header is header
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
        # The secret of the endpoint is nobody's business.
        assert SECRET not in repr(caught.value) + str(caught.value)
    if reason != "more than 300 seconds ago":
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
    assert event.__class__ is stripe.Event
    assert type(event).__name__ == "Event"
    expected = stripe.Event.construct_from(EVENT, None)
    result = read(event)
    if not isinstance(result, (str, bytes, type(None))):
        assert result == read(stripe.Event.construct_from(EVENT, None))
    read(expected)
    assert isinstance(event.data, stripe.Event.Data)
    assert type(event) is stripe.Event
    assert event == expected
    assert list(event) == list(expected)


def test_event_pickles_unread():
    event = construct(BODY, api_key="sk_test_4eC39HqLyjWDarjtT1zdP7dc")
    data = pickle.dumps(event)
    assert b"sk_test" not in data
    assert pickle.loads(data) == EVENT


def test_absent_fields_of_an_unread_event():
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
    depth = 3000
    payload = '{"object": "event", "a": ' + "[" * depth + "]" * depth + "}"
    with pytest.raises(ValueError, match="nested too deep"):
        _ = construct(payload).a


def test_verification_can_be_patched_out(monkeypatch):
    monkeypatch.setattr(stripe.WebhookSignature, "verify_header", lambda *_: True)
    assert Webhook.construct_event(BODY, None, None).id == "evt_1"
