"""Name the methods of resource classes: `x-stripeOperations` is completed by the paths."""

from __future__ import annotations

from typing import Any

from codegen import naming
from codegen.model import Json
from codegen.rules import irregular
from codegen.rules.routes import Role, Routes, is_named
from codegen.shapes import own_object_name

ACTIONS = ("preview", "upcoming")
"""Words of a path whose lines are listed after them."""

SERVICE_NAMES = {"update": "modify"}


def name_methods(schemas: dict[str, Json], routes: Routes) -> None:
    """Complete the operations of each resource's schema."""
    by_object = {own_object_name(s): s for s in schemas.values() if "x-sdk-class" in s}
    covered: set[tuple[str, str]] = set()
    for object_name, schema in by_object.items():
        for entry in schema.get("x-stripeOperations") or ():
            if entry.get("method_on") in ("class", "instance") and entry.get("path"):
                _complete(object_name, entry)
                covered.add((entry.get("operation", ""), entry["path"]))
    for role in sorted(routes.roles, key=lambda role: not is_home(role, routes)):
        if (role.verb, role.path) not in covered and not role.is_v2:
            for object_name, name, form in methods_of(role, routes):
                if object_name in by_object:
                    _add(by_object[object_name], role, name, form)


def is_home(role: Role, routes: Routes) -> bool:
    """Return whether a collection is named after its objects: it has the first claim to a method."""
    return is_named(role.last, routes.resources.get(role.place, ""))


def _complete(object_name: str, entry: dict[str, Any]) -> None:
    """Give an entry of the vendor its Python name and form."""
    name = str(entry.get("method_name") or "")
    entry["x-sdk-method"] = SERVICE_NAMES.get(name, name)
    on_instance = entry["method_on"] == "instance"
    if on_instance and not is_instance_only(object_name, name):
        entry["x-sdk-also-on-class"] = True
    if _is_helper(object_name, entry["path"]):
        entry["x-sdk-test-helper"] = True
        entry["x-sdk-method"] = name
    elif name == "update":
        entry["method_on"] = "class"
        entry.pop("x-sdk-also-on-class", None)


def is_instance_only(object_name: str, name: str) -> bool:
    """Return whether a method has no form for the class."""
    return (object_name, name) == ("source", "detach") or name.startswith("mark_as_")


def _is_helper(object_name: str, path: str) -> bool:
    return path.startswith("/v1/test_helpers/") and not object_name.startswith("test_helpers.")


def methods_of(role: Role, routes: Routes) -> list[tuple[str, str, str]]:
    """Return object name, method and form ("class" or "instance") of an operation's methods."""
    if role.anonymous in irregular.NOT_ON_CLASS or f"{role.path}/".startswith("/v1/account/"):
        return []
    if role.anonymous in irregular.METHODS:
        return irregular.METHODS[role.anonymous]
    found = _nested(role, routes) if role.owners else _own(role, routes)
    return [found] if found is not None else []


def _own(role: Role, routes: Routes) -> tuple[str, str, str] | None:
    """Return the method for objects at the top: `Customer.create`."""
    above, _, action = role.place.rpartition("/")[0].rpartition("/")
    if role.kind == "list" and action in ACTIONS:
        return routes.resources.get(above, ""), f"{action}_{role.last}", "class"
    owner = routes.resources.get(role.place.replace("/test_helpers", "", 1))
    owner = owner or routes.resources.get(role.place)
    names = routes.answer(role.node)[1]
    if owner is None and role.kind == "custom" and len(names) == 1:
        owner = names[0]
    if owner is None:
        return None
    helper = _is_helper(owner, role.path)
    name = role.name if helper else SERVICE_NAMES.get(role.name, role.name)
    if name in irregular.INHERITED and role.kind == "custom":
        name = f"{name}_{naming.singular(role.last)}"
    on_instance = role.item and (helper or role.kind in ("custom", "delete"))
    return owner, name, "instance" if on_instance else "class"


def _nested(role: Role, routes: Routes) -> tuple[str, str, str] | None:
    """Return the method for objects below others: `Customer.list_tax_ids`."""
    if role.kind == "custom":
        return None
    owner = routes.resources.get(role.place.rpartition("/{")[0])
    if owner is None:
        return None
    kind = SERVICE_NAMES.get(role.kind, role.kind)
    is_single = role.kind in ("retrieve", "update") and not role.item
    is_single = is_single or (routes.resources.get(role.place) or "").endswith(role.last)
    word = role.last if role.kind == "list" or is_single else naming.singular(role.last)
    return owner, f"{kind}_{word}", "class" if role.place in routes.with_items else "instance"


def _add(schema: Json, role: Role, name: str, form: str) -> None:
    entries = schema.setdefault("x-stripeOperations", [])
    object_name = own_object_name(schema)
    helper = _is_helper(object_name, role.path)
    for known in entries:
        same = known.get("x-sdk-method") == name and (object_name, name) not in irregular.SEVERAL
        if same and (known.get("x-sdk-test-helper") is True) == helper:
            return
    entry: dict[str, Any] = {
        "method_name": role.name,
        "method_on": form,
        "method_type": role.kind,
        "operation": role.verb,
        "path": role.path,
        "x-sdk-method": name,
    }
    if form == "instance":
        own, *others = naming.placeholders(role.path)
        entry["path_resource_variables"] = [
            {"name": own, "object_property": "id"},
            *({"name": other} for other in others),
        ]
        if not is_instance_only(object_name, name):
            entry["x-sdk-also-on-class"] = True
    if helper:
        entry["x-sdk-test-helper"] = True
    entries.append(entry)
