"""HTTP on one side, calls on the other: from a request to the behaviour and back to an answer."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Any

from stripe.sandbox import (
    accounts,
    description,
    errors,
    expand,
    keys,
    params,
    registry,
    router,
    validation,
    validation_v2,
    versions,
)
from stripe.sandbox.call import Call, Raw, Request, Response
from stripe.sandbox.errors import ApiError
from stripe.sandbox.events import encode
from stripe.sandbox.faults import Fault
from stripe.sandbox.request_log import Entry

if TYPE_CHECKING:
    from stripe.sandbox.core import Core
    from stripe.sandbox.description import Route
    from stripe.sandbox.keys import Key
    from stripe.sandbox.world import World

Obj = dict[str, Any]

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Request-Id, Stripe-Manage-Version, Stripe-Should-Retry",
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


class Exchange:
    """One request while it is being answered."""

    def __init__(self, request: Request, request_id: str) -> None:
        self.request = request
        self.id = request_id
        self.began = time.perf_counter()
        self.key: Key | None = None
        self.world: World | None = None
        self.route: Route | None = None
        self.params: Obj = {}
        self.kind = ""
        self.version = description.version()
        self.error: Obj | None = None


class App:
    """Answers requests; `handle` is all that transports and servers need."""

    def __init__(self, core: Core) -> None:
        self.core = core

    def handle(self, request: Request) -> Response:
        """Answers a request, whatever it is."""
        core = self.core
        if request.method == "OPTIONS":
            return Response(204, {**PREFLIGHT, "Content-Length": "0"}, b"")
        with core.lock:
            core.clock.run_due()
            exchange = Exchange(request, "req_" + core.ids.text(14))
        try:
            response = self._answer(exchange)
        except ApiError as error:
            response = self._refuse(exchange, error)
        self._log(exchange, response)
        core.webhooks.flush()
        return response

    # -- one request, step by step ---------------------------------------------------------------

    def _answer(self, exchange: Exchange) -> Response:
        request, core = exchange.request, self.core
        headers = request.headers
        key = exchange.key = core.keys.authenticate(headers)
        exchange.version = versions.check(headers.get("stripe-version"))
        found = router.find(request.method, request.path)
        if found is None:
            raise errors.unrecognized_url(request.method, request.path)
        exchange.route, ids = found
        fault = core.faults.meet(exchange.route.key, request.path) if core.faults.orders else None
        if fault is not None:
            broken = self._before(fault)
            if broken is not None:
                return broken
        exchange.world = accounts.world_of(core, key, headers)
        keys.allow(key, exchange.route, exchange.world.account_id)
        raw = _parse(request, exchange.route)
        response = self._once(exchange, ids, raw)
        return _after(fault, response) if fault is not None else response

    def _once(self, exchange: Exchange, ids: dict[str, str], raw: Obj) -> Response:
        """Runs the operation, or replays its answer for an idempotency key seen before."""
        request, core, world, route = exchange.request, self.core, exchange.world, exchange.route
        assert world is not None and route is not None
        idempotency_key = request.headers.get("idempotency-key")
        wanted = request.method == "POST" or (route.v2 and request.method == "DELETE")
        if idempotency_key is None or not wanted:
            return self._run(exchange, ids, raw, idempotency_key)
        slot = (world.account_id, world.livemode, versions.idempotency_key(idempotency_key))
        text = f"{request.method} {request.path} {request.query} ".encode() + (
            repr(raw).encode()
            if "multipart" in request.headers.get("content-type", "")
            else request.body
        )
        fingerprint = hashlib.blake2b(text, digest_size=16).hexdigest()
        replay = core.idempotency.begin(slot, fingerprint, core.clock.now())
        if replay is not None:
            exchange.kind = "replayed"
            replay.headers["Request-Id"] = exchange.id
            return replay
        try:
            response = self._run(exchange, ids, raw, idempotency_key)
        except ApiError as error:
            response = self._refuse(exchange, error)
            if not error.kept:
                core.idempotency.release(slot)
                return response
        except BaseException:
            core.idempotency.release(slot)
            raise
        core.idempotency.keep(slot, response)
        return response

    def _run(
        self, exchange: Exchange, ids: dict[str, str], raw: Obj, idempotency_key: str | None
    ) -> Response:
        core, world, route, key = self.core, exchange.world, exchange.route, exchange.key
        assert world is not None and route is not None and key is not None
        raw = versions.translate(route, raw, exchange.version)
        check = validation_v2.check_of if route.v2 else validation.check_of
        exchange.params = values = check(route.params)(raw, ())
        tree: Obj = {}
        if not route.v2:
            paths = values.pop("expand", None)
            if paths:
                tree = expand.tree_of(route, tuple(paths))
        handler = registry.handler_of(route.key)
        if handler is None:
            from stripe.sandbox import generic

            handler = generic.handler_for(route)
            exchange.kind = "generic" if handler is not None else "unsupported"
            if handler is None:
                raise errors.not_emulated(route.key)
        else:
            exchange.kind = "emulated"
        with core.lock:
            core.begin(exchange.id, idempotency_key)
            call = Call(core, world, route, ids, values, exchange.request, key)
            result = handler(call)
            if tree:
                result = expand.grow(world, result, tree)
            return self._render(exchange, result)

    # -- answers ---------------------------------------------------------------------------------

    def _render(self, exchange: Exchange, result: Any) -> Response:
        if isinstance(result, Raw):
            headers = self._headers(exchange, result.content_type)
            return Response(result.status, headers, result.body)
        headers = self._headers(exchange, "application/json")
        snapshots = self.core.snapshots
        found = snapshots.get(id(result))
        text = found[1] if found is not None else encode(result)
        return Response(200, headers, text.encode())

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
                f"https://dashboard.stripe.com/{mode}logs/{exchange.id}?t={self.core.clock.now()}"
            )
        v2 = exchange.request.path.startswith("/v2/")
        body = error.body(log_url, v2=v2)
        exchange.error = body["error"]
        headers = {**self._headers(exchange, "application/json"), **error.headers}
        headers.setdefault("Stripe-Should-Retry", _should_retry(error))
        if not headers["Stripe-Should-Retry"]:
            del headers["Stripe-Should-Retry"]
        return Response(error.status, headers, encode(body).encode())

    def _before(self, fault: Fault) -> Response | None:
        """What a fault does before anything runs."""
        if fault.latency:
            time.sleep(fault.latency)
        if fault.kind == "error":
            raise fault.error()
        if fault.kind == "drop_before":
            return Response(0, {}, b"", broken="drop")
        return None

    def _log(self, exchange: Exchange, response: Response) -> None:
        request, key, world = exchange.request, exchange.key, exchange.world
        core = self.core
        ran = core.request_id == exchange.id
        core.log.add(
            Entry(
                exchange.id,
                request.method,
                request.path,
                request.query,
                response.status,
                core.clock.now(),
                (time.perf_counter() - exchange.began) * 1000,
                key.masked if key is not None else None,
                world.account_id if world is not None else None,
                exchange.kind,
                request.headers.get("idempotency-key"),
                exchange.params,
                exchange.error,
                core.touched if ran else [],
                core.led_to if ran else [],
            )
        )


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
    found = params.from_form(query) if query else {}
    if not body:
        return found
    if route.v2:
        found.update(params.from_json(body))
    elif content_type.startswith("multipart/form-data"):
        found.update(params.from_multipart(content_type, body))
    elif content_type.startswith("application/json"):
        raise errors.invalid(
            "Invalid request: this endpoint takes application/x-www-form-urlencoded, not JSON.",
            kept=False,
        )
    else:
        found.update(params.from_form(body.decode("utf-8", "replace")))
    return found
