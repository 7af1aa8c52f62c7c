"""HTTP on one side, calls on the other: from a request to the behaviour and back to an answer."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from time import sleep
from typing import TYPE_CHECKING, Any

from stripe.sandbox import errors, form
from stripe.sandbox.api import (
    acting_account,
    expand,
    extra_parameters,
    old_parameters,
    router,
    validation,
    validation_v2,
    version_changes,
    versions,
)
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic import behaviours, registry
from stripe.sandbox.generic.call import Call
from stripe.sandbox.http import Raw, Request, Response
from stripe.sandbox.json import Obj, encode
from stripe.sandbox.spec import conformance, description
from stripe.sandbox.state import keys
from stripe.sandbox.state.request_log import Entry, kept

if TYPE_CHECKING:
    from stripe.sandbox.generic.registry import Handler
    from stripe.sandbox.spec.description import Route
    from stripe.sandbox.state.faults import Fault
    from stripe.sandbox.state.keys import Key
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

LOGGER = logging.getLogger("stripe.sandbox")
LIST = {"object", "data", "has_more", "url"}
API_PATHS = ("/v1/", "/v2/", "/oauth/token", "/oauth/deauthorize")

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Request-Id, Stripe-Manage-Version, Stripe-Should-Retry, X-Stripe-Privileged-Session-Required"
    ),
    "Access-Control-Max-Age": "300",
}
PREFLIGHT = {
    **CORS,
    "Access-Control-Allow-Methods": "GET, HEAD, PUT, PATCH, POST, DELETE",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, Idempotency-Key, Stripe-Account, Stripe-Context, "
        "Stripe-Version, X-Stripe-Client-User-Agent"
    ),
}


Aside = Callable[["App", Request], "Response | None"]


class Exchange:
    """One request while it is being answered."""

    key: Key | None = None
    world: World | None = None
    kind: str = ""
    error: Obj | None = None
    fault: Fault | None = None

    def __init__(self, request: Request, request_id: str) -> None:
        self.request = request
        self.id = request_id
        self.began: float = time.perf_counter()
        self.version: str = description.version()
        self.params: Obj = {}
        self.touched: list[str] = []
        self.led_to: list[str] = []


class App:
    """Answers requests; `handle` is all that transports and servers need.

    `aside` answers what is no part of the API, pages and control routes, if it knows the path.
    """

    def __init__(self, state: State, aside: Aside = lambda _app, _request: None) -> None:
        self.state = state
        self._aside = aside
        state.webhooks.in_version = version_changes.event_in

    def handle(self, request: Request) -> Response:
        """Answers a request, whatever it is."""
        if request.method == "OPTIONS" and request.path.startswith(API_PATHS):
            return Response(204, {**PREFLIGHT, "Content-Length": "0"}, b"")
        if not request.path.startswith(API_PATHS):
            response = self._aside(self, request)
            if response is not None:
                return response
        state = self.state
        exchange = self._taken(request)
        try:
            response = self._answer(exchange)
        except ApiError as error:
            response = self._refuse(exchange, error)
        except Exception as error:  # noqa: BLE001 - a bug here is an answer, too, not the end
            response = self._break(exchange, error)
        if exchange.fault is not None:
            response = _after(exchange.fault, response)
        self._log(exchange, response)
        state.webhooks.flush()
        return response

    def _taken(self, request: Request) -> Exchange:
        """A request that has come in; what has come due by then is carried out first."""
        state = self.state
        # The lock is free again when a clock has arrived: some requests need not wait for that.
        if not state.advancing:
            with state.lock:
                state.clock.run_due()
        return Exchange(request, "req_" + state.ids.text(14))

    # -- one request, step by step ---------------------------------------------------------------

    def _answer(self, exchange: Exchange) -> Response:
        request, state = exchange.request, self.state
        headers = request.headers
        key = exchange.key = state.keys.authenticate(headers)
        exchange.version = versions.check(headers.get("stripe-version"))
        found = version_changes.moved(exchange.version, request) or router.find(
            request.method, request.path
        )
        if found is None:
            raise errors.unrecognized_url(request.method, request.path)
        route, ids, more = found
        if state.faults.orders:
            exchange.fault = state.faults.meet(route.key, request.path)
        world = exchange.world = acting_account.world_of(state, key, headers)
        keys.allow(key, route, world.account_id, state.clock)
        params = _parse(request, route)
        params.update(more)
        acting_account.check_reach(world, key, ids, params)
        call = Call(state, world, route, ids, params, request, key)
        idempotency_key = headers.get("idempotency-key")
        if idempotency_key is None or not (
            request.method == "POST" or (route.v2 and request.method == "DELETE")
        ):
            return self._run(exchange, call)
        return self._once(exchange, call, versions.idempotency_key(idempotency_key))

    def _once(self, exchange: Exchange, call: Call, idempotency_key: str) -> Response:
        """Runs the operation, or replays its answer for an idempotency key seen before."""
        state, world = self.state, call.world
        slot = (world.account_id, world.livemode, idempotency_key)
        replay = state.idempotency.begin(
            slot, _fingerprint(exchange.request, call.params), state.clock.now()
        )
        if replay is not None:
            exchange.kind = "replayed"
            replay.headers["Request-Id"] = exchange.id
            return replay
        try:
            response = self._run(exchange, call)
        except ApiError as error:
            response = self._refuse(exchange, error)
            if not error.kept:
                state.idempotency.release(slot)
                return response
        except BaseException:
            state.idempotency.release(slot)
            raise
        if exchange.fault is not None and exchange.fault.kind == "drop_before":
            state.idempotency.release(slot)
        else:
            state.idempotency.keep(slot, response)
        return response

    def _run(self, exchange: Exchange, call: Call) -> Response:
        state, world, route, request = self.state, call.world, call.route, call.request
        if exchange.fault is not None:
            broken = _before(exchange.fault)
            if broken is not None:
                return broken
        handler, exchange.kind = behaviours.behaviour_of(route)
        if handler is None:
            raise errors.not_emulated(route.key)
        view = version_changes.view(exchange.version)
        sent = call.params
        exchange.params = view.parameters(world, route.key, sent)
        try:
            exchange.params = call.params = _checked(route, exchange.params)
        except ApiError as error:
            raise old_parameters.renamed(error, sent) from None
        paths = None if route.v2 else call.params.pop("expand", None)
        if paths:
            call.expanded = expand.tree_of(route, tuple(paths), view)
        if state.advancing:
            seen = registry.answer_in_passing(world, route, call.ids, call.params)
            if seen is not None:
                return self._render(exchange, seen)
        with state.lock:
            state.begin(exchange.id, request.headers.get("idempotency-key"), request.url)
            exchange.touched, exchange.led_to = state.touched, state.led_to
            try:
                result = _carried_out(handler, call)
            except ApiError as error:
                raise old_parameters.renamed(error, sent) from error.__cause__
            # Publishable keys see a part of an object.
            if state.check_shapes and call.key.kind != "publishable":
                conformance.require(result)
            result = view.show(world, version_changes.as_asked(call, result))
            if call.expanded:
                result = expand.grow(world, result, call.expanded, view)
            return self._render(exchange, result)

    # -- answers ---------------------------------------------------------------------------------

    def _render(self, exchange: Exchange, result: Any) -> Response:
        if isinstance(result, Raw):
            headers = {**self._headers(exchange, result.content_type), **result.headers}
            return Response(result.status, headers, result.body)
        headers = self._headers(exchange, "application/json")
        return Response(200, headers, _text(exchange, result).encode())

    def _headers(self, exchange: Exchange, content_type: str) -> dict[str, str]:
        headers = {
            "Content-Type": content_type,
            "Request-Id": exchange.id,
            "Stripe-Version": exchange.version,
            **CORS,
        }
        sent = exchange.request.headers
        if "idempotency-key" in sent:
            headers["Idempotency-Key"] = sent["idempotency-key"]
            headers["Original-Request"] = exchange.id
        if "stripe-account" in sent:
            headers["Stripe-Account"] = sent["stripe-account"]
        if exchange.kind == "generic":
            headers["X-Sandbox"] = "generic"
        return headers

    def _refuse(self, exchange: Exchange, error: ApiError) -> Response:
        log_url = None
        if exchange.key is not None and error.status < 500:
            mode = "" if exchange.key.livemode else "test/"
            log_url = (
                f"https://dashboard.stripe.com/{mode}logs/{exchange.id}?t={self.state.clock.now()}"
            )
        v2 = exchange.request.path.startswith("/v2/")
        body = error.body(log_url, v2=v2)
        exchange.error = body["error"]
        headers = {**self._headers(exchange, "application/json"), **error.headers}
        headers.setdefault("Stripe-Should-Retry", _should_retry(error))
        if not headers["Stripe-Should-Retry"]:
            del headers["Stripe-Should-Retry"]
        return Response(error.status, headers, encode(body).encode())

    def _break(self, exchange: Exchange, error: Exception) -> Response:
        """A fault of the sandbox itself, in the form of the API's own ones."""
        request = exchange.request
        LOGGER.error("The sandbox failed at %s %s", request.method, request.path, exc_info=error)
        refusal = errors.broken(f"{request.method} {request.path}", error)
        return self._refuse(exchange, refusal)

    def _log(self, exchange: Exchange, response: Response) -> None:
        request, key, world = exchange.request, exchange.key, exchange.world
        self.state.log.add(
            Entry(
                exchange.id,
                request.method,
                request.path,
                request.query,
                response.status,
                self.state.clock.now(),
                (time.perf_counter() - exchange.began) * 1000,
                key.masked if key is not None else None,
                world.account_id if world is not None else None,
                exchange.kind,
                request.headers.get("idempotency-key"),
                exchange.params,
                exchange.error,
                exchange.touched,
                exchange.led_to,
                kept(response.body),
            )
        )


