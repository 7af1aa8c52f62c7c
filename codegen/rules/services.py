"""Name the services of StripeClient after the paths."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from codegen import naming
from codegen.nodes import mapping
from codegen.rules import irregular
from codegen.rules.classes import package_of
from codegen.rules.routes import Role, Routes

HOSTS = {"files": "files", "connect": "connect", "meter-events": "meter_events"}


def name_services(document: dict[str, Any], routes: Routes) -> None:
    """Give each operation its service and method, and the document the tree of services."""
    used: dict[str, bool] = {}
    aliases: list[dict[str, str]] = []
    for role in routes.roles:
        service = service_of(role)
        base = base_address(role.node)
        if base:
            role.node["x-sdk-base-address"] = base
        if _is_stream(role.node):
            role.node["x-sdk-stream"] = True
        if not service or f"{service} {role.name}" in used:
            continue
        used[f"{service} {role.name}"] = True
        role.node["x-sdk-service"] = service
        role.node["x-sdk-method"] = role.name
        aliases.extend(_aliases(role))
    paths = {entry.rpartition(" ")[0] for entry in used} | {"v1", "v2"}
    paths.update(alias["x-sdk-service"] for alias in aliases)
    owning = {service_of(role): routes.resources.get(role.place, "") for role in routes.roles}
    document["x-sdk-services"] = _tree(paths, owning)
    children = document["x-sdk-services"]["v1"]["services"]
    document["x-sdk-client-shortcuts"] = list(children)


def _aliases(role: Role) -> list[dict[str, str]]:
    if role.anonymous not in irregular.ALIASES:
        return []
    service, method = irregular.ALIASES[role.anonymous]
    aliases = [{"x-sdk-service": service, "x-sdk-method": method}]
    role.node["x-sdk-aliases"] = aliases
    return aliases


def service_of(role: Role) -> str:
    """Return the service of an operation: `v1.customers.balance_transactions`."""
    words = role.collection.strip("/").split("/")
    version, rest = words[0], words[1:]
    if version not in ("v1", "v2"):
        return ""
    names: list[str] = []
    for index, word in enumerate(rest):
        if word.startswith("{"):
            continue
        follows_word = index > 0 and not rest[index - 1].startswith("{")
        if follows_word and rest[index - 1] in ("preview", "upcoming"):
            names[-1] += f"_{word}"
            continue
        parent = naming.singular(names[-1]) if names else ""
        name = word.removeprefix(f"{parent}_") if word != parent and parent else word
        names.append("line_items" if word == "lines" and names else _word(name))
    place = ".".join(names)
    if names[:1] == ["account"] and role.anonymous != "get /v1/account":
        return f"{version}.{place}"  # older spellings of `/v1/accounts/{account}`
    place = irregular.SERVICES.get(place, place)
    for start, renamed in irregular.SERVICES.items():
        if place.startswith(f"{start}."):
            place = renamed + place.removeprefix(start)
    return f"{version}.{place}" if place else ""


def _word(word: str) -> str:
    """Return a word of a path as a name: `3d_secure` -> `three_d_secure`."""
    word = re.sub(r"\W", "_", word)
    return f"three_{word[1:]}" if word[:1] == "3" else naming.identifier(word)


def _tree(paths: set[str], owning: dict[str, str]) -> dict[str, dict[str, Any]]:
    every = {".".join(path.split(".")[:depth]) for path in paths for depth in range(1, 9)}
    tree: dict[str, dict[str, Any]] = {}
    for path in sorted(every):
        children = sorted(
            child.rpartition(".")[2] for child in every if child.rpartition(".")[0] == path
        )
        module, name = _service_class(path, owning)
        if any(entry["module"] == module for entry in tree.values()):
            name = f"{naming.camel(path)}Service"
            module = f"stripe._{naming.snake(name)}"
        tree[path] = {"class": name, "module": module}
        if children or path in ("v1", "v2"):
            tree[path]["services"] = children
    return tree


def _service_class(path: str, owning: dict[str, str]) -> tuple[str, str]:
    """Return module and class of a service: names of resources join, those of packages lead."""
    words = path.split(".")
    if words[1:2] == ["account"]:
        words[1] = "current_account"  # `accounts` has the other name
    if len(words) == 1:
        return f"stripe._{path}_services", f"{path.upper()}Services"
    package = [] if words[0] == "v1" else [words[0]]
    start = 1
    while start < len(words) - 1 and (
        words[0] != "v1" or ".".join(words[: start + 1]) not in owning
    ):
        package.append(words[start])
        start += 1
    names = [naming.singular(word) if len(words) > start else word for word in words[start:-1]]
    last = words[-1]
    alone = path not in owning
    names.append(last if alone or _stays(last, owning[path]) else naming.singular(last))
    name = "_".join(names)
    class_name = irregular.SERVICE_CLASSES.get(path) or f"{naming.camel(name)}Service"
    namespace = [package_of(".".join(package))] if package else []
    module = ".".join(("stripe", *namespace, f"_{naming.snake(class_name)}"))
    return module, class_name


def _stays(word: str, object_name: str) -> bool:
    """Return whether a word keeps its plural in a service's name, as the object itself does."""
    if word.startswith(("preview_", "upcoming_", "computed_upfront_")):
        return True
    return object_name.rpartition(".")[2].endswith(word)


def base_address(node: dict[str, Any]) -> str:
    """Return which host an operation goes to, ``""`` for the usual one."""
    for server in node.get("servers") or ():
        host = urlsplit(str(server.get("url") or "")).hostname or ""
        if host.partition(".")[0] in HOSTS:
            return HOSTS[host.partition(".")[0]]
    return "files" if "application/pdf" in _content(node) else ""


def _is_stream(node: dict[str, Any]) -> bool:
    content = _content(node)
    return bool(content) and not any("json" in kind for kind in content)


def _content(node: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = mapping(
        mapping(mapping(node.get("responses")).get("200")).get("content")
    )
    return found
