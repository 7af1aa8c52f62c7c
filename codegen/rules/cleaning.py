"""Bring a foreign description into the form that the rules rely on: what is odd is left out.

Also the newer notations are turned into the one of the vendor: a list of types, `const`, references
to parameters, bodies and responses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from codegen import naming
from codegen.model import Json
from codegen.nodes import is_array, is_object, listing, mapping
from codegen.shapes import REFERENCE

VERBS = ("get", "post", "delete", "put", "patch")
_ENTRY = ("method_name", "method_on", "method_type", "operation", "path")
_VARIABLE = re.compile(r"{([^}]*)}")
_SCALARS = (str, int, float, bool)
_TYPES: dict[str, type] = {
    "$ref": str,
    "format": str,
    "nullable": bool,
    "title": str,
    "x-expansionResources": dict,
    "x-resourceId": str,
    "x-stripeEnum": dict,
    "x-stripeResource": dict,
}


def clean(document: dict[str, Any]) -> dict[str, Any]:
    """Return a description whose nodes are of the types that the OpenAPI format gives them."""
    components = mapping(document.get("components"))
    info = mapping(document.get("info"))
    cleaned: dict[str, Any] = {
        **document,
        "info": {**info, "version": str(info.get("version") or "")},
        "paths": {
            clean_path(path): _path_item(item, components)
            for path, item in mapping(document.get("paths")).items()
            if path.startswith("/")
        },
        "components": {
            **components,
            "schemas": {
                name: schema(node) for name, node in mapping(components.get("schemas")).items()
            },
        },
    }
    _drop_dangling(cleaned, cleaned["components"]["schemas"])
    return cleaned


def _drop_dangling(node: Json, schemas: dict[str, Any]) -> None:
    """Take away references to schemas that the description lacks: what is there may be anything."""
    if is_object(node):
        expansion = mapping(node.get("x-expansionResources")).get("oneOf")
        if "x-expansionResources" in node and not _are_known(expansion, schemas):
            del node["x-expansionResources"]
        if "$ref" in node and not _are_known([node], schemas):
            del node["$ref"]
    for below in node.values() if is_object(node) else listing(node):
        _drop_dangling(below, schemas)


def _are_known(nodes: Json, schemas: dict[str, Any]) -> bool:
    names = [mapping(node).get("$ref") for node in listing(nodes)]
    return bool(names) and all(
        isinstance(name, str) and name.removeprefix(REFERENCE) in schemas for name in names
    )


def clean_path(path: str) -> str:
    """Return a path whose variables have names that Python accepts."""
    return _VARIABLE.sub(lambda found: "{" + _identifier(found.group(1)) + "}", path)


def _identifier(name: str) -> str:
    name = re.sub(r"\W", "_", name)
    return name if name and not name[0].isdigit() else f"id_{name}"


def _path_item(item: Json, components: dict[str, Any]) -> dict[str, Any]:
    item = mapping(item)
    shared = _parameters(item.get("parameters"), components)
    found: dict[str, Any] = {}
    for verb in VERBS:
        if is_object(item.get(verb)):
            node = dict(item[verb])
            node["parameters"] = shared + _parameters(node.get("parameters"), components)
            node["requestBody"] = _content(node.get("requestBody"), components)
            node["responses"] = {
                str(status): _content(answer, components)
                for status, answer in mapping(node.get("responses")).items()
            }
            servers = [s for s in listing(node.pop("servers", None)) if is_object(s)]
            if servers:
                node["servers"] = servers
            found[verb] = node
    return found


def _parameters(nodes: Json, components: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for node in listing(nodes):
        node = _target(node, components)
        if node.get("name") and isinstance(node["name"], str):
            place = str(node.get("in") or "")
            found.append({**node, "in": place, "schema": schema(node.get("schema"))})
    return found


def _content(node: Json, components: dict[str, Any]) -> dict[str, Any]:
    node = _target(node, components)
    content = {
        str(kind): {**mapping(media), "schema": schema(mapping(media).get("schema"))}
        for kind, media in mapping(node.get("content")).items()
    }
    return {**node, "content": content}


def _target(node: Json, components: dict[str, Any]) -> dict[str, Any]:
    """Return the node, or the component that its reference names."""
    found = mapping(node)
    words = str(found.get("$ref") or "").removeprefix("#/components/").split("/")
    if len(words) == 2:
        return mapping(mapping(components.get(words[0])).get(words[1]))
    return found


def schema(node: Json) -> dict[str, Any]:
    """Return a schema, and those below it, with nothing in it that is not what it should be."""
    found: dict[str, Any] = {}
    for key, value in mapping(node).items():
        if key in _CLEANERS:
            found[key] = _CLEANERS[key](value)
        elif key not in _TYPES or isinstance(value, _TYPES[key]):
            found[key] = value
    kinds = found.get("type")
    if is_array(kinds):
        named = [kind for kind in kinds if isinstance(kind, str) and kind != "null"]
        found["type"] = named[0] if len(named) == 1 else None
        found["nullable"] = found.get("nullable", False) or "null" in kinds
    if not isinstance(found.get("type"), str):
        found.pop("type", None)
    if "const" in found and "enum" not in found:
        found["enum"] = [found["const"]]
    return found


def _schemas(nodes: Json) -> dict[str, Any]:
    return {str(name): schema(node) for name, node in mapping(nodes).items() if name}


def _options(nodes: Json) -> list[dict[str, Any]]:
    return [schema(node) for node in listing(nodes) if is_object(node)]


def _values(nodes: Json) -> list[Any]:
    return [node for node in listing(nodes) if node is None or isinstance(node, _SCALARS)]


def _more(node: Json) -> Json:
    return schema(node) if is_object(node) else node


def _names(nodes: Json) -> list[str]:
    return [name for name in listing(nodes) if isinstance(name, str)]


def _entries(nodes: Json) -> list[dict[str, Any]]:
    """Return the operations of a resource, with the paths that `clean_path` gives."""
    found: list[dict[str, Any]] = []
    for node in listing(nodes):
        if is_object(node) and all(isinstance(node.get(key), str) for key in _ENTRY):
            variables = [v for v in listing(node.get("path_resource_variables")) if _is_named(v)]
            entry: dict[str, Any] = {
                **node,
                "method_name": naming.identifier(naming.snake(node["method_name"])),
                "path": clean_path(node["path"]),
                "path_resource_variables": variables,
            }
            if entry["method_name"].isidentifier():
                found.append(entry)
    return found


def _is_named(node: Json) -> bool:
    return is_object(node) and isinstance(node.get("name"), str)


def _event(node: Json) -> dict[str, Any]:
    return node if isinstance(mapping(node).get("type"), str) else {}


_CLEANERS: dict[str, Callable[[Json], Any]] = {
    "additionalProperties": _more,
    "allOf": _options,
    "anyOf": _options,
    "enum": _values,
    "items": schema,
    "oneOf": _options,
    "properties": _schemas,
    "required": _names,
    "x-stripeEvent": _event,
    "x-stripeOperations": _entries,
}
