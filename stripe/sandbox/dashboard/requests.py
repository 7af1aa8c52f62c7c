"""Requests as developers look at them: what was asked and answered, why it failed, what it led to."""

from __future__ import annotations

import json
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from stripe.sandbox.dashboard import advice, copying
from stripe.sandbox.dashboard.view import badge, block, copied, details, json_block, moment, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response
    from stripe.sandbox.state.request_log import Entry

SHOWN = 100


def page(view: View) -> Response:
    """Requests of the account and mode, the newest first: all, or those that failed or fit a text."""
    wanted, failed = view.text("q").strip(), view.text("failed") == "yes"
    found = list(islice(_matching(view, wanted, failed=failed), SHOWN + 1))
    checked = " checked" if failed else ""
    search = view.search(
        "Path, code or id",
        wanted,
        f'<label><input type="checkbox" name="failed" value="yes"{checked}> failed only</label>',
    )
    body = search + table(
        ("When", "Request", "Answer", "Took"), (_row(view, e) for e in found[:SHOWN])
    )
    if len(found) > SHOWN:
        body += view.older(found[SHOWN - 1].id, q=wanted, failed="yes" if failed else "")
    return view.page("Requests", body)


def of_world(view: View) -> Iterator[Entry]:
    """The requests of the account and mode, the newest first; those without a key are the platform's."""
    for entry in reversed(view.state.log.entries):
        account = entry.account or view.state.account_id
        if account == view.account and ("_live_" in (entry.key or "")) is view.livemode:
            yield entry


def _matching(view: View, wanted: str, *, failed: bool) -> Iterator[Entry]:
    after, seen = view.text("after"), not view.text("after")
    for entry in of_world(view):
        words = (entry.id, entry.path, (entry.error or {}).get("code") or "")
        if seen and (not failed or has_failed(entry)) and any(wanted in word for word in words):
            yield entry
        seen = seen or entry.id == after


def has_failed(entry: Entry) -> bool:
    """Whether the answer was an error, or there was none."""
    return not 200 <= entry.status < 400


def _row(view: View, entry: Entry) -> tuple[str, ...]:
    return (moment(entry.created), link(view, entry), answer(entry), f"{entry.milliseconds:.1f} ms")


def link(view: View, entry: Entry) -> str:
    """A link to the page of a request."""
    return view.page_of("requests", entry.id, f"{entry.method} {entry.path}")


def answer(entry: Entry) -> str:
    """Status and code of an answer."""
    code = (entry.error or {}).get("code") or ""
    return badge(f"{entry.status} {code}".strip(), bad=has_failed(entry))


def one(view: View, id: str) -> Response:
    """One request: parameters, answer, what went wrong, what it led to, how to send it again."""
    entry = next((each for each in view.state.log.entries if each.id == id), None)
    if entry is None:
        return view.page("Not found", "<p>The log has no such request any more.</p>", status=404)
    account = None if entry.account == view.state.account_id else entry.account
    body = (
        details(
            [
                ("Answer", answer(entry)),
                ("When", moment(entry.created)),
                ("Account", escape(entry.account or "none")),
                ("Key", escape(entry.key or "none")),
                ("Idempotency key", escape(entry.idempotency_key or "none")),
            ]
        )
        + _error(entry)
        + _led_to(view, entry)
        + "<h2>Parameters</h2>"
        + json_block(view, entry.params, "Parameters")
        + "<h2>Answer</h2>"
        + _answer(view, entry)
        + "<h2>Send it again</h2>"
        + copied("curl", "Copy as curl", copying.curl(entry, view.state.home, account))
        + copied("python", "Copy as Python", copying.python(entry, account))
    )
    return view.page(f"{entry.method} {entry.path}", body, live=False)


def _error(entry: Entry) -> str:
    if not entry.error:
        return ""
    told = [
        (name, escape(str(entry.error[name])))
        for name in ("type", "code", "decline_code", "param", "message")
        if entry.error.get(name)
    ]
    known = advice.on(entry.status, entry.error)
    if known is not None:
        told += [("What it means", escape(known.meaning)), ("What to try", escape(known.instead))]
    return f"<h2>What went wrong</h2>{details(told)}"


def _led_to(view: View, entry: Entry) -> str:
    objects = (f"<li>{view.link(each)}</li>" for each in dict.fromkeys(entry.objects))
    events = ((each, view.world.events.get(each)) for each in entry.events)
    rows = (
        (
            view.page_of("events", id, event.type if event is not None else id),
            view.link(event.object_id or "") if event is not None else "",
        )
        for id, event in events
    )
    return (
        f"<h2>Objects</h2><ul>{''.join(objects)}</ul>"
        f"<h2>Events that it led to</h2>{table(('Event', 'Object'), rows)}"
    )


def _answer(view: View, entry: Entry) -> str:
    text = entry.answer.decode("utf-8", "replace")
    try:
        return json_block(view, json.loads(text), "The answer")
    except ValueError:  # cut, or a page
        return block(escape(text), "The answer")
