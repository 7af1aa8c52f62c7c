"""`listen`: a process of elsewhere that takes events from a running sandbox and sends them on.

The server keeps a `Relay` for each listener: a delivery waits in it until the listener has fetched it
(GET /_sandbox/listeners/{id}) and told what came of it (POST /_sandbox/listeners/{id}).
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import invalid
from stripe.sandbox.json import Obj
from stripe.sandbox.state.sending import TIMEOUT

if TYPE_CHECKING:
    from stripe.sandbox.state.state import State

SILENT = 30.0  # seconds after which a listener that does not ask any more is gone


class Relay:
    """A receiver of deliveries that hands them to a listener and waits for its word."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._changed = threading.Condition()
        self._made = 0
        self._waiting: dict[str, Obj] = {}
        self._outcomes: dict[str, int] = {}
        self.asked: float = time.monotonic()

    def __repr__(self) -> str:
        return self._url

    def __call__(self, body: bytes, headers: dict[str, str]) -> int:
        """Hands over a delivery; gives the status that the listener got for it."""
        with self._changed:
            self._made += 1
            id = str(self._made)
            self._waiting[id] = {"id": id, "body": body.decode(), "headers": headers}
            done = self._changed.wait_for(lambda: id in self._outcomes, TIMEOUT)
            self._waiting.pop(id, None)
            if not done:
                raise TimeoutError("the listener did not answer")
            return self._outcomes.pop(id)

    def take(self) -> list[Obj]:
        """What waits to be sent on."""
        with self._changed:
            self.asked = time.monotonic()
            found = list(self._waiting.values())
            self._waiting.clear()
            return found

    def tell(self, id: str, status: int) -> None:
        """What came of a delivery."""
        with self._changed:
            self._outcomes[id] = status
            self._changed.notify_all()


class Listeners:
    """The listeners of a sandbox, by the id of their target."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._relays: dict[str, Relay] = {}

    def add(self, url: str, patterns: list[str]) -> Obj:
        """Takes in a listener that will send to an address; gives its id and the secret."""
        self._drop_silent()
        relay = Relay(url)
        id = self._state.webhooks.forward(relay, patterns)
        self._relays[id] = relay
        return {"id": id, "secret": self._state.webhooks.secret}

    def take(self, id: str) -> Obj:
        """The deliveries that wait for a listener."""
        return {"data": self._of(id).take()}

    def tell(self, id: str, body: Obj) -> Obj:
        """What came of a delivery: its `id` and the `status`, 0 where there was no answer."""
        status: Any = body.get("status")
        if not isinstance(body.get("id"), str) or type(status) is not int:
            raise invalid("Tell the id of the delivery and the status that it got.")
        self._of(id).tell(body["id"], status)
        return {}

    def remove(self, id: str) -> Obj:
        """A listener that goes."""
        self._of(id)
        del self._relays[id]
        self._state.webhooks.forward_no_more(id)
        return {}

    def _of(self, id: str) -> Relay:
        found = self._relays.get(id)
        if found is None:
            raise invalid(f"There is no listener {id}.", status=404)
        return found

    def _drop_silent(self) -> None:
        now = time.monotonic()
        for id, relay in list(self._relays.items()):
            if now - relay.asked > SILENT:
                self.remove(id)
