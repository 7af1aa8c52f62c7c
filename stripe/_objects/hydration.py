"""From the text of an answer, or plain data, to objects: one pass, the classes chosen by `object`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from stripe._objects.field_types import Reader, type_fields
from stripe.lazy import Places
from stripe.object_classes import V1_CLASSES, V2_CLASSES
from stripe.stripe_object import StripeObject, _new, _set_fields, _set_requestor, new_object

if TYPE_CHECKING:
    from typing import TypeVar

    from stripe._objects.requestor import APIRequestor

    T = TypeVar("T", bound=StripeObject)

ClassAndReaders = tuple[type[StripeObject], dict[str, Reader] | None]


def hydrate(body: str, requestor: APIRequestor, api_mode: str) -> Any:
    """The object that a JSON text stands for. Raises ValueError if it is no JSON."""
    return json.loads(body, object_hook=object_maker(requestor, api_mode))


def construct(
    cls: type[T], values: Mapping[str, Any], requestor: APIRequestor, api_mode: str = "V1"
) -> T:
    """An object of class `cls` from plain data, which stays as it is."""
    make = object_maker(requestor, api_mode)
    fields = {name: _constructed(value, make) for name, value in type(values).items(values)}
    instance = new_object(cls, fields, requestor)
    readers = cls.field_readers()
    if readers is not None:
        type_fields(fields, readers)
    return instance


def convert(data: Any, requestor: APIRequestor, api_mode: str = "V1") -> Any:
    """Plain data as objects, each of the class that its `object` names."""
    return _constructed(data, object_maker(requestor, api_mode))


def object_maker(requestor: APIRequestor, api_mode: str) -> Callable[[dict[str, Any]], Any]:
    """The function that takes a payload, its nested objects made already, over into an object."""
    classes = _V2 if api_mode == "V2" else _V1
    is_v2 = api_mode == "V2"
    # Looked up once here instead of for each of the objects, of which there may be thousands.
    new, set_fields, set_requestor = _new, _set_fields, _set_requestor

    def make(payload: dict[str, Any]) -> StripeObject:
        kind = payload.get("object")
        if type(kind) is str:
            cls, readers = classes[kind]
            if is_v2 and kind == "v2.core.event":
                cls, readers = _event_class(payload)
        elif is_v2 and "data" in payload and "next_page_url" in payload:
            cls, readers = classes["v2.list"]
        else:
            cls, readers = StripeObject, None
        instance = new(cls)
        set_fields(instance, payload)
        set_requestor(instance, requestor)
        if readers is not None:
            type_fields(payload, readers)
        return instance

    return make


def _constructed(data: Any, make: Callable[[dict[str, Any]], Any]) -> Any:
    if isinstance(data, StripeObject):
        return data
    if isinstance(data, Mapping):
        return make({name: _constructed(value, make) for name, value in type(data).items(data)})
    if isinstance(data, (list, tuple)):
        return [_constructed(item, make) for item in data]
    return data


class _Classes(dict[str, ClassAndReaders]):
    """Names of objects to classes, imported when an object of the name is first met."""

    def __init__(self, resources: str) -> None:
        super().__init__()
        self._resources = Places(resources, _LISTS)

    def __missing__(self, kind: str) -> ClassAndReaders:
        path = self._resources.get(kind)
        if path is None:
            return StripeObject, None
        module, _, name = path.rpartition(".")
        cls: type[StripeObject] = getattr(import_module(f"stripe.{module}"), name)
        self[kind] = found = (cls, cls.field_readers())
        return found


_LISTS = {
    "list_object.ListObject": "list",
    "list_object.SearchResultObject": "search_result",
    "v2_list_object.ListObject": "v2.list",
    "v2_list_object.SearchResultObject": "v2.search_result",
    "v2_list_object.DeletedObject": "v2.deleted_object",
}
_V1 = _Classes(V1_CLASSES)
_V2 = _Classes(V2_CLASSES)


def _event_class(payload: dict[str, Any]) -> ClassAndReaders:
    events = import_module("stripe.events")
    kind = payload.get("type")
    if not isinstance(kind, str) or kind not in events.EVENTS:
        return StripeObject, None
    cls: type[StripeObject] = getattr(events, events.EVENTS[kind][0])
    return cls, cls.field_readers()
