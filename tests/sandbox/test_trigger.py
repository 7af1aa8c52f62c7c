"""`trigger`: each recipe ends with the event that it is named after."""

from __future__ import annotations

import pytest

from stripe.sandbox import Sandbox
from stripe.sandbox.front import recipes, trigger

DAY = 86_400


@pytest.mark.parametrize("name", sorted(recipes.RECIPES))
def test_recipes_end_with_their_event(name):
    sandbox = Sandbox(seed=1)
    sent = trigger.run_in(sandbox._app, name)
    assert sent
    sandbox.clock.advance(10 * DAY)  # bank debits settle in days
    kinds = [event["type"] for event in sandbox.events]
    thin = [e["type"] for w in sandbox._state.worlds() for e in w.store.all("v2.core.event")]
    assert name in kinds + thin


def test_unknown_recipe():
    with pytest.raises(trigger.UnknownRecipeError, match="no recipe for nothing"):
        trigger.run_in(Sandbox()._app, "nothing")


def test_trigger_by_http(http, sandbox):
    answer = http("POST", "/_sandbox/trigger", {"name": "product.created"}, key=None)
    assert answer.body["requests"] == ["POST /v1/products"]
    assert [event["type"] for event in sandbox.events] == ["product.created"]
