"""Event notifications: their classes, what they say, and what they fetch."""

from __future__ import annotations

import importlib
import json
import pickle
import typing
from typing import Any

import pytest

import stripe
from stripe import events
from stripe.event_notification import Reason, RelatedObject, RelatedSingletonObject, class_named
from stripe.events import EVENTS
from stripe.v2.core import EventNotification

CHARGE = {
    "id": "evt_1",
    "object": "v2.core.event",
    "type": "v1.charge.failed",
    "created": "2026-11-23T09:00:00.000Z",
    "livemode": True,
    "context": "acct_1/acct_2",
    "reason": {"type": "request", "request": {"id": "req_1", "idempotency_key": "key_1"}},
    "related_object": {"id": "ch_1", "type": "charge", "url": "/v1/charges/ch_1"},
    "data": {"not": "for you"},
}
PLAIN = {
    "id": "evt_1",
    "object": "v2.core.event",
    "type": "v1.account.application.authorized",
    "created": "2026-11-23T09:00:00.000Z",
}


class Server:
    """Answers requests of a client from a table, and keeps them."""

    def __init__(self, **answers):
        self.answers = answers
        self.requests = []

    def __call__(self, method, url, headers, post_data):
        self.requests.append((method, url.removeprefix("https://api.stripe.com"), headers))
        answer = self.answers.get(url.rpartition("/")[2].partition("?")[0], {"object": "charge"})
        return json.dumps(answer), 200, {"request-id": "req_1"}

    def last(self, *names):
        method, url, headers = self.requests[-1]
        return (method, url, *(headers.get(name) for name in names))


@pytest.fixture
def server():
    return Server(evt_1=CHARGE)


@pytest.fixture
def client(server):
    return stripe.StripeClient("sk_test_1", http_client=server, stripe_context="acct_of_client")


def notification(client, base=CHARGE, **changes):
    return EventNotification.from_json({**base, **changes}, client)


# -- Classes -----------------------------------------------------------------------------------------


def test_every_type_has_its_classes(client):
    assert len(EVENTS) == 326
    for event_type, (name, related) in EVENTS.items():
        notice = notification(client, type=event_type)
        assert type(notice) is getattr(events, f"{name}Notification")
        assert type(notice).__name__ == f"{name}Notification"
        assert notice.LOOKUP_TYPE == event_type
        assert hasattr(notice, "fetch_related_object") == bool(related)
        assert hasattr(notice, "related_object") == bool(related)
        event_class = getattr(events, name)
        assert event_class.LOOKUP_TYPE == event_type
        assert issubclass(event_class, stripe.v2.core.Event)
        assert issubclass(event_class, stripe.StripeObject)
        assert hasattr(event_class, "fetch_related_object") == bool(related)
        assert {name, f"{name}Notification"} <= set(dir(events))


def test_classes_can_be_imported_and_pickled():
    from stripe.events import UnknownEventNotification, V1ChargeFailedEventNotification

    assert V1ChargeFailedEventNotification is events.V1ChargeFailedEventNotification
    assert pickle.loads(pickle.dumps(V1ChargeFailedEventNotification)) is (
        V1ChargeFailedEventNotification
    )
    assert issubclass(UnknownEventNotification, EventNotification)


@pytest.mark.parametrize("name", ["V1ChargeFaildEvent", "Charge", "EVENT", "_private"])
def test_class_that_does_not_exist(name):
    with pytest.raises(AttributeError, match=name):
        getattr(events, name)


def test_unknown_type(client, server):
    notice = notification(client, type="v9.moon.landed")
    assert type(notice) is events.UnknownEventNotification
    assert notice.type == "v9.moon.landed"
    assert notice.related_object.id == "ch_1"
    assert isinstance(notice.fetch_related_object(), stripe.Charge)
    bare = notification(client, PLAIN, type="v9.moon.landed")
    assert bare.related_object is None
    assert bare.fetch_related_object() is None
    assert len(server.requests) == 1


# -- What a notification says ------------------------------------------------------------------------


