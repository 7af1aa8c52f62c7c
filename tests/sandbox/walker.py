"""Sends an operation with realistic parameters, after the requests that make what it acts on."""

import json
import re
from functools import cache
from urllib.parse import parse_qs, urlsplit

import minimal_parameters
from walk_parameters import PARAMETERS, REFERENCES
from walk_things import THINGS

from stripe.sandbox import Sandbox
from stripe.sandbox.front.asking import request_of
from stripe.sandbox.http import Request
from stripe.sandbox.spec import description

ROUTES = description.routes()


@cache
def _plain(path):
    """A path with nameless variables, where the object lies that a test helper acts on."""
    return re.sub(r"\{\w+\}", "{}", path.replace("/test_helpers", ""))


def _owner(route, variable):
    """The name of the object that a variable of a path stands for."""
    head = _plain(route.path.split(f"{{{variable}}}")[0] + "{}")
    return next(
        description.members(other.object_name)[0]
        for other in ROUTES.values()
        if _plain(other.path) == head and other.kind in ("retrieve", "update", "delete")
    )


@cache
def _maker(name):
    for route in ROUTES.values():
        fitting = name in description.members(route.object_name) and not route.variables
        if route.kind == "create" and fitting:
            return route.key
    raise AssertionError(f"Nothing makes a {name}.")


class Walker:
    """One sandbox and the things that were made in it."""

    def __init__(self):
        self.sandbox = Sandbox(seed=1, now=1_800_000_000)
        self.made = {}

    def drive(self, key, **more):
        """The answer to an operation; `more` are parameters beside those of the table."""
        route = ROUTES[key]
        given = {**minimal_parameters.params(route), **PARAMETERS.get(key, {}), **more}
        path = route.path
        for variable in route.variables:
            id = given.pop(f"{{{variable}}}", None) or f"@{_owner(route, variable)}"
            path = path.replace(f"{{{variable}}}", id)
        return self.send(f"{route.method} {path}", given)

    def send(self, request, params):
        """The answer to a request, whose `@name`s are made first."""
        method, path = request.split(" ", 1)
        for thing in params.get("+", ()):
            if isinstance(thing, int):
                self.sandbox.clock.advance(thing)
            else:
                self.thing(thing[1:])
        filled = {k: self._filled(v, k) for k, v in params.items() if k != "+"}
        path = "/".join(self._filled(part) for part in path.split("/"))
        return self.sandbox._app.handle(request_of(method, path, filled, self.sandbox.api_key))

    def thing(self, name):
        """An object of a kind, made when it is first named."""
        if name not in self.made:
            if name == "oauth code":
                return {"id": self._connected()}
            request, params, *field = THINGS.get(name) or (_maker(name), None)
            response = self.drive(request) if params is None else self.send(request, params)
            answer = json.loads(response.body)
            assert response.status == 200, f"{name}: {answer}"
            if "data" in answer and "id" not in answer:
                assert answer["data"], f"There is no {name}."
                answer = answer["data"][0]
            self.made[name] = {**answer, "id": answer[field[0]]} if field and field[0] else answer
        return self.made[name]

    def _filled(self, value, name=""):
        if isinstance(value, dict):
            return {key: self._filled(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item, name) for item in value]
        if value == "text" and name in REFERENCES:
            value = f"@{REFERENCES[name]}"
        if not isinstance(value, str) or not value.startswith("@"):
            return value
        name, *fields = value[1:].split(":")
        found = self.thing(name)
        for field in fields or ["id"]:
            found = found[int(field) if isinstance(found, list) else field]
        return found

    def _connected(self):
        """The code that the page of OAuth sends back."""
        request = Request(
            "POST", "/oauth/authorize", "redirect_uri=https://example.com/back", {}, b""
        )
        answer = self.sandbox._app.handle(request)
        return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
