"""What an operation does unless its family says otherwise: honest state, by kind of operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from stripe.sandbox import errors
from stripe.sandbox.generic import lists, lists_v2, registry, search, state_actions
from stripe.sandbox.json import Obj, is_dict, is_list
from stripe.sandbox.spec import description, shapes
from stripe.sandbox.spec.description import Fields

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.spec.description import Route
    from stripe.sandbox.state.world import World

Handler = Callable[["Call"], Any]


def build(world: World, name: str, params: Obj) -> Obj:
    """A new object of a kind in a world with the parameters in its fields, not stored yet."""
    obj = dict(template(name))
    if "livemode" in obj:
        obj["livemode"] = world.livemode
    fill, whole = shapes.settable(name), shapes.embedded(name)
    for key, value in params.items():
        if value is None:
            continue
        if key not in fill:
            if key in whole and isinstance(value, str):
                obj[key] = world.find(whole[key], value, key)
        elif key == "metadata":
            obj[key] = shapes.merge_metadata(None, value)
        else:
            fit = fill[key]
            obj[key] = fit(value) if fit else value
    return obj


@cache
def template(name: str) -> Obj:
    """The fields of a new object, shared: to be copied before they are filled."""
    obj = dict(shapes.blank(name))
    obj.update(registry.defaults_of(name))
    for field in registry.absent_of(name):
        obj.pop(field, None)
    return obj


def changed_fields(obj: Obj, params: Obj) -> Obj:
    """The fields that the parameters of an update set; nested ones and metadata are merged."""
    name = obj["object"]
    fill = shapes.settable(name)
    changed: Obj = {}
    for key, value in params.items():
        if key not in fill:
            continue
        if key == "metadata":
            changed[key] = shapes.merge_metadata(obj.get(key), value)
        elif value is None:
            changed[key] = template(name).get(key)
        elif is_dict(value) and is_dict(obj.get(key)):
            changed[key] = shapes.merge(obj[key], value)
        else:
            fit = fill[key]
            changed[key] = fit(value) if fit else value
    return changed


def check_set_once(obj: Obj, params: Obj, noun: str, *names: str) -> None:
    """The 400 for an update of fields that keep what they were first given."""
    for name in names:
        if obj[name] and params.get(name) not in (None, obj[name]):
            raise errors.invalid(f"The {name} of {noun} can be set once only.", name)


@cache
def _references(name: str) -> dict[str, tuple[str, ...]]:
    """Fields of a kind that hold the id of another object."""
    shape = description.resource(name)
    found: dict[str, tuple[str, ...]] = {}
    for field, number in (shape.of if shape is not None else {}).items():
        kind = description.bare(number)
        if is_list(kind) and kind[0] == "x":
            found[field] = tuple(kind[1:])
    return found


def check_references(world: World, name: str, params: Obj) -> None:
    """A 400 for a parameter that names an object which does not exist."""
    references = _references(name)
    for key, value in params.items():
        if key in references and isinstance(value, str):
            names = references[key]
            found = lists.lookup(world, names, value)
            if found is None or found.get("deleted"):
                raise world.missing(names[0], value, key)
        elif isinstance(value, (dict, list)) and key != "metadata":
            _check_nested(world, value, key)


# Parameters that name an object wherever they stand.
NAMED = {
    name: name
    for name in ("price", "product", "plan", "coupon", "promotion_code", "subscription", "invoice")
} | {"tax_rates": "tax_rate", "default_tax_rates": "tax_rate"}


def _check_nested(world: World, value: Any, path: str) -> None:
    pairs: Iterable[tuple[str | int, Any]] = (
        value.items() if is_dict(value) else enumerate(list[Any](value))
    )
    for key, item in pairs:
        at = f"{path}[{key}]"
        word = key if isinstance(key, str) else path.rpartition("[")[2].rstrip("]")
        name = NAMED.get(word)
        if isinstance(item, (dict, list)):
            if key != "metadata":
                _check_nested(world, item, at)
        elif isinstance(item, str) and name is not None and item:
            found = lists.lookup(world, (name,), item)
            if found is None or found.get("deleted"):
                raise world.missing(name, item, at)


def create(call: Call) -> Obj:
    """Stores what was sent."""
    name = description.members(call.route.object_name)[0]
    obj = build(call.world, name, call.params)
    check_references(call.world, name, call.params)
    parent = lists.parent_id(call)
    hidden: Obj = {}
    if parent is not None:
        lists.parent_filter(call, name)  # the parent must exist
        field = lists.parent_field(call.route, name)
        if field is not None:
            obj[field] = parent
        else:
            hidden["parent"] = parent
    if call.params.get("id") and "id" in obj:
        obj["id"] = call.params["id"]
        if call.store.get(name, obj["id"]) is not None:
            raise exists(name)
    for function in registry.prepare_of(name):
        function(call.world, obj, call.params)
    return call.changes.create(name, obj, hidden=hidden)


def exists(name: str, _id: str = "") -> errors.ApiError:
    """An id of the caller's choice that is taken."""
    noun = errors.NOUNS.get(name, name.rpartition(".")[2]).capitalize()
    return errors.invalid(f"{noun} already exists.", "id", "resource_already_exists")


