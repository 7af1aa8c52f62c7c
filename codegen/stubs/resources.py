"""Write the stubs of the resource classes: fields, inner classes, operations."""

from __future__ import annotations

from codegen import reading, recurring, text
from codegen.description import Description
from codegen.model import DroppedMethod, Field, Json, Method, ObjectType, Operation, Resource
from codegen.resource_modules import bases_of, home
from codegen.shapes import ShapeReader, reference
from codegen.stubs import docstrings, params
from codegen.stubs.annotations import Annotations
from codegen.stubs.source import Source

AMOUNT_FIELDS = (
    '    value: int\n    """The amount, in the smallest unit of the currency."""\n'
    '    currency: str\n    """The currency, three lower-case letters of ISO 4217."""'
)

MAPPED = ("stripe._objects.untyped", "MappedStripeObject")
"""What objects derive from to type checkers: StripeObject, and a mapping."""

COMMON_MODULE = "stripe.resources._common"
"""Where the fields that inner classes of several answers have stand once."""

MARKED = ("mark_as_fraudulent", "mark_as_safe")
"""Methods of a mixin that send what their name says, and take nothing else."""


def files(description: Description) -> dict[str, str]:
    """Return the stubs of all resource classes."""
    found: dict[str, str] = {}
    for resource in (*description.resources.values(), *description.dropped_resources):
        if resource.object_name != "event":
            path = resource.module.replace(".", "/")
            found[f"resources/{path}.pyi"] = ResourceStub(description, resource).render()
    found["resources/v2/amount.pyi"] = text.module(
        "from typing import TypedDict\n\nfrom stripe.stripe_object import StripeObject",
        f"class Amount(StripeObject):\n{AMOUNT_FIELDS}",
        f"class AmountParam(TypedDict):\n{AMOUNT_FIELDS}",
    )
    return found


