"""Deliveries of events: an outbox to look at, and real signed HTTP requests, in order.

Where `deliver` is called decides the pace: in-process at the end of each request, behind a port in
threads. Retries wait on the sandbox's clock. Only addresses on this machine, and hosts that were allowed
by name, are ever contacted.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj, encode
from stripe.sandbox.state import schedule
from stripe.sandbox.state.addresses import is_near
from stripe.sandbox.state.arguments import event_types
from stripe.sandbox.state.delivery import DELIVERIES, Delivery, Target, restored
from stripe.sandbox.state.delivery_faults import DeliveryFaults
from stripe.sandbox.state.sending import Receiver, Try, headers_of, send

if TYPE_CHECKING:
    from stripe.sandbox.state.events import Event
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

# Seconds on the sandbox's clock after each failed try: in test mode three retries over a few
# hours, in live mode ever rarer ones over three days.
RETRIES = (60, 3600, 7200)
LIVE_RETRIES = (300, 1800, 7200, 18000, 36000, *[43200] * 5)


Finder = Callable[["World"], Iterable[Target]]
FINDERS: list[Finder] = []


def finder(function: Finder) -> Finder:
    """Registers where the targets of a world are found (endpoints, event destinations)."""
    FINDERS.append(function)
    return function


class Webhooks:
    """The deliveries of a sandbox."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.secret: str = "whsec_" + state.ids.text(32)
        self.active: bool = False
        self.deliveries: list[Delivery] = []
        self._by_id: dict[str, Delivery] = {}
        self.faults: DeliveryFaults = DeliveryFaults()
        self.in_version: Callable[[World, Obj, str], Obj] = lambda _world, body, _version: body
        self.watch: Callable[[Delivery, Try], None] = lambda _delivery, _outcome: None
        self._forwards: list[Target] = []
        self._forwarded = 0
        self._queue: deque[Delivery] = deque()
        self._queues: dict[str, deque[Delivery]] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._sending: list[Delivery] = []
        self._wake = threading.Condition()
        self._background = False
        self._stopping = False
        self._flushing = threading.Lock()

    # -- what happens during a request -------------------------------------------------------------

    def targets(self, world: World, type: str) -> list[Target]:
        """Where an event goes."""
        found = [target for find in FINDERS for target in find(world)]
        thin = type.startswith(("v1.", "v2."))
        return [
            target
            for target in (*found, *self._forwards)
            if target.wants(type) and not (thin and target.body is None)
        ]

    def enqueue(self, world: World, event: Event, targets: list[Target]) -> None:
        """Puts an event in the outbox for each of its targets."""
        for target in targets:
            if target.body is not None:
                body = target.body(world, event)
            else:
                connected = target.connected or not world.is_platform
                body = event.body(connected=connected)
                if target.api_version is not None:
                    body = self.in_version(world, body, target.api_version)
            delivery = self._add(event, target, encode(body))
            wait = self.faults.waits()
            if wait:
                self._send_later(delivery, wait)
            else:
                self._queue.extend(self.faults.of_queue(delivery))

    def _add(self, event: Event, target: Target, payload: str) -> Delivery:
        last = self.deliveries[-1].number if self.deliveries else 0
        made = Delivery(last + 1, event, target, payload)
        self.deliveries.append(made)
        self._by_id[made.id] = made
        self._keep(made)
        return made

    def _keep(self, delivery: Delivery) -> None:
        """Stores how a delivery stands; what goes to a function ends with the process."""
        with self.state.lock:
            event = delivery.event
            world = self.state.known_world(event.account, event.livemode)
            if world is not None and isinstance(delivery.target.to, str):
                world.store.put(DELIVERIES, delivery.id, delivery.kept())

    def _send_later(self, delivery: Delivery, seconds: float) -> None:
        with self.state.lock:
            event = delivery.event
            world = self.state.known_world(event.account, event.livemode)
            if world is not None:
                when = self.state.clock.time() + seconds
                schedule.at(world, when, "delivery.send", delivery.id)

    def take_up(self, id: str) -> None:
        """Puts a delivery whose time has come in the outbox."""
        if id in self._by_id:
            self._queue.append(self._by_id[id])

    def resume(self) -> None:
        """Takes over what the worlds' stores have; what was still to be sent is sent."""
        self.deliveries = [
            restored(world, kept)
            for world in self.state.worlds()
            for kept in world.store.all(DELIVERIES)
        ]
        self.deliveries.sort(key=lambda delivery: delivery.number)
        self._by_id = {delivery.id: delivery for delivery in self.deliveries}
        waiting = {
            task.args[0]
            for world in self.state.worlds()
            for task in schedule.waiting(world)
            if task.name == "delivery.send"
        }
        self._queue.extend(
            delivery
            for delivery in self.deliveries
            if delivery.state == "pending" and delivery.id not in waiting
        )

    def to_functions(self) -> list[Delivery]:
        """Those that no store has, as they stand."""
        return [
            replace(each, tries=list(each.tries))
            for each in self.deliveries
            if not isinstance(each.target.to, str)
        ]

    def take_in(self, deliveries: Iterable[Delivery]) -> None:
        """Adds what `to_functions` gave, each in its place."""
        for each in deliveries:
            self.deliveries.append(replace(each, tries=list(each.tries)))
        self.deliveries.sort(key=lambda delivery: delivery.number)
        self._by_id = {delivery.id: delivery for delivery in self.deliveries}

    def flush(self) -> None:
        """Sends what is in the outbox; behind a port, has the threads send it."""
        if not self._queue or self.state.advancing:
            return
        if self._background:
            self._hand_over()
        else:
            self.flush_now()

    def flush_now(self) -> None:
        """Sends what is in the outbox, whatever the pace."""
        if not self._flushing.acquire(blocking=False):
            return  # the one who is at it sends these, too
        try:
            while self._queue:
                self._send(self._queue.popleft())
        finally:
            self._flushing.release()

    # -- set-up ------------------------------------------------------------------------------------

    def forward(self, to: str | Receiver, patterns: Iterable[str]) -> str:
        """Sends events to an address or a function, signed with the sandbox's own secret.

        Gives the id of the target. Raises `ValueError` for an address that is not on this machine, and
        for types that no event has.
        """
        wanted = event_types(patterns)
        if not isinstance(to, str) and not callable(to):
            raise ValueError(f"Events go to an address or a function, not to {to!r}.")  # noqa: TRY004 - one kind of refusal
        if isinstance(to, str) and not is_near(to, self.state.allowed_hosts):
            raise ValueError(
                f"Events go to http and https addresses on this machine and to hosts that were allowed "
                f"(allow_hosts=, --allow-host), not to {to}."
            )
        self._forwarded += 1
        id = f"forward_{self._forwarded}"
        self._forwards.append(Target(id, to, self.secret, wanted))
        self.active = True
        return id

    def forward_no_more(self, id: str) -> None:
        """Ends what `forward` began; the endpoints of the API stay."""
        self._forwards = [target for target in self._forwards if target.id != id]

    def in_background(self) -> None:
        """Has threads do the sending and the waiting, one for each target."""
        if not self._background:
            self._background = True
            self._stopping = False
            threading.Thread(target=self._tick, name="stripe.sandbox clock", daemon=True).start()

    def drain(self, seconds: float) -> list[Delivery]:
        """Waits until what is on its way has arrived, so long at the most; gives what has not."""
        with self._wake:
            self._wake.wait_for(lambda: not self._waiting(), seconds)
            return self._waiting()

    def _waiting(self) -> list[Delivery]:
        queued = (delivery for queue in self._queues.values() for delivery in queue)
        return [*self._sending, *queued, *self._queue]

    def stop(self) -> None:
        """Ends the threads."""
        with self._wake:
            self._stopping = True
            self._background = False
            self._wake.notify_all()

    def clear(self) -> None:
        """Forgets deliveries and faults."""
        self.deliveries.clear()
        self._by_id.clear()
        self._queue.clear()
        self.faults = DeliveryFaults()
        self.active = bool(self._forwards)

    def fail_next(self, count: int) -> None:
        """The next `count` tries fail without reaching the listener."""
        self.faults.fail_next(count)

    def duplicate_next(self, count: int) -> None:
        """The next `count` events are delivered twice."""
        self.faults.duplicate_next(count)

    def reorder_next(self, count: int) -> None:
        """The next `count` deliveries wait for each other and go out last one first."""
        self.faults.reorder_next(count)

    def delay_next(self, count: int, seconds: float) -> None:
        """The next `count` deliveries wait so many seconds on the sandbox's clock."""
        self.faults.delay_next(count, seconds)

    def resend(self, event_id: str, target_id: str | None = None) -> int:
        """Sends an event once more, to one target or all: those it went to, and who listens by now.

        Gives the number sent. Raises `ValueError` for an event that there is not.
        """
        again = {
            delivery.target.id: delivery
            for delivery in self.deliveries
            if delivery.event.id == event_id and target_id in (None, delivery.target.id)
        }
        if not again and not any(w.events.get(event_id) for w in self.state.worlds()):
            raise ValueError(f"No such event: {event_id}. `events` lists them, the newest last.")
        for delivery in again.values():
            self._queue.append(self._add(delivery.event, delivery.target, delivery.payload))
        new = 0
        for world in self.state.worlds():
            event = world.events.get(event_id)
            if event is None:
                continue
            for target in self.targets(world, event.type):
                if target.id not in again and target_id in (None, target.id):
                    self.enqueue(world, event, [target])
                    new += 1
        self.flush()
        return len(again) + new

    # -- sending -----------------------------------------------------------------------------------

    def _send(self, delivery: Delivery) -> None:
        now = self.state.clock.now()
        target = delivery.target
        delivery.headers = headers_of(delivery.payload, target.secret, now)
        if self.faults.fails(delivery):
            outcome = Try(now, 500, "failed on order", headers=delivery.headers)
        elif isinstance(target.to, str) and not is_near(target.to, self.state.allowed_hosts):
            delivery.state = "held"
            self._keep(delivery)
            return
        else:
            outcome = send(target.to, delivery.payload, delivery.headers, now)
        delivery.tries.append(outcome)
        self._settle(delivery, outcome)
        self._keep(delivery)
        self.watch(delivery, outcome)

    def _settle(self, delivery: Delivery, outcome: Try) -> None:
        delivery.next_try = None
        if outcome.succeeded:
            if delivery.state != "succeeded":
                delivery.state = "succeeded"
                self._delivered(delivery.event)
            return
        done = len(delivery.tries)
        retries = LIVE_RETRIES if delivery.event.livemode else RETRIES
        if done > len(retries):
            delivery.state = "failed"
            return
        delivery.next_try = int(self.state.clock.time() + retries[done - 1])
        self._send_later(delivery, retries[done - 1])

    def _delivered(self, event: Event) -> None:
        with self.state.lock:
            world = self.state.known_world(event.account, event.livemode)
            current = world.events.get(event.id) if world is not None else None
            if world is not None and current is not None and current.pending > 0:
                world.events.replace(current._replace(pending=current.pending - 1))

    # -- threads -----------------------------------------------------------------------------------

    def _hand_over(self) -> None:
        with self._wake:
            while self._queue:
                delivery = self._queue.popleft()
                id = delivery.target.id
                self._queues.setdefault(id, deque()).append(delivery)
                thread = self._threads.get(id)
                if thread is None or not thread.is_alive():
                    thread = threading.Thread(
                        target=self._work, args=(id,), name=f"stripe.sandbox {id}", daemon=True
                    )
                    self._threads[id] = thread
                    thread.start()
            self._wake.notify_all()

    def _work(self, id: str) -> None:
        while True:
            with self._wake:
                while not self._queues[id]:
                    if self._stopping:
                        return
                    self._wake.wait()
                delivery = self._queues[id].popleft()
                self._sending.append(delivery)
            try:
                self._send(delivery)
            finally:
                with self._wake:
                    self._sending.remove(delivery)
                    self._wake.notify_all()

    def _tick(self) -> None:
        while not self._stopping:
            with self.state.lock:
                self.state.clock.run_due()
            self.flush()
            with self._wake:
                self._wake.wait(0.5)


@schedule.task("delivery.send")
def _send(world: World, id: str) -> None:
    world.state.webhooks.take_up(id)
