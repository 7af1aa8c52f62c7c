"""Write where public names are: object_classes, public_names, the sub-namespaces, stripe/params/."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from codegen import dropped, root, text
from codegen.description import Description
from codegen.service_modules import HAND_WRITTEN

Names = dict[str, dict[str, str]]

UNUSED = "# pyright: reportUnusedImport=false\n"

ALIASES = {"file_upload": "file"}
"""Object names of older API versions -> today's."""

V2_HAND_WRITTEN = {
    "DeletedObject": "stripe.v2_list_object",
    "ListObject": "stripe.v2_list_object",
    "SearchResultObject": "stripe.v2_list_object",
    "Amount": "stripe.resources.v2.amount",
    "AmountParam": "stripe.resources.v2.amount",
}


V2_CORE = {
    "EventNotification": "stripe.event_notification",
    "Reason": "stripe.event_notification",
    "ReasonRequest": "stripe.event_notification",
    "RelatedObject": "stripe.event_notification",
    "RelatedSingletonObject": "stripe.event_notification",
}


def files(description: Description) -> dict[str, str]:
    """Return the tables of names."""
    names = public_names(description)
    own = names.pop("")
    found = {
        "client_shortcuts.py": _client_shortcuts(description),
        "object_classes.py": _object_classes(description),
        "public_names.py": _root_names(description.version, own),
        "imported_names.py": _imported_names(own),
    }
    for package, members in names.items():
        found[f"{package.replace('.', '/')}/__init__.py"] = _namespace(f"stripe.{package}", members)
    found.update(_params(description))
    return found


def _root_names(version: str, names: dict[str, str]) -> str:
    version = version or dropped.read()["compared"][-1]
    return text.module(f"API_VERSION = {text.quoted(version)}\n\n{text.places('NAMES', names)}")


def _imported_names(names: dict[str, str]) -> str:
    """Return the imports of all public names; a frozen program needs no sandbox."""
    places = {name: place for name, place in root.places(names).items() if name != "sandbox"}
    return text.module(UNUSED + _imports("stripe", places))


def public_names(description: Description) -> Names:
    """Return where public names are: package -> name -> module."""
    names: Names = {"": {}}
    for resource in (*description.resources.values(), *description.dropped_resources):
        place = f"stripe.resources.{resource.module}"
        names.setdefault(resource.package, {})[resource.class_name] = place
    for path, service in description.services.items():
        if path not in HAND_WRITTEN:
            place = f"stripe.services.{service.module}"
            names.setdefault(service.package, {})[service.class_name] = place
    names.setdefault("v2", {}).update(V2_HAND_WRITTEN)
    if any(resource.object_name == "v2.core.event" for resource in description.resources.values()):
        for name, home in V2_CORE.items():
            names["v2.core"].setdefault(name, home)
    for old, new in dropped.read()["renamed"].items():
        _rename(names, old, new)
    for package in sorted(names):
        _link(names, package)
    names[""].update({name: f"stripe.{name}" for name in ("events", "params")})
    if "Event" in names[""]:
        names[""]["AnyEvent"] = f"{names['']['Event']}:Event"
    return {package: dict(sorted(members.items())) for package, members in names.items()}


def _rename(names: Names, old: str, new: str) -> None:
    """Make an older name of a class public, if the description has today's."""
    package, _, name = new.rpartition(".")
    place = names.get(package, {}).get(name)
    above, _, alias = old.rpartition(".")
    if place is not None and alias not in names.setdefault(above, {}):
        names[above][alias] = f"{place}:{name}"


def _link(names: Names, package: str) -> None:
    """Make a package a name of the one above, which comes into being if there is none."""
    above, _, name = package.rpartition(".")
    if package:
        names.setdefault(above, {})[name] = f"stripe.{package}"
        _link(names, above)