def test_fields(client):
    notice = notification(client)
    assert (notice.id, notice.type) == ("evt_1", "v1.charge.failed")
    assert notice.object == "v2.core.event"
    assert notice.created == "2026-11-23T09:00:00.000Z"
    assert notice.livemode is True
    assert notice.context == stripe.StripeContext(["acct_1", "acct_2"])
    assert isinstance(notice.reason, Reason)
    assert notice.reason.type == "request"
    assert notice.reason.request.id == "req_1"
    assert notice.reason.request.idempotency_key == "key_1"
    assert isinstance(notice.related_object, RelatedObject)
    assert notice.related_object.id == "ch_1"
    assert notice.related_object.type == "charge"
    assert notice.related_object.url == "/v1/charges/ch_1"
    assert not hasattr(notice, "data")
    assert not isinstance(notice, stripe.StripeObject)
    for shown in ("evt_1", "v1.charge.failed", "acct_1/acct_2", "req_1"):
        assert shown in repr(notice)
    assert "ch_1" in repr(notice.related_object)
    assert "sk_test" not in repr(notice) + repr(vars(notice))


def test_absent_fields(client):
    notice = notification(client, PLAIN)
    assert notice.livemode is False
    assert notice.context is None
    assert notice.reason is None
    assert notification(client, context="", reason={}).context is None
    assert notification(client, reason={"type": "other"}).reason.request is None
    assert notification(client, related_object=None).related_object is None


def test_singleton(client):
    related = {"type": "balance", "url": "/v1/balance"}
    notice = notification(client, type="v1.balance.available", related_object=related)
    assert type(notice.related_object) is RelatedSingletonObject
    assert not hasattr(notice.related_object, "id")
    assert notice.related_object.url == "/v1/balance"


@pytest.mark.parametrize("encode", [json.dumps, lambda v: json.dumps(v).encode(), dict])
def test_from_json(client, encode):
    assert EventNotification.from_json(encode(CHARGE), client).id == "evt_1"
    data = bytearray(json.dumps(CHARGE).encode())
    assert EventNotification.from_json(data, client).id == "evt_1"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"object": "event"}, "construct_event"),
        ({"object": "charge"}, "'charge', not 'v2.core.event'"),
        ({"object": None}, "None, not 'v2.core.event'"),
        ({"object": ["a"]}, "not 'v2.core.event'"),
        ({"id": None}, "'id' is None"),
        ({"id": ""}, "'id' is ''"),
        ({"id": 5}, "'id' is 5"),
        ({"type": None}, "'type' is None"),
        ({"type": ["a"]}, "'type' is"),
        ({"created": None}, "'created' is None"),
        ({"related_object": {"id": "ch_1"}}, "related_object is"),
        ({"related_object": "ch_1"}, "related_object is"),
        ({"related_object": 5}, "related_object is"),
    ],
)
def test_no_notification(client, changes, reason):
    payload = json.dumps({**CHARGE, **changes})
    for call in (
        lambda: EventNotification.from_json(payload, client),
        lambda: EventNotification.from_json({**CHARGE, **changes}, client),
        lambda: client.parse_event_notification(
            payload,
            stripe.WebhookSignature.generate_signature_header(payload, "whsec_x"),
            "whsec_x",
        ),
    ):
        with pytest.raises(ValueError, match=reason):
            call()


@pytest.mark.parametrize("field", ["context", "reason", "livemode"])
@pytest.mark.parametrize("value", [5, ["a"], "text", True], ids=repr)
def test_odd_fields_do_no_harm(client, field, value):
    assert notification(client, **{field: value}).id == "evt_1"


@pytest.mark.parametrize(
    "envelope",
    [CHARGE, {"detail-type": "x", "detail": CHARGE}, {"specversion": "1.0", "data": CHARGE}],
    ids=["event", "EventBridge", "Event Grid"],
)
def test_without_verification(client, envelope):
    notice = client.parse_event_notification_without_verification(json.dumps(envelope))
    assert type(notice) is events.V1ChargeFailedEventNotification


def test_snapshot_event_without_verification(client):
    with pytest.raises(ValueError, match="construct_event"):
        client.parse_event_notification_without_verification('{"object": "event"}')


# -- What is fetched ---------------------------------------------------------------------------------

SENT = ("Stripe-Context", "Stripe-Request-Trigger")


def test_fetch_event(client, server):
    event = notification(client).fetch_event()
    assert server.last(*SENT) == ("get", "/v2/core/events/evt_1", "acct_1/acct_2", "event=evt_1")
    assert type(event) is events.V1ChargeFailedEvent
    assert isinstance(event.related_object, events.V1ChargeFailedEvent.RelatedObject)
    assert isinstance(event.reason.request, stripe.StripeObject)
    assert event.data == {"not": "for you"}
    assert event.last_response.request_id == "req_1"


def test_fetch_related_object(client, server):
    charge = notification(client).fetch_related_object()
    assert server.last(*SENT) == ("get", "/v1/charges/ch_1", "acct_1/acct_2", "event=evt_1")
    assert isinstance(charge, stripe.Charge)
    charge.refresh_from({"id": "ch_1"})
    charge.refresh()
    assert server.last(*SENT) == ("get", "/v1/charges/ch_1", "acct_1/acct_2", None)


