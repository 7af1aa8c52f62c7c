"""Read the classes of answers and of parameters from the description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codegen import naming
from codegen.model import Json, ObjectType, Operation, Params
from codegen.nodes import is_object, mapping
from codegen.shapes import ShapeReader

AMOUNT = "v2.Amount"
"""The class of all amounts in V2 answers, which is no inner class."""

AMOUNT_PARAM = "v2.AmountParam"
"""The TypedDict of all amounts in V2 parameters."""


def read_answer(
    schemas: Mapping[str, Json], node: Json, is_v2: bool = False
) -> dict[str, ObjectType]:
    """Read a resource: class path -> class; ``""`` is the resource itself."""
    objects: dict[str, ObjectType] = {}

    def name_of(parent: str, field: str, inner: Json, plural: bool) -> str:
        if is_v2 and _is_amount(inner):
            return AMOUNT
        return _inner_name(parent, field, inner, plural)

    ShapeReader(schemas, name_of, objects).read_object(node, "")
    objects.pop(AMOUNT, None)
    return objects


def _inner_name(parent: str, field: str, node: Json, plural: bool) -> str:
    given = node.get("x-sdk-class")
    if isinstance(given, str):
        name = given.rpartition(".")[2]
    else:
        name = naming.camel(naming.singular(field) if plural else field)
    return f"{parent}.{name}" if parent else name


def _is_amount(node: Json) -> bool:
    """Return whether a node is one of V2's amounts; V1 has numbers."""
    return mapping(node.get("properties")).keys() == {"currency", "value"}


def read_params(
    schemas: Mapping[str, Json], operation: Operation, name: str, options: bool
) -> Params:
    """Read the parameters of an operation as the TypedDict `name` with the nested ones."""
    class_name = name.rpartition(".")[2]
    names = _ParamsNames(operation)
    objects: dict[str, ObjectType] = {}
    shapes = ShapeReader(schemas, names.name_of, objects)
    names.titles[class_name] = names.base
    top = ObjectType(class_name, operation.node)
    for key, node, required in parameters(operation.node):
        top.fields[key] = shapes.field(key, node, required, class_name)
    objects.pop(AMOUNT_PARAM, None)
    return Params(name, operation, top, objects, options)


class _ParamsNames:
    """Names nested parameters: by the title where it continues the parent's, else by rule."""

    def __init__(self, operation: Operation) -> None:
        self.base = operation.params.rpartition(".")[2]
        self.is_v2 = operation.path.startswith("/v2/")
        self.titles: dict[str, str] = {}

    def name_of(self, parent: str, field: str, node: Json, plural: bool) -> str:
        title = node.get("title")
        above = self.titles.get(parent, "")
        if self.is_v2 and _is_amount(node):
            return AMOUNT_PARAM
        if isinstance(title, str) and above and title.startswith(above) and title != above:
            name = parent + title.removeprefix(above)
        else:
            name = parent + naming.camel(naming.singular(field) if plural else field)
            title = above + name.removeprefix(parent)
        self.titles[name] = title
        return name


def parameters(node: Json) -> list[tuple[str, Json, bool]]:
    """Return an operation's parameters, those of the path left out: name, schema, required."""
    found: list[tuple[str, Json, bool]] = []
    for parameter in node.get("parameters") or ():
        if is_object(parameter) and parameter.get("in") == "query":
            required = parameter.get("required") is True
            found.append((str(parameter.get("name")), parameter.get("schema"), required))
    schema = body_schema(node)
    required_names = schema.get("required") or ()
    for key, value in mapping(schema.get("properties")).items():
        found.append((key, value, key in required_names))
    return found


def answer_schema(node: Json) -> dict[str, Any]:
    """Return the schema of what a successful operation answers in JSON, `{}` without one."""
    responses = mapping(node.get("responses"))
    for status in ("200", "201", "202"):
        for kind, media in mapping(mapping(responses.get(status)).get("content")).items():
            if "json" in kind and is_object(media):
                return mapping(media.get("schema"))
    return {}


def body_schema(node: Json) -> dict[str, Any]:
    """Return the schema of an operation's request body, `{}` without one."""
    content = mapping(mapping(node.get("requestBody")).get("content"))
    for media in content.values():
        schema = media.get("schema") if is_object(media) else None
        if is_object(schema):
            return schema
    return {}
