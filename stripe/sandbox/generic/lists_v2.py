"""V2 lists: pages by address (`next_page_url`), oldest filters kept in it."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from stripe.sandbox import form
from stripe.sandbox.errors import refused
from stripe.sandbox.generic import lists
from stripe.sandbox.json import Obj, is_dict, is_list, part
from stripe.sandbox.spec import description

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

Keep = Callable[[Obj], bool]
LIMIT, LARGEST = 20, 100
INSIDE = {"recipient": ("to", "recipient"), "verification_status": ("verification", "status")}
"""Filters that look into a hash: the hash, and its field."""
MANNERS = frozenset({"limit", "include", "page", "created"})


def generic(call: Call) -> Obj:
    """A page, narrowed by the documented filters where they are fields."""
    name = description.members(call.route.object_name)[0]
    field, value, keep = lists.parent_filter(call, name)
    shape = description.resource(name)
    tests: list[Keep] = [keep] if keep is not None else []
    for param, wanted in call.params.items():
        if param in MANNERS or wanted is None or shape is None:
            continue
        if param in INSIDE:
            tests.append(partial(_inside, *INSIDE[param], wanted))
        elif param in shape.of:
            tests.append(_wanted(param, wanted))
    created = call.params.get("created")
    bounds = {key: call.params.get(f"created_{key}") for key in ("gt", "gte", "lt", "lte")}
    tests.append(within({key: value for key, value in bounds.items() if value is not None}))
    if created is not None:
        tests.append(within(created) if is_dict(created) else _wanted("created", created))
    return page(call, call.store.all(name, field, value), lambda obj: all(t(obj) for t in tests))


def _inside(field: str, key: str, wanted: Any, obj: Obj) -> bool:
    return bool(part(obj, field).get(key) == wanted)


def _wanted(field: str, wanted: Any) -> Keep:
    def keep(obj: Obj) -> bool:
        value = obj.get(field)
        if is_list(wanted):
            return any(one in wanted for one in (value if is_list(value) else [value]))
        return bool(value == wanted)

    return keep


def within(bounds: Obj) -> Keep:
    """Whether `created` lies within bounds."""

    # these times compare as text: all are written alike, in UTC
    def keep(obj: Obj) -> bool:
        at = str(obj.get("created"))[:19]
        tests = {"gt": at.__gt__, "gte": at.__ge__, "lt": at.__lt__, "lte": at.__le__}
        return all(tests[key](str(value)[:19]) for key, value in bounds.items() if key in tests)

    return keep


def page(call: Call, objects: Iterable[Obj], keep: Keep) -> Obj:
    """A page of those objects that are to be kept, in their order."""
    limit = call.params.get("limit")
    limit = LIMIT if limit is None else limit
    if not 1 <= limit <= LARGEST:
        raise refused(f"Invalid value for limit: must be between 1 and {LARGEST}.", "invalid_limit")
    start = _start(call.params.get("page"))
    found = list(islice((obj for obj in objects if keep(obj)), start, start + limit + 1))
    more = len(found) > limit
    return {
        "data": found[:limit],
        "next_page_url": _url(call, start + limit) if more else None,
        "previous_page_url": _url(call, max(0, start - limit)) if start else None,
    }


def _start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(urlsafe_b64decode(token.encode()).decode())
    except ValueError:
        raise refused("Invalid page token.", "invalid_page_token") from None


def _url(call: Call, start: int) -> str:
    pairs = _flat(form.from_form(call.request.query))
    pairs["page"] = urlsafe_b64encode(str(start).encode()).decode()
    return f"{call.request.path}?{urlencode(pairs)}"


def _flat(values: Obj, prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in values.items():
        name = f"{prefix}[{key}]" if prefix else key
        if is_dict(value):
            flat.update(_flat(value, name))
        else:
            flat[name] = value
    return flat
