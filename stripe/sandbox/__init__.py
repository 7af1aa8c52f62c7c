"""Test-mode Stripe in the box: `with stripe.sandbox.Sandbox(): ...`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypedDict

    from typing_extensions import Unpack

    from stripe.sandbox.face import Sandbox

    class Options(TypedDict, total=False):
        """What `Sandbox` takes beside the port."""

        host: str
        seed: int | None
        now: float | None
        strict_keys: bool
        db: str | None


__all__ = ["Sandbox", "start"]


def start(port: int = 0, **options: Unpack[Options]) -> Sandbox:
    """Starts a sandbox behind a port (0: a free one) that takes this process's calls from now on.

    It stops with the process, or with `close()`. `options` are those of `Sandbox`. Needs the extra
    `stripe[sandbox]`.
    """
    import atexit

    sandbox = _sandbox_class()(port=port, **options)
    sandbox.__enter__()
    atexit.register(sandbox.close)
    return sandbox


def _sandbox_class() -> type[Sandbox]:
    # Type checkers know it by its face: they would read all that it is made of.
    found: type[Sandbox] = import_module("stripe.sandbox.sandbox").Sandbox
    return found


if not TYPE_CHECKING:  # to a type checker a name that is not declared is an error

    def __getattr__(name: str) -> Any:
        if name == "Sandbox":
            return _sandbox_class()
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """What is for users, and nothing of what it is made of."""
    return list(__all__)
