"""What developers look at: requests, events with their deliveries, faults, triggers."""

from __future__ import annotations

import json
from html import escape
from itertools import islice
from shlex import quote
from typing import TYPE_CHECKING

from stripe._wire.encoding import encode_form
from stripe.sandbox.dashboard import webhooks
from stripe.sandbox.dashboard.view import badge, block, copied, details, json_block, moment, table
from stripe.sandbox.front import orders, recipe_book, trigger
from stripe.sandbox.front.errors import CommandError
from stripe.sandbox.json import Obj
from stripe.sandbox.state.faults import KINDS

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response
    from stripe.sandbox.state.request_log import Entry

SHOWN = 100


# -- requests --------------------------------------------------------------------------------------


def requests(view: View) -> Response:
    """The latest requests."""
    rows = (_request_row(view, entry) for entry in islice(reversed(view.state.log.entries), SHOWN))
    return view.page("Requests", table(("When", "Request", "Answer", "Took"), rows))


def _request_row(view: View, entry: Entry) -> tuple[str, ...]:
    code = (entry.error or {}).get("code") or ""
    link = view.page_of("requests", entry.id, f"{entry.method} {entry.path}")
    answer = badge(f"{entry.status} {code}".strip(), bad=not 200 <= entry.status < 400)
    return moment(entry.created), link, answer, f"{entry.milliseconds:.1f} ms"


def request(view: View, id: str) -> Response:
    """One request: parameters, answer, what went wrong, what it led to, how to send it again."""
    entry = next((each for each in view.state.log.entries if each.id == id), None)
    if entry is None:
        return view.page("Not found", "<p>The log has no such request any more.</p>", status=404)
    error = ""
    if entry.error:
        told = [
            (name, escape(str(entry.error[name])))
            for name in ("type", "code", "decline_code", "param", "message")
            if entry.error.get(name)
        ]
        error = f"<h2>What went wrong</h2>{details(told)}"
    led = "".join(f"<li>{view.page_of('events', each, each)}</li>" for each in entry.events)
    touched = "".join(f"<li>{view.link(each)}</li>" for each in dict.fromkeys(entry.objects))
    body = (
        details(
            [
                ("Answer", badge(entry.status, bad=entry.status >= 400)),
                ("When", moment(entry.created)),
                ("Key", escape(entry.key or "none")),
            ]
        )
        + error
        + f"<h2>Objects</h2><ul>{touched}</ul><h2>Events</h2><ul>{led}</ul>"
        + "<h2>Parameters</h2>"
        + json_block(view, entry.params, "Parameters")
        + "<h2>Answer</h2>"
        + _answer(view, entry)
        + "<h2>Send it again</h2>"
        + copied("curl", "Copy as curl", _curl(view, entry))
        + copied("python", "Copy as Python", _python(entry))
    )
    return view.page(f"{entry.method} {entry.path}", body, live=False)


def _answer(view: View, entry: Entry) -> str:
    text = entry.answer.decode("utf-8", "replace")
    try:
        return json_block(view, json.loads(text), "The answer")
    except ValueError:  # cut, or a page
        return block(escape(text), "The answer")


def _curl(view: View, entry: Entry) -> str:
    query = f"?{entry.query}" if entry.query else ""
    parts = [
        f"curl -X {entry.method} {quote(view.state.home + entry.path + query)}",
        '-u "$STRIPE_API_KEY:"',
    ]
    if entry.method == "POST" and entry.params:
        parts += [f"-d {quote(pair)}" for pair in encode_form(entry.params).split("&")]
    return " \\\n  ".join(parts)


def _python(entry: Entry) -> str:
    params = "" if not entry.params else ", **" + repr(entry.params)
    call = f"raw_request({entry.method.lower()!r}, {entry.path!r}{params})"
    return f"import stripe\n\nstripe.StripeClient(key).{call}"


# -- events ----------------------------------------------------------------------------------------


def events(view: View) -> Response:
    """The latest events, and buttons that lead to more."""
    rows = (
        (
            moment(event.created),
            view.page_of("events", event.id, event.type),
            view.link(event.object_id or ""),
            str(event.pending),
        )
        for event in islice(reversed(view.world.events.order), SHOWN)
    )
    options = "".join(f"<option>{escape(name)}</option>" for name in sorted(recipe_book.RECIPES))
    field = f'<label for="name">Event</label><select id="name" name="name">{options}</select>'
    body = view.form("/trigger", "Trigger", field) + table(
        ("When", "Type", "Object", "Pending webhooks"), rows
    )
    return view.page("Events", body)


def event(view: View, id: str) -> Response:
    """One event: what changed, its payload, its deliveries with every try."""
    found = view.world.events.get(id)
    if found is None:
        return view.page("Not found", "<p>This world has no such event.</p>", status=404)
    payload = found.body(connected=not view.world.is_platform)
    changed: Obj = found.previous or {}
    now = payload["data"]["object"]
    diff = table(
        ("Field", "Before", "After"),
        (
            (escape(name), escape(json.dumps(old)), escape(json.dumps(now.get(name))))
            for name, old in changed.items()
        ),
    )
    sent = (
        (
            escape(each.url),
            webhooks.state(each),
            webhooks.tries(each),
            view.form("/resend", "Resend", id=id, target=each.target.id),
        )
        for each in view.state.webhooks.deliveries
        if each.event.id == id
    )
    body = (
        view.form("/resend", "Resend to all", id=id)
        + (f"<h2>What changed</h2>{diff}" if changed else "")
        + "<h2>Deliveries</h2>"
        + table(("To", "State", "Tries", ""), sent)
        + "<h2>Payload</h2>"
        + json_block(view, payload, "The payload")
    )
    return view.page(found.type, body)


# -- faults ---------------------------------------------------------------------------------------


def faults(view: View) -> Response:
    """The faults in force, and a form for another one."""
    rows = (
        (
            escape(each.kind),
            escape(each.route or "any request"),
            str(each.status),
            "always" if each.times is None else str(each.times),
        )
        for each in view.state.faults.orders
    )
    options = "".join(f"<option>{kind}</option>" for kind in KINDS)
    fields = (
        f'<label for="fault">Kind</label><select id="fault" name="kind">{options}</select>'
        '<label for="route">Route</label><input id="route" name="route" placeholder="POST /v1/charges">'
        '<label for="status">Status</label><input id="status" name="status" value="500" size="4">'
        '<label for="times">Times</label><input id="times" name="times" value="1" size="4">'
    )
    body = (
        table(("Kind", "Route", "Status", "Times left"), rows)
        + view.form("/faults", "Order", fields, do="order")
        + view.form("/faults", "Clear all", do="clear")
    )
    return view.page("Faults", body, live=False)


def change_faults(view: View) -> str:
    """Orders a fault, or withdraws all of them."""
    if view.text("do") == "clear":
        view.state.faults.clear()
        return "There are no faults any more."
    numbers = {name: view.text(name) for name in ("status", "times")}
    if not all(each.isascii() and each.isdigit() and len(each) < 10 for each in numbers.values()):
        raise ValueError("Status and times are numbers.")
    orders.fault(
        view.state,
        kind=view.text("kind"),
        route=view.text("route") or None,
        **{k: int(v) for k, v in numbers.items()},
    )
    return "The fault is ordered."


def run_trigger(view: View) -> str:
    """Sends the requests that lead to an event."""
    try:
        done = trigger.run_in(view.app, view.text("name"))
    except (trigger.RecipeError, CommandError) as error:
        raise ValueError(str(error)) from None
    return f"Sent: {', '.join(done.requests)}."
