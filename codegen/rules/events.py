"""Name the classes of thin events."""

from __future__ import annotations

from codegen import naming
from codegen.model import Json
from codegen.nodes import is_array, is_object, mapping


def name_events(schemas: dict[str, Json]) -> None:
    """Give each thin event its two classes, its handler method and its related object."""
    for schema in schemas.values():
        event = schema.get("x-stripeEvent") if is_object(schema) else None
        if not is_object(event) or event.get("kind") != "thin":
            continue
        kind = str(event.get("type"))
        words = kind.replace("[", ".including.").replace("]", "")
        class_name = f"events.{naming.camel(words)}Event"
        schema["x-sdk-class"] = class_name
        schema["x-sdk-notification-class"] = f"{class_name}Notification"
        schema["x-sdk-handler-method"] = "on_" + words.replace(".", "_")
        related = mapping(mapping(schema.get("properties")).get("related_object"))
        names = mapping(mapping(related.get("properties")).get("type")).get("enum")
        if is_array(names) and names:
            schema["x-sdk-related-object"] = names