def retrieve(call: Call) -> Obj:
    """What is stored."""
    return target(call)


def target(call: Call) -> Obj:
    """The object that the path names, of the parent that the path names."""
    name = call.route.object_name
    variable = call.route.variables[-1]
    id = call.ids[variable]
    for member in description.members(name):
        if call.store.get(member, id) is not None:
            name = member
            break
    if call.route.kind == "retrieve" and name in _SHOWN_WHEN_DELETED:
        stub = call.store.deleted.get((name, id))
        if stub is not None:
            return stub
    found = call.get(name)
    if len(call.route.variables) > 1:
        field, value, keep = lists.parent_filter(call, name)
        if (field is not None and found.get(field) != value) or (keep and not keep(found)):
            raise call.missing(name, id, variable, status=404)
    return found


# The API shows these after their deletion, with `deleted: true`; others are gone.
_SHOWN_WHEN_DELETED = frozenset(
    {"customer", "terminal.configuration", "terminal.location", "terminal.reader"}
)


def update(call: Call) -> Obj:
    """Merges what was sent."""
    found = target(call)
    check_references(call.world, found["object"], call.params)
    return call.changes.update(found, changed_fields(found, call.params))


def delete(call: Call) -> Obj:
    """Deletes."""
    return call.changes.delete(target(call))


def delete_v2(call: Call) -> Obj:
    """Deletes an object of the V2 API; its kind is that of what is retrieved at the address."""
    name = description.routes()[f"GET {call.route.path}"].object_name
    found = call.get(name)
    return call.changes.delete(found, stub={"id": found["id"], "object": name})


def single(call: Call) -> Obj:
    """The one object of its kind that an account (or a parent) has; made when first asked for."""
    name = call.route.object_name
    owner = lists.parent_id(call)
    if owner is not None:
        lists.parent_filter(call, name)
    found = call.store.get(name, owner or name)
    if found is None:
        found = dict(template(name))
        if "livemode" in found:
            found["livemode"] = call.world.livemode
        field = lists.parent_field(call.route, name)
        if field is not None:
            found[field] = owner
    return found


def single_update(call: Call) -> Obj:
    """Merges what was sent into the one object of its kind."""
    found = single(call)
    name = call.route.object_name
    key = lists.parent_id(call) or name
    new = {**found, **changed_fields(found, call.params)}
    return call.changes.put_single(name, key, new)


_BY_KIND: dict[str, Handler] = {
    "create": create,
    "retrieve": retrieve,
    "update": update,
    "delete": delete,
    "list": lists.generic,
    "search": search.generic,
    "single_update": single_update,
}

# Singles that are more than the settings of an account: they need a behaviour.
_SETTINGS = frozenset({"GET /v1/balance_settings"})


def _is_action(route: Route) -> bool:
    """Whether a POST acts on the object in its path: `/issuing/cards/{card}/shipping/ship`."""
    head, bracket, _ = route.path.rpartition("/{")
    owner = head.rpartition("/")[2].removesuffix("s")
    return bool(bracket) and owner == route.object_name.rpartition(".")[2]


@cache
def handler_for(route: Route) -> Handler | None:
    """The generic behaviour of an operation, or None where there is no honest one."""
    if route.key in state_actions.ACTIONS:
        return state_actions.act
    if route.v2 and route.kind in ("list", "delete"):
        return lists_v2.generic if route.kind == "list" else delete_v2
    if not isinstance(description.resource(description.members(route.object_name)[0]), Fields):
        return None
    if route.kind == "create" and _is_action(route):
        return None
    if route.kind == "single":
        twin = f"POST {route.path}"
        return single if route.key in _SETTINGS or twin in description.routes() else None
    return _BY_KIND.get(route.kind)
