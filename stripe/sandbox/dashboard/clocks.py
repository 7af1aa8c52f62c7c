"""Time: the sandbox's clock, test clocks, and what is due."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox.dashboard.view import badge, moment, table
from stripe.sandbox.state import schedule

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response

DAY = 86_400
SHOWN = 100


def page(view: View) -> Response:
    """The clocks, and what is due."""
    due = schedule.waiting(view.world)
    rows = (
        (
            moment(task.when),
            escape(task.name),
            view.link(str(task.args[0])) if task.args else "",
            view.link(task.test_clock or ""),
        )
        for task in due[:SHOWN]
    )
    clocks = (
        (
            view.link(clock["id"]),
            escape(str(clock.get("name") or "")),
            moment(clock["frozen_time"]),
            badge(clock["status"]),
            view.form("/clock", "Advance a day", clock=clock["id"], seconds=str(DAY)),
        )
        for clock in view.world.store.all("test_helpers.test_clock")
    )
    buttons = view.form("/clock", "Advance a day", seconds=str(DAY)) + view.form(
        "/clock", "To the next thing due", seconds="next"
    )
    body = (
        f"<p>The sandbox's clock shows <strong>{moment(view.state.clock.now())}</strong> UTC.</p>{buttons}"
        f"<h2>Test clocks</h2>{table(('Clock', 'Name', 'Time', 'Status', ''), clocks)}"
        f"<h2>What is due</h2>{table(('When', 'Task', 'Object', 'Test clock'), rows)}"
    )
    return view.page("Time", body, live=False)


def change(view: View) -> str:
    """Advances the sandbox's clock, or a test clock by a request."""
    id = view.text("clock")
    if id:
        clock = view.world.store.get("test_helpers.test_clock", id)
        if clock is None:
            raise ValueError("There is no such clock.")
        status, answer = view.ask(
            "POST",
            f"/v1/test_helpers/test_clocks/{id}/advance",
            {"frozen_time": clock["frozen_time"] + DAY},
        )
        return (
            "The test clock is advanced by a day."
            if status < 400
            else str(answer["error"]["message"])
        )
    if view.text("seconds") == "next":
        due = view.state.agenda.next_due()
        if due is None:
            return "Nothing is due."
        view.state.clock.move_to(due)
    else:
        view.state.clock.advance(DAY)
    return f"It is {moment(view.state.clock.now())} UTC."
