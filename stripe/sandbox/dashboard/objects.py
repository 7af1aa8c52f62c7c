"""Lists of objects, and the page of each: its fields, JSON, events, requests, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.dashboard.view import badge, details, json_block, moment, table
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response

PAGE = 50
MOST_EVENTS = 2000  # that are looked through for one object
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


class Action(NamedTuple):
    """What a person does in the Dashboard, or a bank does: a request, and when it makes sense."""

    label: str
    when: Callable[[Obj], bool]
    route: str
    params: Obj


def _is(*statuses: str) -> Callable[[Obj], bool]:
    return lambda obj: obj.get("status") in statuses


UNFINISHED = _is(
    "requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"
)
ACTIONS: dict[str, list[Action]] = {
    "charge": [
        Action(
            "Refund",
            lambda c: c["captured"] and not c["refunded"],
            "POST /v1/refunds",
            {"charge": "{id}"},
        ),
        Action(
            "Capture",
            lambda c: c["status"] == "succeeded" and not c["captured"],
            "POST /v1/charges/{id}/capture",
            {},
        ),
    ],
    "payment_intent": [
        Action("Refund", _is("succeeded"), "POST /v1/refunds", {"payment_intent": "{id}"}),
        Action("Capture", _is("requires_capture"), "POST /v1/payment_intents/{id}/capture", {}),
        Action("Cancel", UNFINISHED, "POST /v1/payment_intents/{id}/cancel", {}),
    ],
    "invoice": [
        Action("Finalize", _is("draft"), "POST /v1/invoices/{id}/finalize", {}),
        Action("Pay", _is("open"), "POST /v1/invoices/{id}/pay", {}),
        Action("Void", _is("open", "uncollectible"), "POST /v1/invoices/{id}/void", {}),
    ],
    "subscription": [
        Action("End trial", _is("trialing"), "POST /v1/subscriptions/{id}", {"trial_end": "now"}),
        Action("Cancel", lambda s: s["status"] != "canceled", "DELETE /v1/subscriptions/{id}", {}),
    ],
    "dispute": [
        Action(
            "Win (as the bank)",
            lambda d: d["status"].endswith("needs_response"),
            "POST /v1/disputes/{id}",
            {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True},
        ),
        Action(
            "Accept (lose)",
            lambda d: d["status"].endswith("needs_response"),
            "POST /v1/disputes/{id}/close",
            {},
        ),
    ],
    "payout": [Action("Cancel", _is("pending"), "POST /v1/payouts/{id}/cancel", {})],
    "webhook_endpoint": [
        Action("Disable", _is("enabled"), "POST /v1/webhook_endpoints/{id}", {"disabled": True}),
        Action("Enable", _is("disabled"), "POST /v1/webhook_endpoints/{id}", {"disabled": False}),
    ],
}


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
    search = (
        f'<form method="get" role="search"><input type="hidden" name="in" value="{escape(view.place)}">'
        f'<label for="q">Search</label><input id="q" name="q" value="{escape(wanted)}" '
        'placeholder="id, email, status, key=value"><button>Search</button></form>'
    )
    more = ""
    if len(found) > PAGE:
        after = found[PAGE - 1]["id"]
        more = f'<p><a href="{view.to(view.path, q=wanted, after=after)}">Older ones</a></p>'
    body = search + _creation(view, kind) + listed(view, found[:PAGE]) + more
    return view.page(kind.replace("_", " ").capitalize() + "s", body)


def _creation(view: View, kind: str) -> str:
    if kind != "webhook_endpoint":
        return ""
    fields = (
        '<label for="url">Address</label><input id="url" name="url" type="url" required '
        'placeholder="http://127.0.0.1:8000/webhook"><label for="events">Events</label>'
        '<input id="events" name="events" value="*">'
    )
    return view.form("/endpoints", "Create endpoint", fields)


def create_endpoint(view: View) -> str:
    """Creates a webhook endpoint by a request; its secret is said this once."""
    events = [each.strip() for each in view.text("events").split(",") if each.strip()]
    params = {"url": view.text("url"), "enabled_events": events or ["*"]}
    status, answer = view.ask("POST", "/v1/webhook_endpoints", params)
    if status >= 400:
        return str(answer["error"]["message"])
    return f"Created. Its secret, shown this once: {answer['secret']}"


def listed(view: View, found: Iterable[Obj]) -> str:
    """A table of objects."""
    return table(("Id", "", "Amount", "Status", "Created"), (_row(view, obj) for obj in found))


def _matching(view: View, kind: str, wanted: str) -> Iterator[Obj]:
    collection = view.world.store.collections.get(kind)
    if collection is None:
        return
    key, equals, value = wanted.partition("=")
    for obj in collection.walk(None, None, view.text("after") or None, forward=False):
        told = (obj.get("id"), obj.get("email"), obj.get("status"), obj.get("customer"))
        if (
            not wanted
            or wanted in told
            or (equals and as_dict(obj.get("metadata")).get(key) == value)
        ):
            yield obj


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
    buttons = "".join(
        view.form("/do", action.label, kind=kind, id=id, label=action.label)
        for action in ACTIONS.get(kind, ())
        if action.when(obj)
    )
    body = (
        f"<p>{_status(obj)} {_amount(obj)} <span class='faint'>{moment(obj.get('created'))}</span></p>"
        f"{buttons}{details(shown)}<h2>Timeline</h2>{_timeline(view, id)}"
        f"<h2>Requests</h2>{_requests(view, id)}<h2>JSON</h2>{json_block(view, obj, 'The object as JSON')}"
    )
    return view.page(id, body)


def _timeline(view: View, id: str) -> str:
    latest = view.world.events.order[-MOST_EVENTS:]
    rows = (
        (
            moment(event.created),
            view.page_of("events", event.id, event.type),
        )
        for event in reversed(latest)
        if event.object_id == id
    )
    return table(("When", "Event"), rows)


def _requests(view: View, id: str) -> str:
    rows = (
        (
            moment(entry.created),
            view.page_of("requests", entry.id, f"{entry.method} {entry.path}"),
            str(entry.status),
        )
        for entry in reversed(view.state.log.entries)
        if id in entry.objects or id in entry.path
    )
    return table(("When", "Request", "Status"), rows)


def do(view: View) -> str:
    """Carries out a button's request; gives what is said of it."""
    kind, id = view.text("kind"), view.text("id")
    for action in ACTIONS.get(kind, ()):
        if action.label == view.text("label"):
            method, _, path = action.route.partition(" ")
            params = {
                k: v.format(id=id) if isinstance(v, str) else v for k, v in action.params.items()
            }
            status, answer = view.ask(method, path.format(id=id), params)
            return f"{action.label}: done." if status < 400 else str(answer["error"]["message"])
    return "There is no such button."
