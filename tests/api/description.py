"""The API description read anew, without the generator: what there is to call, and samples of it.

Knows nothing of the library, so that whatever the two say alike, they say independently.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DOCUMENT: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "codegen" / "openapi.json").read_text(encoding="utf-8")
)
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
CLASSES: dict[str, list[str]] = DOCUMENT["x-sdk-classes"]
SHORTCUTS: list[str] = DOCUMENT["x-sdk-client-shortcuts"]

HOSTS = {
    "https://api.stripe.com/": "api.stripe.com",
    "https://connect.stripe.com/": "connect.stripe.com",
    "https://files.stripe.com/": "files.stripe.com",
    "https://meter-events.stripe.com/": "meter-events.stripe.com",
}


@dataclass(frozen=True)
class Operation:
    """A verb and a path, and everything the description says of them."""

    verb: str
    path: str
    node: dict[str, Any] = field(repr=False, hash=False, compare=False)

    @property
    def host(self) -> str:
        return HOSTS[self.node.get("servers", DOCUMENT["servers"])[0]["url"]]

    @property
    def placeholders(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    @property
    def is_v2(self) -> bool:
        return self.path.startswith("/v2/")

    @property
    def is_stream(self) -> bool:
        return bool(self.node.get("x-sdk-stream"))

    @property
    def content_type(self) -> str:
        content = self.node.get("requestBody", {}).get("content", {})
        bodiless = "application/json" if self.is_v2 else "application/x-www-form-urlencoded"
        return next(iter(content), bodiless)

    @property
    def answer_schema(self) -> dict[str, Any]:
        content = self.node["responses"]["200"].get("content", {})
        schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
        return schema

    def sample_params(self) -> dict[str, Any]:
        """A value for each parameter, of body or query, down to the leaves."""
        if self.verb == "post":
            body = self.node.get("requestBody", {}).get("content", {})
            found = sample_param(next(iter(body.values()))["schema"]) if body else {}
            assert isinstance(found, dict)
            return found
        return {
            each["name"]: sample_param(each["schema"], each["name"])
            for each in self.node.get("parameters", [])
            if each["in"] == "query"
        }

    def url(self, ids: list[str]) -> str:
        """The path with ids, which hold nothing that would have to be quoted."""
        rest = iter(ids)
        return re.sub(r"{\w+}", lambda _: next(rest), self.path)


OPERATIONS: dict[tuple[str, str], Operation] = {
    (verb, path): Operation(verb, path, node)
    for path, methods in DOCUMENT["paths"].items()
    for verb, node in methods.items()
}


@dataclass(frozen=True)
class ServiceMethod:
    """`client.v1.charges.capture` and the operation behind it."""

    name: str
    operation: Operation = field(repr=False)


def service_methods() -> list[ServiceMethod]:
    """All of them, the aliases too."""
    found = []
    for operation in OPERATIONS.values():
        node = operation.node
        for entry in [node, *node.get("x-sdk-aliases", [])]:
            if "x-sdk-service" in entry:
                name = f"{entry['x-sdk-service']}.{entry['x-sdk-method']}"
                found.append(ServiceMethod(name, operation))
    return found


@dataclass(frozen=True)
class ClassMethod:
    """`Charge.capture`: how it may be called, and the operation behind it."""

    cls: str
    name: str
    operation: Operation = field(repr=False)
    on_class: bool = True
    on_instance: bool = False
    # For each id of the path: the field of the instance that it comes from, or "".
    sources: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        return f"{self.cls}.{self.name}"

    @property
    def is_test_helper(self) -> bool:
        return ".TestHelpers" in self.cls


def class_methods() -> list[ClassMethod]:
    """Methods of resource classes, nested resources and test helpers among them."""
    found = []
    for schema in SCHEMAS.values():
        for entry in schema.get("x-stripeOperations", []):
            if entry["method_on"] == "service":
                continue
            variables = entry.get("path_resource_variables", [])
            on_instance = entry["method_on"] == "instance"
            found.append(
                ClassMethod(
                    schema["x-sdk-class"] + (".TestHelpers" * bool(entry.get("x-sdk-test-helper"))),
                    entry["x-sdk-method"],
                    OPERATIONS[entry["operation"], entry["path"]],
                    on_class=not on_instance or bool(entry.get("x-sdk-also-on-class")),
                    on_instance=on_instance,
                    sources=tuple(each.get("object_property", "") for each in variables),
                )
            )
    return found


# -- samples of parameters ------------------------------------------------------------------


def sample_param(schema: dict[str, Any], name: str = "") -> Any:
    """A value that the schema allows; texts hold what has to be quoted."""
    if "anyOf" in schema:
        return sample_param(schema["anyOf"][0], name)
    kind = schema["type"]
    if kind == "object":
        named = {key: sample_param(each, key) for key, each in schema.get("properties", {}).items()}
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict):
            named["a key[é]"] = sample_param(extra, name)
        return named
    if kind == "array":
        return [sample_param(schema["items"], name), sample_param(schema["items"], name)]
    if kind == "string":
        if schema.get("format") == "binary":
            return b"%PDF-1.4\r\n\xff"
        return schema["enum"][0] if "enum" in schema else f"{name} ü&=+%/[0]"
    return {"integer": 1700000001, "number": 1.25, "boolean": len(name) % 2 == 0}[kind]


# -- samples of answers ---------------------------------------------------------------------


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    return schema


def object_name(schema: dict[str, Any]) -> str | None:
    """What `object` says in an answer of this schema."""
    names = schema.get("properties", {}).get("object", {}).get("enum")
    return names[0] if names else None


def class_name(schema: dict[str, Any]) -> str | None:
    """The public path of the class whose objects the schema describes, below `stripe`."""
    schema = resolved(schema)
    if "x-sdk-class" in schema:
        name: str = schema["x-sdk-class"]
        return name
    if "anyOf" in schema:
        return class_name(schema["anyOf"][0])
    if object_name(schema) in ("list", "search_result"):
        return {"list": "ListObject", "search_result": "SearchResultObject"}[
            object_name(schema) or ""
        ]
    if "next_page_url" in schema.get("properties", {}):
        return "v2.ListObject"
    return None


@cache
def _names_resource(reference: str) -> bool:
    schema = SCHEMAS[reference.rpartition("/")[2]]
    return "x-resourceId" in schema and "id" in schema.get("properties", {})


def sample_answer(schema: dict[str, Any], expanded: int = 0, _above: tuple[int, ...] = ()) -> Any:
    """An answer with a value for each field; `expanded` levels of references are objects."""
    is_resource = "$ref" in schema and _names_resource(schema["$ref"])
    if "anyOf" in schema:
        return _sample_choice(schema, expanded, _above)
    schema = resolved(schema)
    if "anyOf" in schema:
        return _sample_choice(schema, expanded, _above)
    kind = schema.get("type")
    if kind == "object":
        if id(schema) in _above or len(_above) > 12:
            return None
        above = (*_above, id(schema))
        depth = expanded - (is_resource and len(_above) > 0)
        return _sample_object(schema, depth, above)
    if kind == "array":
        item = sample_answer(schema["items"], expanded, _above)
        return [] if item is None else [item, item]
    return _sample_scalar(schema)


def _sample_object(schema: dict[str, Any], expanded: int, above: tuple[int, ...]) -> dict[str, Any]:
    found = {
        name: sample_answer(each, expanded, above)
        for name, each in schema.get("properties", {}).items()
    }
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        found["a key"] = sample_answer(extra, expanded, above)
    return found


def _sample_choice(schema: dict[str, Any], expanded: int, above: tuple[int, ...]) -> Any:
    choices = schema["anyOf"]
    texts = [each for each in choices if each.get("type") == "string"]
    if texts and expanded <= 0:
        return _sample_scalar(texts[0])
    objects = [each for each in choices if "type" not in each or each["type"] == "object"]
    return sample_answer((objects or choices)[0], expanded, above)


def _sample_scalar(schema: dict[str, Any]) -> Any:
    kind = schema.get("type", "string")
    if kind == "string":
        if "enum" in schema:
            return schema["enum"][0]
        return {"decimal": "12.50", "int64-string": "12", "int64": "12"}.get(
            schema.get("format", ""), "text"
        )
    return {"integer": 7, "number": 1.5, "boolean": False}[kind]
