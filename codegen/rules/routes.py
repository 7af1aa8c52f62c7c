"""What each operation does, read off its path, its answer, and the vendor's hints where there are any."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from codegen import naming
from codegen.model import Json
from codegen.nodes import is_object, mapping
from codegen.reading import answer_schema
from codegen.rules import irregular
from codegen.shapes import is_page, own_object_name, reference

Kind = Literal["create", "custom", "delete", "list", "retrieve", "update"]
STANDARD = ("create", "delete", "list", "retrieve", "update")
VERBS = ("get", "post", "delete")
_KINDS_OF_ONE: dict[str, Kind] = {"get": "retrieve", "delete": "delete"}
_VARIABLE = re.compile(r"{[^}]*}")


@dataclass(frozen=True)
class Role:
    """What an operation does to which collection.

    `collection` is the path of the collection (or the only object) that it belongs to; `owners` is
    how many variables that path has, `item` whether the operation is about one member of it.
    """

    verb: str
    path: str
    kind: Kind
    name: str
    collection: str
    owners: int
    item: bool
    node: Json

    @property
    def anonymous(self) -> str:
        """The route with its variables unnamed."""
        return f"{self.verb} {_VARIABLE.sub('{}', self.path)}"

    @property
    def place(self) -> str:
        """The collection with its variables unnamed."""
        return _VARIABLE.sub("{}", self.collection)

    @property
    def last(self) -> str:
        """The last word of the collection: `line_items`."""
        return self.collection.rpartition("/")[2]

    @property
    def is_v2(self) -> bool:
        """Whether it belongs to the V2 API."""
        return self.path.startswith("/v2/")


class Routes:
    """All operations of a description with their roles."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.schemas: dict[str, Json] = document["components"]["schemas"]
        self.paths: dict[str, dict[str, Json]] = document["paths"]
        self._prefixes = {path.rpartition("/")[0] for path in self.paths if path.endswith("}")}
        self._hints = self._read_hints()
        self.roles = [self._role(*operation) for operation in self._operations()]
        self.resources = self._collections()
        self.with_items = {role.place for role in self.roles if role.item}

    def answer(self, node: Json) -> tuple[str, list[str]]:
        """Return what a successful operation gives: "page", "object" or "", and object names."""
        schema: Json = answer_schema(node)
        for found in (schema, self.schemas.get(reference(schema))):
            if is_page(found):
                data = mapping(mapping(mapping(found).get("properties")).get("data"))
                return "page", self.object_names(data.get("items"))
        names = self.object_names(schema)
        return ("object" if names else ""), names

    def object_names(self, node: Json, depth: int = 0) -> list[str]:
        """Return the names of the objects that a node may be."""
        if not is_object(node) or depth > 4:
            return []
        schema: Json = self.schemas.get(reference(node)) or node
        name = own_object_name(schema)
        if name:
            return [name]
        found: list[str] = []
        for key in ("anyOf", "oneOf", "allOf"):
            for option in schema.get(key) or ():
                found.extend(self.object_names(option, depth + 1))
        return list(dict.fromkeys(found))

    def _operations(self) -> Iterator[tuple[str, str, Json]]:
        for path, item in self.paths.items():
            for verb in VERBS:
                if is_object(item) and is_object(item.get(verb)):
                    yield verb, path, item[verb]

    def _read_hints(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The vendor's word on each operation; what it says of services comes first."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for schema in self.schemas.values():
            entries = schema.get("x-stripeOperations") if is_object(schema) else None
            for entry in entries or ():
                key = (str(entry.get("operation")), str(entry.get("path")))
                if key not in found or entry.get("method_on") == "service":
                    found[key] = entry
        return found

    def _role(self, verb: str, path: str, node: Json) -> Role:
        kind, name, collection = self._read(verb, path, node)
        hint = self._hints.get((verb, path), {})
        hinted = hint.get("method_type")
        if hinted in STANDARD and kind in STANDARD:
            kind, name = hinted, hinted
        elif (
            hinted == "custom"
            and isinstance(hint.get("method_name"), str)
            and (not path.endswith("}") or kind == "custom")
        ):
            name = hint["method_name"]
            if kind in ("create", "list") and not self._is_collection(path):
                collection = _parent(path)
            kind = "custom"
        rest = path.removeprefix(collection)
        owners = len(naming.placeholders(collection))
        return Role(verb, path, kind, name, collection, owners, rest.startswith("/{"), node)

    def _read(self, verb: str, path: str, node: Json) -> tuple[Kind, str, str]:
        """Return kind, name and collection, without hints."""
        special = irregular.CUSTOM.get(f"{verb} {_VARIABLE.sub('{}', path)}")
        if special is not None:
            return "custom", special, _parent(path) if path.count("/") > 2 else path
        if path.endswith("}"):
            kind = _KINDS_OF_ONE.get(verb, "update")
            return kind, kind, path.rpartition("/")[0]
        if f"{verb} {_VARIABLE.sub('{}', path)}" in irregular.ALONE:
            return "custom", path.rpartition("/")[2], path.rpartition("/")[0]
        answer, names = self.answer(node)
        last = path.rpartition("/")[2]
        if verb == "get":
            if answer == "page" and last != "search":
                return "list", "list", path
            if answer == "object" and any(is_named(last, name) for name in names):
                return "retrieve", "retrieve", path
            return "custom", self._action(path), _parent(path)
        if verb == "delete":
            if "{" not in path and self._is_single(path):
                return "delete", "delete", path
            return "custom", f"delete_{last}", _parent(path)
        if self._is_single(path):
            return "update", "update", path
        if self._is_collection(path) or any(is_named(last, name) for name in names):
            return "create", "create", path
        if "{" not in path and not self._is_parent(path):
            return "create", "create", path
        return "custom", self._action(path), _parent(path)

    def _is_collection(self, path: str) -> bool:
        if path in self._prefixes:
            return True
        listed = self.paths.get(path, {}).get("get")
        return is_object(listed) and self.answer(listed)[0] == "page"

    def _is_single(self, path: str) -> bool:
        """Return whether a path without an id is an object: `/v1/balance_settings`."""
        read = self.paths.get(path, {}).get("get")
        if not is_object(read):
            return False
        answer, names = self.answer(read)
        last = path.rpartition("/")[2]
        return answer == "object" and any(is_named(last, name) for name in names)

    def _is_parent(self, path: str) -> bool:
        above = path.rpartition("/")[0].replace("/test_helpers/", "/", 1)
        return above in self._prefixes or above in self.paths

    def _action(self, path: str) -> str:
        action = path.rpartition("/")[2]
        words = path.removeprefix(_parent(path)).strip("/").split("/")
        owner = naming.singular(_parent(path).rpartition("/")[2])
        if action in irregular.SUFFIXED or keyword.iskeyword(action) or "shipping" in words[:-1]:
            return f"{action}_{owner}"
        if len(words) > 2 and self._is_single(path.rpartition("/")[0]):
            action = f"{action}_{words[-2]}"
        action = re.sub(r"\W", "_", action)
        return action if action.isidentifier() else f"_{action}"

    def _collections(self) -> dict[str, str]:
        """Collection -> the name of the objects in it: from reading one, listing, creating."""
        found: dict[str, str] = {}
        for kind in ("retrieve", "list", "create", "update"):
            for role in self.roles:
                names = self.answer(role.node)[1] if role.kind == kind else []
                if len(set(names)) == 1:
                    found.setdefault(role.place, names[0])
        return found


def _parent(path: str) -> str:
    """Return the collection that an action belongs to: the path up to its last id, or action."""
    head, brace, _ = path.rpartition("/{")
    return head if brace else path.rpartition("/")[0]


def is_named(word: str, object_name: str) -> bool:
    """Return whether a path's last word is the name of an object, or the plural of it."""
    last = object_name.rpartition(".")[2]
    words = {word, naming.singular(word)}
    return last in words or any(last.endswith(f"_{w}") for w in words)
