"""Thin events: the notification that arrives, and the event that is fetched for it.

The classes of both, two for each type in `stripe.events.EVENTS`, are made when they are first used.
See https://docs.stripe.com/event-destinations#thin-payload
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Union, cast

from stripe import events
from stripe._objects.field_types import ResourceType
from stripe._wire.addresses import quoted_id
from stripe._wire.request import Call
from stripe.missing_names import missing
from stripe.resources.v2.core.event import Event
from stripe.stripe_context import StripeContext
from stripe.webhook import read_json

if TYPE_CHECKING:
    from stripe.api_requestor import APIRequestor
    from stripe.stripe_client import StripeClient
    from stripe.webhook import WebhookPayload


class _Struct:
    """A plain record: its attributes are what the notification says, None where it says nothing."""

    def __repr__(self) -> str:
        fields = " ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"<{type(self).__name__} {fields}>"


class ReasonRequest(_Struct):
    """The API request that caused an event."""

    id: str
    idempotency_key: str

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.id = values.get("id", "")
        self.idempotency_key = values.get("idempotency_key", "")


class Reason(_Struct):
    """Why an event happened: `type` is `"request"` if an API request caused it."""

    type: Literal["request"]
    request: ReasonRequest | None

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.type = values.get("type", "")
        request = values.get("request")
        self.request = ReasonRequest(request) if isinstance(request, dict) else None


class RelatedSingletonObject(_Struct):
    """The object that an event is about, where an account has only one of the kind."""

    type: str
    url: str

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.type = values["type"]
        self.url = values["url"]


class RelatedObject(RelatedSingletonObject):
    """The object that an event is about; `fetch_related_object()` of the event gets it from `url`."""

    id: str

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.id = values["id"]
        super().__init__(values)


class EventNotification:
    """What Stripe delivers of a thin event: which event, and what it is about, but not the event itself.

    `created` is a time in ISO 8601; `context` tells the account (None: your own). Get one from
    `StripeClient.parse_event_notification`.
    """

    LOOKUP_TYPE: ClassVar[str]

    id: str
    object: str
    type: str
    created: str
    livemode: bool
    context: StripeContext | None
    reason: Reason | None

    def __init__(self, parsed_body: Mapping[str, Any], client: StripeClient) -> None:
        for name in ("id", "object", "type", "created"):
            if not isinstance(value := parsed_body.get(name), str) or not value:
                raise ValueError(f"The payload is no event notification: {name!r} is {value!r}.")
            setattr(self, name, value)
        context, reason = parsed_body.get("context"), parsed_body.get("reason")
        self.livemode = bool(parsed_body.get("livemode"))
        self.context = (
            StripeContext.parse(context) if isinstance(context, str) and context else None
        )
        self.reason = Reason(reason) if isinstance(reason, dict) and reason else None
        self._client = client.with_stripe_context(self.context)

    @staticmethod
    def from_json(
        payload: WebhookPayload | Mapping[str, Any], client: StripeClient
    ) -> EventNotification:
        """The notification in a payload that has been verified before, or that a test has made up.

        Raises `ValueError` if it holds no thin event.
        """
        values: object = dict(payload) if isinstance(payload, Mapping) else read_json(payload)
        fields: dict[str, Any] = values if isinstance(values, dict) else {}
        kind = fields.get("object")
        if kind == "event":
            raise ValueError(
                "The payload is a snapshot event: pass it to StripeClient.construct_event, or "
                "construct_event_without_verification."
            )
        if kind != "v2.core.event":
            raise ValueError(
                f"The payload is no event notification: its object is {kind!r}, not 'v2.core.event'."
            )
        return notification_class(fields.get("type"))(fields, client)

    def fetch_event(self) -> Event:
        """Gets the event, in the context of the notification."""
        event: Event = self._fetch(f"/v2/core/events/{quoted_id(self.id)}", "pushed_event_pull")
        return event

    def _fetch(self, path: str, *usage: str) -> Any:
        return fetch_for_event(self._client._requestor, path, self.id, usage)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} id={self.id} type={self.type} created={self.created} "
            f"context={self.context} reason={self.reason}>"
        )


class _NotificationWithObject(EventNotification):
    """A notification that names the object that the event is about."""

    related_object: RelatedObject | RelatedSingletonObject | None

    def __init__(self, parsed_body: Mapping[str, Any], client: StripeClient) -> None:
        super().__init__(parsed_body, client)
        values = parsed_body.get("related_object")
        self.related_object = _related_object(values) if values else None

    def fetch_related_object(self) -> Any:
        """Gets the object that the event is about, as it is now, in the context of the notification."""
        return self._fetch_related_object("fetch_related_object")

    def _fetch_related_object(self, *usage: str) -> Any:
        return self._fetch(self.related_object.url, *usage) if self.related_object else None


class UnknownEventNotification(_NotificationWithObject):
    """A notification of a type that this version of the library does not know."""

    def fetch_related_object(self) -> Any:
        """Gets the object that the event is about; None if the notification names none."""
        return self._fetch_related_object("fetch_related_object", "unknown_event")


class _EventWithObject(Event):
    """A fetched event that names the object that it is about."""

    if TYPE_CHECKING:
        related_object: Any

    def fetch_related_object(self) -> Any:
        """Gets the object that the event is about, as it is now, in the context of the event."""
        related, context = self.__dict__.get("related_object"), self.__dict__.get("context")
        if not related:
            return None
        requestor = self._requestor.with_options({"stripe_context": context or ""})
        return fetch_for_event(requestor, related["url"], self.__dict__["id"], ())


def fetch_for_event(
    requestor: APIRequestor, path: str, event_id: str, usage: tuple[str, ...]
) -> Any:
    """GETs what belongs to an event; the header tells Stripe which event made us ask."""
    trigger = {"Stripe-Request-Trigger": f"event={event_id}"}
    return requestor.request("get", path, options={"headers": trigger}, call=Call(usage=usage))


# -- The classes of `stripe.events` -------------------------------------------------------------------


def notification_class(event_type: Any) -> type[EventNotification]:
    """The class of notifications of a type."""
    if not isinstance(event_type, str) or event_type not in events.EVENTS:
        return UnknownEventNotification
    found: type[EventNotification] = class_named(f"{events.EVENTS[event_type][0]}Notification")
    return found


def class_names() -> list[str]:
    """The names of all classes in `stripe.events`."""
    names = [name for name, _ in events.EVENTS.values()]
    notifications = [f"{name}Notification" for name in names]
    return [*names, *notifications, "UnknownEventNotification", "ALL_EVENT_NOTIFICATIONS"]


def class_named(name: str) -> Any:
    """The class of that name in `stripe.events`, made when it is first asked for."""
    made = sys.modules[events.__name__].__dict__
    if name in made:
        return made[name]
    if name == "UnknownEventNotification":
        return UnknownEventNotification
    if name == "ALL_EVENT_NOTIFICATIONS":
        every = tuple(notification_class(event_type) for event_type in events.EVENTS)
        return made.setdefault(name, Union[every])  # noqa: UP007  # of as many as there are
    event_name = name.removesuffix("Notification")
    event_type = _types_by_name().get(event_name)
    if event_type is None:
        raise missing("stripe.events", name, class_names())
    make = _new_event_class if event_name == name else _new_notification_class
    return made.setdefault(name, make(name, event_type))


def _types_by_name() -> dict[str, str]:
    if not _TYPES_BY_NAME:
        _TYPES_BY_NAME.update((name, kind) for kind, (name, _) in events.EVENTS.items())
    return _TYPES_BY_NAME


_TYPES_BY_NAME: dict[str, str] = {}


def _new_notification_class(name: str, event_type: str) -> type[EventNotification]:
    has_object = events.EVENTS[event_type][1]
    base = _NotificationWithObject if has_object else EventNotification
    doc = f"A notification of the event `{event_type}`."
    members: dict[str, Any] = {"__module__": "stripe.events", "__doc__": doc}
    made = type(name, (base,), {**members, "LOOKUP_TYPE": event_type})
    return cast("type[EventNotification]", made)


def _new_event_class(name: str, event_type: str) -> type[Event]:
    has_object = events.EVENTS[event_type][1]
    base = _EventWithObject if has_object else Event
    related = " : related_object=RelatedObject" if has_object else ""
    own = events.DATA_TYPES.get(event_type, "")
    members: dict[str, Any] = {
        "__module__": "stripe.events",
        "__doc__": f"The event `{event_type}`.",
        "__slots__": (),
        "LOOKUP_TYPE": event_type,
        "FIELD_TYPES": f"{Event.FIELD_TYPES}{related} RelatedObject: {own}",
    }
    return cast("type[Event]", ResourceType(name, (base,), members))


def _related_object(values: Any) -> RelatedObject | RelatedSingletonObject:
    try:
        return (RelatedObject if "id" in values else RelatedSingletonObject)(values)
    except (KeyError, TypeError) as error:
        raise ValueError(
            f"The payload is no event notification: its related_object is {values!r}."
        ) from error
