"""The page of an object: its fields, JSON, events, requests, and what can be done with it."""

from __future__ import annotations

import json
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from stripe.sandbox.dashboard import actions, lists, requests, webhooks
from stripe.sandbox.dashboard.view import details, json_block, moment, table
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.actions import Action
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response

MOST = 100  # events
FIELDS = (
    "email", "name", "description", "amount", "amount_captured", "amount_received", "amount_refunded",
    "amount_due", "amount_paid", "amount_remaining", "total", "unit_amount", "balance", "currency",
    "customer", "payment_intent", "payment_method", "latest_charge", "charge", "invoice",
    "latest_invoice", "subscription", "product", "default_price", "price", "destination",
    "balance_transaction", "failure_code", "failure_message", "reason", "collection_method",
    "billing_reason", "trial_end", "cancel_at", "canceled_at", "ended_at", "due_date",
    "next_payment_attempt", "arrival_date", "frozen_time", "test_clock", "charges_enabled",
    "payouts_enabled", "enabled_events", "receipt_url", "hosted_invoice_url", "invoice_pdf", "url",
)  # fmt: skip
"""What matters most, in this order, of the kinds that have it."""

TIMES = ("_at", "_end", "_date", "_attempt", "_time")


def page(view: View, kind: str, id: str) -> Response:
    """The page of an object."""
    obj = view.world.store.get(kind, id)
    if obj is None:
        return view.page("Not found", "<p>This world has no such object.</p>", status=404)
    shown = [
        (name, _shown(view, obj, name)) for name in FIELDS if obj.get(name) not in (None, "", [])
    ]
    buttons = "".join(_button(view, kind, id, each) for each in actions.of(kind, obj))
    panel = webhooks.panel(view, obj) if kind == webhooks.KIND else ""
    created = f'<span class="faint">{moment(obj.get("created"))}</span>'
    body = (
        f"<p>{lists.status(obj)} {lists.amount(obj)} {created}</p>"
        f"{buttons}{details(shown)}{panel}<h2>Timeline</h2>{_timeline(view, id)}"
        f"<h2>Requests</h2>{_requests(view, id)}<h2>JSON</h2>{json_block(view, obj, 'The object as JSON')}"
    )
    return view.page(id, body)


def _shown(view: View, obj: Obj, name: str) -> str:
    value: Any = obj[name]
    if name.endswith(TIMES) and isinstance(value, int):
        return moment(value)
    if isinstance(value, int) and not isinstance(value, bool) and obj.get("currency"):
        return escape(currencies.shown(value, obj["currency"]))
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return f'<a href="{escape(value)}">{escape(value)}</a>'
    return view.link(value) if isinstance(value, str) else escape(json.dumps(value))


def _timeline(view: View, id: str) -> str:
    found = (event for event in reversed(view.world.events.order) if event.object_id == id)
    rows = (
        (moment(event.created), view.page_of("events", event.id, event.type))
        for event in islice(found, MOST)
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
