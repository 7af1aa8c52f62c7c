"""Hooks: functions of an application that are told of its requests, for traces, metrics and log lines."""

from __future__ import annotations

import time

from stripe._wire.requestor_options import hooks_of_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Any, Literal, TypeVar, overload

    from typing_extensions import Self

    Topic = Literal["request_begin", "retry", "request_end"]
    Hook = Callable[["RequestEvent"], object]
    H = TypeVar("H", bound=Hook)

TOPICS: tuple[Topic, ...] = ("request_begin", "retry", "request_end")


class RequestEvent:
    """What is known of a request so far; it holds no key, no parameter and no body.

    `duration` is in seconds since the call began, `tries` counts those made so far, `error` is the class of
    the exception that the call ends with. `state` is for the hooks: what they put there at the beginning of
    a request is there at its end.
    """

    __slots__ = (
        *("account", "began", "error", "idempotency_key", "method", "path"),
        *("request_id", "state", "status", "topic", "tries"),
    )

    def __init__(
        self, method: str, path: str, account: str | None, idempotency_key: str | None
    ) -> None:
        self.topic: Topic = "request_begin"
        self.method: str = method
        self.path: str = path
        self.account: str | None = account
        self.idempotency_key: str | None = idempotency_key
        self.tries: int = 0
        self.status: int | None = None
        self.request_id: str | None = None
        self.error: type[BaseException] | None = None
        self.began: float = time.perf_counter()
        self.state: dict[str, Any] = {}

    @property
    def duration(self) -> float:
        """Seconds since the call began."""
        return time.perf_counter() - self.began

    def __repr__(self) -> str:
        return f"<RequestEvent {self.topic}: {self.method} {self.path}, {self.tries} tries>"


class Hooks:
    """Who wants to be told what: of all requests, or of those of one client."""

    __slots__ = ("functions",)

    def __init__(self, functions: dict[str, tuple[Hook, ...]] | None = None) -> None:
        self.functions: dict[str, tuple[Hook, ...]] = {} if functions is None else functions

    if TYPE_CHECKING:

        @overload
        def subscribe(self, topic: Topic, function: None = None) -> Callable[[H], H]: ...
        @overload
        def subscribe(self, topic: Topic, function: H) -> H: ...

    def subscribe(self, topic: Topic, function: Hook | None = None) -> Any:
        """Has a function called with a RequestEvent; `@subscribe(topic)` does so as a decorator.

        An exception of the function is logged, and the call goes on. Raises ValueError for a topic that
        there is not.
        """
        if topic not in TOPICS:
            raise ValueError(f"{topic!r} is no topic: it is one of {', '.join(TOPICS)}.")
        if function is None:
            return lambda given: self.subscribe(topic, given)
        self.functions[topic] = (*self.functions.get(topic, ()), function)
        return function

    def unsubscribe(self, topic: Topic, function: Hook) -> None:
        """Has a function called no longer; one that never was is passed over."""
        rest = tuple(known for known in self.functions.pop(topic, ()) if known != function)
        if rest:
            self.functions[topic] = rest


ALL = Hooks(hooks_of_all)
"""The hooks of the module: they are told of the requests of all clients."""


if TYPE_CHECKING:

    @overload
    def subscribe(topic: Topic, function: None = None) -> Callable[[H], H]: ...
    @overload
    def subscribe(topic: Topic, function: H) -> H: ...


def subscribe(topic: Topic, function: Any = None) -> Any:
    """Has a function called with a RequestEvent of any client's: see `Hooks.subscribe`."""
    return ALL.subscribe(topic, function)


def unsubscribe(topic: Topic, function: Hook) -> None:
    """Has such a function called no longer."""
    ALL.unsubscribe(topic, function)


class Told:
    """A request whose hooks are told of it: a context manager around its tries."""

    def __init__(self, event: RequestEvent, *hooks: Hooks | None) -> None:
        self.event = event
        self._hooks = [each for each in hooks if each is not None]

    def __enter__(self) -> Self:
        self._tell("request_begin")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.event.error = kind
        self._tell("request_end")

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Notes what a try has brought."""
        self.event.status = status
        self.event.request_id = headers.get("Request-Id")

    def retry(self) -> None:
        """Tells that another try follows."""
        self._tell("retry")

    def _tell(self, topic: Topic) -> None:
        self.event.topic = topic
        for hooks in self._hooks:
            for function in hooks.functions.get(topic, ()):
                try:
                    function(self.event)
                except Exception as error:  # noqa: BLE001 - a hook watches, it decides nothing
                    from stripe._wire.logger import log_failed_hook

                    log_failed_hook(topic, error)


def template(path: str) -> str:
    """A path without ids and query, for requests that were not made from a route."""
    import re

    return re.sub(r"/[a-z]+_[^/?]*\d[^/?]*", "/{id}", path.partition("?")[0])
