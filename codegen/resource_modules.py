"""Write stripe/resources/: a module for each resource class, one line for each operation."""

from __future__ import annotations

from collections.abc import Iterable

from codegen import naming, text
from codegen.model import DroppedMethod, Method, ObjectType, Operation, Resource, Shape
from codegen.reading import AMOUNT

# Methods that are more than a route: OBJECT_NAME -> (its mixin, the methods there).
MIXINS: dict[str, tuple[str, tuple[str, ...]]] = {
    "account": ("AccountMixin", ("deauthorize", "modify", "retrieve")),
    "bank_account": ("VerifyMixin", ("verify",)),
    "charge": ("ChargeMixin", ("mark_as_fraudulent", "mark_as_safe")),
    "ephemeral_key": ("EphemeralKeyMixin", ("create",)),
    "source": ("SourceMixin", ("detach",)),
}
TEXT_NUMBERS = ("decimal", "int64")


def files(resources: Iterable[Resource]) -> dict[str, str]:
    """Return the modules of the resources and the packages they lie in."""
    found = {"resources/__init__.py": text.HEADER}
    for resource in resources:
        parts = resource.module.split(".")
        for depth in range(1, len(parts)):
            found[f"resources/{'/'.join(parts[:depth])}/__init__.py"] = text.HEADER
        found[f"resources/{'/'.join(parts)}.py"] = module(resource)
    return found


def module(resource: Resource) -> str:
    """Return the module of one resource class."""
    bases, mixed_in = bases_of(resource)
    imported = [(home(base), base) for base in bases]
    body = [f"    OBJECT_NAME = {text.quoted(resource.object_name)}"]
    body.extend(_addresses(resource))
    if on_request := expandable(resource):
        body.append(text.assignment("EXPANDABLE", on_request, 4))
    # A method with several routes depends on the owner: the base class has it.
    methods = [m for m in resource.methods if m.name not in mixed_in and len(m.routes) == 1]
    lines = [_declaration(method, 4) for method in methods]
    lines.extend(_dropped(method) for method in resource.dropped)
    lines.extend(_unsupported(resource))
    body.extend(lines)
    table = field_types(resource.objects)
    if table:
        body.append(f"    FIELD_TYPES = {text.table(table, 4)}")
    if resource.test_helpers:
        imported.append(("stripe.api_resource", "APIResourceTestHelpers"))
        body.append("\n    class TestHelpers(APIResourceTestHelpers):")
        body.extend(_declaration(method, 8) for method in resource.test_helpers)
    used = {line.partition(" = ")[2].partition("(")[0] for line in body if " = " in line}
    names = used & _DESCRIPTORS.keys()
    used_helpers = {_descriptor(method) for method in resource.test_helpers}
    imported.extend((_DESCRIPTORS[name], name) for name in names | used_helpers)
    union = "AnyEvent = Event" if resource.object_name == "event" else ""
    return text.module(
        text.imports(imported),
        f"{text.call(f'class {resource.class_name}', bases, end=':')}\n{_docstring(resource)}"
        + "\n".join(body),
        union,  # type checkers see the union of all event types
    )


_DESCRIPTORS = {
    "dual": "stripe.operation",
    "instance_operation": "stripe.instance_operation",
    "operation": "stripe.operation",
    "unsupported": "stripe.operation",
}


def bases_of(resource: Resource) -> tuple[list[str], tuple[str, ...]]:
    """Return the base classes of a resource, and the methods that come from its mixin."""
    bases = list(resource.bases) or ["StripeObject"]
    mixin, methods = MIXINS.get(resource.object_name, ("", ()))
    if mixin:
        bases = [mixin, *(base for base in bases if base != mixin)]
    return bases, methods


def expandable(resource: Resource) -> tuple[str, ...]:
    """Return the fields that an answer may lack, and has when `expand` asks for them."""
    if "" not in resource.objects:
        return ()
    listed = resource.node.get("x-expandableFields", ())
    fields = resource.objects[""].fields
    # An id is there, or there is none: `expand` puts its object in its place.
    return tuple(
        name
        for name in listed
        if name in fields and not fields[name].required and not fields[name].shape.expandable
    )


