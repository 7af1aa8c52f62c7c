"""Test-mode Stripe in the box: `with stripe.sandbox.Sandbox(): ...`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stripe.sandbox.handle import Sandbox

__all__ = ["Sandbox", "start"]


def start(port: int = 0, **options: Any) -> Sandbox:
    """Starts a sandbox behind a port (0: a free one) that takes this process's calls from now on.

    It stops with the process, or with `close()`. `options` are those of `Sandbox`. Needs the extra
    `stripe[sandbox]`.
    """
    import atexit

    from stripe.sandbox.handle import Sandbox

    sandbox = Sandbox(port=port, **options)
    sandbox.__enter__()
    atexit.register(sandbox.close)
    return sandbox


def __getattr__(name: str) -> Any:
    if name == "Sandbox":
        from stripe.sandbox.handle import Sandbox

        return Sandbox
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
