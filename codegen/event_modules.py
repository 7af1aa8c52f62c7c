"""Write stripe/events/: the table of thin events, whose classes are made when they are used."""

from __future__ import annotations

from codegen import reading, text
from codegen.description import Description
from codegen.model import ThinEvent
from codegen.nodes import mapping
from codegen.resource_modules import field_types

SHARED = ("Reason", "Reason.Request", "RelatedObject")
"""Inner classes that every event has that names an object."""

SINGLETON = "RelatedSingletonObject"
"""The inner class in its place where an account has only one such object."""


def files(description: Description) -> dict[str, str]:
    """Return the module of the thin events, and the types of the others."""
    events = {
        event.type: (event.class_name, event.related[0] if event.related else ())
        for event in description.thin_events.values()
    }
    tables = (
        f"    {text.quoted(event.type)}: {text.table(table, 4)},"
        for event in description.thin_events.values()
        if (table := data_types(description, event))
    )
    data_types_of_events = "\n".join(("DATA_TYPES = {", *tables, "}"))
    body = f"{text.assignment('EVENTS', events)}\n\n{data_types_of_events}"
    types = "\n".join(f"    {text.quoted(event)}," for event in sorted(description.events))
    return {
        "events/__init__.py": text.module(IMPORT, f"{body}\n\n{LOOKUP}"),
        "event_types.py": text.module(f"EVENT_TYPES = (\n{types}\n)"),
    }


IMPORT = "from stripe.lazy_types import made_by"
LOOKUP = '__getattr__, __dir__ = made_by(__name__, "stripe.event_notification")'


def data_types(description: Description, event: ThinEvent) -> dict[str, dict[str, str]]:
    """Return the part of FIELD_TYPES that only this event has: the classes of its data."""
    table = field_types(reading.read_answer(description.schemas, event.node))
    related = mapping(mapping(event.node.get("properties")).get("related_object"))
    if event.related and "id" not in mapping(related.get("properties")):
        table.setdefault("", {})["related_object"] = SINGLETON
        table[SINGLETON] = {}
    own = {path: fields for path, fields in table.items() if path not in SHARED}
    top = {k: v for k, v in own.pop("", {}).items() if v not in SHARED}
    return {"": top, **own} if top else own
