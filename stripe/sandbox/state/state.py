"""What the worlds of one sandbox share: clock, ids, keys, deliveries, faults, log."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager

from stripe.sandbox.json import Obj
from stripe.sandbox.state.clock import Clock
from stripe.sandbox.state.deliveries import Webhooks
from stripe.sandbox.state.faults import Faults
from stripe.sandbox.state.idempotency import Idempotency
from stripe.sandbox.state.ids import Ids
from stripe.sandbox.state.keys import Keys
from stripe.sandbox.state.listeners import Listeners
from stripe.sandbox.state.request_log import RequestLog
from stripe.sandbox.state.schedule import Agenda
from stripe.sandbox.state.settings import Settings
from stripe.sandbox.state.world import World

ACCOUNT = "acct_1SandboxDefault1"
APPLICATION = "ca_SandboxPlatform"
"""The platform, as its connected accounts see it."""

API_BASE = "https://api.stripe.com"


class State:
    """The state of a sandbox. One lock guards it: an operation sees no other one half done."""

    def __init__(
        self,
        *,
        seed: int | None = None,
        now: float | None = None,
        strict_keys: bool = False,
        allow_hosts: Iterable[str] = (),
    ) -> None:
        self.lock: threading.RLock = threading.RLock()
        self.agenda: Agenda = Agenda(self)
        self.clock: Clock = Clock(self.agenda, now)
        self.ids: Ids = Ids(seed)
        self.account_id: str = ACCOUNT
        self.keys: Keys = Keys(self.ids, ACCOUNT, strict=strict_keys)
        self.keys.has_account = self._has_account
        self.home: str = API_BASE  # where it is served
        self.exposed: bool = False  # whether other machines can reach it
        if isinstance(allow_hosts, str):
            raise ValueError(f"allow_hosts must be a list of names, such as [{allow_hosts!r}].")  # noqa: TRY004 - as elsewhere
        self.allowed_hosts: frozenset[str] = frozenset(host.lower() for host in allow_hosts)
        self.check_shapes: bool = os.environ.get("STRIPE_SANDBOX_CHECK_SHAPES") == "1"
        self.webhooks: Webhooks = Webhooks(self)
        self.listeners: Listeners = Listeners(self)
        self.faults: Faults = Faults()
        self.idempotency: Idempotency = Idempotency()
        self.settings: Settings = Settings()
        self.advancing: dict[str, Obj] = {}  # test clocks on their way, as they show themselves
        self.log: RequestLog = RequestLog()
        self._worlds: dict[tuple[str, bool], World] = {}
        self.world_made: Callable[[World], None] = lambda _world: None
        self.wiped: Callable[[], None] = lambda: None
        self.event_count: int = 0
        self.begin(None, None)
        self.clock.moved = self.webhooks.flush_now

    @property
    def files_url(self) -> str:
        """Where uploaded files are served."""
        return self.pages_at("files")

    def pages_at(self, host: str) -> str:
        """Where pages for customers are: here, or (in this process alone) where Stripe has them."""
        return f"https://{host}.stripe.com" if self.base_url == API_BASE else self.base_url

    def begin(self, request_id: str | None, idempotency_key: str | None, url: str = "") -> None:
        """Starts a request: what follows is its doing, and links that it hands out begin with `url`."""
        self.base_url: str = url or self.home
        self.request_id = request_id
        self.idempotency_key = idempotency_key
        self.led_to: list[str] = []
        self.touched: list[str] = []

    @contextmanager
    def on_its_own(self) -> Generator[None, None, None]:
        """While it lasts, what happens is time's doing and not that of the request."""
        request = self.request_id, self.idempotency_key
        self.request_id = self.idempotency_key = None
        try:
            yield
        finally:
            self.request_id, self.idempotency_key = request

    def _has_account(self, id: str, livemode: bool) -> bool:
        """Whether an account is the sandbox's own, or one connected to it."""
        store = self.world(ACCOUNT, livemode).store
        return id == ACCOUNT or any(store.get(kind, id) for kind in ("account", "v2.core.account"))

    def world(self, account_id: str, livemode: bool) -> World:
        """The world of an account in a mode."""
        found = self._worlds.get((account_id, livemode))
        if found is None:
            found = self._worlds[account_id, livemode] = World(self, account_id, livemode)
            self.world_made(found)
        return found

    def take_over(self, worlds: dict[tuple[str, bool], World]) -> None:
        """Has these worlds in place of those so far, which stay as they are."""
        self._worlds = worlds

    def next_event(self) -> int:
        """The number of a new event."""
        self.event_count += 1
        return self.event_count

    def resume(self) -> None:
        """Takes up again what the worlds' stores say is still to be done."""
        logs = (world.events.order for world in self.worlds())
        self.event_count = max((event.number for log in logs for event in log), default=0)
        self.agenda.rebuild()
        self.webhooks.resume()

    def known_world(self, account_id: str, livemode: bool) -> World | None:
        """The world of an account in a mode, if anything has happened there."""
        return self._worlds.get((account_id, livemode))

    def worlds(self) -> list[World]:
        """All worlds so far."""
        return list(self._worlds.values())

    def reset(self) -> None:
        """Forgets all objects, events, deliveries, faults and requests; keys and clock stay."""
        with self.lock:
            self._worlds.clear()
            self.agenda.rebuild()
            self.wiped()
            self.faults.clear()
            self.idempotency.clear()
            self.settings = Settings()
            self.log.clear()
            self.webhooks.clear()
            self.begin(None, None)
