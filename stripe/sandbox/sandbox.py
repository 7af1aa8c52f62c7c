"""`Sandbox`: test-mode Stripe for this process, in-process or behind a port."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING, Any

import stripe
from stripe.sandbox.api.app import App
from stripe.sandbox.state.arguments import number
from stripe.sandbox.state.state import State

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from typing_extensions import Self

    from stripe.sandbox.front.server import Server
    from stripe.sandbox.front.triggered import Triggered
    from stripe.sandbox.http import Request, Response
    from stripe.sandbox.state.clock import Clock
    from stripe.sandbox.state.deliveries import Webhooks
    from stripe.sandbox.state.keys import Keys
    from stripe.sandbox.state.request_log import Entry
    from stripe.sandbox.state.settings import Settings
    from stripe.sandbox.state.snapshots import Snapshot

BASES = (
    "api_base",
    "connect_api_base",
    "upload_api_base",
    "meter_events_api_base",
    "_sandbox_base",
)


class Sandbox:
    """A stateful test-mode Stripe.

    As a context manager it takes this process's Stripe calls: without a port in-process, with
    `port` (0: a free one) over HTTP on the loopback interface. `stripe.api_key` is set if it is
    None. What was set before is restored on exit. `seed` makes ids the same on each run, `now`
    (seconds since 1970) stops the clock at a time, `strict_keys` refuses keys that the sandbox
    has not issued, `allow_hosts` are names beside this machine's own that it answers to and delivers
    to, `db` names a file that keeps the state, `fixtures`
    one whose requests make the first objects (`.fixtures` has the answers by their names).
    """

    def __init__(
        self,
        *,
        port: int | None = None,
        host: str = "127.0.0.1",
        seed: int | None = None,
        now: float | None = None,
        strict_keys: bool = False,
        allow_hosts: Iterable[str] = (),
        db: str | None = None,
        fixtures: str | PathLike[str] | dict[str, Any] | None = None,
    ) -> None:
        if port is not None:
            number("port", port, 0, 65_535, whole=True)
        self._state = State(seed=seed, now=now, strict_keys=strict_keys, allow_hosts=allow_hosts)
        self._app = App(self._state, _aside)
        self._host = host
        self._port = port
        self._server: Server | None = None
        self._saved: dict[str, Any] | None = None
        self._database: Any = None
        if db is not None:
            from stripe.sandbox.generic import registry
            from stripe.sandbox.state.database import Database

            registry.load()  # the clock may bring what was planned before there is any request
            self._database = Database(self._state, db)
        self.fixtures: dict[str, dict[str, Any]] = {}
        if fixtures is not None and not self._state.worlds():  # a file may have them already
            from stripe.sandbox.front.fixtures import play_in

            self.fixtures = play_in(self._app, fixtures)

    def __repr__(self) -> str:
        return f"<Sandbox at {self.url}>"

    # -- in and out ------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        names = (*BASES, "api_key")
        self._saved = {name: getattr(stripe, name) for name in names}
        if self._port is None:
            from stripe import http_client
            from stripe.sandbox.front.in_process import InProcessClient

            self._saved["transport"] = http_client.transport_override
            http_client.transport_override = InProcessClient(self._app)
        else:
            self.serve(self._port)
            for name in BASES:
                setattr(stripe, name, self.url)
        if stripe.api_key is None:
            stripe.api_key = self.api_key
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        saved, self._saved = self._saved or {}, None
        if "transport" in saved:
            from stripe import http_client

            http_client.transport_override = saved.pop("transport")
        for name, value in saved.items():
            setattr(stripe, name, value)
        self.close()

    def serve(self, port: int = 0) -> str:
        """Listens on a port (0: a free one) in a thread of its own and gives the URL.

        Raises `stripe.sandbox.front.server.ServerUnavailableError` when waitress is not installed
        (`pip install waitress`) or the port is in use.
        """
        if self._server is None:
            from stripe.sandbox.front.server import Server

            self._server = Server(self._app, self._host, port)
            self._state.home = self._server.url
            self._state.webhooks.in_background()
            self._server.start()
        return self._server.url

    def close(self) -> None:
        """Stops the server, if there is one, and writes what is to be kept."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()
        self._state.webhooks.stop()
        if self._database is not None:
            self._database.close()

    # -- what tests look at ----------------------------------------------------------------------

    @property
    def api_key(self) -> str:
        """A secret test key."""
        return self._state.keys.secret

    @property
    def publishable_key(self) -> str:
        """A publishable test key."""
        return self._state.keys.publishable

    @property
    def settings(self) -> Settings:
        """How the account bills: retries, notices, roundings; to be changed at will."""
        return self._state.settings

    @property
    def webhook_secret(self) -> str:
        """The signing secret of `forward_to`."""
        return self._state.webhooks.secret

    @property
    def url(self) -> str:
        """Where the sandbox answers."""
        return self._state.home

    @property
    def clock(self) -> Clock:
        """The one source of time: `now`, `advance`, `move_to`, `freeze`."""
        return self._state.clock

    @property
    def keys(self) -> Keys:
        """The API keys: `create`, `roll`, `revoke`, `issued`."""
        return self._state.keys

    @property
    def account_id(self) -> str:
        """The default account."""
        return self._state.account_id

    @property
    def requests(self) -> list[Entry]:
        """The requests so far, oldest first."""
        return list(self._state.log.entries)

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events of all worlds so far, oldest first."""
        found = [event for world in self._state.worlds() for event in world.events.order]
        found.sort(key=lambda event: event.number)
        default = self.account_id
        return [event.body(connected=event.account != default) for event in found]

    @property
    def deliveries(self) -> list[Any]:
        """The webhook deliveries so far, tried or not, oldest first."""
        return self._state.webhooks.deliveries

    @property
    def webhooks(self) -> Webhooks:
        """What can be ordered of deliveries: `fail_next`, `duplicate_next`, `resend`, ..."""
        return self._state.webhooks

    def reset(self) -> None:
        """Forgets all objects, events, deliveries, faults and requests; keys and clock stay."""
        self._state.reset()

    def snapshot(self) -> Snapshot:
        """The whole state as it is now, to come back to with `restore`; it costs next to nothing."""
        from stripe.sandbox.state import snapshots

        return snapshots.take(self._state)

    def restore(self, snapshot: Snapshot) -> None:
        """Puts the state back as it was at a snapshot of this sandbox, clock and log included."""
        from stripe.sandbox.state import snapshots

        snapshots.restore(self._state, snapshot)

    def export_to(self, file: str | PathLike[str]) -> None:
        """Writes the whole state, keys and secrets too, as a JSON document."""
        from stripe.sandbox.front import documents

        documents.write(file, self._state)

    def import_from(self, file: str | PathLike[str]) -> None:
        """Puts a document of `export_to` in the place of the state.

        Raises `ValueError` for a file that is none; the state stays as it was.
        """
        from stripe.sandbox.front import documents

        documents.read(file, self._state)

    def fail(
        self,
        route: str | None = None,
        *,
        kind: str = "error",
        status: int = 500,
        code: str | None = None,
        message: str | None = None,
        type: str | None = None,
        param: str | None = None,
        decline_code: str | None = None,
        retry_after: int | None = None,
        latency: float = 0.0,
        times: int | None = 1,
        share: float = 1.0,
    ) -> None:
        """Orders a fault.

        `route` (`POST /v1/charges`, a path, or None for any) meets the next `times` requests (None:
        all), or a `share` of them (0 to 1). `kind` is `error` (with `status`, `code`, `message`,
        `type`, `param`, `decline_code`, `retry_after` in seconds), `drop_before` or `drop_after`
        executing, `truncate`, `garbage`, or `latency` alone (in seconds). An order that no request
        can meet is a `ValueError`.
        """
        from stripe.sandbox.front import orders

        orders.fault(
            self._state,
            kind=kind,
            route=route,
            status=status,
            code=code,
            message=message,
            type=type,
            param=param,
            decline_code=decline_code,
            retry_after=retry_after,
            latency=latency,
            times=times,
            share=share,
        )

    def forward_to(self, target: str | Callable[..., Any], events: list[str] | None = None) -> None:
        """Has events delivered to a URL or a function, signed with `webhook_secret`."""
        self._state.webhooks.forward(target, ["*"] if events is None else events)

    def trigger(
        self,
        name: str,
        *,
        override: Mapping[str, Any] | None = None,
        remove: Sequence[str] = (),
        skip: Sequence[str] = (),
    ) -> Triggered:
        """Sends the requests that lead to an event; gives them, and the ids of what they made.

        `override={"customer:name": "Bob"}` sets a parameter of the request about the customer, `remove`
        leaves parameters out, `skip` whole requests. Raises ValueError for a name that is none.
        """
        from stripe.sandbox.front import trigger

        changes = trigger.Changes(override or {}, remove, skip)
        return trigger.run_in(self._app, name, changes)

    def authenticate(self, intent: str, *, succeed: bool = True) -> str:
        """Does what the customer does on the page that an intent's `next_action` leads to.

        Completes (or fails) 3-D Secure or a bank's approval of a PaymentIntent or SetupIntent, by its
        id, and gives the status that it has then. Raises `KeyError` for an unknown id.
        """
        from stripe.sandbox.checkout import authentication_page

        return authentication_page.authenticate_for(self._state, intent, succeed=succeed)

    @property
    def wsgi(self) -> WSGIApplication:
        """The sandbox as a WSGI callable."""
        from stripe.sandbox.front.wsgi import WsgiApp

        return WsgiApp(self._app)


def _aside(app: App, request: Request) -> Response | None:
    """Pages and the control routes: no part of the API, no key needed."""
    from stripe.sandbox.front import control

    return control.answer(app, request)
