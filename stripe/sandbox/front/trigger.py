"""`trigger NAME`: sends the requests that lead to an event, to a server or within a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.front import asking
from stripe.sandbox.front.recipes import RECIPES
from stripe.sandbox.json import Obj, is_dict, is_list

if TYPE_CHECKING:
    from stripe.sandbox.api.app import App
    from stripe.sandbox.front.asking import Send


class UnknownRecipeError(ValueError):
    """There is no recipe of that name."""


class RecipeError(Exception):
    """A request of a recipe went wrong; the message is one line."""


def run(name: str, send: Send) -> list[str]:
    """Sends the requests of a recipe one after the other; gives what was sent."""
    recipe = RECIPES.get(name)
    if recipe is None:
        raise UnknownRecipeError(f"There is no recipe for {name}; `trigger --list` names them all.")
    answers: list[Obj] = []
    sent: list[str] = []
    for step in recipe:
        method, path = step.route.split(" ")
        path = "/".join(str(_filled(part, answers)) for part in path.split("/"))
        status, answer = send(method, path, _filled(step.params, answers))
        sent.append(f"{method} {path}")
        if status >= 400 and not step.fails:
            message = answer.get("error", {}).get("message", "")
            raise RecipeError(f"{method} {path} answered {status}: {message}")
        answers.append(answer)
    return sent


def _filled(value: Any, answers: list[Obj]) -> Any:
    if is_dict(value):
        return {key: _filled(item, answers) for key, item in value.items()}
    if is_list(value):
        return [_filled(item, answers) for item in value]
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    number, *fields = value[1:].split(".")
    found: Any = answers[int(number)]
    for field in fields:
        found = found[int(field) if is_list(found) else field]
    return found


def run_in(app: App, name: str) -> list[str]:
    """Runs a recipe in a sandbox, with its own key."""
    return run(name, asking.within(app))


def run_at(url: str, key: str, name: str) -> list[str]:
    """Runs a recipe on a server."""
    return run(name, asking.running(url, key))
