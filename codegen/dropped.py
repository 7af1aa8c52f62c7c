"""Classes and operations that the API once had: still importable and callable.

`python -m codegen.dropped DOCUMENT` compares an older document of the vendor with the committed
description and writes codegen/dropped.json: class names, method names and routes, nothing else.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from codegen import document
from codegen.description import Description
from codegen.model import DroppedMethod, Method, Resource

COMMITTED = Path(__file__).parent / "dropped.json"
BASIL = "2025-03-31.basil"
SINCE = {
    "/v1/subscription_items/{}/usage_records": BASIL,
    "/v1/subscription_items/{}/usage_record_summaries": BASIL,
    "/v1/invoices/upcoming": BASIL,
    "/v1/invoices/upcoming/lines": BASIL,
}
"""Path -> the first API version without it, where that is known."""

SERVICES = {
    "v1.invoices": {"upcoming": "GET /v1/invoices/upcoming"},
    "v1.invoices.upcoming_lines": {"list": "GET /v1/invoices/upcoming/lines"},
    "v1.subscription_items.usage_records": {
        "create": "POST /v1/subscription_items/{subscription_item}/usage_records"
    },
    "v1.subscription_items.usage_record_summaries": {
        "list": "GET /v1/subscription_items/{subscription_item}/usage_record_summaries"
    },
}
"""What StripeClient had of them in its first versions: service -> method -> route."""

HISTORY: dict[str, dict[str, Any]] = {
    "issuing.CardDetails": {"object": "issuing.card_details"},
    "Order": {
        "methods": {
            "cancel": ["dual", "POST /v1/orders/{id}/cancel"],
            "list_line_items": ["dual", "GET /v1/orders/{id}/line_items"],
            "reopen": ["dual", "POST /v1/orders/{id}/reopen"],
            "submit": ["dual", "POST /v1/orders/{id}/submit"],
        }
    },
    "RecipientTransfer": {"object": "recipient_transfer"},
}
"""Classes and methods of older versions of the SDK that no document at hand has."""

METHODS = {"issuing.Card": {"details": ["dual", "GET /v1/issuing/cards/{card}/details"]}}
"""Methods of surviving classes, likewise."""

RENAMED = {"FileUpload": "File", "Reversal": "TransferReversal"}
"""Older name of a class -> today's."""


def compare(old: Description, new: Description) -> dict[str, Any]:
    """Return what the old description has and the new one lacks."""
    routes = {_anonymous(operation.route) for operation in new.operations.values()}
    classes: dict[str, Any] = {}
    methods: dict[str, Any] = {name: dict(found) for name, found in METHODS.items()}
    for resource in old.resources.values():
        gone = [m for m in resource.methods if _anonymous(m.routes[0]) not in routes]
        today = new.resources.get(resource.object_name)
        if today is None:
            classes[resource.public_name] = _class(resource, gone)
            continue
        known = {method.name for method in today.methods}
        entries = {m.name: _entry(m) for m in gone if m.name not in known}
        if entries:
            methods.setdefault(resource.public_name, {}).update(entries)
    for name, found in HISTORY.items():
        entry = classes.setdefault(name, {"methods": {}, **found})
        entry.setdefault("methods", {}).update(found.get("methods", {}))
    return {
        "compared": [old.version, new.version],
        "classes": dict(sorted(classes.items())),
        "methods": dict(sorted(methods.items())),
        "renamed": RENAMED,
        "services": SERVICES,
    }


def _class(resource: Resource, gone: list[Method]) -> dict[str, Any]:
    found: dict[str, Any] = {"object": resource.object_name}
    if resource.bases:
        found["bases"] = list(resource.bases)
    if resource.class_url:
        found["url"] = resource.class_url
    if resource.instance_urls:
        found["instance_urls"] = list(resource.instance_urls)
    found["methods"] = {method.name: _entry(method) for method in gone}
    return found


def _entry(method: Method) -> list[str]:
    kind = "class" if method.kind == "class" else "dual"
    path = _anonymous(method.routes[0]).partition(" ")[2]
    since = [SINCE[path]] if path in SINCE else []
    return [kind, method.routes[0], *since]


def _anonymous(route: str) -> str:
    return re.sub(r"{\w+}", "{}", route)


def add_dropped(description: Description, facts: dict[str, Any]) -> list[Resource]:
    """Give the resources the methods that their class once had; return the classes that are gone."""
    routes = {_anonymous(operation.route) for operation in description.operations.values()}
    present = {resource.public_name: resource for resource in description.resources.values()}
    for name, methods in facts["methods"].items():
        if name in present:
            known = {method.name for method in present[name].methods}
            present[name].dropped = [
                method
                for method in _methods(methods)
                if method.name not in known and _anonymous(method.route) not in routes
            ]
    return [
        _resource(name, entry, description.version)
        for name, entry in facts["classes"].items()
        if name not in present and entry["object"] not in description.resources
    ]


def _methods(entries: dict[str, list[str]]) -> list[DroppedMethod]:
    return [
        DroppedMethod(name, "class" if kind == "class" else "dual", route, *since)
        for name, (kind, route, *since) in sorted(entries.items())
    ]


def _resource(name: str, entry: dict[str, Any], version: str) -> Resource:
    from codegen.rules.classes import module_of

    methods = _methods(entry["methods"])
    since = {method.since for method in methods}
    known = since.pop() if len(since) == 1 else ""
    note = f"Not in the API since {known}." if known else f"Not in API version {version}."
    module = ".".join(part.lstrip("_") for part in module_of(name).split(".")[1:])
    return Resource(
        entry["object"],
        "",
        module,
        name.rpartition(".")[2],
        {},
        bases=tuple(entry.get("bases", ())),
        class_url=entry.get("url", ""),
        instance_urls=tuple(entry.get("instance_urls", ())),
        dropped=[DroppedMethod(m.name, m.kind, m.route) for m in methods],
        note=note,
    )


def read() -> dict[str, Any]:
    """Return the committed facts."""
    facts: dict[str, Any] = json.loads(COMMITTED.read_text(encoding="utf-8"))
    return facts


def main(arguments: list[str]) -> int:
    """Write codegen/dropped.json from an older document of the vendor."""
    if len(arguments) != 1:
        print("usage: python -m codegen.dropped DOCUMENT", file=sys.stderr)
        return 2
    old = Description(document.read(Path(arguments[0])))
    facts = compare(old, Description(document.read(document.COMMITTED)))
    COMMITTED.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(f"{len(facts['classes'])} classes, {len(facts['methods'])} with dropped methods")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
