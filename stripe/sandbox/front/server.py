"""The sandbox behind a port, served by waitress (extra `stripe[sandbox]`).

One thread reads from all connections and hands whole requests to a few others, so that connections
which say nothing, or half a request, cost a place in a table.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from stripe.sandbox.front.guard import LOOPBACK, Guard
from stripe.sandbox.front.wsgi import LARGEST_BODY, WsgiApp

if TYPE_CHECKING:
    from stripe.sandbox.api.app import App

THREADS = 8
CONNECTIONS = 10_000
LAST_PORT = 65535
OPEN_FILES = 20_000


class ServerUnavailableError(Exception):
    """The server cannot start; the message is one line for people."""


def _waitress() -> Any:
    # waitress has no type information, and is not there without the extra
    try:
        return import_module("waitress.server")
    except ImportError:
        raise ServerUnavailableError(
            "The sandbox's server needs waitress: pip install waitress"
        ) from None


class Server:
    """A listening server; `port=0` takes a free one."""

    def __init__(self, app: App, host: str = LOOPBACK, port: int = 0) -> None:
        if not 0 <= port <= LAST_PORT:
            raise ServerUnavailableError(f"Cannot listen on port {port}: the last is {LAST_PORT}.")
        create_server = _waitress().create_server
        logging.getLogger("waitress").setLevel(logging.CRITICAL)
        self._map: dict[int, Any] = {}
        try:
            self._server = create_server(
                WsgiApp(app, Guard(app.state, host)),
                map=self._map,
                host=host,
                port=port,
                ipv4=":" not in host,  # one address of a name that has several
                ipv6=":" in host,
                threads=0,  # until they have where to wait
                ident=None,
                clear_untrusted_proxy_headers=False,
                channel_timeout=600,
                connection_limit=CONNECTIONS,
                asyncore_use_poll=True,
                backlog=1024,
                max_request_body_size=LARGEST_BODY,
            )
        except (OSError, OverflowError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ServerUnavailableError(f"Cannot listen on {host}:{port}: {reason}") from None
        connections = import_module("stripe.sandbox.front.connections")
        self._server.channel_class = connections.Channel
        self._server.handle_accept = partial(connections.accept, self._server)
        dispatcher = self._server.task_dispatcher
        dispatcher.queue_cv = connections.Resting(dispatcher.lock)
        dispatcher.set_thread_count(THREADS)
        self.host = host
        self.port: int = int(self._server.effective_port)
        self._channels: list[Any] = []
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where the server listens."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def start(self) -> None:
        """Serves in a thread of its own; raises the process's limit of open files for it."""
        _allow_connections()
        self._thread = threading.Thread(
            target=self._loop, name=f"stripe.sandbox:{self.port}", daemon=True
        )
        self._thread.start()

    def _loop(self) -> None:
        # the loop's own way to notice that `stop` closed its sockets
        with contextlib.suppress(OSError, ValueError):
            self._server.run()

    def stop(self) -> None:
        """Stops listening, lets running requests finish, and closes the connections."""
        self._server.task_dispatcher.shutdown(cancel_pending=True, timeout=2)
        if self._thread is not None:
            # The loop ends when its map is empty. What lay there is closed after that: a trigger that
            # its loop closes can't be pulled safely.
            trigger = next(each for each in self._map.values() if hasattr(each, "thunks"))
            trigger.pull_trigger(self._empty)
            self._thread.join(2)
            self._thread = None
        self._empty()
        for channel in self._channels:
            with contextlib.suppress(OSError):
                channel.close()
        self._channels.clear()

    def _empty(self) -> None:
        self._channels += self._map.values()
        self._map.clear()


def _allow_connections() -> None:
    """Each connection is an open file, and systems give a process few of them to begin with."""
    with contextlib.suppress(ImportError):  # Windows has no such limit
        import resource

        few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(most, OPEN_FILES)
        if few < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
