"""Lists: pages with cursors, filters, lists inside objects, and finding an object by its id."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox import errors
from stripe.sandbox.generic import registry
from stripe.sandbox.json import Obj, is_dict, is_list, part
from stripe.sandbox.spec import description
from stripe.sandbox.state.spans import Between
from stripe.sandbox.state.store import indexed_fields

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.spec.description import Route
    from stripe.sandbox.state.world import World

Keep = Callable[[Obj], bool]
Inline = Callable[["World", Obj], Iterable[Obj]]
Filter = Callable[["World", Any, Obj], bool]
MANNERS = frozenset({"limit", "starting_after", "ending_before", "expand"})
BOUNDS = frozenset({"gt", "gte", "lt", "lte"})
PERIOD = {"created_after": "gt", "created_before": "lt"}
INLINE_LENGTH = 10
CLOCK = "test_helpers.test_clock"
VARIABLE = re.compile(r"\{[^}]*\}")

_inline: dict[tuple[str, str], Inline] = {}
_filters: dict[tuple[str, str], Filter] = {}
_included: dict[tuple[str, str], Callable[[World, Obj], Any]] = {}


def inline_list(object_name: str, field: str) -> Callable[[Inline], Inline]:
    """Registers what a list inside an object holds, newest first, where no rule finds it."""

    def register(function: Inline) -> Inline:
        _inline[object_name, field] = function
        return function

    return register


def filter_by(object_name: str, param: str) -> Callable[[Filter], Filter]:
    """Registers what a parameter of a list looks for that is no field: its value, then an object."""

    def register(function: Filter) -> Filter:
        _filters[object_name, param] = function
        return function

    return register


def included_object(
    object_name: str, field: str
) -> Callable[[Callable[[World, Obj], Any]], Callable[[World, Obj], Any]]:
    """Registers an object that its owner shows only when expanded."""

    def register(function: Callable[[World, Obj], Any]) -> Callable[[World, Obj], Any]:
        _included[object_name, field] = function
        return function

    return register


class Cursor(NamedTuple):
    """Which page is asked for: its length, the object next to it, and on which side of that."""

    limit: int
    start: str | None
    param: str
    backward: bool


def cursor_of(params: Obj) -> Cursor:
    """The page that parameters ask for: the first ten, `limit` between 1 and 100."""
    limit = params.get("limit")
    limit = 10 if limit is None else int(limit)
    if limit < 1:
        raise errors.too_small("limit", 1)
    if limit > 100:
        raise errors.too_large("limit", 100, limit)
    after, before = params.get("starting_after"), params.get("ending_before")
    if after is not None and before is not None:
        raise errors.exclusive("starting_after", "ending_before")
    if before is not None:
        return Cursor(limit, before, "ending_before", backward=True)
    return Cursor(limit, after, "starting_after", backward=False)


def page(
    call: Call,
    name: str,
    *,
    field: str | None = None,
    value: Any = None,
    keep: Keep | None = None,
    collection: str | None = None,
    world: World | None = None,
) -> Obj:
    """A page of the objects of a kind, of the call's world unless another is named.

    `field` = `value` narrows by index, `keep` by looking.
    """
    cursor = cursor_of(call.params)
    objects = (world or call.world).store.collection(collection or name)
    if cursor.start is not None and cursor.start not in objects.position:
        raise call.missing(name, cursor.start, cursor.param)
    if call.params.get("customer_account") is not None:
        keep = _and(keep, _equals("customer_account", call.params["customer_account"]))
    keep = _and(created_filter(call.params.get("created")), _and(_clock_filter(call), keep))
    time = between(call.params.get("created"))
    found = objects.walk(field, value, cursor.start, forward=cursor.backward, between=time)
    return page_of(call, found, cursor, keep)


def _clock_filter(call: Call) -> Keep | None:
    """Objects of test clocks keep to themselves where a list can be narrowed to a clock."""
    params, key = call.params, call.route.key
    if key not in description.routes() or "test_clock" not in description.params_of(key).of:
        return None
    wanted = params.get("test_clock")
    if wanted is None and (params.get("customer") or not call.store.has_any(CLOCK)):
        return None
    return _equals("test_clock", wanted)


def slice_of(call: Call, data: list[Obj], name: str = "object", params: Obj | None = None) -> Obj:
    """A page of objects that are not in a collection of their own, as the parameters ask."""
    cursor = cursor_of(call.params if params is None else params)
    at = -1
    if cursor.start is not None:
        at = next((i for i, o in enumerate(data) if o.get("id") == cursor.start), -1)
        if at < 0:
            raise errors.missing_object(name, cursor.start, cursor.param, status=400)
    found = reversed(data[:at]) if cursor.backward else iter(data[at + 1 :])
    return page_of(call, found, cursor)


def page_of(call: Call, found: Iterator[Obj], cursor: Cursor, keep: Keep | None = None) -> Obj:
    """The page that a cursor asks for, of objects in the order in which it walks."""
    data, has_more = take(found, cursor.limit, keep)
    if cursor.backward:
        data.reverse()
    return {"object": "list", "data": data, "has_more": has_more, "url": call.request.path}


def take(found: Iterator[Obj], limit: int, keep: Keep | None) -> tuple[list[Obj], bool]:
    """The first objects that are to be kept, and whether there are more."""
    kept = found if keep is None else filter(keep, found)
    data = list(islice(kept, limit + 1))
    return data[:limit], len(data) > limit


def _and(first: Keep | None, second: Keep | None) -> Keep | None:
    if first is None or second is None:
        return first or second
    return lambda obj: first(obj) and second(obj)


def created_filter(created: Any, field: str = "created") -> Keep | None:
    """`created=1` or `created[gte]=1` and its like."""
    if created is None:
        return None
    if not is_dict(created):
        return lambda obj: obj.get(field) == created
    least, above = created.get("gte"), created.get("gt")
    most, below = created.get("lte"), created.get("lt")

    def keep(obj: Obj) -> bool:
        moment = obj.get(field) or 0
        return (
            (least is None or moment >= least)
            and (above is None or moment > above)
            and (most is None or moment <= most)
            and (below is None or moment < below)
        )

    return keep


def between(created: Any) -> Between | None:
    """The first and the last moment that `created` may mean; None where it narrows nothing."""
    if created is None:
        return None
    if not is_dict(created):
        return created, created
    first = [created[name] for name in ("gte", "gt") if created.get(name) is not None]
    last = [created[name] for name in ("lte", "lt") if created.get(name) is not None]
    return max(first, default=-inf), min(last, default=inf)


@cache
def _retrievals() -> dict[str, Route]:
    # the same address may name its variables otherwise in another operation
    return {
        VARIABLE.sub("{}", route.path): route
        for route in description.routes().values()
        if route.method == "GET"
    }


@cache
def _parent(route: Route) -> tuple[str, str] | None:
    """The variable of the parent and the parent's kind, `/v1/customers/{customer}/tax_ids`."""
    head, bracket, _ = route.path.rpartition("}/")
    if not bracket:
        return None
    variable = head.rpartition("{")[2]
    owner = _retrievals().get(VARIABLE.sub("{}", f"{head}}}"))
    return variable, owner.object_name if owner is not None else variable