class ResourceStub:
    """The stub of one class."""

    def __init__(
        self, description: Description, resource: Resource, source: Source | None = None
    ) -> None:
        self.description = description
        self.resource = resource
        name = resource.class_name
        inner = {part for path in resource.objects for part in path.split(".") if part}
        self._top = resource.objects.get("") or ObjectType("", None)
        self.source = source or Source(
            f"stripe.resources.{resource.module}", frozenset({name, *inner, *self._top.fields})
        )
        self.annotations = Annotations(description, self.source, name, resource.is_v2)
        self._answers = Annotations(description, self.source, "", resource.is_v2)

    def render(self) -> str:
        """Return the whole stub."""
        return self.source.render(self.class_text(), quiet=True)

    def class_text(self) -> str:
        """Return the class statement."""
        lines = self._fields(self._top, nested=False)
        inner = self.inner_classes("", 1)
        methods = self.methods()
        docstring = [f'"""{self.resource.note}"""'] if self.resource.note else []
        body = "\n".join("    " + line for line in (*docstring, *lines, *methods))
        head = f"class {self.resource.class_name}({', '.join(self.bases())}):"
        return "\n".join(part for part in (head, inner, body) if part)

    def bases(self) -> list[str]:
        """Return the bases of the class."""
        name = self.resource.class_name
        found: list[str] = []
        for base in bases_of(self.resource)[0]:
            if base == "StripeObject":
                found.append(self.source.use(*MAPPED))
            elif base.endswith("Mixin"):
                found.append(self.source.use(home(base), base))
            else:
                found.append(f"{self.source.use('stripe.api_resource', base)}[{name}]")
        return found

    def _fields(self, found: ObjectType, *, nested: bool) -> list[str]:
        lines: list[str] = []
        if not nested:
            literal = self.annotations.literal([self.resource.object_name])
            lines.append(f"OBJECT_NAME: {self.source.use('typing', 'ClassVar')}[{literal}]")
        for field in found.fields.values():
            lines.append(f"{field.python_name}: {self.annotation(field, nested=nested)}")
            lines.extend(docstrings.below(self._text(field, found)))
        if not nested and self.resource.deleted_node is not None and "deleted" not in found.fields:
            lines.append(f"deleted: {self.source.use('typing', 'Literal')}[True] | None")
            lines.extend(docstrings.below("True once it is deleted."))
        return lines

    def _text(self, field: Field, owner: ObjectType) -> str:
        return self.description.texts.of(field, owner, self.resource.objects, sent=False)

    def annotation(self, field: Field, *, nested: bool) -> str:
        """Return the annotation of a field of the class, or of one within it."""
        if field.name == "object" and not nested:
            return self.annotations.literal([self.resource.object_name])
        return self.annotations.field(field, nested=nested)

    def inner_classes(self, parent: str, depth: int) -> str:
        """Return the classes within a class, those within them inside."""
        parts: list[str] = []
        for path, found in self.resource.objects.items():
            if path and path.rpartition(".")[0] == parent:
                parts.append(self.inner_class(path, found, depth))
        return "\n".join(parts)

    def inner_class(self, path: str, found: ObjectType, depth: int) -> str:
        """Return a class within a class."""
        pad = "    " * depth
        name = path.rpartition(".")[2]
        common = self.description.recurring.get(
            recurring.key(self.resource, found, self.description.texts)
        )
        if common is not None:
            return f"{pad}class {name}({self.source.use(COMMON_MODULE, common.name)}): ..."
        self.annotations.path = path
        lines = [f"{pad}    {line}" for line in self._fields(found, nested=True)]
        self.annotations.path = ""
        inside = self.inner_classes(path, depth + 1)
        head = f"{pad}class {name}({self.source.use(*MAPPED)}):"
        if not lines and not inside:
            return f"{head} ..."
        return "\n".join(part for part in (head, inside, "\n".join(lines)) if part)

    def common_class(self, common: recurring.Common) -> str:
        """Return a class that inner classes derive from."""
        lines = (f"    {line}" for line in self._fields(common.found, nested=True))
        return "\n".join((f"class {common.name}({self.source.use(*MAPPED)}):", *lines))

    # -- operations ------------------------------------------------------------------------------

    def methods(self) -> list[str]:
        """Return the methods of the class."""
        lines: list[str] = []
        for method in self.resource.methods:
            lines.extend(self._method(method, self.resource.class_name))
        for name in self.resource.unsupported:
            lines.extend(self._unsupported(name))
        for dropped in self.resource.dropped:
            lines.extend(self._dropped(dropped))
        if self.resource.test_helpers:
            base = self.source.use("stripe.api_resource", "APIResourceTestHelpers")
            lines.append(f"class TestHelpers({base}[{self.resource.class_name}]):")
            for method in self.resource.test_helpers:
                lines.extend("    " + line for line in self._method(method, "Any"))
            lines.append("@property")
            owner = f"{self.resource.class_name}.TestHelpers"
            lines.append(f"def test_helpers(self) -> {owner}: ...")
        return lines

    def _method(self, method: Method, owner: str) -> list[str]:
        operation = method.operation
        if method.name == "delete" and method.kind != "class" and not self.resource.is_v2:
            answer = self.resource.class_name
        else:
            answer = response(self.description, operation, self._answers, self.source)
        ids = [f"{name}: str" for name in method.ids]
        if self.resource.object_name == "account" and method.name in ("retrieve", "modify"):
            ids = [f"{name}: str | None = None" for name in method.ids] or ["id: str | None = None"]
        instance = method.kind == "instance" or len(method.routes) > 1
        if method.kind == "dual" and not instance:
            ids = ids[1:] if len(ids) == len(operation.variables) else ids
            decorator, first = f"@{self.source.use('stripe.operation', 'dual')}", "self"
        elif instance:
            decorator, first = "", "self"
            ids = []
        else:
            decorator, first = "@classmethod", "cls"
        arguments = ", ".join((first, *ids, self._keywords(method)))
        doc = docstrings.of(method.name, operation, self.description.links[operation.route])
        lines = [decorator] if decorator else []
        return [*lines, f"def {method.name}({arguments}) -> {answer}:", f"    {doc}"]

    def _keywords(self, method: Method) -> str:
        if method.name in MARKED:
            return "idempotency_key: str | None = None"
        found = self.description.params.get(method.params)
        unpack = self.source.use("typing_extensions", "Unpack")
        if found is None or not found.package.startswith("params"):
            options = self.source.use("stripe._wire.options", "RequestOptions")
            return f"**params: {unpack}[{options}]"
        name = self.source.use(params.module_of(found), found.class_name)
        return f"**params: {unpack}[{name}]"

    def _unsupported(self, name: str) -> list[str]:
        noreturn = self.source.use("typing", "NoReturn")
        anything = self.source.use("typing", "Any")
        return [
            "@classmethod",
            f"def {name}(cls, *args: {anything}, **params: {anything}) -> {noreturn}: ...",
        ]

    def _dropped(self, method: DroppedMethod) -> list[str]:
        anything = self.source.use("typing", "Any")
        ids = ["id"] if method.name in ("retrieve", "modify") else _variables(method.route)
        if method.kind == "dual":
            decorator = f"@{self.source.use('stripe.operation', 'dual')}"
            # `**params: Any` might hold a `self`, which the descriptor can't take.
            ids, first = ids[1:], "self, /"
        else:
            decorator, first = "@classmethod", "cls"
        arguments = ", ".join((first, *(f"{name}: str" for name in ids), f"**params: {anything}"))
        since = f" Not in the API since {method.since}." if method.since else ""
        return [
            decorator,
            f"def {method.name}({arguments}) -> {anything}:",
            f'    """`{method.route}`.{since}"""',
        ]


def unnamed(_parent: str, _field: str, _node: Json, _plural: bool) -> str:
    """Name no class: what an answer nests that is no resource is a plain object."""
    return ""


def _variables(route: str) -> list[str]:
    return [piece.partition("}")[0] for piece in route.split("{")[1:]]


def response(
    description: Description, operation: Operation, annotations: Annotations, source: Source
) -> str:
    """Return the annotation of what an operation answers."""
    if operation.stream:
        return source.use("stripe.stripe_response", "StripeStreamResponse")
    schema = reading.answer_schema(operation.node)
    if not schema:
        return source.use("stripe.stripe_object", "StripeObject")
    if reference(schema) in description.plain_classes:
        return annotations.resource(reference(schema))
    reader = ShapeReader(description.schemas, unnamed, {})
    return annotations.answer(reader.shape(schema, "", "", plural=False))
