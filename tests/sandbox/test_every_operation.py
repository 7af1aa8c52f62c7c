"""All operations answer: with what is documented, or a refusal in the API's form; never a 500."""

import json
from pathlib import Path

import minimal_parameters
import pytest

from stripe.sandbox import Sandbox
from stripe.sandbox.front import coverage
from stripe.sandbox.front.asking import request_of
from stripe.sandbox.spec import description

PAGE = Path(__file__).parents[2] / "docs" / "sandbox-coverage.md"
ROUTES = description.routes()


class Caller:
    """Sends requests made of the description alone; objects that paths name are made first."""

    def __init__(self):
        self.sandbox = Sandbox(seed=1)
        self.made = {}

    def send(self, route, ids):
        path = route.path
        for variable, id in ids.items():
            path = path.replace(f"{{{variable}}}", id)
        request = request_of(
            route.method, path, minimal_parameters.params(route), self.sandbox.api_key
        )
        return self.sandbox._app.handle(request)

    def id_of(self, route, variable):
        """The id of an object such as the path names, or one that there is not."""
        head = route.path.split(f"{{{variable}}}")[0] + f"{{{variable}}}"
        owner = next(
            (ROUTES[f"{m} {head}"] for m in ("GET", "POST") if f"{m} {head}" in ROUTES), None
        )
        if owner is None:
            return "none"
        name = description.members(owner.object_name)[0]
        if name not in self.made:
            self.made[name] = self._make(name)
        return self.made[name]

    def _make(self, name):
        for route in ROUTES.values():
            fitting = name in description.members(route.object_name) and not route.variables
            if route.kind == "create" and fitting and not _multipart(route):
                response = self.send(route, {})
                if response.status == 200:
                    return json.loads(response.body).get("id") or "none"
        return "none"


def _multipart(route):
    return "m" in description.data()["routes"][route.key][3:]


@pytest.fixture(scope="module")
def caller():
    return Caller()


@pytest.mark.parametrize("key", sorted(ROUTES))
def test_answers(caller, key):
    route = ROUTES[key]
    if _multipart(route):
        pytest.skip("uploads have tests of their own")
    ids = {variable: caller.id_of(route, variable) for variable in route.variables}
    if route.method == "DELETE":
        caller.made.clear()
    response = caller.send(route, ids)
    if response.headers["Content-Type"] != "application/json":
        assert response.status == 200
        return
    body = json.loads(response.body)
    kind = coverage.table()[key]
    assert (response.headers.get("X-Sandbox") == "generic") == (kind == "generic")
    if response.status == 200:
        _check_answer(route, body)
    else:
        assert response.status in (400, 401, 402, 403, 404, 501), body
        assert route.path.startswith("/oauth/") or body["error"]["message"]
    if response.status == 501:
        assert kind == "unsupported"
        assert body["error"]["code"] == "sandbox_not_emulated"
        assert key in body["error"]["message"]
    else:
        assert kind != "unsupported"


def _check_answer(route, body):
    if route.kind in ("list", "search"):
        assert isinstance(body["data"], list)
        if not route.v2:
            assert body["object"] in ("list", "search_result")
            assert body["url"].startswith("/v1/")
    elif route.kind == "delete":
        assert body["id"]
    elif route.object_name:
        assert body["object"] in (*description.members(route.object_name), route.object_name)


def test_counts():
    table = coverage.table()
    v1 = [key for key in table if " /v1/" in key]
    v2 = [key for key in table if " /v2/" in key]
    assert (len(v1), len(v2), len(table)) == (559, 91, 652)
    assert set(table.values()) <= set(coverage.KINDS)


def test_page_of_the_documentation_is_fresh():
    text = PAGE.read_text("utf-8")
    assert text == coverage.markdown(), (
        "run: python -m stripe.sandbox coverage --markdown > docs/sandbox-coverage.md"
    )