def test_fetch_related_object_of_a_fetched_event(client, server):
    event = notification(client).fetch_event()
    assert isinstance(event.fetch_related_object(), stripe.Charge)
    assert server.last(*SENT) == ("get", "/v1/charges/ch_1", "acct_1/acct_2", "event=evt_1")
    assert not hasattr(events.V1AccountApplicationAuthorizedEvent, "fetch_related_object")


def test_context_of_the_event_replaces_that_of_the_client(client, server):
    server.answers["evt_1"] = {**CHARGE, "context": None}
    notice = notification(client, context=None)
    event = notice.fetch_event()
    assert server.last(*SENT)[2:] == (None, "event=evt_1")
    notice.fetch_related_object()
    assert server.last(*SENT)[2:] == (None, "event=evt_1")
    event.fetch_related_object()
    assert server.last(*SENT)[2:] == (None, "event=evt_1")


def test_v2_objects(client, server):
    server.answers["acct_1"] = {"object": "v2.core.account", "id": "acct_1"}
    related = {"id": "acct_1", "type": "v2.core.account", "url": "/v2/core/accounts/acct_1"}
    notice = notification(client, type="v2.core.account.created", related_object=related)
    assert isinstance(notice.fetch_related_object(), stripe.v2.core.Account)
    headers = server.requests[-1][2]
    assert headers["User-Agent"].startswith("Stripe/v2 ")


def test_event_data(client, server):
    reason = {"error_types": [{"sample_errors": [{"request": {"identifier": "a"}}]}]}
    server.answers["evt_1"] = {
        **PLAIN,
        "type": "v1.billing.meter.error_report_triggered",
        "data": {"reason": reason},
        "related_object": {"id": "mtr_1", "type": "billing.meter", "url": "/v1/x"},
    }
    event = notification(client).fetch_event()
    data_class = type(event).V1BillingMeterErrorReportTriggeredEventData
    assert type(event.data) is data_class
    assert type(event.data.reason) is data_class.Reason
    assert event.data.reason.error_types[0].sample_errors[0].request.identifier == "a"


def test_unknown_type_of_a_fetched_event(client, server):
    server.answers["evt_1"] = {**CHARGE, "type": "v9.moon.landed"}
    assert type(notification(client).fetch_event()) is stripe.StripeObject


@pytest.mark.parametrize(
    "url", ["@evil.example/x", "//evil.example", "https://evil.example", "v1/charges", ""]
)
def test_addresses_that_lead_elsewhere(client, server, url):
    related = {"id": "ch_1", "type": "charge", "url": url}
    for event_type in ("v1.charge.failed", "v9.moon.landed"):
        with pytest.raises(ValueError):
            notification(client, type=event_type, related_object=related).fetch_related_object()
    assert server.requests == []


@pytest.mark.parametrize(
    ("event_id", "path"),
    [("evt/1", "evt%2F1"), ("evt?a=b", "evt%3Fa%3Db"), ("evt 1", "evt+1")],
)
def test_ids_are_quoted(client, server, event_id, path):
    notification(client, id=event_id).fetch_event()
    assert server.last()[1] == f"/v2/core/events/{path}"


def test_usage_is_reported(server):
    client = stripe.StripeClient("sk_test_1", http_client=server)
    notice = notification(client)
    found = []
    for fetch in (
        notice.fetch_event,
        notice.fetch_related_object,
        notification(client, type="v9.moon.landed").fetch_related_object,
        notice.fetch_event,
    ):
        fetch()
        sent = json.loads(server.last("X-Stripe-Client-Telemetry")[2] or "{}")
        found.append(sent.get("last_request_metrics", {}).get("usage"))
    assert found == [
        None,
        ["pushed_event_pull"],
        ["fetch_related_object"],
        ["fetch_related_object", "unknown_event"],
    ]


def test_all_event_notifications_is_a_union() -> None:
    events: Any = importlib.import_module("stripe.events")
    members = typing.get_args(events.ALL_EVENT_NOTIFICATIONS)
    assert len(members) == 326
    assert all(issubclass(member, stripe.v2.core.EventNotification) for member in members)


def test_an_event_that_is_about_nothing() -> None:
    made = class_named("V1BillingMeterErrorReportTriggeredEvent")
    assert (
        made.construct_from({"id": "evt_1", "object": "v2.core.event"}, None).fetch_related_object()
        is None
    )
