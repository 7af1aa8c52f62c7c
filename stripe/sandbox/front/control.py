"""What answers outside the API: the pages of families, and JSON control routes below /_sandbox.

    GET  /_sandbox                          where it is, what it speaks, what time it has
    GET  /_sandbox/health                   {"status": "ok"}, with no key whatever the settings
    GET  /_sandbox/requests[?limit=]        the request log, newest first; /requests/{id} one of them
    GET  /_sandbox/events, /deliveries      newest first
    POST /_sandbox/listeners                {url, events}: see `listeners`; GET, POST, DELETE /{id}
    POST /_sandbox/deliveries/{event}/resend
    GET  /_sandbox/keys                     masked; POST {kind, livemode, account, permissions}
    POST /_sandbox/keys/roll, /keys/revoke  {key}
    POST /_sandbox/faults                   the arguments of Sandbox.fail; DELETE withdraws all
    POST /_sandbox/webhooks                 {fail_next, duplicate_next, reorder_next, delay_next}
    POST /_sandbox/clock                    {advance} {move_to} (seconds) or {freeze: true}
    POST /_sandbox/authenticate             {intent, succeed}: what the customer does on its page
    POST /_sandbox/trigger                  {name, override, remove, skip}
    GET  /_sandbox/settings                 as `Sandbox.settings` has them; POST {name: value} sets
    POST /_sandbox/reset
    GET  /_sandbox/state                    the whole state, keys and secrets too; POST puts it back

Bodies are JSON and have to say so: a page in a browser cannot send that across origins unasked.
What is asked wrongly gets a 400 with a sentence.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from stripe.sandbox import form
from stripe.sandbox.api import router
from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.front import orders
from stripe.sandbox.front.guard import CONTROL
from stripe.sandbox.generic import registry
from stripe.sandbox.http import Response
from stripe.sandbox.json import Obj, as_dict, encode
from stripe.sandbox.spec import description
from stripe.sandbox.state import snapshots
from stripe.sandbox.state.keys import short

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from stripe.sandbox.api.app import App
    from stripe.sandbox.http import Request
    from stripe.sandbox.state.delivery import Delivery
    from stripe.sandbox.state.state import State

DEFAULT_LIMIT, LARGEST_LIMIT = 100, 10_000


def answer(app: App, request: Request) -> Response | None:
    """The answer of a page or a control route; None when the address is neither."""
    state = app.state
    path = request.path.rstrip("/")
    if path == CONTROL or path.startswith(CONTROL + "/"):
        return _control(app, request, path[len(CONTROL) + 1 :])
    found = router.find_page(request.method, request.path)
    if found is None:
        # The dashboard shows what all rooms have: a server that only answers the API starts without it.
        from stripe.sandbox.dashboard import pages

        return pages.answer(app, request) if pages.is_page(unquote(request.path)) else None
    route, ids = found
    with state.lock:
        state.clock.run_due()
        state.begin(None, None, request.url)
        raw = registry.pages()[route.key](state, request, ids)
    state.webhooks.flush()
    return Response(raw.status, {"Content-Type": raw.content_type, **raw.headers}, raw.body)


def _control(app: App, request: Request, what: str) -> Response:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    try:
        result, status = _result(app, request, what), 200
    except ApiError as error:
        result, status = error.body(None), error.status
    except ValueError as error:  # a sentence of ours: what the handle's methods raise
        result, status = invalid(str(error)).body(None), 400
    app.state.webhooks.flush()
    return Response(status, headers, encode(result).encode())


def _result(app: App, request: Request, what: str) -> Any:
    state = app.state
    first, _, rest = what.partition("/")
    if first == "listeners" and rest and request.method != "POST":
        listeners = state.listeners
        return listeners.take(rest) if request.method == "GET" else listeners.remove(rest)
    if request.method == "GET" and first in READ:
        limit = _limit(form.from_form(request.query).get("limit"))
        with state.lock:
            return READ[first](state, rest, limit)
    if request.method == "DELETE" and what == "faults":
        state.faults.clear()
        return {}
    if request.method == "POST" and first in WRITE:
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise invalid("Control routes take application/json.", status=415)
        return WRITE[first](app, rest, form.from_json(request.body))
    raise invalid(f"The sandbox has no control route {request.method} {request.path}.", status=404)


# -- what is asked for -----------------------------------------------------------------------------


def _limit(given: Any) -> int:
    if given is None:
        return DEFAULT_LIMIT
    if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) <= 5:
        return min(int(given), LARGEST_LIMIT)
    raise invalid("limit must be a number, 0 to 10000.", "limit")


def _only(body: Obj, known: Collection[str]) -> None:
    for name in body:
        if name not in known:
            raise invalid(f"Unknown name {name}: this route takes {', '.join(known)}.", name)


def _texts(body: Obj, name: str) -> list[str]:
    found = body.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise invalid(f"{name} takes a list of texts.", name)
    return found


def _text(body: Obj, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise invalid(f"{name} is missing, or is no text.", name)
    return value


# -- reading ---------------------------------------------------------------------------------------


def _info(state: State, _rest: str, _limit: int) -> Obj:
    return {
        "account": state.account_id,
        "api_version": description.version(),
        "clock": state.clock.now(),
        "url": state.home,
    }


def _health(_state: State, _rest: str, _limit: int) -> Obj:
    return {"status": "ok"}


def _requests(state: State, rest: str, limit: int) -> Any:
    if rest:
        for entry in state.log.entries:
            if entry.id == rest:
                return _plain(asdict(entry))
        raise invalid(f"No such request: '{rest}'", status=404)
    found = list(state.log.entries)[::-1]
    return {"data": [_plain(asdict(replace(entry, answer=b""))) for entry in found[:limit]]}


def _plain(entry: Obj) -> Obj:
    # uploaded files and other foreign values as their text
    entry["answer"] = entry["answer"].decode("utf-8", "replace")
    return dict(json.loads(json.dumps(entry, default=lambda value: f"<{type(value).__name__}>")))


def _events(state: State, _rest: str, limit: int) -> Obj:
    found = [event for world in state.worlds() for event in world.events.order]
    found.sort(key=lambda event: event.created)
    bodies = [
        event.body(connected=event.account != state.account_id) for event in found[::-1][:limit]
    ]
    return {"data": bodies}


def _deliveries(state: State, _rest: str, limit: int) -> Obj:
    return {"data": [_delivery(found) for found in state.webhooks.deliveries[::-1][:limit]]}


def _delivery(found: Delivery) -> Obj:
    return {
        "event": found.event.id,
        "type": found.type,
        "target": found.target.id,
        "url": found.url,
        "state": found.state,
        "tries": [asdict(one) for one in found.tries],
    }


def _keys(state: State, _rest: str, _limit: int) -> Obj:
    return {
        "data": [
            {
                "account": key.account_id,
                "key": short(key.value),
                "kind": key.kind,
                "livemode": key.livemode,
                "permissions": key.permissions,
            }
            for key in state.keys.issued()
        ]
    }


# -- writing ---------------------------------------------------------------------------------------


def _change_keys(app: App, rest: str, body: Obj) -> Obj:
    keys = app.state.keys
    if rest in ("revoke", "roll"):
        _only(body, ("key",))
        value = _text(body, "key")
        if rest == "roll":
            return {"key": keys.roll(value)}
        keys.revoke(value)
        return {}
    if rest:
        raise invalid("Use POST /_sandbox/keys, /keys/roll or /keys/revoke.", status=404)
    _only(body, ("kind", "livemode", "account", "permissions"))
    account = None if body.get("account") is None else _text(body, "account")
    return {
        "key": keys.create(
            body.get("kind", "secret"),
            livemode=body.get("livemode", False),
            account=account,
            permissions=body.get("permissions"),
        )
    }


def _fault(app: App, _rest: str, body: Obj) -> Obj:
    orders.fault(app.state, **body)
    return {}


def _webhooks(app: App, _rest: str, body: Obj) -> Obj:
    _only(body, ("fail_next", "duplicate_next", "reorder_next", "delay_next"))
    faults = app.state.webhooks.faults
    for name, value in body.items():
        given = value if isinstance(value, list) else [value]
        wanted = 2 if name == "delay_next" else 1
        if len(given) != wanted:
            what = "[number, seconds]" if wanted == 2 else "a number"
            raise invalid(f"{name} must be {what} of deliveries.", name)
        getattr(faults, name)(*given)
    return {}


def _listen(app: App, rest: str, body: Obj) -> Obj:
    if rest:
        return app.state.listeners.tell(rest, body)
    _only(body, ("url", "events"))
    events = body.get("events", ["*"])
    if not isinstance(events, list) or not all(isinstance(each, str) for each in events):
        raise invalid("events must be a list of types.", "events")
    return app.state.listeners.add(_text(body, "url"), events)


def _resend(app: App, rest: str, body: Obj) -> Obj:
    event, _, verb = rest.partition("/")
    if verb != "resend":
        raise invalid("Use POST /_sandbox/deliveries/{event}/resend.", status=404)
    _only(body, ())
    return {"sent": app.state.webhooks.resend(event)}


def _clock(app: App, _rest: str, body: Obj) -> Obj:
    _only(body, ("advance", "move_to", "freeze"))
    clock = app.state.clock
    if body.get("freeze"):
        clock.freeze()
    if "move_to" in body:
        clock.move_to(body["move_to"])
    if "advance" in body:
        clock.advance(body["advance"])
    return {"clock": clock.now()}


def _trigger(app: App, _rest: str, body: Obj) -> Obj:
    from stripe.sandbox.front import trigger

    _only(body, ("name", "override", "remove", "skip"))
    changes = trigger.Changes(
        as_dict(body.get("override")), _texts(body, "remove"), _texts(body, "skip")
    )
    try:
        return trigger.run_in(app, _text(body, "name"), changes)._asdict()
    except trigger.RecipeError as error:
        raise invalid(str(error)) from None


def _authenticate(app: App, _rest: str, body: Obj) -> Obj:
    from stripe.sandbox.checkout.authentication_page import authenticate_for

    _only(body, ("intent", "succeed"))
    succeed = body.get("succeed", True) is not False
    return {"status": authenticate_for(app.state, _text(body, "intent"), succeed=succeed)}


def _settings(state: State, _rest: str, _limit: int) -> Obj:
    return asdict(state.settings)


def _set(app: App, _rest: str, body: Obj) -> Obj:
    wanted = replace(app.state.settings)  # all or none of them
    for settings in (wanted, app.state.settings):
        for name, value in body.items():
            setattr(settings, name, value)
    return asdict(app.state.settings)


def _reset(app: App, _rest: str, body: Obj) -> Obj:
    _only(body, ())
    app.state.reset()
    return {}


def _state(state: State, _rest: str, _limit: int) -> Obj:
    return snapshots.document(state)


def _put_state(app: App, _rest: str, body: Obj) -> Obj:
    snapshots.read(app.state, body)
    return {}


READ: dict[str, Callable[[State, str, int], Any]] = {
    "": _info,
    "health": _health,
    "requests": _requests,
    "events": _events,
    "deliveries": _deliveries,
    "keys": _keys,
    "settings": _settings,
    "state": _state,
}
WRITE: dict[str, Callable[[App, str, Obj], Obj]] = {
    "keys": _change_keys,
    "settings": _set,
    "faults": _fault,
    "webhooks": _webhooks,
    "deliveries": _resend,
    "listeners": _listen,
    "clock": _clock,
    "authenticate": _authenticate,
    "trigger": _trigger,
    "reset": _reset,
    "state": _put_state,
}
