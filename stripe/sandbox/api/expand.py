"""`expand`: paths checked against the description before anything runs, grown into the answer.

Which fields there are, and how an object that takes the place of its id looks, depends on the version
of the API: a `View` tells both.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.generic import lists
from stripe.sandbox.json import Obj, is_dict, is_list
from stripe.sandbox.spec import description
from stripe.sandbox.spec.description import Fields

if TYPE_CHECKING:
    from stripe.sandbox.api.version_changes import View
    from stripe.sandbox.spec.description import Route
    from stripe.sandbox.state.world import World

Tree = dict[str, Any]
DEEPEST = 4
NOTHING: frozenset[str] = frozenset()
FORMER = {"line_item": frozenset({"plan", "price", "tax_amounts", "tax_rates"})}
"""Fields of former versions that libraries ask for beside those of today: they are passed over."""


ON_REQUEST = {
    "apps.secret": frozenset({"payload"}),
    "issuing.card": frozenset({"cvc", "number"}),
}
"""Texts that are there on request only."""
UNTOLD: dict[str, Any] = {"tax_rate": ["x", "tax_rate"]}
"""Ids that can be expanded though the description has them as text: the rates of taxes."""


@cache
def tree_of(route: Route, paths: tuple[str, ...], view: View) -> Tree:
    """The paths as a tree, or a 400 that names the one that cannot be expanded."""
    tree: Tree = {}
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST and _levels(route, parts, view) > DEEPEST:
            raise invalid(
                f"You cannot expand more than {DEEPEST} levels of a property. Property: {path}",
                code="property_expansion_max_depth",
                kept=False,
            )
        here = tree
        for part in parts:
            here = here.setdefault(part, {})
    if route.kind in ("list", "search"):
        for key in tree:
            if key == "total_count" and route.kind == "search":
                continue
            if key != "data":
                _check_names(view, (route.object_name,), {key: tree[key]}, "data.")
                raise _refused(
                    key, f" You may want to try expanding 'data.{_first(key, tree[key])}' instead."
                )
        _check_names(view, (route.object_name,), tree.get("data", {}), "data.")
    else:
        _check_names(view, (route.object_name,), tree, "")
    return tree


def _levels(route: Route, parts: list[str], view: View) -> int:
    """How deep a path leads: a plain hash on the way is no level of its own."""
    here: Any = ["r", route.object_name]
    if route.kind in ("list", "search"):
        here = ["l", here]
    levels = 0
    for part in parts:
        here = _next(view, here, part)
        levels += not isinstance(here, Fields)
    return levels


def _next(view: View, here: Any, part: str) -> Any:
    """The shape of what a part of a path leads to, None where that is not known."""
    if isinstance(here, Fields):
        shapes: list[Fields | None] = [here]
    elif is_list(here) and here[0] == "l":
        return _single(here[1]) if part == "data" else None
    elif is_list(here) and here[0] in ("r", "x"):
        shapes = [view.shape(member) for name in here[1:] for member in description.members(name)]
    else:
        return None
    return next(
        (_single(_field(shape, part)) for shape in shapes if shape and part in shape.of), None
    )


def _single(shape: Any) -> Any:
    """A shape, that of its elements where it is an array."""
    kind = _kind(shape)
    return _single(kind[1]) if is_list(kind) and kind[0] == "a" else kind


def _first(key: str, below: Tree) -> str:
    for inner, rest in below.items():
        return f"{key}.{_first(inner, rest)}"
    return key


def _refused(path: str, hint: str = "") -> ApiError:
    return invalid(f"This property cannot be expanded ({path}).{hint}", kept=False)


def _check_names(view: View, names: tuple[str, ...], tree: Tree, at: str) -> None:
    problem: ApiError | None = None
    for name in names:
        for member in description.members(name):
            shape = view.shape(member)
            if shape is None:
                continue
            former = FORMER.get(member, NOTHING) - shape.of.keys()
            passed = former | ON_REQUEST.get(member, NOTHING)
            asked = {key: below for key, below in tree.items() if key not in passed}
            try:
                _check_fields(view, shape, asked, at)
                return
            except ApiError as error:
                problem = problem or error
    if tree:
        raise problem or _refused(at + next(iter(tree)))


def _check_fields(view: View, shape: Fields, tree: Tree, at: str) -> None:
    for key, below in tree.items():
        if key not in shape.of:
            raise _refused(at + key)
        # What need not be there may be there on request only, such as the tiers of a price.
        if below or key in shape.required or not _is_composed(_field(shape, key)):
            _check(view, _field(shape, key), below, at + key)


def _kind(shape: Any) -> Any:
    """A shape by its number, or the shape itself: that of a field of a former version."""
    return description.bare(shape) if isinstance(shape, int) else shape


def _field(shape: Fields, key: str) -> Any:
    """The shape of a field, or its number."""
    number = shape.of[key]
    return UNTOLD.get(key, number) if isinstance(_kind(number), str) else number


def _is_composed(shape: Any) -> bool:
    kind = _kind(shape)
    return isinstance(kind, Fields) or (is_list(kind) and kind[0] in ("a", "m"))


def _check(view: View, shape: Any, tree: Tree, at: str) -> None:
    kind = _kind(shape)
    if isinstance(kind, Fields):
        if not tree:
            raise _refused(at)
        _check_fields(view, kind, tree, at + ".")
        return
    if isinstance(kind, str) or kind[0] in ("e", "m"):
        raise _refused(at)
    if kind[0] in ("x", "r"):
        _check_names(view, tuple(kind[1:]), tree, at + ".")
    elif kind[0] == "l":
        for key in tree:
            if key != "data":
                raise _refused(f"{at}.{key}")
        if tree.get("data"):
            _check(view, kind[1], tree["data"], at + ".data")
    elif kind[0] == "a":
        _check(view, kind[1], tree, at)
    elif kind[0] == "o" and tree:
        _check(view, next(iter(kind[1:])), tree, at)


def grow(world: World, value: Any, tree: Tree, view: View, shape: Fields | None = None) -> Any:
    """An answer with the expanded objects in the place of their ids."""
    if is_list(value):
        return [grow(world, item, tree, view) for item in value]
    if not is_dict(value) or not tree:
        return value
    name = value.get("object")
    if name in ("list", "search_result"):
        return {**value, "data": grow(world, value["data"], tree.get("data", {}), view)}
    shape = (view.shape(name) if isinstance(name, str) else None) or shape
    if shape is None:
        return value
    result = dict(value)
    for key, below in tree.items():
        if key in shape.of:
            grown = _grow_field(world, value, key, _field(shape, key), below, view)
            if grown is not None:
                result[key] = grown
    return result


def _grow_field(world: World, owner: Obj, key: str, number: Any, tree: Tree, view: View) -> Any:
    value = owner.get(key)
    if "id" in owner:
        value = _with(value, _on_request(world, owner).get(key), tree)
    kind = _kind(number)
    if isinstance(kind, Fields):
        if value is None and "id" in owner:
            value = lists.included(world, owner, key)
        return grow(world, value, tree, view, kind)
    if kind[0] == "l" and "id" in owner and (value is None or not value["data"]):
        found = lists.inline(world, owner, key, kind[1])
        return grow(world, view.show(world, found), tree, view)
    if kind[0] == "a":
        inner = _kind(kind[1])
        if is_list(inner) and inner[0] == "x" and is_list(value):
            return [_grow_id(world, item, tuple(inner[1:]), tree, view) for item in value]
        if isinstance(inner, Fields) and is_list(value):
            return [grow(world, item, tree, view, inner) for item in value]
        return grow(world, value, tree, view)
    if kind[0] == "x":
        return _grow_id(world, value, tuple(kind[1:]), tree, view)
    if value is None and kind[0] in ("m", "r"):
        return view.show(world, lists.included(world, owner, key))
    return grow(world, value, tree, view)


def _with(value: Any, kept: Any, tree: Tree) -> Any:
    """A value with what is asked for of what was kept to be shown on request."""
    if value is None:
        return kept
    if not is_dict(value) or not is_dict(kept):
        return value
    asked = {key: below for key, below in tree.items() if key in kept}
    return {**value, **{key: _with(value.get(key), kept[key], asked[key]) for key in asked}}


def _on_request(world: World, owner: Obj) -> Obj:
    found: Obj = world.store.secret(owner.get("object", ""), owner["id"]).get("expandable", {})
    return found


def _grow_id(world: World, value: Any, names: tuple[str, ...], tree: Tree, view: View) -> Any:
    if isinstance(value, str):
        found = lists.lookup(world, names, value)
        return value if found is None else grow(world, view.show(world, found), tree, view)
    return grow(world, value, tree, view)