def _namespace(package: str, members: dict[str, str]) -> str:
    table = text.assignment("", members).removeprefix(" = ")
    line = f"__getattr__, __dir__ = namespace(__name__, {table})"
    if "\n" in table or len(line) > text.WIDTH:
        inner = "\n".join(
            f"        {text.quoted(k)}: {text.quoted(v)}," for k, v in members.items()
        )
        line = f"__getattr__, __dir__ = namespace(\n    __name__,\n    {{\n{inner}\n    }},\n)"
    followed = f"TYPE_CHECKING = False\nif TYPE_CHECKING:\n{_imports(package, members, 4)}"
    return text.module(f"{UNUSED}from stripe.lazy import namespace\n\n{line}", followed)


def _imports(package: str, members: dict[str, str], indent: int = 0) -> str:
    """Return imports that never run: linters and freezers, which read `.py` files, follow them."""
    found: list[tuple[str, str]] = []
    for name, place in members.items():
        home, _, today = place.partition(":")
        if home == f"{package}.{name}":
            found.append((package, name))
        else:
            found.append((home, f"{today} as {name}" if today else name))
    return text.imports(found, indent)


def _object_classes(description: Description) -> str:
    tables: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for resource in (*description.resources.values(), *description.dropped_resources):
        place = f"resources.{resource.module}.{resource.class_name}"
        tables[resource.is_v2][resource.object_name] = place
    for alias, name in ALIASES.items():
        if name in tables[0]:
            tables[0].setdefault(alias, tables[0][name])
    return text.module(
        text.places("V1_CLASSES", tables[0]) + "\n\n" + text.places("V2_CLASSES", tables[1])
    )


def _client_shortcuts(description: Description) -> str:
    """Return the class with the older spellings of services: `client.customers`."""
    names = sorted(description.document.get("x-sdk-client-shortcuts") or ())
    lines = [f"    {name} = shortcut()" for name in names]
    body = "\n".join(("class ClientShortcuts:", *(lines or ["    pass"])))
    imported = "from stripe.stripe_service import shortcut" if lines else ""
    return text.module(imported, body)


def _params(description: Description) -> dict[str, str]:
    packages: defaultdict[str, set[str]] = defaultdict(set)
    for params in description.params.values():
        if params.package.split(".")[0] != "params":
            continue
        packages[params.package].update((params.class_name, *params.objects))
    for package in list(packages):
        while "." in package:
            package = package.rpartition(".")[0]
            packages.setdefault(package, set())
    packages.setdefault("params", set())
    return {
        f"{package.replace('.', '/')}/__init__.py": _params_module(
            names, [p.rpartition(".")[2] for p in packages if p.rpartition(".")[0] == package]
        )
        for package, names in sorted(packages.items())
    }


def _params_module(names: Iterable[str], below: list[str]) -> str:
    words = text.wrapped_words(nested_words(names))
    arguments = f'    __name__,\n    """\n{words}\n    """,\n'
    if below:
        arguments += f"    {text.quoted(' '.join(sorted(below)))},\n"
    return text.module(
        "from stripe.lazy_types import params_namespace\n\n"
        f"__getattr__, __dir__ = params_namespace(\n{arguments})"
    )


def nested_words(names: Iterable[str]) -> list[str]:
    """Return names as words that leave out what they share with the one before.

    As many `+` as there are names to continue: `Create +Address ++Line +Tax` are `Create`,
    `CreateAddress`, `CreateAddressLine` and `CreateTax`.
    """
    words: list[str] = []
    stack: list[str] = []
    for name in sorted(names):
        while stack and not _continues(name, stack[-1]):
            stack.pop()
        words.append("+" * len(stack) + (name.removeprefix(stack[-1]) if stack else name))
        stack.append(name)
    return words


def _continues(name: str, start: str) -> bool:
    """Return whether a name is another one and more words: `Create` -> `CreateAddress`."""
    rest = name.removeprefix(start)
    return rest != name and rest[:1].isupper()