def parent_filter(call: Call, name: str) -> tuple[str | None, str | None, Keep | None]:
    """How a nested list is narrowed to its parent: by a field, or by what was kept at creation."""
    parent = _parent(call.route)
    if parent is None:
        return None, None, None
    variable, owner = parent
    id = call.ids[variable]
    if call.store.get(owner, id) is None and description.resource(owner) is not None:
        raise call.missing(owner, id, variable, status=404)
    field = parent_field(call.route, name)
    if field is not None:
        return field, id, None
    hidden = call.store.hidden
    return None, None, lambda obj: hidden.get((name, obj["id"]), {}).get("parent") == id


def parent_field(route: Route, name: str) -> str | None:
    """The field of a nested object that holds its parent's id."""
    parent = _parent(route)
    shape = description.resource(name)
    if parent is None or shape is None:
        return None
    variable, owner = parent
    short = owner.rpartition(".")[2]
    candidates = (variable, short, short.rpartition("_")[2])
    return next((field for field in candidates if field in shape.of and field != "id"), None)


def parent_id(call: Call) -> str | None:
    """The id of the parent that the path names."""
    parent = _parent(call.route)
    return call.ids[parent[0]] if parent is not None else None


def generic(call: Call) -> Obj:
    """A list with the documented filters: fields by equality, `created` by range."""
    name = description.members(call.route.object_name)[0]
    field, value, keep = parent_filter(call, name)
    shape = description.resource(name)
    indexed = indexed_fields(name)
    for param, wanted in call.params.items():
        if param in MANNERS or param == "created" or wanted is None:
            continue
        if field is None and param in indexed:
            field, value = param, wanted
        elif (name, param) in _filters:
            keep = _and(keep, partial(_filters[name, param], call.world, wanted))
        elif shape is not None and param in shape.of:
            keep = _and(keep, _fits(param, wanted))
        elif shape is not None and param in PERIOD:
            keep = _and(keep, created_filter({PERIOD[param]: wanted}))
        elif is_list(wanted):  # `ids`, `lookup_keys`
            keep = _and(keep, _one_of(param.removesuffix("s"), wanted))
    return page(call, name, field=field, value=value, keep=keep)


