"""Write the sandbox's data: routes, parameter shapes, object shapes and event names, each shape once."""

from __future__ import annotations

import json
from typing import Any, Protocol

from codegen.nodes import is_array, is_object, mapping

Json = Any
VERBS = ("get", "post", "delete")
REFERENCE = "#/components/schemas/"
SCALARS = {
    ("string", None): "s",
    ("integer", None): "i",
    ("number", None): "n",
    ("boolean", None): "b",
    ("integer", "unix-time"): "t",
    ("string", "date-time"): "T",
    ("string", "decimal"): "D",
    ("string", "int64"): "L",
    ("string", "binary"): "f",
}


class Description(Protocol):
    """What this module needs to know of a description."""

    @property
    def document(self) -> dict[str, Any]:
        """The parsed document."""
        ...


def files(description: Description) -> dict[str, str]:
    """Return the sandbox's generated files: path below stripe/ -> text."""
    return {"sandbox/spec/api.json": _Writer(description.document).text()}


class _Writer:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.schemas: dict[str, Any] = document["components"]["schemas"]
        self.resources = {n for n, s in self.schemas.items() if "x-resourceId" in s}
        self.nodes: list[Json] = []
        self.numbers: dict[str, int] = {}
        self.open: list[str] = []
        self.answering = False

    def text(self) -> str:
        routes = {
            f"{verb.upper()} {path}": self.route(verb, path, operations)
            for path, operations in sorted(self.document["paths"].items())
            for verb in VERBS
            if verb in operations
        }
        self.answering = True
        objects = {
            name: self.resource(self.schemas[name])
            for name in sorted(self.resources)
            if not name.startswith("deleted_")
        }
        data = {
            "version": self.document["info"]["version"],
            "nodes": self.nodes,
            "routes": routes,
            "objects": objects,
            "events": self.events(thin=False),
            "thin_events": self.events(thin=True),
        }
        parts: list[str] = []
        for key, value in data.items():
            if key in ("nodes", "routes", "objects"):
                parts.append(f"{json.dumps(key)}:{_lines(value)}")
            else:
                parts.append(f"{json.dumps(key)}:{_compact(value)}")
        return "{" + ",\n".join(parts) + "}\n"

    def events(self, *, thin: bool) -> dict[str, str] | list[str]:
        """Snapshot events: type -> object name; thin events: the types alone."""
        found: dict[str, str] = {}
        for schema in self.schemas.values():
            event = schema.get("x-stripeEvent")
            if not event or (event.get("kind") == "thin") is not thin:
                continue
            subject = str(
                mapping(mapping(schema.get("properties")).get("object")).get("$ref") or ""
            )
            found[event["type"]] = subject.removeprefix(REFERENCE)
        return sorted(found) if thin else dict(sorted(found.items()))

    # -- routes ----------------------------------------------------------------------------------

    def route(self, verb: str, path: str, operations: dict[str, Any]) -> list[Json]:
        operation = operations[verb]
        answer = _answer(operation)
        kind = self.kind(verb, path, operations)
        return [kind, _object_name(answer), self.params(operation), *self.multipart(operation)]

    def kind(self, verb: str, path: str, operations: dict[str, Any]) -> str:
        answer = _answer(operations[verb])
        if verb == "delete":
            return "delete"
        if verb == "get":
            if "data" in answer.get("properties", {}):
                return "search" if path.endswith("/search") else "list"
            return "retrieve" if path.endswith("}") else "single"
        if path.endswith("}"):
            return "update"
        name = _object_name(answer)
        twin = _answer(operations["get"]) if "get" in operations else None
        if twin is not None and "data" not in twin.get("properties", {}):
            return "single_update"
        parent = self.document["paths"].get(path.rsplit("/", 1)[0])
        if parent and "}" in path and twin is None:
            for other in VERBS:
                if other in parent and _object_name(_answer(parent[other])) == name:
                    return "action"
        if path.endswith("/verify") or not name:
            return "action"
        return "create"

    def params(self, operation: dict[str, Any]) -> int:
        body = operation.get("requestBody", {}).get("content", {})
        for content in body.values():
            # The vendor gives every GET a body that is empty.
            if content["schema"].get("properties") or not operation.get("parameters"):
                return self.node(content["schema"])
        properties = {
            p["name"]: p["schema"] for p in operation.get("parameters", ()) if p["in"] == "query"
        }
        required = [
            p["name"]
            for p in operation.get("parameters", ())
            if p["in"] == "query" and p.get("required")
        ]
        return self.node({"type": "object", "properties": properties, "required": required})

    def multipart(self, operation: dict[str, Any]) -> list[str]:
        return ["m"] if "multipart/form-data" in _content(operation) else []

    # -- shapes ----------------------------------------------------------------------------------

    def resource(self, schema: dict[str, Any]) -> int:
        if "anyOf" in schema:
            return self.intern(["o", *(self.node(member) for member in schema["anyOf"])])
        return self.shape(schema)

    def node(self, schema: dict[str, Any]) -> int:
        """Number the shape of a schema; `nullable` and `""` are wrappers around it."""
        number = self.bare(schema)
        if schema.get("nullable"):
            number = self.intern(["?", number])
        return number

    def bare(self, schema: dict[str, Any]) -> int:
        if "$ref" in schema:
            return self.reference(schema["$ref"].removeprefix(REFERENCE))
        if "x-expansionResources" in schema:
            members = schema["x-expansionResources"]["oneOf"]
            names = [member["$ref"].removeprefix(REFERENCE) for member in members]
            return self.intern(["x", *(n for n in names if not n.startswith("deleted_"))])
        options = schema.get("anyOf") or schema.get("oneOf")
        if options:
            return self.union(options)
        return self.plain(schema)

    def plain(self, schema: dict[str, Any]) -> int:
        kind = schema.get("type")
        if kind == "array":
            return self.intern(["a", self.node(schema.get("items", {}))])
        if kind == "object":
            return self.mapping(schema)
        if kind == "string" and "enum" in schema:
            words = [word for word in schema["enum"] if word != ""]
            if self.answering:  # answers are not validated: one value is enough for a blank
                words = words[:1]
            number = self.intern(["e", *words]) if words else self.intern("s")
            return self.intern(["u", number]) if "" in schema["enum"] else number
        return self.intern(SCALARS.get((str(kind), schema.get("format")), "*"))

    def mapping(self, schema: dict[str, Any]) -> int:
        properties = schema.get("properties")
        if properties is None:
            items: Any = schema.get("additionalProperties")
            known = is_object(items) and bool(items)
            return self.intern(["m", self.node(items) if known else self.intern("*")])
        if properties.get("object", {}).get("enum") == ["list"] and "data" in properties:
            return self.intern(["l", self.node(properties["data"].get("items") or {})])
        return self.shape(schema)

    def reference(self, name: str) -> int:
        if name in self.resources:
            return self.intern(["r", name])
        if name in self.open:
            return self.intern("*")
        self.open.append(name)
        number = self.node(self.schemas[name])
        self.open.pop()
        return number

    def union(self, options: list[dict[str, Any]]) -> int:
        empty = [option for option in options if option.get("enum") == [""]]
        rest = [option for option in options if option not in empty]
        numbers = list(dict.fromkeys(self.node(option) for option in rest))
        number = numbers[0] if len(numbers) == 1 else self.intern(["o", *numbers])
        return self.intern(["u", number]) if empty else number

    def shape(self, schema: dict[str, Any]) -> int:
        """An object is one word, `{name:number name:number!`, where `!` means required."""
        properties = schema.get("properties", {})
        required = schema.get("required", ())
        words = [
            f"{name}:{self.node(properties[name])}{'!' if name in required else ''}"
            for name in sorted(properties)
        ]
        return self.intern("{" + " ".join(words))

    def intern(self, node: Json) -> int:
        key = _compact(node)
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = len(self.nodes)
            self.nodes.append(node)
        return number


def _content(operation: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    return content


def _answer(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("responses", {}).get("200", {}).get("content", {})
    schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return schema


def _object_name(answer: dict[str, Any]) -> str:
    if "$ref" in answer:
        return str(answer["$ref"]).removeprefix(REFERENCE).removeprefix("deleted_")
    if "anyOf" in answer:
        return _object_name(answer["anyOf"][0])
    data = answer.get("properties", {}).get("data")
    return _object_name(data.get("items", {})) if data else ""


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _lines(value: Json) -> str:
    """JSON with one entry a line, so that a new description can be reviewed as a diff."""
    if is_array(value):
        return "[\n" + ",\n".join(_compact(item) for item in value) + "]"
    return "{\n" + ",\n".join(f"{_compact(k)}:{_compact(v)}" for k, v in value.items()) + "}"
