"""Events whose objects are made when they are first asked for.

Making objects of a payload costs as much as verifying and parsing it, and an endpoint passes over most
events by their type alone. So an event of a webhook begins as plain data; with the first use of anything
but its id and type it turns into the `Event` that it passes for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from stripe._objects.field_types import type_fields
from stripe._objects.hydration import object_maker
from stripe.resources.event import Event
from stripe.stripe_object import StripeObject, new_object

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripe.api_requestor import APIRequestor

_READABLE = frozenset({"id", "type", "object"})

_get = object.__getattribute__
_set = object.__setattr__


class _UnreadEvent(Event):
    __slots__ = ()

    def __getattribute__(self, name: str) -> Any:
        if name == "__class__":
            return Event
        if name not in _READABLE:
            _read(self)
        return _get(self, name)

    def __eq__(self, other: object) -> bool:
        # The inherited method compares classes before it looks at anything else.
        _read(self)
        return self == other

    __hash__: ClassVar[None] = None  # type: ignore[assignment]


# What people see of the class: the name in a repr or a log.
_UnreadEvent.__name__ = Event.__name__
_UnreadEvent.__qualname__ = Event.__qualname__
_UnreadEvent.__module__ = Event.__module__


def unread_event(values: dict[str, Any], requestor: APIRequestor) -> Event:
    """The event that `values` hold, which become its own."""
    return new_object(_UnreadEvent, values, requestor)


def _read(event: Event) -> None:
    """Turns an unread event into an `Event`."""
    fields, requestor = _get(event, "__dict__"), _get(event, "_requestor")
    make = object_maker(requestor, "V1")
    try:
        _adopt_values(fields, make)
    except RecursionError:
        raise ValueError("The payload is nested too deep.") from None
    type_fields(fields, Event.field_readers() or {})
    # Last, since another thread may be reading the event, too.
    _set(event, "__class__", Event)


def _adopt_values(fields: dict[str, Any], make: Callable[[dict[str, Any]], Any]) -> None:
    """Turns what is nested in `fields` into objects, in place; `construct` would make a copy."""
    for name, value in fields.items():
        if type(value) in (dict, list):
            fields[name] = _adopted(value, make)


def _adopted(
    value: dict[str, Any] | list[Any], make: Callable[[dict[str, Any]], Any]
) -> StripeObject | list[Any]:
    if isinstance(value, list):
        kinds = (dict, list)
        return [_adopted(item, make) if type(item) in kinds else item for item in value]
    _adopt_values(value, make)
    made: StripeObject = make(value)
    return made
