"""Name the resource classes, and say what kind of resource each is."""

from __future__ import annotations

from typing import Any

from codegen import naming
from codegen.model import Json
from codegen.nodes import is_object, mapping
from codegen.rules import irregular
from codegen.rules.routes import Routes
from codegen.shapes import own_object_name

KINDS = {
    "create": "CreateableAPIResource",
    "delete": "DeletableAPIResource",
    "list": "ListableAPIResource",
    "search": "SearchableAPIResource",
    "modify": "UpdateableAPIResource",
}
REQUIRED = {"event": "Event", "v2.core.event": "v2.core.Event"}
"""Classes that the hand-written part needs, whatever the description has."""


def name_classes(document: dict[str, Any], schemas: dict[str, Json]) -> None:
    """Give each schema of an object its class, and the document the table of classes."""
    table: dict[str, list[str]] = {}
    for name, schema in schemas.items():
        object_name = own_object_name(schema)
        if not object_name or "x-stripeEvent" in schema or object_name == "list":
            continue
        if name.startswith("deleted_") and object_name in schemas:
            continue
        if object_name in table and name != object_name:
            continue
        place = class_of(object_name, schema)
        if not all(part.isidentifier() for part in place.split(".")):
            continue
        schema["x-sdk-class"] = place
        table[object_name] = [module_of(place), place.rpartition(".")[2]]
    for object_name, place in REQUIRED.items():
        if object_name not in table:
            table[object_name] = [module_of(place), place.rpartition(".")[2]]
    document["x-sdk-classes"] = table


def class_of(object_name: str, schema: Json) -> str:
    """Return the class of an object below `stripe`: `checkout.Session`."""
    said = schema.get("x-stripeResource")
    if is_object(said) and isinstance(said.get("class_name"), str):
        package = said.get("in_package")
        package = ".".join(naming.snake(p) for p in str(package or "").split(".") if p)
        name = str(said["class_name"])
        return f"{package_of(package)}.{name}" if package else name
    if object_name in irregular.CLASSES:
        return irregular.CLASSES[object_name]
    package, _, name = object_name.rpartition(".")
    return f"{package_of(package)}.{naming.camel(name)}" if package else naming.camel(name)


def package_of(name: str) -> str:
    """Return the namespace below `stripe` that does not get into the way of our own modules."""
    first, dot, rest = name.partition(".")
    return f"{first}_{dot}{rest}" if first in irregular.PACKAGES else name


def module_of(place: str) -> str:
    """Return the official module of a class: `stripe.checkout._session`."""
    package, _, name = place.rpartition(".")
    return ".".join(part for part in ("stripe", package, f"_{naming.snake(name)}") if part)


def describe_classes(schemas: dict[str, Json], routes: Routes) -> None:
    """Give each class its bases and addresses, by its methods."""
    owned = _owned(schemas, routes)
    for name, schema in schemas.items():
        if "x-sdk-class" not in schema or name.startswith("deleted_"):
            continue
        object_name = own_object_name(schema)
        methods = {
            entry["x-sdk-method"]: entry
            for entry in schema.get("x-stripeOperations") or ()
            if entry.get("x-sdk-method") and not entry.get("x-sdk-test-helper")
        }
        urls = owned.get(object_name, [])
        changes = [] if not urls else _changes(urls, routes)
        if urls and changes:
            schema["x-sdk-instance-urls"] = urls
            schema["x-sdk-unsupported-methods"] = [
                method for method in ("modify", "retrieve") if method not in methods
            ]
        if methods or changes:
            _describe(schema, object_name, methods)
            bases = [base for base in changes if base not in schema["x-sdk-bases"]]
            if bases:
                known = [base for base in schema["x-sdk-bases"] if base != "APIResource"]
                schema["x-sdk-bases"] = sorted({*known, *bases})


def _changes(urls: list[str], routes: Routes) -> list[str]:
    """Return the bases of an object below others: whether it can be updated and deleted there."""
    found: list[str] = []
    for verb, method in (("delete", "delete"), ("post", "modify")):
        for role in routes.roles:
            if role.verb == verb and role.item and f"{role.collection}/{{id}}" in urls:
                found.append(KINDS[method])
                break
    return found


def _describe(schema: Json, object_name: str, methods: dict[str, Json]) -> None:
    bases = [base for method, base in KINDS.items() if method in methods]
    cancel = methods.get("cancel")
    if cancel is not None and cancel["operation"] == "delete":
        bases.append(KINDS["delete"])
    read = methods.get("retrieve")
    rule = f"/v1/{object_name.replace('.', '/')}"
    url = f"{rule}s"
    if read is not None and "{" not in read["path"]:
        bases.insert(0, "SingletonAPIResource")
        url = read["path"]
        schema["x-sdk-instance-urls"] = [url]
    else:
        for method in ("create", "list", "retrieve"):
            if method in methods:
                url = methods[method]["path"].partition("/{")[0]
                break
    schema["x-sdk-class-url"] = url
    schema["x-sdk-bases"] = bases or ["APIResource"]
    if "search" in methods:
        schema["x-sdk-custom-methods"] = ["search_auto_paging_iter"]


def _owned(schemas: dict[str, Json], routes: Routes) -> dict[str, list[str]]:
    """Return the addresses of objects that can only be read below their owner."""
    alone: set[str] = set()
    found: dict[str, list[str]] = {}
    for role in routes.roles:
        if role.kind != "retrieve" or role.is_v2 or role.path.startswith("/v1/account/"):
            continue
        names = routes.answer(role.node)[1]
        variables = naming.placeholders(role.path)
        if len(variables) < 2:
            alone.update(names)
        for name in names:
            fields = mapping(mapping(schemas.get(name)).get("properties"))
            if len(variables) == 2 and variables[0] in fields and role.item:
                url = f"{role.collection}/{{id}}"
                if url not in found.setdefault(name, []):
                    found[name].append(url)
    # An object that may belong to a customer and to an account is a customer's first.
    return {name: sorted(urls, reverse=True) for name, urls in found.items() if name not in alone}
