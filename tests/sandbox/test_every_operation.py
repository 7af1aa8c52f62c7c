"""All operations answer realistic requests in the shape described; odd ones with a refusal, never a 500."""

from __future__ import annotations

import json

import minimal_parameters
import pytest
from walk_parameters import NEVER_MADE
from walker import ROUTES, Walker

from stripe.sandbox.front import coverage
from stripe.sandbox.spec import description

MANNERS = {"expand", "limit", "starting_after", "ending_before"}
TABLE = coverage.table()
UNREACHABLE = {
    key
    for key in ROUTES
    if "{" in key or key.endswith("/find")
    if any(f"{ROUTES[key].path}/".startswith(head) for head in NEVER_MADE)
}


def names(keys) -> list[str]:
    return sorted(keys)


@pytest.mark.parametrize("key", names(ROUTES.keys() - UNREACHABLE))
def test_answers(key: str) -> None:
    """A 2xx, whose shape the sandbox itself has checked (see conftest)."""
    response = Walker().drive(key)
    kind = TABLE[key]
    if kind == "unsupported":
        error = json.loads(response.body)["error"]
        assert (response.status, error["code"]) == (501, "sandbox_not_emulated")
        assert key in error["message"]
        return
    assert 200 <= response.status < 300, response.body
    assert (response.headers.get("X-Sandbox") == "generic") == (kind == "generic")
    if response.headers["Content-Type"] == "application/json":
        _check_answer(ROUTES[key], json.loads(response.body))


def _check_answer(route, body) -> None:
    if route.kind in ("list", "search"):
        assert isinstance(body["data"], list)
        if not route.v2:
            assert body["object"] in ("list", "search_result")
            assert body["url"].startswith("/v1/")
    elif route.kind == "delete":
        assert body["id"]
    elif route.object_name and not route.path.startswith("/oauth/"):
        assert body["object"] in (*description.members(route.object_name), route.object_name)


@pytest.mark.parametrize("key", names(UNREACHABLE))
def test_what_nothing_makes_is_not_there(key: str) -> None:
    assert TABLE[key] != "emulated"
    walker = Walker()
    nothing = {f"{{{variable}}}": "none" for variable in ROUTES[key].variables}
    response = walker.drive(key, **nothing)
    assert response.status == 404
    assert json.loads(response.body)["error"]["message"].startswith("No such ")


@pytest.mark.parametrize("key", names(ROUTES.keys() - UNREACHABLE))
def test_each_parameter_by_itself_is_taken_or_refused(key: str) -> None:
    """With its required parts and with all of its parts; what is made of it has the shape described."""
    route = ROUTES[key]
    shape = description.params_of(key)
    for name in sorted(shape.of.keys() - MANNERS):
        for make in (minimal_parameters.of, minimal_parameters.whole):
            value = make(shape.of[name], name, route.v2)
            response = Walker().drive(key, **{name: value})
            assert response.status < 500 or response.status == 501, f"{name}: {value}"
