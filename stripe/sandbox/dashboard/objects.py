"""Lists of objects, and the page of each: its fields, JSON, events, requests, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from stripe.sandbox.dashboard import actions, requests, webhooks
from stripe.sandbox.dashboard.view import badge, details, json_block, moment, table
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.actions import Action
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response

PAGE = 50
BAD = ("failed", "canceled", "past_due", "unpaid", "uncollectible", "void", "lost", "disabled")
FIELDS = (
    "email",
    "name",
    "description",
    "amount",
    "amount_refunded",
    "amount_due",
    "unit_amount",
    "currency",
    "status",
    "customer",
    "failure_message",
    "url",
)


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
    wanted = view.text("q").strip()
    found = list(islice(_matching(view, kind, wanted), PAGE + 1))
    more = view.older(found[PAGE - 1]["id"], q=wanted) if len(found) > PAGE else ""
    search = view.search("id, email, status, name, key=value", wanted)
    body = search + webhooks.creation(view, kind) + listed(view, found[:PAGE]) + more
    return view.page(kind.replace("_", " ").capitalize() + "s", body)


def listed(view: View, found: Iterable[Obj]) -> str:
    """A table of objects."""
    return table(("Id", "", "Amount", "Status", "Created"), (_row(view, obj) for obj in found))


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
        _amount(obj),
        _status(obj),
        moment(obj.get("created")),
    )


def _amount(obj: Obj) -> str:
    for field in ("amount", "amount_due", "unit_amount"):
        if isinstance(obj.get(field), int) and obj.get("currency"):
            return escape(currencies.shown(obj[field], obj["currency"]))
    return ""


def _status(obj: Obj) -> str:
    status = obj.get("status")
    return badge(status, bad=status in BAD) if isinstance(status, str) else ""


def page(view: View, kind: str, id: str) -> Response:
    """The page of an object."""
    obj = view.world.store.get(kind, id)
    if obj is None:
        return view.page("Not found", "<p>This world has no such object.</p>", status=404)
    shown = [
        (name, view.link(value) if isinstance(value, str) else escape(str(value)))
        for name in FIELDS
        if (value := obj.get(name)) not in (None, "")
    ]
    buttons = "".join(_button(view, kind, id, each) for each in actions.of(kind, obj))
    panel = webhooks.panel(view, obj) if kind == webhooks.KIND else ""
    body = (
        f"<p>{_status(obj)} {_amount(obj)} <span class='faint'>{moment(obj.get('created'))}</span></p>"
        f"{buttons}{details(shown)}{panel}<h2>Timeline</h2>{_timeline(view, id)}"
        f"<h2>Requests</h2>{_requests(view, id)}<h2>JSON</h2>{json_block(view, obj, 'The object as JSON')}"
    )
    return view.page(id, body)


def _timeline(view: View, id: str) -> str:
    found = (event for event in reversed(view.world.events.order) if event.object_id == id)
    rows = (
        (moment(event.created), view.page_of("events", event.id, event.type))
        for event in islice(found, PAGE)
    )
    return table(("When", "Event"), rows)


def _requests(view: View, id: str) -> str:
    rows = (
        (moment(entry.created), requests.link(view, entry), requests.answer(entry))
        for entry in requests.of_world(view)
        if id in entry.objects or id in entry.path
    )
    return table(("When", "Request", "Answer"), rows)


def _button(view: View, kind: str, id: str, action: Action) -> str:
    field = (
        f'<input name="typed" inputmode="numeric" size="9" placeholder="amount" '
        f'aria-label="Amount to {escape(action.label.lower())}, in the smallest unit; empty for all">'
        if action.asks
        else ""
    )
    return view.form("/do", action.label, field, kind=kind, id=id, label=action.label)


def do(view: View) -> str:
    """Does what a button says; gives what is said of it."""
    kind, id, label = view.text("kind"), view.text("id"), view.text("label")
    obj = view.world.store.get(kind, id)
    if obj is None:
        raise ValueError("This world has no such object.")
    for action in actions.ACTIONS.get(kind, ()):
        if action.label == label:
            if isinstance(action.does, str):
                view.asked_of(*actions.request_of(action, obj, view.text("typed").strip()))
            else:
                view.move(action.does, obj)
            return f"{label}: done."
    raise ValueError("There is no such button.")
