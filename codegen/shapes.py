"""Read schema nodes into shapes, and the classes that they need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from codegen import naming
from codegen.model import Field, Json, ObjectType, Shape
from codegen.nodes import is_array, is_object, listing, mapping

REFERENCE = "#/components/schemas/"
_SIMPLE = {"string", "integer", "number", "boolean"}


def own_object_name(schema: Json) -> str:
    """Return the `object` name that a schema's values carry, or ``""``."""
    if not is_object(schema):
        return ""
    name = mapping(mapping(schema.get("properties")).get("object")).get("enum")
    return name[0] if is_array(name) and name and isinstance(name[0], str) else ""


def is_page(node: Json) -> bool:
    """Return whether a node is a list object, whose class is hand-written."""
    properties = mapping(mapping(node).get("properties"))
    if own_object_name(node) in ("list", "search_result", "v2.list", "v2.search_result"):
        return True
    return "data" in properties and "next_page_url" in properties


def reference(node: Json) -> str:
    """Return the name of the schema that a `$ref` names, or ``""``."""
    target = mapping(node).get("$ref")
    return target.removeprefix(REFERENCE) if isinstance(target, str) else ""


class ShapeReader:
    """Reads the nodes below one class; the nested classes end up in `objects`.

    `name_of(parent, field, node, plural)` names a nested class.
    """

    def __init__(
        self,
        schemas: Mapping[str, Json],
        name_of: Callable[[str, str, Json, bool], str],
        objects: dict[str, ObjectType],
    ) -> None:
        self.schemas = schemas
        self.name_of = name_of
        self.objects = objects
        self._open: dict[str, str] = {}

    def read_object(self, node: Json, name: str) -> ObjectType:
        """Read an object schema and everything below it into `objects[name]`."""
        if name in self.objects:
            return self._merge(self.objects[name], node)
        found = self.objects[name] = ObjectType(name, node)
        self._fields(found, node)
        return found

    def _merge(self, found: ObjectType, node: Json) -> ObjectType:
        """Two nodes share a name (branches of a union): the class gets the fields of both."""
        if found.node is not node:
            known = found.fields
            found.fields = {}
            self._fields(found, node)
            found.fields = {**known, **{k: v for k, v in found.fields.items() if k not in known}}
        return found

    def _fields(self, found: ObjectType, node: Json) -> None:
        required = mapping(node).get("required") or ()
        for key, value in mapping(mapping(node).get("properties")).items():
            found.fields[key] = self.field(key, value, key in required, found.name)

    def field(self, name: str, node: Json, required: bool, parent: str) -> Field:
        """Read one property of the class `parent`."""
        python_name = mapping(node).get("x-sdk-name") or naming.identifier(name)
        return Field(name, python_name, self.shape(node, parent, name), required, node)

    def shape(self, node: Json, parent: str, name: str, plural: bool = False) -> Shape:
        """Read the shape of a value; unknown constructs are `any`."""
        if not is_object(node):
            return Shape("any", node)
        nullable = node.get("nullable") is True
        target = reference(node)
        if target:
            return self._reference(node, target, parent, name, plural)
        for key in ("anyOf", "oneOf", "allOf"):
            options = node.get(key)
            if is_array(options) and options:
                return self._union(node, options, parent, name, plural, nullable)
        kind = node.get("type")
        if any(value is not None for value in listing(node.get("enum"))):
            return _enum(node, nullable)
        if kind == "array":
            item = self.shape(node.get("items"), parent, name, plural=True)
            return Shape("list", node, nullable=nullable, item=item)
        if kind == "object" or "properties" in node:
            return self._object(node, parent, name, plural, nullable)
        text_format = node.get("format") or ""
        if text_format == "binary":
            return Shape("binary", node, nullable=nullable)
        if kind in _SIMPLE:
            return Shape(kind, node, nullable=nullable, format=text_format)
        return Shape("any", node, nullable=nullable)

    def _reference(self, node: Json, target: str, parent: str, name: str, plural: bool) -> Shape:
        schema = self.schemas.get(target)
        if not is_object(schema):
            return Shape("any", node)
        if own_object_name(schema):
            return Shape("resource", node, name=target, schema=target)
        if target in self._open:
            return Shape("object", schema, name=self._open[target], schema=target)
        if is_page(schema) or not _is_class(schema):
            self._open[target] = parent
            found = self.shape(schema, parent, name, plural)
        else:
            path = self._open[target] = self.name_of(parent, name, schema, plural)
            self.read_object(schema, path)
            found = Shape("object", schema, name=path, nullable=schema.get("nullable") is True)
        del self._open[target]
        return replace(found, schema=target)

    def _union(
        self, node: Json, options: list[Json], parent: str, name: str, plural: bool, nullable: bool
    ) -> Shape:
        shapes = [self.shape(option, parent, name, plural) for option in options]
        nullable = nullable or any(shape.nullable for shape in shapes)
        expandable = "x-expansionResources" in node
        if len(shapes) == 1:
            only = shapes[0]
            return replace(only, nullable=nullable, expandable=expandable or only.expandable)
        return Shape("union", node, nullable=nullable, expandable=expandable, options=tuple(shapes))

    def _object(self, node: Json, parent: str, name: str, plural: bool, nullable: bool) -> Shape:
        properties = mapping(node.get("properties"))
        if is_page(node):
            data = mapping(properties.get("data"))
            item = self.shape(data.get("items"), parent, name, plural=True)
            return Shape("page", node, nullable=nullable, item=item)
        if _is_class(node):
            path = self.name_of(parent, name, node, plural)
            self.read_object(node, path)
            return Shape("object", node, name=path, nullable=nullable)
        more = node.get("additionalProperties")
        known = bool(mapping(more))
        item = self.shape(more, parent, name, plural) if known else Shape("any", more)
        return Shape("map", node, nullable=nullable, item=item)


def _enum(node: Json, nullable: bool) -> Shape:
    values = tuple(value for value in node["enum"] if value is not None)
    kind = mapping(node.get("x-stripeEnum")).get("kind")
    is_open = kind == "open" if kind in ("open", "closed") else len(values) > 1
    return Shape(
        "enum",
        node,
        nullable=nullable or len(values) < len(node["enum"]),
        open=is_open,
        values=values,
        format=node.get("type") or "string",
    )


def _is_class(node: Json) -> bool:
    """Return whether an object schema names its fields, if only to say that there are none."""
    named = "properties" in node or "x-sdk-class" in node
    return named and not (mapping(node.get("additionalProperties")) and not node["properties"])
