"""Annotations of values: what a shape of the description is in Python's types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codegen.description import Description
from codegen.model import Field, Shape
from codegen.reading import AMOUNT, AMOUNT_PARAM
from codegen.shapes import own_object_name
from codegen.stubs import enumerations
from codegen.stubs.source import Source

PLAIN = {"boolean": "bool", "integer": "int", "null": "None", "number": "float"}


class Annotations:
    """Writes annotations into one stub; `owner` is the class whose inner classes are meant."""

    def __init__(
        self, description: Description, source: Source, owner: str = "", is_v2: bool = False
    ) -> None:
        self._description = description
        self.source = source
        self._owner = owner
        self._is_v2 = is_v2
        self.path = ""
        """The inner class whose body is being written."""
        self.names: Mapping[str, str] = {}
        """TypedDicts that are called something else here."""

    # -- answers ---------------------------------------------------------------------------------

    def field(self, field: Field, *, nested: bool) -> str:
        """Return the annotation of a field of an answer, which may be null or missing."""
        found = self._answer(field.shape, nested)
        optional = field.shape.nullable or not field.required
        return self._union([*found, "None"] if optional else found)

    def answer(self, shape: Shape) -> str:
        """Return the annotation of what an operation answers."""
        return self._union(self._answer(shape, nested=False))

    def _answer(self, shape: Shape, nested: bool) -> list[str]:
        kind = shape.kind
        if kind == "enum":
            literal = self.literal(shape.values)
            return [literal, _plain_of(shape)] if shape.open else [literal]
        if kind == "string":
            return [self._text(shape)]
        if kind == "resource":
            return [self.resource(shape.name)]
        if kind == "object":
            return [self._inner(shape)]
        if kind == "page":
            return [f"{self._page(shape)}[{self._item(shape, nested)}]"]
        if kind == "list":
            return [f"{self._typing('List')}[{self._item(shape, nested)}]"]
        if kind == "map":
            item = self._item(shape, nested)
            typed = bool(shape.item and shape.item.kind == "object" and nested)
            if typed:
                return [f"{self._typing('Dict')}[str, {item}]"]
            return [f"{self._untyped()}[{item}]"]
        if kind == "union":
            return [part for option in shape.options for part in self._answer(option, nested)]
        if kind == "any":
            return [self._typing("Any")]
        return [PLAIN.get(kind) or self._typing("Any")]

    def _item(self, shape: Shape, nested: bool) -> str:
        if shape.item is None:
            return self._typing("Any")
        parts = self._answer(shape.item, nested)
        return self._union([*parts, "None"] if shape.item.nullable else parts)

    def _text(self, shape: Shape) -> str:
        if shape.format == "decimal":
            return self.source.use("decimal", "Decimal")
        return "int" if shape.format == "int64" else "str"

    def resource(self, schema_name: str) -> str:
        """Return the class that objects of a schema become."""
        found = self._description.resource_of_schema(schema_name)
        if found is None:
            return self.source.use("stripe.stripe_object", "StripeObject")
        if found.class_name == "DeletedObject":
            return self.source.use("stripe.v2_list_object", "DeletedObject")
        name = "AnyEvent" if found.object_name == "event" else found.class_name
        return self.source.use(f"stripe.resources.{found.module}", name)

    def _inner(self, shape: Shape) -> str:
        if shape.name == AMOUNT:
            return self.source.use("stripe.resources.v2.amount", "Amount")
        if not self._owner:
            return self.source.use("stripe.stripe_object", "StripeObject")
        above, _, name = shape.name.rpartition(".")
        if shape.name and above == self.path:
            return name
        return f"{self._owner}.{shape.name}" if shape.name else self._owner

    def _page(self, shape: Shape) -> str:
        if own_object_name(shape.node) == "search_result":
            return self.source.use("stripe.list_object", "SearchResultObject")
        module = "stripe.v2_list_object" if self._is_v2 else "stripe.list_object"
        return self.source.use(module, "ListObject")

    def _untyped(self) -> str:
        return self.source.use("stripe._objects.untyped", "UntypedStripeObject")

    # -- parameters ------------------------------------------------------------------------------

    def parameter(self, shape: Shape) -> str:
        """Return the annotation of a parameter; enums are closed, so that a typo is an error."""
        parts = self._parameter(shape)
        return self._union([*parts, "None"] if shape.nullable else parts)

    def _parameter(self, shape: Shape) -> list[str]:
        kind = shape.kind
        if kind == "enum":
            return [self.literal(shape.values)]
        if kind == "string":
            if shape.format == "decimal":
                return [self.source.use("decimal", "Decimal"), "str"]
            if shape.format == "int64":
                return ["int", "str"]
            if shape.format == "date-time":
                return ["str"]
            return ["str"]
        if kind == "integer" and shape.format == "unix-time":
            return ["int", self.source.use("datetime", "datetime")]
        if kind == "object":
            if shape.name == AMOUNT_PARAM:
                return [self.source.use("stripe.resources.v2.amount", "AmountParam")]
            return [self.names.get(shape.name, shape.name)]
        if kind == "list":
            return [f"{self._typing('List')}[{self._parameter_item(shape)}]"]
        if kind == "map":
            item = self._parameter_item(shape)
            found = [f"{self._typing('Dict')}[str, {item}]"]
            return [*found, f"{self._untyped()}[str]"] if item == "str" else found
        if kind == "union":
            return [part for option in shape.options for part in self._parameter(option)]
        if kind == "binary":
            return [self.source.use("stripe._wire.multipart", "FileContent")]
        if kind == "any":
            return [self._typing("Any")]
        return [PLAIN[kind]]

    def _parameter_item(self, shape: Shape) -> str:
        return self.parameter(shape.item) if shape.item is not None else self._typing("Any")

    # -- parts -----------------------------------------------------------------------------------

    def literal(self, values: Iterable[object]) -> str:
        """Return a Literal of these values, or the name of it."""
        values = tuple(values)
        name = self._description.enumerations.get(values)
        if name:
            return self.source.use(enumerations.MODULE, name)
        self._typing("Literal")
        return enumerations.literal(values)

    def _typing(self, name: str) -> str:
        return self.source.use("typing", name)

    @staticmethod
    def _union(parts: Iterable[str]) -> str:
        return " | ".join(dict.fromkeys(parts))


def _plain_of(shape: Shape) -> str:
    return {"integer": "int", "boolean": "bool", "number": "float"}.get(shape.format, "str")
