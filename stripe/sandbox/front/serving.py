"""`serve`: a sandbox behind a port until it is told to stop."""

from __future__ import annotations

import select
import signal
import socket
import sys
from types import FrameType
from typing import TYPE_CHECKING

from stripe.sandbox.front.console import Console
from stripe.sandbox.front.errors import CommandError
from stripe.sandbox.front.server import ServerUnavailableError
from stripe.sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    import argparse

PATIENCE = 5.0  # seconds for deliveries on their way, at the end


def serve(options: argparse.Namespace) -> int:
    """Answers on a port until SIGINT or SIGTERM."""
    stop = Interrupts()
    sandbox = _made(options)
    console = Console(as_json=options.json)
    try:
        if options.forward_to:
            _forward(sandbox, options.forward_to, str(options.events or "*").split(","))
        if not options.quiet:
            sandbox._state.log.watch = console.request
            sandbox.webhooks.watch = console.delivery
        sandbox.serve(options.port)
    except (ServerUnavailableError, OSError, ValueError) as error:
        raise CommandError(str(error)) from None
    _announce(sandbox, console, as_json=options.json)
    stop.wait()
    _finish(sandbox)
    console.close()
    return 0


class Interrupts:
    """The first SIGINT or SIGTERM, to be waited for; a second SIGINT ends the process as usual."""

    def __init__(self) -> None:
        # Python only notes a signal that comes just before the main thread begins to wait, or that another
        # thread receives, and a lock sleeps on; what is written to a socket ends the wait in every case.
        self._heard, self._wakeup = socket.socketpair()
        self._wakeup.setblocking(False)
        signal.set_wakeup_fd(self._wakeup.fileno())
        signal.signal(signal.SIGINT, _once)
        signal.signal(signal.SIGTERM, _once)

    def wait(self, seconds: float | None = None) -> bool:
        """Whether one has come, or comes within some seconds (None: however long it takes)."""
        return bool(select.select([self._heard], [], [], seconds)[0])


def _once(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _made(options: argparse.Namespace) -> Sandbox:
    try:
        return Sandbox(
            seed=options.seed,
            strict_keys=options.strict_keys,
            allow_hosts=options.allow_host,
            db=options.db,
            host=options.host,
            fixtures=options.fixtures,
        )
    except (OSError, ValueError) as error:
        raise CommandError(str(error)) from None


def _forward(sandbox: Sandbox, url: str, patterns: list[str]) -> None:
    try:
        sandbox.forward_to(url, patterns)
    except ValueError as error:
        raise CommandError(f"--forward-to: {error}") from None


def _announce(sandbox: Sandbox, console: Console, *, as_json: bool) -> None:
    if sandbox._state.exposed:
        print(
            "Warning: other machines can reach this sandbox. Its dashboard and its control routes ask "
            "for a secret key; names that it is to answer to are given by --allow-host.",
            file=sys.stderr,
            flush=True,
        )
    if as_json:
        console.started(
            url=sandbox.url,
            secret_key=sandbox.api_key,
            publishable_key=sandbox.publishable_key,
            webhook_secret=sandbox.webhook_secret,
        )
        return
    console.say(f"Stripe sandbox at {sandbox.url}")
    console.say(f"  secret key       {sandbox.api_key}")
    console.say(f"  publishable key  {sandbox.publishable_key}")
    console.say(f"  webhook secret   {sandbox.webhook_secret}")
    console.say(f"  dashboard        {sandbox.url}/")
    console.say("To point an application at it:")
    console.say(f"  export STRIPE_API_BASE={sandbox.url}")
    console.say(f"  export STRIPE_API_KEY={sandbox.api_key}")


def _finish(sandbox: Sandbox) -> None:
    dropped = sandbox.webhooks.drain(PATIENCE)
    sandbox.close()
    for delivery in dropped:
        print(f"Dropped: {delivery.type} to {delivery.url}", file=sys.stderr)
