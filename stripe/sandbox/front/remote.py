"""Commands that talk to a running sandbox: keys, trigger, listen."""

from __future__ import annotations

import argparse
import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from stripe.sandbox.front.errors import CommandError
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    import requests

    from stripe.sandbox.front.console import Console
    from stripe.sandbox.front.serving import Interrupts

PAUSE = 0.2  # seconds between two questions of `listen`
PATIENCE = 1.0  # seconds between two looks whether the sandbox is there again


class Control:
    """The control routes of a running sandbox."""

    def __init__(self, url: str, key: str | None) -> None:
        import requests

        self._url = url.rstrip("/")
        self._session: requests.Session = requests.Session()
        self._session.trust_env = False  # a proxy of the environment does not lead to this machine
        if key is not None:
            self._session.headers["Authorization"] = f"Bearer {key}"

    def ask(self, method: str, what: str, body: Any = None) -> Obj:
        """The answer of a route; what goes wrong is a `CommandError`."""
        import requests

        try:
            answer = self._session.request(
                method, f"{self._url}/_sandbox/{what}", json=body, timeout=60
            )
            found: Obj = answer.json()
        except (requests.RequestException, ValueError) as error:
            reason = type(error).__name__
            raise CommandError(f"No sandbox answers at {self._url} ({reason}).") from None
        if not answer.ok:
            raise CommandError(found["error"]["message"])
        return found


def keys(options: argparse.Namespace) -> int:
    """Lists, creates, rolls or revokes keys."""
    control = Control(options.url, options.api_key)
    if options.action == "list":
        for key in control.ask("GET", "keys")["data"]:
            mode = "live" if key["livemode"] else "test"
            print(f"{key['kind']:<12} {mode}  {key['key']}")
        return 0
    if options.action == "create":
        body: Obj = {"kind": options.kind, "livemode": options.live}
        if options.permission:
            body["permissions"] = dict(one.partition("=")[::2] for one in options.permission)
        print(control.ask("POST", "keys", body)["key"])
        return 0
    if not options.key:
        raise CommandError(f"keys {options.action} needs the key.")
    answer = control.ask("POST", f"keys/{options.action}", {"key": options.key})
    if "key" in answer:
        print(answer["key"])
    return 0


def trigger(options: argparse.Namespace) -> int:
    """Sends the requests that lead to an event, and prints them and the ids of what they made."""
    from stripe.sandbox.front import recipe_changes
    from stripe.sandbox.front import trigger as triggering
    from stripe.sandbox.front.recipe_book import RECIPES

    if options.list or options.name is None:
        print("\n".join(sorted(RECIPES)))
        return 0
    try:
        changed = recipe_changes.parsed([*options.override, *options.add])
        changes = triggering.Changes(changed, options.remove, options.skip)
        done = triggering.run_at(options.url.rstrip("/"), options.api_key, options.name, changes)
    except (ValueError, triggering.RecipeError) as error:
        raise CommandError(str(error)) from None
    print(*done.lines(), sep="\n")
    return 0


def listen(options: argparse.Namespace) -> int:
    """Sends the events of a running sandbox to an address, until SIGINT or SIGTERM."""
    from stripe.sandbox.front.console import Console
    from stripe.sandbox.front.serving import Interrupts
    from stripe.sandbox.state.addresses import is_near

    if not is_near(options.forward_to, {host.lower() for host in options.allow_host}):
        raise CommandError(
            "--forward-to takes an address on this machine, or of an --allow-host, not "
            f"{options.forward_to}."
        )
    stop = Interrupts()
    console = Console()
    control = Control(options.url, options.api_key)
    patterns = str(options.events or "*").split(",")
    wanted: Obj = {"url": options.forward_to, "events": patterns}
    route = _join(console, control, wanted)
    while route and not stop.wait(PAUSE):
        try:
            for waiting in control.ask("GET", route)["data"]:
                status = _sent_on(console, options.forward_to, waiting)
                control.ask("POST", route, {"id": waiting["id"], "status": status})
        except CommandError as error:
            console.say(f"{error} Waiting for it to come back.")
            route = _rejoin(console, control, wanted, stop)
    with suppress(CommandError):  # the sandbox may have ended before
        if route:
            control.ask("DELETE", route)
    console.close()
    return 0


def _join(console: Console, control: Control, wanted: Obj) -> str:
    """Asks for events; gives the route where they are fetched."""
    made = control.ask("POST", "listeners", wanted)
    console.say(f"Events go to {wanted['url']}, signed with {made['secret']}")
    return f"listeners/{made['id']}"


def _rejoin(console: Console, control: Control, wanted: Obj, stop: Interrupts) -> str:
    """As `_join`, as soon as the sandbox is there again; empty when told to stop."""
    while not stop.wait(PATIENCE):
        with suppress(CommandError):
            return _join(console, control, wanted)
    return ""


def _sent_on(console: Console, url: str, waiting: Obj) -> int:
    from stripe.sandbox.state import sending

    outcome = sending.send(url, waiting["body"], waiting["headers"], int(time.time()))
    console.sent(json.loads(waiting["body"])["type"], url, outcome, "")
    return outcome.status or 0