def _fits(field: str, wanted: Any) -> Keep:
    if not is_dict(wanted):
        return _equals(field, wanted)
    if wanted.keys() <= BOUNDS:
        return created_filter(wanted, field) or (lambda _: True)
    return lambda obj: all(part(obj, field).get(key) == value for key, value in wanted.items())


def _equals(field: str, wanted: Any) -> Keep:
    return lambda obj: obj.get(field) == wanted


def _one_of(field: str, wanted: list[Any]) -> Keep:
    return lambda obj: obj.get(field) in wanted


def lookup(world: World, names: Iterable[str], id: str) -> Obj | None:
    """An object of one of these kinds, deleted ones as their stub."""
    for name in names:
        for member in description.members(name):
            found = world.store.get(member, id) or world.store.deleted.get((member, id))
            if found is None and member == "account":
                found = world.platform.store.get(member, id)
            if found is None:
                found = registry.reference_of(world, member).get(id)
            if found is not None:
                return found
    return None


def inline(world: World, owner: Obj, field: str, number: int) -> Obj:
    """A list inside an object, as it shows when expanded: the newest ten."""
    registry.load()
    kind = owner["object"]
    function = _inline.get((kind, field))
    element = description.bare(number)
    names = tuple(element[1:]) if is_list(element) and element[0] == "r" else ()
    found: Iterable[Obj]
    if function is not None:
        found = function(world, owner)
    else:
        short = kind.rpartition(".")[2]
        found = (
            obj
            for name in names
            for member in description.members(name)
            for obj in world.store.all(member, short, owner["id"])
        )
    data, has_more = take(iter(found), INLINE_LENGTH, None)
    url = _url_of(kind, owner["id"], field)
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def included(world: World, owner: Obj, field: str) -> Any:
    """An object that its owner shows only when expanded."""
    registry.load()
    function = _included.get((owner["object"], field))
    return function(world, owner) if function is not None else None


def _url_of(kind: str, id: str, field: str) -> str:
    collection = kind.replace(".", "/") + "s"
    inside = f"/v1/{collection}/{{}}/{field}" in _retrievals()
    if kind == "account" or inside or f"GET /v1/{collection}" in description.routes():
        return f"/v1/{collection}/{id}/{field}"
    return f"/v1/{field}"
