"""Write the stubs of events: the union that narrows by `event.type`, and the classes of thin events."""

from __future__ import annotations

from codegen import naming, reading, text
from codegen.description import Description
from codegen.model import Event, Field, ObjectType, Resource, ThinEvent
from codegen.nodes import mapping
from codegen.shapes import ShapeReader
from codegen.stubs.annotations import Annotations
from codegen.stubs.resources import MAPPED, ResourceStub, unnamed
from codegen.stubs.source import Source

UNION = "AnyEvent"
EVENTS = "stripe.events"
RELATED = {"RelatedObject": ("id", "type", "url"), "RelatedSingletonObject": ("type", "url")}


def files(description: Description) -> dict[str, str]:
    """Return the stubs of stripe.Event and of stripe.events."""
    found = {"events/__init__.pyi": _thin(description), "event_types.pyi": _types(description)}
    event = description.resources.get("event")
    if event is not None:
        path = event.module.replace(".", "/")
        found[f"resources/{path}.pyi"] = _EventStub(description, event).render()
    return found


class _EventStub(ResourceStub):
    """`Event`, a class for each type, and the union of these."""

    def __init__(self, description: Description, resource: Resource) -> None:
        super().__init__(description, resource)
        generic = self.source.use("typing_extensions", "TypeVar")
        bound = self.source.use("stripe.stripe_object", "StripeObject")
        anything = self.source.use("typing", "Any")
        # A class within a generic one needs a variable of its own.
        self._variables = "\n".join(
            f'{name} = {generic}("{name}", bound={bound}, default={anything})'
            for name in ("_T", "_D")
        )

    def render(self) -> str:
        """Return the whole stub."""
        shown = self.class_text()
        classes, names = self._classes()
        union = f"{UNION} = {self.source.use('typing', 'Union')}[{', '.join(names)}]"
        return self.source.render(self._variables, shown, *classes, union, quiet=True)

    def annotation(self, field: Field, *, nested: bool) -> str:
        """Return the annotation of a field; `data` is of the type that the event is of."""
        if field.name == "data" and not nested:
            return "Event.Data[_T]"
        return super().annotation(field, nested=nested)

    def bases(self) -> list[str]:
        """Return the bases; `Event[Invoice]` is an event with an Invoice in it."""
        return [*super().bases(), f"{self.source.use('typing', 'Generic')}[_T]"]

    def inner_class(self, path: str, found: ObjectType, depth: int) -> str:
        """Return a class within the class; `Data` is generic."""
        if path != "Data":
            return super().inner_class(path, found, depth)
        base = self.source.use(*MAPPED)
        generic = self.source.use("typing", "Generic")
        return (
            f"    class Data({base}, {generic}[_D]):\n"
            "        object: _D\n"
            '        """The object, as it was when the event happened."""\n'
            "        previous_attributes: _D | None\n"
            '        """What an update replaced, the old values."""'
        )

    def methods(self) -> list[str]:
        """Return the methods; what is constructed is one of the union."""
        values = f"{self.source.use('collections.abc', 'Mapping')}[str, Any]"
        response = self.source.use("stripe.stripe_response", "StripeResponse")
        arguments = (
            "cls",
            f"values: {values}",
            "key: str | None",
            "stripe_version: str | None = None",
            "stripe_account: str | None = None",
            f"last_response: {response} | None = None",
            "*",
            "api_mode: str = ...",
        )
        return [
            *super().methods(),
            "@classmethod",
            f"def construct_from({', '.join(arguments)}) -> {UNION}: ...",
        ]

    def _classes(self) -> tuple[list[str], list[str]]:
        classes: list[str] = []
        names: list[str] = []
        outside = Annotations(self.description, self.source)
        for event in self.description.events.values():
            name = "_" + naming.camel(event.type.replace(".", "_"))
            subject = _subject(self.description, outside, event)
            literal = self.annotations.literal([event.type])
            classes.append(
                f"class {name}(Event):\n    type: {literal}\n    data: Event.Data[{subject}]"
            )
            names.append(name)
        return classes, names or ["Event"]


def _types(description: Description) -> str:
    """Return the stub of the event types: the methods of handlers."""
    source = Source("stripe.event_types")
    callable_ = source.use("collections.abc", "Callable")
    event_class = source.use("stripe.resources.event", "Event")
    annotations = Annotations(description, source)
    lines = ["class EventHandlerMethods:"]
    for event in description.events.values():
        bound = f"{callable_}[[{event_class}[{_subject(description, annotations, event)}]], object]"
        name = event.type.replace(".", "_")
        lines.append(f"    def on_{name}(self, func: {bound}, /) -> {bound}:")
        lines.append(f'        """Registers the function that handles `{event.type}` events."""')
    body = "\n".join(lines if description.events else [f"{lines[0]} ..."])
    return source.render("EVENT_TYPES: tuple[str, ...]", body)


