"""Lists of objects, searched and narrowed, as many to a page as one can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from stripe.sandbox.dashboard import webhooks
from stripe.sandbox.dashboard.view import badge, moment, table
from stripe.sandbox.json import Obj, is_list
from stripe.sandbox.ledger import currencies
from stripe.sandbox.spec import description

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response

PAGE = 50
ACTIVE = ("active", "inactive")
BAD = (
    "failed", "canceled", "past_due", "unpaid", "uncollectible", "void", "lost", "disabled", "inactive",
)  # fmt: skip


def kinds(view: View) -> Response:
    """All kinds of objects that there are."""
    rows = (
        (f'<a href="{view.to(f"/objects/{name}")}">{escape(name)}</a>', str(len(found.objects)))
        for name, found in sorted(view.world.store.collections.items())
        if found.objects and not name.startswith("sandbox.")
    )
    return view.page("All objects", table(("Kind", "Objects"), rows))


def listing(view: View, kind: str) -> Response:
    """The objects of a kind, the newest first, perhaps only those that fit what was searched."""
    wanted, only = view.text("q").strip(), view.text("status")
    matching = (obj for obj in _matching(view, kind, wanted) if not only or _status_of(obj) == only)
    found = list(islice(matching, PAGE + 1))
    more = view.older(found[PAGE - 1]["id"], q=wanted, status=only) if len(found) > PAGE else ""
    search = view.search("id, email, name, key=value", wanted, _choice(kind, only))
    body = search + webhooks.creation(view, kind) + listed(view, found[:PAGE]) + more
    return view.page(kind.replace("_", " ").capitalize() + "s", body)


def _choice(kind: str, only: str) -> str:
    known = _statuses(kind)
    options = "".join(
        f"<option{' selected' if each == only else ''}>{escape(each)}</option>" for each in known
    )
    return (
        '<label for="status">Status</label><select id="status" name="status">'
        f'<option value="">any</option>{options}</select>'
        if known
        else ""
    )


def listed(view: View, found: Iterable[Obj]) -> str:
    """A table of objects."""
    return table(("Id", "What", "Amount", "Status", "Created"), (_row(view, obj) for obj in found))


def _matching(view: View, kind: str, wanted: str) -> Iterator[Obj]:
    """By id, by a field that lists are narrowed by, by the start of an id, a status, a name, metadata."""
    found = view.world.store.collections.get(kind)
    if found is None:
        return iter(())
    after = view.text("after") or None
    if wanted in found.objects:
        return iter([found.objects[wanted]])
    for field in found.fields:
        if found.indexes[field].get(wanted):
            return found.walk(field, wanted, after, forward=False)
    every = found.walk(None, None, after, forward=False)
    key, equals, value = wanted.partition("=")
    if equals:
        return (obj for obj in every if (obj.get("metadata") or {}).get(key) == value)
    if not wanted:
        return every
    return (
        obj
        for obj in every
        if obj["id"].startswith(wanted) or wanted in (obj.get("status"), obj.get("name"))
    )


def _row(view: View, obj: Obj) -> tuple[str, ...]:
    name = obj.get("email") or obj.get("name") or obj.get("description") or obj.get("url") or ""
    return (
        view.link(str(obj.get("id"))),
        escape(str(name)[:80]),
        amount(obj),
        status(obj),
        moment(obj.get("created")),
    )


def amount(obj: Obj) -> str:
    """What an object is worth, where it is worth something."""
    for field in ("amount", "amount_due", "unit_amount"):
        if isinstance(obj.get(field), int) and obj.get("currency"):
            return escape(currencies.shown(obj[field], obj["currency"]))
    return ""


def status(obj: Obj) -> str:
    """The status of an object that has one."""
    found = _status_of(obj)
    return badge(found, bad=found in BAD) if found is not None else ""


def _status_of(obj: Obj) -> str | None:
    found = obj.get("status")
    if isinstance(found, str):
        return found
    active = obj.get("active")
    return ACTIVE[0 if active else 1] if isinstance(active, bool) else None


def _statuses(kind: str) -> tuple[str, ...]:
    """By which a list can be narrowed, as the API describes them."""
    shape = description.resource(kind)
    fields = shape.of if shape is not None else {}
    known = description.bare(fields["status"]) if "status" in fields else None
    if is_list(known) and known[0] == "e":
        return tuple(known[1:])
    return ACTIVE if "active" in fields else ()
