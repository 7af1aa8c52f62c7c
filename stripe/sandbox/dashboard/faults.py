"""Faults: those in force, ordered and withdrawn by a person."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox.dashboard.view import table
from stripe.sandbox.front import orders
from stripe.sandbox.state.faults import KINDS

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response


def page(view: View) -> Response:
    """The faults in force, and a form for another one."""
    rows = (
        (
            escape(each.kind),
            escape(each.route or "any request"),
            str(each.status),
            escape(each.code or ""),
            "always" if each.times is None else str(each.times),
        )
        for each in view.state.faults.orders
    )
    options = "".join(f"<option>{kind}</option>" for kind in KINDS)
    fields = (
        f'<label for="fault">Kind</label><select id="fault" name="kind">{options}</select>'
        '<label for="route">Route</label><input id="route" name="route" placeholder="POST /v1/charges">'
        '<label for="status">Status</label><input id="status" name="status" value="500" size="4">'
        '<label for="code">Code</label><input id="code" name="code" placeholder="rate_limit">'
        '<label for="latency">Seconds late</label>'
        '<input id="latency" name="latency" value="0" size="4">'
        '<label for="times">Times</label><input id="times" name="times" value="1" size="4">'
    )
    body = (
        table(("Kind", "Route", "Status", "Code", "Times left"), rows)
        + view.form("/faults", "Order", fields, do="order")
        + view.form("/faults", "Clear all", do="clear")
    )
    return view.page("Faults", body, live=False)


def change(view: View) -> str:
    """Orders a fault, or withdraws all of them."""
    if view.text("do") == "clear":
        view.state.faults.clear()
        return "There are no faults any more."
    numbers = {name: view.text(name) or "0" for name in ("status", "times", "latency")}
    if not all(each.isascii() and each.isdigit() and len(each) < 10 for each in numbers.values()):
        raise ValueError("Status, times and seconds are whole numbers.")
    orders.fault(
        view.state,
        kind=view.text("kind"),
        route=view.text("route") or None,
        code=view.text("code") or None,
        **{name: int(value) for name, value in numbers.items()},
    )
    return "The fault is ordered."
