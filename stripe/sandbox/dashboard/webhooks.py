"""Webhook endpoints: made, changed, given a new secret, made to fail; what was sent to them."""

from __future__ import annotations

from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from stripe.sandbox.dashboard.view import badge, block, moment, table
from stripe.sandbox.platform import webhook_endpoints

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.delivery import Delivery

KIND = webhook_endpoints.NAME
PATH = "/v1/webhook_endpoints"
SHOWN = 50


def creation(view: View, kind: str) -> str:
    """The form that makes an endpoint, on the list of endpoints."""
    return view.form("/webhooks", "Create endpoint", _fields(), do="create") if kind == KIND else ""


def _fields(url: str = "", events: str = "*", description: str = "") -> str:
    return (
        '<label for="url">Address</label><input id="url" name="url" type="url" required '
        f'placeholder="http://127.0.0.1:8000/webhook" value="{escape(url)}">'
        '<label for="events">Events</label>'
        f'<input id="events" name="events" value="{escape(events)}">'
        '<label for="description">Description</label>'
        f'<input id="description" name="description" value="{escape(description)}">'
    )


def panel(view: View, endpoint: Obj) -> str:
    """What can be changed of an endpoint, and what was sent to it."""
    id = endpoint["id"]
    events = ", ".join(endpoint["enabled_events"])
    fields = _fields(endpoint["url"], events, endpoint["description"] or "")
    enabled = endpoint["status"] == "enabled"
    count = (
        '<input name="count" inputmode="numeric" size="4" value="1" required '
        'aria-label="How many tries fail">'
    )
    return (
        view.form("/webhooks", "Disable" if enabled else "Enable", do="switch", id=id)
        + view.form("/webhooks", "Roll secret", do="roll", id=id)
        + view.form("/webhooks", "Fail the next tries", count, do="fail", id=id)
        + view.form("/webhooks", "Delete", do="delete", id=id)
        + "<h2>Change it</h2>"
        + view.form("/webhooks", "Save", fields, do="save", id=id)
        + "<h2>Deliveries</h2>"
        + _deliveries(view, id)
    )


def _deliveries(view: View, target: str) -> str:
    latest = reversed(view.state.webhooks.deliveries)
    found = islice((each for each in latest if each.target.id == target), SHOWN)
    return table(
        ("Event", "State", "Tries", ""),
        (
            (
                view.page_of("events", each.event.id, each.type),
                state(each),
                tries(each),
                view.form("/resend", "Resend", id=each.event.id, target=target),
            )
            for each in found
        ),
    )


def state(delivery: Delivery) -> str:
    """How a delivery stands, and when it is tried again."""
    again = f" next try {moment(delivery.next_try)}" if delivery.next_try else ""
    return badge(delivery.state, bad=delivery.state == "failed") + again


def tries(delivery: Delivery) -> str:
    """Every try of a delivery, with what was sent and answered."""
    found = []
    for one in delivery.tries:
        sent = [
            f"POST {delivery.url}",
            *(f"{name}: {value}" for name, value in one.headers.items()),
        ]
        request = "\n".join([*sent, "", delivery.payload])
        answer = one.answer or one.error or "(nothing)"
        found.append(
            f"<details><summary>{moment(one.at)}: {escape(str(one.status or one.error))}, "
            f"{one.milliseconds:.0f} ms</summary>{block(escape(request), 'What was sent')}"
            f"{block(escape(answer), 'What was answered')}</details>"
        )
    return "".join(found) or "none yet"


def change(view: View) -> str:
    """Carries out what a form asks; gives what is said of it."""
    what, id = view.text("do"), view.text("id")
    events = [each.strip() for each in view.text("events").split(",") if each.strip()]
    given = {"url": view.text("url"), "enabled_events": events or ["*"]}
    given["description"] = view.text("description")
    if what == "create":
        if not given["description"]:
            del given["description"]
        made = view.asked_of("POST", PATH, given)
        return f"Created. Its secret, shown this once: {made['secret']}"
    endpoint = view.world.store.get(KIND, id)
    if endpoint is None:
        raise ValueError("This world has no such endpoint.")
    path = f"{PATH}/{id}"
    if what == "save":
        view.asked_of("POST", path, given)
        return "Saved."
    if what == "switch":
        enabled = endpoint["status"] == "enabled"
        view.asked_of("POST", path, {"disabled": enabled})
        return "Disabled: no events go there." if enabled else "Enabled."
    if what == "delete":
        view.asked_of("DELETE", path, {})
        return "Deleted."
    if what == "roll":
        with view.state.lock:
            secret = webhook_endpoints.roll_secret(view.world, endpoint)
        return f"The new secret, shown this once: {secret}"
    count = view.text("count")
    if what != "fail" or not (
        count.isascii() and count.isdigit() and len(count) < 5 and int(count)
    ):
        raise ValueError("Say how many tries are to fail: 1 to 9999.")
    view.state.webhooks.faults.fail_next(int(count), id)
    return f"The next {count} tries to reach it fail with 500."


def resend(view: View) -> str:
    """Sends an event once more, to one target or all it went to."""
    sent = view.state.webhooks.resend(view.text("id"), view.text("target") or None)
    return f"Sent to {sent}."
