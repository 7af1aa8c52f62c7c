"""A world: everything that one account has in one mode, and what rules need to act on it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

from stripe.sandbox import errors
from stripe.sandbox.json import Obj
from stripe.sandbox.state.changes import Changes
from stripe.sandbox.state.events import EventLog
from stripe.sandbox.state.store import Store

if TYPE_CHECKING:
    from stripe.sandbox.state.clock import Clock
    from stripe.sandbox.state.ids import Ids
    from stripe.sandbox.state.state import State


_AS_BEFORE = nullcontext()


class World:
    """The objects and events of an account in one mode; test and live worlds never meet."""

    def __init__(
        self,
        state: State,
        account_id: str,
        livemode: bool,
        *,
        store: Store | None = None,
        moment: int | None = None,
    ) -> None:
        self.state = state
        self.account_id = account_id
        self.livemode = livemode
        self.clock: Clock = state.clock
        self.ids: Ids = state.ids
        self.store: Store = store or Store()
        self.events: EventLog = EventLog()
        self.changes: Changes = Changes(self)
        self.moment: int | None = moment

    @property
    def platform(self) -> World:
        """The world of the default account in the same mode."""
        return self.state.world(self.state.account_id, self.livemode)

    @property
    def is_platform(self) -> bool:
        """Whether this is the default account's own world."""
        return self.account_id == self.state.account_id

    # -- time ------------------------------------------------------------------------------------

    def now(self) -> int:
        """The time of what is being done: the sandbox clock's, or that of `living_at`."""
        return self.clock.now() if self.moment is None else self.moment

    def living_at(self, seconds: int | None) -> AbstractContextManager[None]:
        """While it lasts `now` is this time (None: as before): it belongs to a test clock."""
        return _AS_BEFORE if seconds is None else self._living_at(seconds)

    @contextmanager
    def _living_at(self, seconds: int) -> Generator[None, None, None]:
        before, self.moment = self.moment, seconds
        try:
            yield
        finally:
            self.moment = before

    # -- objects that parameters name ------------------------------------------------------------

    def find(self, name: str, id: str, param: str | None, *, status: int = 400) -> Obj:
        """An object that a parameter names, else an error with that `param`."""
        found = self.store.get(name, id)
        if found is None:
            raise self.missing(name, id, param, status=status)
        return found

    def missing(
        self, name: str, id: str, param: str | None, *, status: int = 400
    ) -> errors.ApiError:
        """`No such ...`, with a hint when the other mode has the object."""
        error = errors.missing_object(name, id, param, status=status)
        other = self.state.known_world(self.account_id, not self.livemode)
        if other is not None and other.store.get(name, id) is not None:
            there, here = ("test", "live") if self.livemode else ("live", "test")
            error.message += (
                f"; a similar object exists in {there} mode, but a {here} mode key was used to "
                "make this request."
            )
        return error