def _checked(route: Route, params: Obj) -> Obj:
    """The parameters of an operation, when they are in order."""
    checked = validation_v2.checked if route.v2 else extra_parameters.checked
    values: Obj = checked(route, params)
    if route.method == "POST" and not route.v2:
        validation.check_addresses(values)
    return values


def _carried_out(handler: Handler, call: Call) -> Any:
    """What a behaviour gives, in the time of the test clock that the call belongs to."""
    moment = registry.time_of(call)
    if moment is None:
        return handler(call)
    with call.world.living_at(moment):
        return handler(call)


def _text(exchange: Exchange, result: Obj) -> str:
    world = exchange.world
    if world is None:
        return encode(result)
    if result.keys() == LIST:
        head, tail = encode({**result, "data": []}).split("[]", 1)
        return f"{head}[{','.join(map(world.store.text, result['data']))}]{tail}"
    return world.store.text(result)


def _fingerprint(request: Request, raw: Obj) -> str:
    """The path of a request, and a hash of all that it asks, in whatever order."""
    multipart = "multipart" in request.headers.get("content-type", "")
    body = repr(raw).encode() if multipart else request.body
    if b"[]=" not in body:  # of arrays without numbers the order counts
        body = b"&".join(sorted(body.split(b"&")))
    text = f"{request.method} {request.path} {request.query} ".encode() + body
    return f"{request.path} {hashlib.blake2b(text, digest_size=16).hexdigest()}"


