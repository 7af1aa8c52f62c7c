"""`trigger NAME`: sends the requests that lead to an event, to a server or within a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.front import asking, recipe_changes
from stripe.sandbox.front.recipe_book import UnknownRecipeError, steps_of
from stripe.sandbox.front.recipe_changes import NO_CHANGES, ChangeError, Changes
from stripe.sandbox.front.triggered import Triggered
from stripe.sandbox.json import Obj, is_dict, is_list

if TYPE_CHECKING:
    from stripe.sandbox.api.app import App
    from stripe.sandbox.front.asking import Send

__all__ = ["ChangeError", "Changes", "RecipeError", "Triggered", "UnknownRecipeError", "run"]

DESTINATIONS = "/v2/core/event_destinations"


class RecipeError(Exception):
    """A request of a recipe went wrong; the message is one line."""


def run(name: str, send: Send, changes: Changes = NO_CHANGES) -> Triggered:
    """Sends the requests of a recipe one after the other.

    Raises UnknownRecipeError, ChangeError for changes that fit none of the requests, RecipeError.
    """
    steps = recipe_changes.applied(steps_of(name), changes)
    if not name.startswith("v1."):
        return _sent(steps, send)
    made = _asked(send, "POST", DESTINATIONS, _destination(name))  # else V1 emits no thin events
    try:
        return _sent(steps, send)
    finally:
        _asked(send, "DELETE", f"{DESTINATIONS}/{made['id']}", {})


def _sent(steps: list[recipe_changes.Named], send: Send) -> Triggered:
    answers: list[Obj] = []
    done = Triggered([], [])
    for step in steps:
        if step.skipped:
            answers.append({})
            continue
        method, path = step.route.split(" ")
        path = "/".join(str(_filled(part, answers)) for part in path.split("/"))
        answer = _asked(send, method, path, _filled(step.params, answers), may_fail=step.fails)
        done.requests.append(f"{method} {path}")
        id = answer.get("id")
        if method == "POST" and id and id not in done.ids and f"/{id}" not in path:
            done.ids.append(id)
        answers.append(answer)
    return done


def _asked(send: Send, method: str, path: str, params: Obj, *, may_fail: bool = False) -> Obj:
    status, answer = send(method, path, params)
    if status >= 400 and not may_fail:
        message = answer.get("error", {}).get("message", "")
        raise RecipeError(f"{method} {path} answered {status}: {message}")
    return answer


def _destination(type: str) -> Obj:
    return {
        "name": "(created by trigger)",
        "type": "webhook_endpoint",
        "event_payload": "thin",
        "enabled_events": [type],
        "webhook_endpoint": {"url": "https://example.com/webhook"},
    }


def _filled(value: Any, answers: list[Obj]) -> Any:
    if is_dict(value):
        return {key: _filled(item, answers) for key, item in value.items()}
    if is_list(value):
        return [_filled(item, answers) for item in value]
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    number, *fields = value[1:].split(".")
    found: Any = answers[int(number)]
    if found == {}:
        raise RecipeError("A request that was skipped makes what a later one is about.")
    for field in fields:
        found = found[int(field) if is_list(found) else field]
    return found


def run_in(app: App, name: str, changes: Changes = NO_CHANGES) -> Triggered:
    """Runs a recipe in a sandbox, with its own key."""
    return run(name, asking.within(app), changes)


def run_at(url: str, key: str, name: str, changes: Changes = NO_CHANGES) -> Triggered:
    """Runs a recipe on a server."""
    return run(name, asking.running(url, key), changes)
