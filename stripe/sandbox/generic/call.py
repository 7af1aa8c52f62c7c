"""The call that the behaviour of an operation gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox import errors
from stripe.sandbox.json import Obj
from stripe.sandbox.state.state import APPLICATION

if TYPE_CHECKING:
    from stripe.sandbox.http import Request
    from stripe.sandbox.spec.description import Route
    from stripe.sandbox.state.changes import Changes
    from stripe.sandbox.state.clock import Clock
    from stripe.sandbox.state.keys import Key
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.store import Store
    from stripe.sandbox.state.world import World


class Call:
    """One operation being carried out: its parameters and the world it acts on.

    `params` are as they came until they have been validated; behaviours see them as they are after that.
    """

    __slots__ = ("expanded", "ids", "key", "params", "request", "route", "state", "world")

    def __init__(
        self,
        state: State,
        world: World,
        route: Route,
        ids: dict[str, str],
        params: Obj,
        request: Request,
        key: Key,
    ) -> None:
        self.state: State = state
        self.world: World = world
        self.route: Route = route
        self.ids: dict[str, str] = ids
        self.params: Obj = params
        self.request: Request = request
        self.key: Key = key
        self.expanded: Obj = {}  # the tree of what is to be expanded in the answer

    @property
    def store(self) -> Store:
        """The objects of this world."""
        return self.world.store

    @property
    def changes(self) -> Changes:
        """The way to change them."""
        return self.world.changes

    @property
    def clock(self) -> Clock:
        """The sandbox's clock."""
        return self.world.clock

    @property
    def application(self) -> str | None:
        """The platform's application, for what its key makes in a connected account."""
        own = self.world.is_platform or self.key.account_id == self.world.account_id
        return None if own else APPLICATION

    def get(self, name: str, variable: str | None = None) -> Obj:
        """The object that the path names (its last variable, or the one given), else a 404."""
        key = variable or self.route.variables[-1]
        return self.find(name, self.ids[key], _param_of(name, key), status=404)

    def find(self, name: str, id: str, param: str | None, *, status: int = 400) -> Obj:
        """An object that a parameter names, else an error with that `param`."""
        return self.world.find(name, id, param, status=status)

    def missing(
        self, name: str, id: str, param: str | None, *, status: int = 400
    ) -> errors.ApiError:
        """`No such ...`, with a hint when the other mode has the object."""
        return self.world.missing(name, id, param, status=status)


# The API's own name of the path variable in `param`, where it is not the variable's name.
PATH_PARAMS = {
    "customer": "id",
    "charge": "id",
    "subscription_exposed_id": "id",
    "price": "price",
    "account": "account",
}


def _param_of(name: str, variable: str) -> str:
    if variable in ("customer", "charge") and name != variable:
        return variable
    return PATH_PARAMS.get(variable, variable)
