"""Operations of an object alone, as descriptions have them that do not say `x-sdk-also-on-class`."""

from __future__ import annotations

from typing import Any

from stripe._wire.request import Call
from stripe.operation import Route, dress, instance_function


class instance_operation:  # noqa: N801 - used like a decorator
    """A method of the instance alone: `source.detach()`."""

    def __init__(self, route: str, **call: Any) -> None:
        self.route: Route = Route(route, Call(**call))

    def __set_name__(self, owner: type, name: str) -> None:
        function = instance_function(self.route, name)
        dress(function, owner, name, self.route, ("self", *self.route.ids[1:], "params"))
        setattr(owner, name, function)
