"""Classes and operations that the API once had: still importable and callable.

codegen/dropped.json has them, names and routes only: `codegen.compare` finds them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from codegen.description import Description, part_from_packages
from codegen.model import DroppedMethod, Resource, Service
from codegen.rules.classes import module_of

COMMITTED = Path(__file__).parent / "dropped.json"


def read() -> dict[str, Any]:
    """Return the committed facts."""
    facts: dict[str, Any] = json.loads(COMMITTED.read_text(encoding="utf-8"))
    return facts


def write(facts: dict[str, Any]) -> None:
    """Commit facts."""
    COMMITTED.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def add(description: Description, facts: dict[str, Any]) -> None:
    """Give a description what it lacks: classes, methods of classes, services and their methods.

    What it has, under the name or for the object, stays as it is.
    """
    version = facts["compared"][-1]
    present = {resource.public_name: resource for resource in description.resources.values()}
    for name, entries in facts["methods"].items():
        if name in present:
            known = {method.name for method in present[name].methods}
            found = methods_of(entries, version)
            present[name].dropped = [method for method in found if method.name not in known]
    description.dropped_resources = [
        _resource(name, entry, version)
        for name, entry in facts["classes"].items()
        if name not in present and entry["object"] not in description.resources
    ]
    packages = {resource.package for resource in description.resources.values()}
    part_from_packages(description.dropped_resources, packages)
    for path, entry in facts["services"].items():
        _add_service(description.services, path, entry, version)


def methods_of(entries: dict[str, list[str]], version: str) -> list[DroppedMethod]:
    """Return the methods that `[kind, route, since]` entries describe.

    `version` is the first one that is known to lack those of which nobody knows since when; a route
    that the API still has, under an older name, is marked by an empty `since`.
    """
    return [
        DroppedMethod(
            name,
            "class" if kind == "class" else "dual",
            route,
            since[0] if since else f"{version} at the latest",
        )
        for name, (kind, route, *since) in sorted(entries.items())
    ]


def _resource(name: str, entry: dict[str, Any], version: str) -> Resource:
    since = entry.get("since") or f"{version} at the latest"
    return Resource(
        entry["object"],
        "",
        ".".join(part.lstrip("_") for part in module_of(name).split(".")[1:]),
        name.rpartition(".")[2],
        {},
        bases=tuple(entry.get("bases", ())),
        class_url=entry.get("url", ""),
        instance_urls=tuple(entry.get("instance_urls", ())),
        dropped=methods_of(entry["methods"], version),
        note=f"Not in the API since {since}: for accounts on older versions.",
    )


def _add_service(
    services: dict[str, Service], path: str, entry: dict[str, Any], version: str
) -> None:
    above, _, name = path.rpartition(".")
    if path not in services:
        if above not in services:
            return
        module = entry.get("module") or re.sub(r"(?<!^)(?=[A-Z])", "_", entry["class"]).lower()
        services[path] = Service(path, entry["class"], module)
        services[above].children[name] = path
    known = {method.name for method in services[path].methods}
    found = methods_of(entry["methods"], version)
    services[path].dropped = [method for method in found if method.name not in known]
