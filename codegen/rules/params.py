"""Name the TypedDicts of parameters after service and method, or class and method."""

from __future__ import annotations

from typing import Any

from codegen import naming
from codegen.model import Json
from codegen.nodes import is_object
from codegen.reading import parameters
from codegen.rules import irregular
from codegen.shapes import own_object_name


def name_params(document: dict[str, Any], schemas: dict[str, Json]) -> None:
    """Give each operation the name of its parameters, and each method that has its own another."""
    tree: dict[str, dict[str, Any]] = document["x-sdk-services"]
    given: dict[tuple[str, str], str] = {}
    for path, item in document["paths"].items():
        for verb, node in item.items():
            service = tree.get(node.get("x-sdk-service") or "") if is_object(node) else None
            if service is None:
                continue
            needed = any(required for _, _, required in parameters(node))
            for place in (node, *node.get("x-sdk-aliases", ())):
                _name_service_method(place, tree[place["x-sdk-service"]], needed)
            given[verb, path] = node["x-sdk-params"]
    for schema in schemas.values():
        place = schema.get("x-sdk-class") if is_object(schema) else None
        if not isinstance(place, str):
            continue
        for entry in schema.get("x-stripeOperations") or ():
            if entry.get("x-sdk-method"):
                _name_entry(entry, own_object_name(schema), place, given)


def _name_service_method(place: Json, service: dict[str, Any], needed: bool) -> None:
    package = service["module"].rpartition(".")[0].removeprefix("stripe")
    stem = service["class"].removesuffix("Service")
    place["x-sdk-params"] = f"params{package}.{stem}{naming.camel(place['x-sdk-method'])}Params"
    place["x-sdk-params-required"] = needed


def _name_entry(
    entry: dict[str, Any], object_name: str, place: str, given: dict[tuple[str, str], str]
) -> None:
    if (object_name, entry["x-sdk-method"]) in irregular.SHARED_PARAMS:
        return
    package, _, class_name = place.rpartition(".")
    parts = ("params", package) if package else ("params",)
    method = naming.camel(entry["x-sdk-method"])
    name = f"{'.'.join(parts)}.{class_name}{method}Params"
    if given.get((entry.get("operation", ""), entry.get("path", ""))) != name:
        entry["x-sdk-params"] = name
