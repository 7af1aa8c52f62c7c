"""Name the classes of thin events."""

from __future__ import annotations

from codegen import naming
from codegen.model import Json


def name_events(schemas: dict[str, Json]) -> None:
    """Give each thin event its two classes, its handler method and its related object."""
    for schema in schemas.values():
        event = schema.get("x-stripeEvent") if isinstance(schema, dict) else None
        if not isinstance(event, dict) or event.get("kind") != "thin":
            continue
        kind = str(event.get("type"))
        words = kind.replace("[", ".including.").replace("]", "")
        class_name = f"events.{naming.camel(words)}Event"
        schema["x-sdk-class"] = class_name
        schema["x-sdk-notification-class"] = f"{class_name}Notification"
        schema["x-sdk-handler-method"] = "on_" + words.replace(".", "_")
        related = (schema.get("properties") or {}).get("related_object") or {}
        names = ((related.get("properties") or {}).get("type") or {}).get("enum")
        if isinstance(names, list) and names:
            schema["x-sdk-related-object"] = names
