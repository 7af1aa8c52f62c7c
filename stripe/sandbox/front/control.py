"""What answers outside the API: the pages of families, and JSON control routes below /_sandbox.

    GET  /_sandbox                          where it is, what it speaks, what time it has
    GET  /_sandbox/requests[?limit=]        the request log, newest first; /requests/{id} one of them
    GET  /_sandbox/events, /deliveries      newest first
    POST /_sandbox/deliveries/{event}/resend
    GET  /_sandbox/keys                     masked; POST {kind, livemode, account, permissions}
    POST /_sandbox/keys/roll, /keys/revoke  {key}
    POST /_sandbox/faults                   the arguments of Sandbox.fail; DELETE withdraws all
    POST /_sandbox/webhooks                 {fail_next, duplicate_next, reorder_next, delay_next}
    POST /_sandbox/clock                    {advance} {move_to} (seconds) or {freeze: true}
    POST /_sandbox/authenticate             {intent, succeed}: what the customer does on its page
    POST /_sandbox/trigger                  {name}
    POST /_sandbox/reset

Bodies are JSON and have to say so: a page in a browser cannot send that across origins unasked.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from stripe.sandbox.api import form, router
from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.generic import registry
from stripe.sandbox.generic.call import Response
from stripe.sandbox.json import Obj, encode
from stripe.sandbox.spec import description
from stripe.sandbox.state.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from stripe.sandbox.api.app import App
    from stripe.sandbox.generic.call import Request
    from stripe.sandbox.state.deliveries import Delivery
    from stripe.sandbox.state.state import State

ROOT = "/_sandbox"
DEFAULT_LIMIT = 100


def answer(app: App, request: Request) -> Response | None:
    """The answer of a page or a control route; None when the address is neither."""
    state = app.state
    path = request.path.rstrip("/")
    if path == ROOT or path.startswith(ROOT + "/"):
        return _control(app, request, path[len(ROOT) + 1 :])
    found = router.find_page(request.method, request.path)
    if found is None:
        return None
    route, ids = found
    with state.lock:
        state.clock.run_due()
        state.begin(None, None)
        raw = registry.pages()[route.key](state, request, ids)
    state.webhooks.flush()
    return Response(raw.status, {"Content-Type": raw.content_type, **raw.headers}, raw.body)


def _control(app: App, request: Request, what: str) -> Response:
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    try:
        result, status = _result(app, request, what), 200
    except ApiError as error:
        result, status = error.body(None), error.status
    except (TypeError, ValueError, KeyError) as error:
        result, status = invalid(str(error)).body(None), 400
    app.state.webhooks.flush()
    return Response(status, headers, encode(result).encode())


def _result(app: App, request: Request, what: str) -> Any:
    state = app.state
    first, _, rest = what.partition("/")
    if request.method == "GET" and first in READ:
        query = form.from_form(request.query)
        with state.lock:
            return READ[first](state, rest, int(query.get("limit", DEFAULT_LIMIT)))
    if request.method == "DELETE" and what == "faults":
        state.faults.clear()
        return {}
    if request.method == "POST" and first in WRITE:
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise invalid("Control routes take application/json.", status=415)
        return WRITE[first](app, rest, json.loads(request.body or b"{}"))
    raise invalid(f"The sandbox has no control route {request.method} {request.path}.", status=404)


# -- reading ---------------------------------------------------------------------------------------


def _info(state: State, _rest: str, _limit: int) -> Obj:
    return {
        "account": state.account_id,
        "api_version": description.version(),
        "clock": state.clock.now(),
        "url": state.base_url,
    }


def _requests(state: State, rest: str, limit: int) -> Any:
    if rest:
        for entry in state.log.entries:
            if entry.id == rest:
                return _plain(asdict(entry))
        raise invalid(f"No such request: '{rest}'", status=404)
    found = list(state.log.entries)[::-1]
    return {"data": [_plain(asdict(entry)) for entry in found[:limit]]}


def _plain(entry: Obj) -> Obj:
    # uploaded files and other foreign values as their text
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
                "key": key.masked,
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
    if rest == "revoke":
        keys.revoke(str(body["key"]))
        return {}
    if rest == "roll":
        return {"key": keys.roll(str(body["key"]))}
    return {"key": keys.create(body.pop("kind", "secret"), **body)}


def _fault(app: App, _rest: str, body: Obj) -> Obj:
    app.state.faults.add(Fault(**body))
    return {}


def _webhooks(app: App, _rest: str, body: Obj) -> Obj:
    faults = app.state.webhooks.faults
    for name, value in body.items():
        if name not in ("fail_next", "duplicate_next", "reorder_next", "delay_next"):
            raise ValueError(f"{name} is not something that can be ordered of deliveries.")
        getattr(faults, name)(*(value if isinstance(value, list) else [value]))
    return {}


def _resend(app: App, rest: str, _body: Obj) -> Obj:
    event, _, verb = rest.partition("/")
    if verb != "resend":
        raise ValueError("Use POST /_sandbox/deliveries/{event}/resend.")
    return {"sent": app.state.webhooks.resend(event)}


def _clock(app: App, _rest: str, body: Obj) -> Obj:
    clock = app.state.clock
    if body.get("freeze"):
        clock.freeze()
    if "move_to" in body:
        clock.move_to(float(body["move_to"]))
    if "advance" in body:
        clock.advance(float(body["advance"]))
    return {"clock": clock.now()}


def _trigger(app: App, _rest: str, body: Obj) -> Obj:
    from stripe.sandbox.front import trigger

    return {"requests": trigger.run_in(app, str(body["name"]))}


def _authenticate(app: App, _rest: str, body: Obj) -> Obj:
    from stripe.sandbox.checkout import pages

    succeed = body.get("succeed", True) is not False
    return {"status": pages.authenticate_for(app.state, str(body["intent"]), succeed=succeed)}


def _reset(app: App, _rest: str, _body: Obj) -> Obj:
    app.state.reset()
    return {}


READ: dict[str, Callable[[State, str, int], Any]] = {
    "": _info,
    "requests": _requests,
    "events": _events,
    "deliveries": _deliveries,
    "keys": _keys,
}
WRITE: dict[str, Callable[[App, str, Obj], Obj]] = {
    "keys": _change_keys,
    "faults": _fault,
    "webhooks": _webhooks,
    "deliveries": _resend,
    "clock": _clock,
    "authenticate": _authenticate,
    "trigger": _trigger,
    "reset": _reset,
}
