"""Events as developers look at them: what changed, the payload, its deliveries; and triggers of more."""

from __future__ import annotations

import json
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from stripe.sandbox.dashboard import webhooks
from stripe.sandbox.dashboard.view import json_block, moment, table
from stripe.sandbox.front import recipe_book, trigger
from stripe.sandbox.front.errors import CommandError
from stripe.sandbox.json import Obj
from stripe.sandbox.spec import description

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response
    from stripe.sandbox.state.events import Event

SHOWN = 100


def page(view: View) -> Response:
    """The events of the account and mode, the newest first, and buttons that lead to more."""
    wanted = view.text("q").strip()
    found = list(islice(_matching(view, wanted), SHOWN + 1))
    rows = (
        (
            moment(event.created),
            view.page_of("events", event.id, event.type),
            view.link(event.object_id or ""),
            str(event.pending),
        )
        for event in found[:SHOWN]
    )
    options = "".join(f"<option>{escape(name)}</option>" for name in sorted(recipe_book.RECIPES))
    field = f'<label for="name">Event</label><select id="name" name="name">{options}</select>'
    body = (
        view.form("/trigger", "Trigger", field)
        + view.search("type, or id of an object", wanted)
        + table(("When", "Type", "Object", "Pending webhooks"), rows)
    )
    if len(found) > SHOWN:
        body += view.older(found[SHOWN - 1].id, q=wanted)
    return view.page("Events", body)


def _matching(view: View, wanted: str) -> Iterator[Event]:
    """By the start of a type, by the id of an object or of the event itself."""
    log, after = view.world.events, view.text("after")
    every = log.walk(after if log.get(after) else None, forward=False)
    own = log.get(wanted)
    if own is not None:
        return iter([own])
    if any(type.startswith(wanted) for type in description.event_types()):
        return (event for event in every if event.type.startswith(wanted))
    return (event for event in every if event.object_id == wanted)


def one(view: View, id: str) -> Response:
    """One event: what changed, its payload, its deliveries with every try."""
    found = view.world.events.get(id)
    if found is None:
        return view.page("Not found", "<p>This world has no such event.</p>", status=404)
    payload = found.body(connected=not view.world.is_platform)
    changed: Obj = found.previous or {}
    cause = found.request_id
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
        + (f"<p>Led to by {view.page_of('requests', cause, cause)}</p>" if cause else "")
        + (f"<h2>What changed</h2>{diff}" if changed else "")
        + "<h2>Deliveries</h2>"
        + table(("To", "State", "Tries", ""), sent)
        + "<h2>Payload</h2>"
        + json_block(view, payload, "The payload")
    )
    return view.page(found.type, body)


def run_trigger(view: View) -> str:
    """Sends the requests that lead to an event."""
    try:
        done = trigger.run_in(view.app, view.text("name"))
    except (trigger.RecipeError, CommandError) as error:
        raise ValueError(str(error)) from None
    return f"Sent: {', '.join(done.requests)}."
