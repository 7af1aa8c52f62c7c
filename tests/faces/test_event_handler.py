"""Event handlers: which function is called with what, and that an event is handled once."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import pytest

import stripe
from stripe import SignatureVerificationError
from stripe.event_handler import method_name
from stripe.event_types import EVENT_TYPES

SECRET = "whsec_test"


def payload(**changes: Any) -> str:
    invoice = {"id": "in_1", "object": "invoice", "amount_paid": 500}
    event = {"id": "evt_1", "object": "event", "type": "invoice.paid", "data": {"object": invoice}}
    return json.dumps({**event, **changes})


def header(body: str, secret: str = SECRET) -> str:
    return stripe.WebhookSignature.generate_signature_header(body, secret, int(time.time()))


class Calls(list[Any]):
    """What functions were called with."""

    def otherwise(self, *args: Any) -> None:
        self.append(("fallback", *args))

    def paid(self, event: Any) -> None:
        self.append(event)


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def handler(calls: Calls) -> stripe.StripeEventHandler:
    return stripe.StripeEventHandler(SECRET, calls.otherwise)


def send(handler: stripe.StripeEventHandler, **changes: Any) -> None:
    body = payload(**changes)
    assert handler.handle(body, header(body)) is None


def test_the_registered_function_gets_the_event(handler, calls):
    registered = handler.on_invoice_paid(calls.paid)
    assert registered == calls.paid
    send(handler)
    [event] = calls
    assert type(event) is stripe.Event
    assert type(event.data.object) is stripe.Invoice
    assert event.data.object.amount_paid == 500
    assert handler.registered_event_types == ["invoice.paid"]


@pytest.mark.parametrize(
    ("event_type", "is_known"), [("invoice.voided", True), ("moon.landed", False)]
)
def test_all_others_go_to_the_fallback(handler, calls, event_type, is_known):
    handler.on_invoice_paid(calls.paid)
    send(handler, type=event_type)
    [(_, event, details)] = calls
    assert event.type == event_type
    assert details.is_known_event_type is is_known
    assert handler.fallback_callback == calls.otherwise


def test_every_type_can_be_registered(handler, calls):
    assert len(EVENT_TYPES) > 270
    for event_type in EVENT_TYPES:
        method = getattr(handler, method_name(event_type))
        assert method.__name__ == method_name(event_type)
        assert event_type in method.__doc__
        method(calls.paid)
    assert handler.registered_event_types == sorted(EVENT_TYPES)


def test_what_is_delivered_twice_is_handled_once(handler, calls):
    handler.on_invoice_paid(calls.paid)
    for event_id in ("evt_1", "evt_1", "evt_2", "evt_1"):
        send(handler, id=event_id)
    assert [event.id for event in calls] == ["evt_1", "evt_2"]


def test_what_failed_is_handled_again_when_it_comes_again(handler, calls):
    @handler.on_invoice_paid
    def paid(event: Any) -> None:
        calls.append(event.id)
        if len(calls) < 3:
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            send(handler)
    send(handler)
    send(handler)
    assert calls == ["evt_1"] * 3


@pytest.mark.parametrize("fails", [False, True])
def test_two_deliveries_at_the_same_moment_are_handled_once(handler, calls, fails):
    @handler.on_invoice_paid
    def paid(event: Any) -> None:
        calls.append(event.id)
        if len(calls) == 1:
            with ThreadPoolExecutor(1) as other:
                other.submit(send, handler).result()  # while this one is at work
                other.submit(send, handler, id="evt_2").result()
            if fails:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) if fails else nullcontext():
        send(handler)
    assert calls == ["evt_1", "evt_2"]
    send(handler)
    assert calls == ["evt_1", "evt_2", *["evt_1"] * fails]


def test_what_is_seen_may_be_kept_elsewhere(calls):
    seen = {"evt_1"}
    handler = stripe.StripeEventHandler(SECRET, calls.otherwise, seen=seen)
    send(handler)
    send(handler, id="evt_2")
    assert len(calls) == 1
    assert seen == {"evt_1", "evt_2"}


def test_an_event_without_an_id_is_handled_each_time(handler, calls):
    for _ in range(2):
        send(handler, id=None)
    assert len(calls) == 2


def test_recent_events_forget_the_oldest():
    seen = stripe.RecentEvents(limit=2)
    for event_id in ("evt_1", "evt_2", "evt_3"):
        seen.add(event_id)
    assert [event_id in seen for event_id in ("evt_1", "evt_2", "evt_3")] == [False, True, True]


@pytest.mark.parametrize("answer", [True, False])
def test_pre_handle_sees_each_event_first(handler, calls, answer):
    handler.on_invoice_paid(calls.paid)

    @handler.pre_handle
    def first(event: Any) -> bool:
        calls.append(f"first {event.id}")
        return answer

    send(handler)
    send(handler)  # done with, either way
    assert calls[0] == "first evt_1"
    assert len(calls) == (2 if answer else 1)
    with pytest.raises(RuntimeError, match="before the first event"):
        handler.pre_handle(first)


def test_functions_are_registered_once_and_before_the_first_event(handler, calls):
    handler.on_invoice_paid(calls.paid)
    with pytest.raises(ValueError, match=r"already a function for invoice\.paid events"):
        handler.on_invoice_paid(calls.paid)
    handler.pre_handle(lambda _event: True)
    with pytest.raises(ValueError, match="already a pre_handle"):
        handler.pre_handle(lambda _event: True)
    send(handler)
    with pytest.raises(RuntimeError, match="before the first event"):
        handler.on_invoice_voided(calls.paid)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("on_invoice_payd", " Did you mean 'on_invoice_paid'?"), ("on_moon_landed", ""), ("x", "")],
)
def test_a_method_that_does_not_exist(handler, name, hint):
    with pytest.raises(AttributeError) as refused:
        getattr(handler, name)
    assert f"StripeEventHandler has no attribute {name!r}." in str(refused.value)
    assert str(refused.value).endswith(hint)


THIN = json.dumps({"id": "evt_1", "object": "v2.core.event", "type": "v1.charge.failed"})


@pytest.mark.parametrize(
    ("body", "secret", "expected"),
    [
        pytest.param(payload(), "whsec_other", SignatureVerificationError, id="another secret"),
        pytest.param("{", SECRET, ValueError, id="no JSON"),
        pytest.param(THIN, SECRET, ValueError, id="a thin event"),
    ],
)
def test_what_is_refused(handler, calls, body, secret, expected):
    with pytest.raises(expected):
        handler.handle(body, header(body, secret))
    assert calls == []


@pytest.mark.parametrize("secret", ["", None])
def test_no_secret(secret, calls):
    with pytest.raises(ValueError, match="webhook_secret is missing"):
        stripe.StripeEventHandler(secret, calls.otherwise)


def test_secret_is_not_shown(handler):
    assert SECRET not in repr(vars(handler)) + repr(handler)


def test_events_act_with_the_key_of_the_client(client, calls, wire):
    handler = client.event_handler(SECRET, calls.otherwise)
    handler.on_invoice_paid(calls.paid)
    send(handler)
    wire.answer({"id": "in_1", "object": "invoice"})
    calls[0].data.object.refresh()
    assert wire.last.headers["Authorization"] == f"Basic {b64encode(b'sk_test_client:').decode()}"


def test_without_verification(client, calls):
    envelope = json.dumps({"detail-type": "invoice.paid", "detail": json.loads(payload())})
    for made in (
        client.event_handler_without_verification(calls.otherwise),
        stripe.StripeEventHandler.without_verification(calls.otherwise, seen=set()),
    ):
        made.on_invoice_paid(calls.paid)
        made.handle(envelope)
        made.handle(payload())
    assert [event.id for event in calls] == ["evt_1", "evt_1"]
