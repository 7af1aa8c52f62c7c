"""From an address to a page of the dashboard, or to what a button does."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlencode

from stripe.sandbox import form
from stripe.sandbox.dashboard import (
    clocks,
    events,
    faults,
    home,
    keys,
    lists,
    objects,
    requests,
    webhooks,
)
from stripe.sandbox.dashboard.view import View, seen_of
from stripe.sandbox.http import Request, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripe.sandbox.api.app import App

ASSETS = {"/assets/dashboard.css": "text/css", "/assets/dashboard.js": "text/javascript"}
PAUSE = 1500  # milliseconds between two looks
LONGEST_SAID = 600  # characters: it goes in an address
READ: dict[str, Callable[[View], Response]] = {
    "/": home.page,
    "/objects": lists.kinds,
    "/developers/keys": keys.page,
    "/developers/requests": requests.page,
    "/developers/events": events.page,
    "/developers/faults": faults.page,
    "/time": clocks.page,
}
CHANGE: dict[str, Callable[[View], str]] = {
    "/do": objects.do,
    "/settle": home.settle,
    "/webhooks": webhooks.change,
    "/resend": webhooks.resend,
    "/trigger": events.run_trigger,
    "/faults": faults.change,
    "/clock": clocks.change,
}


def is_page(path: str) -> bool:
    """Whether an address is the dashboard's."""
    known = (*READ, *CHANGE, *ASSETS, "/keys", "/live")
    return path in known or path.startswith(("/objects/", "/developers/"))


def answer(app: App, request: Request) -> Response | None:
    """The answer to a request for the dashboard, None for an address that is none of its own."""
    path = unquote(request.path)
    if request.method in ("GET", "HEAD"):
        if path in ASSETS:
            return Response(
                200, {"Content-Type": ASSETS[path], "Cache-Control": "no-cache"}, _asset(path)
            )
        if path == "/live":
            return _live(app)
        with app.state.lock:
            app.state.clock.run_due()
            return _read(View(app, path, form.from_form(request.query)))
    if request.method == "POST" and (path in CHANGE or path == "/keys"):
        return _change(View(app, path, form.from_form(request.body.decode("utf-8", "replace"))))
    return None


def _read(view: View) -> Response | None:
    if view.path in READ:
        return READ[view.path](view)
    room, _, rest = view.path.lstrip("/").partition("/")
    kind, _, id = rest.partition("/")
    if room == "objects":
        return objects.page(view, kind, id) if id else lists.listing(view, kind)
    if kind == "requests":
        return requests.one(view, id)
    return events.one(view, id) if kind == "events" else None


def _change(view: View) -> Response:
    made = ""
    try:
        if view.path == "/keys":
            said, made = keys.change(view)
        else:
            said = CHANGE[view.path](view)
    except ValueError as error:
        said = str(error)
    view.state.webhooks.flush()
    if made:
        return keys.page(view, made)
    back = view.text("back")
    back = back if is_page(back) else "/developers/keys" if view.path == "/keys" else "/"
    location = f"{back}?{urlencode({'in': view.place, 'said': said[:LONGEST_SAID]})}"
    return Response(303, {"Location": location, "Content-Type": "text/plain"}, b"")


def _live(app: App) -> Response:
    """One server-sent event, then the end: the browser asks again, and no thread waits with it."""
    seen = seen_of(app.state)
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    return Response(200, headers, f"retry: {PAUSE}\ndata: {seen}\n\n".encode())


@cache
def _asset(path: str) -> bytes:
    return (
        files("stripe.sandbox.dashboard")
        .joinpath("assets")
        .joinpath(path.rpartition("/")[2])
        .read_bytes()
    )
