"""Time: the sandbox's clock and test clocks, moved by days, to a date, to what is due; and what is due."""

from __future__ import annotations

from datetime import datetime, timezone
from html import escape
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING

from stripe.sandbox.billing.clocks import CLOCK
from stripe.sandbox.billing.periods import DAY
from stripe.sandbox.dashboard.view import badge, moment, table
from stripe.sandbox.state import schedule

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response

SHOWN = 100
PATH = "/v1/test_helpers/test_clocks"


def page(view: View) -> Response:
    """The clocks, and what is due."""
    clocks = (
        (
            view.link(clock["id"]),
            escape(str(clock.get("name") or "")),
            moment(clock["frozen_time"]),
            badge(clock["status"]),
            _moves(view, clock["id"]),
        )
        for clock in view.world.store.all(CLOCK)
    )
    new = (
        '<label for="name">Name</label><input id="name" name="name">'
        '<label for="from">Time (UTC)</label><input id="from" name="date" type="datetime-local" '
        f'required value="{_typed(view.state.clock.now())}">'
    )
    body = (
        f"<p>The sandbox's clock shows <strong>{moment(view.state.clock.now())}</strong> UTC.</p>"
        f"{_moves(view, '')}"
        f"<h2>Test clocks</h2>{table(('Clock', 'Name', 'Time', 'Status', ''), clocks)}"
        f"{view.form('/clock', 'Create test clock', new, do='create')}"
        f"<h2>What is due</h2>{_due(view)}"
    )
    return view.page("Time", body, live=False)


def _moves(view: View, clock: str) -> str:
    whose = f"of {clock}" if clock else "of the sandbox"
    days = (
        '<input name="days" inputmode="numeric" size="4" value="1" required '
        f'aria-label="Days for the clock {whose}">'
    )
    date = (
        '<input name="date" type="datetime-local" required '
        f'aria-label="UTC date for the clock {whose}">'
    )
    return (
        view.form("/clock", "Advance by days", days, clock=clock, do="days")
        + view.form("/clock", "Advance to a date", date, clock=clock, do="date")
        + view.form("/clock", "To the next thing due", clock=clock, do="next")
    )


def _due(view: View) -> str:
    due = list(islice(schedule.soonest(view.world), SHOWN + 1))
    rows = (
        (
            moment(task.when),
            f"<code>{escape(task.name)}</code>",
            escape(schedule.meaning(task.name)),
            view.link(str(task.args[0])) if task.args else "",
            view.link(task.test_clock) if task.test_clock else "the sandbox's",
        )
        for task in due[:SHOWN]
    )
    more = "<p>More is due after that.</p>" if len(due) > SHOWN else ""
    return table(("When", "Task", "What happens", "Object", "Clock"), rows) + more


def _typed(at: float) -> str:
    """A time as a browser's field for dates has it."""
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M")


def change(view: View) -> str:
    """Makes a test clock, or moves one or the sandbox's."""
    if view.text("do") == "create":
        given = {"frozen_time": _date(view.text("date")), "name": view.text("name")}
        made = view.asked_of("POST", PATH, {name: value for name, value in given.items() if value})
        return f"Created {made['id']}. Give it to a customer: test_clock=."
    id = view.text("clock")
    return _advance_test_clock(view, id) if id else _advance(view)


def _advance(view: View) -> str:
    clock = view.state.clock
    target = _target(view, clock.time(), view.state.agenda.next_due())
    if target < clock.time():
        raise ValueError("Clocks go forward only.")
    clock.move_to(target)
    return f"It is {moment(clock.now())} UTC."


def _advance_test_clock(view: View, id: str) -> str:
    clock = view.world.store.get(CLOCK, id)
    if clock is None:
        raise ValueError("There is no such clock.")
    line = (view.world.account_id, view.world.livemode, id)
    target = ceil(_target(view, clock["frozen_time"], view.state.agenda.next_due(line)))
    view.asked_of("POST", f"{PATH}/{id}/advance", {"frozen_time": target})
    return f"{id} shows {moment(target)} UTC."


def _target(view: View, now: float, due: float | None) -> float:
    what, days = view.text("do"), view.text("days")
    if what == "date":
        return _date(view.text("date"))
    if what == "next":
        if due is None:
            raise ValueError("Nothing is due.")
        return max(due, now)
    if what != "days" or not (days.isascii() and days.isdigit() and 0 < len(days) < 7):
        raise ValueError("Say how many days: a whole number, 1 or more.")
    return now + int(days) * DAY


def _date(text: str) -> int:
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp())
    except (ValueError, OverflowError):
        raise ValueError("Say the date like this: 2030-01-31T12:00 (UTC).") from None