def field_types(objects: dict[str, ObjectType]) -> dict[str, dict[str, str]]:
    """Return the table FIELD_TYPES: class path -> field -> type.

    Left out are fields without a type, and classes without typed fields that a field's type names.
    """
    table: dict[str, dict[str, str]] = {}
    for path, found in objects.items():
        fields = {
            name: kind
            for name, field in found.fields.items()
            if (kind := field_type(field.shape, nested=bool(path)))
        }
        if path or fields:
            table[path] = fields
    named = {kind for fields in table.values() for kind in fields.values()}
    return {path: fields for path, fields in table.items() if fields or path not in named}


def field_type(shape: Shape, nested: bool) -> str:
    """Return the type of a field in FIELD_TYPES, ``""`` for values that need no conversion."""
    if shape.kind == "object":
        return "" if shape.name == AMOUNT else shape.name
    if shape.kind == "list" and shape.item is not None:
        return field_type(shape.item, nested)
    if shape.kind == "map" and shape.item is not None:
        kind = field_type(shape.item, nested)
        # Within an inner class a map is a plain dict, at the top an object like any other.
        return (kind and kind not in TEXT_NUMBERS and ("{}" if nested else "*") + kind) or ""
    for option in shape.options:
        kind = field_type(option, nested)
        if kind:
            return kind
    return shape.format if shape.kind == "string" and shape.format in TEXT_NUMBERS else ""


def home(base: str) -> str:
    """Return the module of a base class."""
    homes = {"StripeObject": "stripe.stripe_object", "ChargeMixin": "stripe.charge_mixin"}
    other = "stripe.resource_mixins" if base.endswith("Mixin") else "stripe.api_resource"
    return homes.get(base, other)


def _addresses(resource: Resource) -> list[str]:
    found: list[str] = []
    name = resource.object_name.replace(".", "/")
    singleton = "SingletonAPIResource" in resource.bases
    if resource.class_url and resource.class_url != f"/v1/{name}{'' if singleton else 's'}":
        found.append(f"    CLASS_URL = {text.quoted(resource.class_url)}")
    urls = tuple(url for url in resource.instance_urls if url != resource.class_url)
    if urls:
        found.append(text.assignment("INSTANCE_URLS", urls, 4))
    return found


def _descriptor(method: Method) -> str:
    return {"class": "operation", "dual": "dual", "instance": "instance_operation"}[method.kind]


def sent_how(operation: Operation) -> list[str]:
    """Return the arguments that say how an operation is sent, where that is not as usual."""
    arguments: list[str] = []
    if operation.base != "api":
        arguments.append(f"base={text.quoted(operation.base)}")
    if operation.stream:
        arguments.append('answer="stream"')
    if operation.multipart:
        arguments.append("multipart=True")
    return arguments


def _declaration(method: Method, indent: int) -> str:
    operation = method.operation
    arguments = [*map(text.quoted, method.routes), *sent_how(operation)]
    usual = ("id",) if method.name in ("retrieve", "modify") else operation.variables
    if method.ids != (usual if len(operation.variables) == 1 else operation.variables):
        arguments.append(f"ids={text.literal(method.ids)}")
    return text.call(f"{method.name} = {_descriptor(method)}", arguments, indent)


def _dropped(method: DroppedMethod) -> str:
    arguments = [text.quoted(method.route)]
    if method.since:
        arguments.append(f"dropped={text.quoted(method.since)}")
    kind = "operation" if method.kind == "class" else "dual"
    return text.call(f"{method.name} = {kind}", arguments, 4)


def _unsupported(resource: Resource) -> list[str]:
    owned = [url for url in resource.instance_urls if url.count("/") > 3]
    hint = "Use the methods of the object that it belongs to."
    if owned:
        hint = f"Use {' or '.join(_owner_call(url) for url in owned)}."
    return [
        text.call(f"{name} = unsupported", [text.quoted(hint.format(verb=name))], 4)
        for name in resource.unsupported
    ]


def _owner_call(url: str) -> str:
    """Return what to call instead: `Customer.retrieve_source`, for `/v1/customers/{customer}/...`."""
    parts = url.split("/")
    owner = naming.camel(naming.singular(parts[2]))
    return f"{owner}.{{verb}}_{naming.singular(parts[4])}"


def _docstring(resource: Resource) -> str:
    return f'    """{resource.note}"""\n\n' if resource.note else ""
