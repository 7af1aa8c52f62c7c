"""A world: everything that one account has in one mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.state.changes import Door
from stripe.sandbox.state.events import EventLog
from stripe.sandbox.state.store import Store

if TYPE_CHECKING:
    from stripe.sandbox.state.state import Core


class World:
    """The objects and events of an account in one mode; test and live worlds never meet."""

    def __init__(self, sandbox: Core, account_id: str, livemode: bool) -> None:
        self.sandbox = sandbox
        self.account_id = account_id
        self.livemode = livemode
        self.store: Store = Store()
        self.events: EventLog = EventLog()
        self.door: Door = Door(self)

    @property
    def platform(self) -> World:
        """The world of the default account in the same mode."""
        return self.sandbox.world(self.sandbox.account_id, self.livemode)

    @property
    def is_platform(self) -> bool:
        """Whether this is the default account's own world."""
        return self.account_id == self.sandbox.account_id
