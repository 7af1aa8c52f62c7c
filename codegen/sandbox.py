"""Write the sandbox's data: routes, parameter shapes, object shapes and event names, each shape once."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping

from codegen import reading
from codegen.description import Description
from codegen.model import Field, Json, Operation, Shape
from codegen.nodes import is_array, mapping
from codegen.shapes import ShapeReader, reference

VERBS = ("get", "post", "delete")
SCALARS = {
    ("string", ""): "s",
    ("integer", ""): "i",
    ("number", ""): "n",
    ("boolean", ""): "b",
    ("integer", "unix-time"): "t",
    ("string", "date-time"): "T",
    ("string", "decimal"): "D",
    ("string", "int64"): "L",
    ("binary", ""): "f",
}
HOLDERS = {"list": "a", "page": "l", "map": "m"}


def files(description: Description) -> dict[str, str]:
    """Return the sandbox's generated files: path below stripe/ -> text."""
    nodes = _Nodes(description)
    operations = sorted(description.operations.values(), key=_order)
    data = {
        "version": description.version,
        "nodes": nodes.nodes,
        "routes": {o.route: _route(description, o, nodes) for o in operations},
        "objects": nodes.objects(),
        "events": {
            event.type: reference(event.data)
            for event in sorted(description.events.values(), key=lambda event: event.type)
        },
        "thin_events": list(description.thin_events),
    }
    parts = (
        f"{json.dumps(key)}:{(_lines if key in ('nodes', 'routes', 'objects') else _compact)(value)}"
        for key, value in data.items()
    )
    return {"sandbox/spec/api.json": "{" + ",\n".join(parts) + "}\n"}


def _order(operation: Operation) -> tuple[str, int]:
    return operation.path, VERBS.index(operation.verb)


# -- routes ----------------------------------------------------------------------------------------


def _route(description: Description, operation: Operation, nodes: _Nodes) -> list[Json]:
    name = _object_name(reading.answer_schema(operation.node))
    found = [_kind(description, operation, name), name, nodes.parameters(operation)]
    return [*found, "m"] if operation.multipart else found


def _kind(description: Description, operation: Operation, name: str) -> str:
    """Return what an operation does with the objects that it answers with."""
    verb, path = operation.verb, operation.path
    if verb == "delete":
        return "delete"
    if verb == "get":
        if _is_list(operation):
            return "search" if path.endswith("/search") else "list"
        return "retrieve" if path.endswith("}") else "single"
    if path.endswith("}"):
        return "update"
    twin = description.operations.get(("get", path))
    if twin is not None and not _is_list(twin):
        return "single_update"
    if twin is None and "}" in path:
        above = path.rpartition("/")[0]
        around = (description.operations.get((other, above)) for other in VERBS)
        if any(o and _object_name(reading.answer_schema(o.node)) == name for o in around):
            return "action"
    return "action" if path.endswith("/verify") or not name else "create"


def _is_list(operation: Operation) -> bool:
    return "data" in mapping(reading.answer_schema(operation.node).get("properties"))


def _object_name(answer: Json) -> str:
    """Return the schema of what an operation answers with, of the first if there are several."""
    if reference(answer):
        return reference(answer).removeprefix("deleted_")
    if "anyOf" in answer:
        return _object_name(answer["anyOf"][0])
    data = mapping(answer.get("properties")).get("data")
    return _object_name(mapping(data.get("items"))) if data else ""


# -- shapes ----------------------------------------------------------------------------------------


class _Nodes:
    """The shapes as numbered nodes, each structure once; wrappers are nodes around others."""

    def __init__(self, description: Description) -> None:
        self.nodes: list[Json] = []
        self._schemas = description.schemas
        self._numbers: dict[str, int] = {}
        self._names = map(str, itertools.count(1))
        self._open: list[str] = []
        # A class for each place: what two branches of a union have is not merged.
        self._reader = ShapeReader(self._schemas, self._new_name, {})

    def _new_name(self, _parent: str, _field: str, _node: Json, _plural: bool) -> str:
        return next(self._names)

    def parameters(self, operation: Operation) -> int:
        """Number the parameters of an operation."""
        found = reading.parameters(operation.node)
        return self._fields(
            {k: self._reader.field(k, node, required, "") for k, node, required in found}
        )

    def objects(self) -> dict[str, int]:
        """Number all resources: schema name -> node; those of a union are several."""
        return {
            name: self._resource(schema)
            for name, schema in sorted(self._schemas.items())
            if "x-resourceId" in schema and not name.startswith("deleted_")
        }

    def _resource(self, schema: Json) -> int:
        if "anyOf" in schema:
            shape = self._reader.shape(schema, "", "")
            return self._intern(["o", *(self._node(option) for option in shape.options)])
        return self._fields(self._reader.read_object(schema, next(self._names)).fields)

    def _node(self, shape: Shape) -> int:
        number = self._bare(shape)
        return self._intern(["?", number]) if shape.nullable else number

    def _bare(self, shape: Shape) -> int:
        if shape.expandable:
            names = [option.schema for option in shape.options if option.schema]
            return self._intern(["x", *(n for n in names if not n.startswith("deleted_"))])
        if "x-resourceId" in self._schemas.get(shape.schema, ()):
            return self._intern(["r", shape.schema])
        if shape.kind == "union":
            return self._union(shape)
        if shape.kind == "enum" and shape.format == "string":
            return self._words(shape)
        if shape.kind == "object":
            return self._object(shape)
        if shape.item is not None:
            return self._intern([HOLDERS[shape.kind], self._node(shape.item)])
        return self._intern(SCALARS.get((shape.kind, shape.format), "*"))

    def _object(self, shape: Shape) -> int:
        if shape.name in self._open:
            return self._intern("*")
        self._open.append(shape.name)
        number = self._fields(self._reader.objects[shape.name].fields)
        self._open.pop()
        return number

    def _words(self, shape: Shape) -> int:
        words = [word for word in shape.values if word != ""]
        number = self._intern(["e", *words]) if words else self._intern("s")
        return self._intern(["u", number]) if "" in shape.values else number

    def _union(self, shape: Shape) -> int:
        rest = [option for option in shape.options if option.values != ("",)]
        numbers = list(dict.fromkeys(self._node(option) for option in rest))
        number = numbers[0] if len(numbers) == 1 else self._intern(["o", *numbers])
        return number if len(rest) == len(shape.options) else self._intern(["u", number])

    def _fields(self, fields: Mapping[str, Field]) -> int:
        """An object is one word, `{name:number name:number!`, where `!` means required."""
        words = [
            f"{name}:{self._node(field.shape)}{'!' if field.required else ''}"
            for name, field in sorted(fields.items())
        ]
        return self._intern("{" + " ".join(words))

    def _intern(self, node: Json) -> int:
        number = self._numbers.setdefault(_compact(node), len(self.nodes))
        if number == len(self.nodes):
            self.nodes.append(node)
        return number


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _lines(value: Json) -> str:
    """JSON with one entry a line, so that a new description can be reviewed as a diff."""
    if is_array(value):
        return "[\n" + ",\n".join(_compact(item) for item in value) + "]"
    return "{\n" + ",\n".join(f"{_compact(k)}:{_compact(v)}" for k, v in value.items()) + "}"