def _before(fault: Fault) -> Response | None:
    """What a fault does before anything runs."""
    if fault.latency:
        sleep(fault.latency)
    if fault.kind == "error":
        raise fault.error()
    if fault.kind == "drop_before":
        return Response(0, {}, b"", broken="drop")
    return None


def _should_retry(error: ApiError) -> str:
    if error.code in ("idempotency_key_in_use", "lock_timeout"):
        return "true"
    return "false" if error.status in (400, 401, 402, 403, 404) else ""


def _after(fault: Fault, response: Response) -> Response:
    """What a fault does to an answer that is ready."""
    if fault.kind == "drop_after":
        return Response(0, {}, b"", broken="drop")
    if fault.kind == "truncate":
        return Response(response.status, response.headers, response.body, broken="truncate")
    if fault.kind == "garbage":
        headers = {**response.headers, "Content-Type": "text/html"}
        return Response(response.status, headers, b"<html>502 Bad Gateway</html>")
    return response


def _parse(request: Request, route: Route) -> Obj:
    content_type = request.headers.get("content-type", "")
    body, query = request.body, request.query
    found = form.from_form(query) if query else {}
    if not body:
        return found
    if route.v2:
        found.update(form.from_json(body))
    elif content_type.startswith("multipart/form-data"):
        found.update(form.from_multipart(content_type, body))
    elif content_type.startswith("application/json"):
        raise errors.invalid(
            "Invalid request: this endpoint takes application/x-www-form-urlencoded, not JSON.",
            kept=False,
        )
    else:
        found.update(form.from_form(body.decode("utf-8", "replace")))
    return found