def _subject(description: Description, annotations: Annotations, event: Event) -> str:
    reader = ShapeReader(description.schemas, unnamed, {})
    return annotations.answer(reader.shape(mapping(event.data), "", "", plural=False))


# -- thin events -----------------------------------------------------------------------------------


def _thin(description: Description) -> str:
    source = Source(EVENTS, frozenset(RELATED))
    literal = source.use("typing", "Literal")
    source.export("stripe.event_notification", "UnknownEventNotification")
    if not description.thin_events:
        return text.module("from typing import Any\n\nEVENTS: dict[str, tuple[str, Any]]")
    event_class = source.use("stripe.resources.v2.core.event", "Event")
    bodies = [
        "EVENTS: dict[str, tuple[str, str | tuple[()]]]",
        "DATA_TYPES: dict[str, str]",
        *_bases(source),
    ]
    for event in description.thin_events.values():
        bodies.extend(_classes(description, event, source, literal, event_class))
    names = [event.notification_class for event in description.thin_events.values()]
    union = source.use("typing", "Union")
    bodies.append(f"ALL_EVENT_NOTIFICATIONS = {union}[{', '.join(names)}]")
    bodies.append(_handler_methods(description, source))
    return source.render(*bodies, quiet=True)


def _bases(source: Source) -> list[str]:
    """Return what the classes share, generic in what differs: it costs type checkers less."""
    variable = source.use("typing_extensions", "TypeVar")
    generic = source.use("typing", "Generic")
    notification = source.use("stripe.event_notification", "EventNotification")
    found = [
        f'_T = {variable}("_T")',
        f"class _Notification({notification}, {generic}[_T]):\n    def fetch_event(self) -> _T: ...",
    ]
    plain = source.use("stripe.stripe_object", "StripeObject")
    fetch = "    def fetch_related_object(self) -> _T: ..."
    for related, fields in RELATED.items():
        inner = "\n".join(f"        {field}: str" for field in fields)
        place = source.use("stripe.event_notification", related)
        found.append(
            f"class _EventOf{related}({generic}[_T]):\n"
            f"    class {related}({plain}):\n{inner}\n"
            f"    related_object: {related}\n{fetch}"
        )
        found.append(
            f"class _NotificationOf{related}({generic}[_T]):\n    related_object: {place}\n{fetch}"
        )
    return found


def _classes(
    description: Description,
    event: ThinEvent,
    source: Source,
    literal: str,
    event_class: str,
) -> list[str]:
    related = _related_class(event)
    subject = " | ".join(dict.fromkeys(_related(description, n, source) for n in event.related))
    shared = [
        f'    LOOKUP_TYPE: {source.use("typing", "ClassVar")}[{literal}["{event.type}"]]',
        f'    type: {literal}["{event.type}"]',
    ]
    first = [f"_EventOf{related}[{subject}]"] if subject else []
    reader = f"class {event.class_name}({', '.join((*first, event_class))}):"
    data = _data(description, event, source)
    first = [f"_NotificationOf{related}[{subject}]"] if subject else []
    bases = (*first, f"_Notification[{event.class_name}]")
    lines = [f"class {event.notification_class}({', '.join(bases)}):", *shared]
    return ["\n".join([reader, *shared, *data]), "\n".join(lines)]


def _related_class(event: ThinEvent) -> str:
    properties = mapping(mapping(event.node.get("properties")).get("related_object"))
    has_id = "id" in mapping(properties.get("properties"))
    return "RelatedObject" if has_id else "RelatedSingletonObject"


def _related(description: Description, name: str, source: Source) -> str:
    resource = description.resources.get(name)
    if resource is None:
        return source.use("stripe.stripe_object", "StripeObject")
    return source.use(f"stripe.resources.{resource.module}", resource.class_name)


def _data(description: Description, event: ThinEvent, source: Source) -> list[str]:
    """Return the `data` field of an event that has one, and the class of it."""
    objects = reading.read_answer(description.schemas, event.node)
    data = objects[""].fields.get("data")
    if data is None:
        return []
    name = data.shape.name
    below = {k: v for k, v in objects.items() if k == name or k.startswith(f"{name}.")}
    owner = Resource("", "", "events", event.class_name, event.node, objects=below)
    stub = ResourceStub(description, owner, source)
    annotation = stub.annotations.field(data, nested=True)
    return [stub.inner_classes("", 1), f"    {data.python_name}: {annotation}"]


def _handler_methods(description: Description, source: Source) -> str:
    callable_ = source.use("collections.abc", "Callable")
    client = source.use("stripe.stripe_client", "StripeClient")
    lines = ["class _HandlerMethods:"]
    for event in description.thin_events.values():
        bound = f"{callable_}[[{event.notification_class}, {client}], object]"
        lines.append(f"    def {event.handler_method}(self, func: {bound}, /) -> {bound}: ...")
    return "\n".join(lines)
