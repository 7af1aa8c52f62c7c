"""`trigger`: each recipe leads to the event that it is named after; changes to recipes; who names none is told."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.front import recipe_book, recipe_changes, trigger
from stripe.sandbox.spec import description

LONGEST = 45 * 24 * 3600
LATER = {
    "charge.dispute.funds_reinstated",
    "checkout.session.async_payment_failed",
    "checkout.session.async_payment_succeeded",
    "payout.failed",
    "payout.paid",
    "refund.failed",
    "source.canceled",
    "topup.succeeded",
}
"""Events that come when the sandbox's clock gets there."""


def types(sandbox: Sandbox) -> set[str]:
    worlds = list(sandbox._state.worlds())
    thin = {event["type"] for world in worlds for event in world.store.all("v2.core.event")}
    return thin | {event.type for world in worlds for event in world.events.order}


@pytest.mark.parametrize("name", sorted(recipe_book.RECIPES))
def test_recipes_lead_to_their_event(name: str) -> None:
    sandbox = Sandbox(seed=1, now=1_800_000_000)
    done = sandbox.trigger(name)
    assert done.requests
    assert (name in types(sandbox)) == (name not in LATER)
    sandbox.clock.advance(LONGEST)
    assert name in types(sandbox)


def test_each_type_of_event_has_a_recipe_or_a_reason() -> None:
    for name in description.event_types():
        if name not in recipe_book.RECIPES:
            with pytest.raises(ValueError, match=f"leads to {re.escape(name)}: "):
                recipe_book.steps_of(name)


def test_thin_events_of_v1(sandbox: Sandbox) -> None:
    sandbox.trigger("v1.charge.succeeded")
    assert {"charge.succeeded", "v1.charge.succeeded"} <= types(sandbox)
    assert not stripe.StripeClient(sandbox.api_key).v2.core.event_destinations.list().data


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("charge.suceeded", "Did you mean charge.succeeded?"),
        ("customer.create", "Did you mean customer.created?"),
        ("xyzzy", "There is no recipe for xyzzy. `trigger --list` names all."),
        ("reserve.hold.created", "leads to reserve.hold.created: nothing is held in reserve"),
        ("v1.climate.order.delayed", "leads to v1.climate.order.delayed: nothing is delivered"),
    ],
)
def test_a_name_that_is_none(sandbox: Sandbox, name: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        sandbox.trigger(name)
    assert not sandbox.events


def test_ids_of_what_was_made(sandbox: Sandbox) -> None:
    done = sandbox.trigger("customer.subscription.updated")
    assert [id.split("_")[0] for id in done.ids] == ["cus", "prod", "price", "sub"]
    assert stripe.Subscription.retrieve(done.ids[-1]).customer == done.ids[0]


def test_overriding(sandbox: Sandbox) -> None:
    changed = {
        "customer:name": "Bob",
        "price:recurring.interval": "year",
        "price:unit_amount": 700,
        "subscription:items[0][quantity]": 2,
        "trial_period_days": 3,
    }
    customer, _, _, id = sandbox.trigger("customer.subscription.created", override=changed).ids
    subscription = stripe.Subscription.retrieve(id)
    (item,) = subscription["items"].data
    assert stripe.Customer.retrieve(customer).name == "Bob"
    assert (item.price.recurring.interval, item.price.unit_amount, item.quantity) == (
        "year",
        700,
        2,
    )
    assert subscription.status == "trialing"


def test_removing_and_skipping(sandbox: Sandbox) -> None:
    (id,) = sandbox.trigger("customer.created", remove=["customer:description"]).ids
    assert stripe.Customer.retrieve(id).description is None
    done = sandbox.trigger("invoice.created", skip=["invoiceitem"])
    assert done.requests == ["POST /v1/customers", "POST /v1/invoices"]
    with pytest.raises(trigger.RecipeError, match="was skipped"):
        sandbox.trigger("invoice.created", skip=["customer"])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"override": {"custmer:name": "Bob"}}, "Did you mean customer? There are: customer."),
        ({"override": {"customer:nam": "Bob"}}, "takes nam. Did you mean name?"),
        ({"override": {"descripton": "x"}}, "takes descripton. Did you mean description?"),
        ({"override": {"customer:": "x"}}, "names no parameter"),
        ({"remove": ["customer:email"]}, "does not send customer:email"),
        ({"skip": ["price"]}, "No request of this recipe is about price. There are: customer."),
    ],
)
def test_changes_that_fit_nothing(sandbox: Sandbox, changes: Any, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        sandbox.trigger("customer.created", **changes)
    assert not sandbox.events


def test_changes_of_a_command_line() -> None:
    words = ["customer:name=Bob", "amount=500", "a=true", 'b={"c": [1]}', "empty="]
    expected = {"customer:name": "Bob", "amount": 500, "a": True, "b": {"c": [1]}, "empty": ""}
    assert recipe_changes.parsed(words) == expected
    with pytest.raises(ValueError, match="name is no change: write path=value"):
        recipe_changes.parsed(["name"])


def test_by_http(http: Callable[..., Any], sandbox: Sandbox) -> None:
    body = {"name": "customer.created", "override": {"customer:name": "Bob"}, "skip": []}
    answer = http("POST", "/_sandbox/trigger", body, key=None).body
    assert answer["requests"] == ["POST /v1/customers"]
    assert stripe.Customer.retrieve(answer["ids"][0]).name == "Bob"
    wrong = http("POST", "/_sandbox/trigger", {"name": "customer.create"}, key=None)
    assert (wrong.status, "customer.created" in wrong.error["message"]) == (400, True)


def test_by_command() -> None:
    with Sandbox(port=0) as sandbox:
        command = [sys.executable, "-m", "stripe.sandbox", "trigger", "--url", sandbox.url]
        done = subprocess.run(
            [*command, "customer.created", "--override", "customer:name=Bob", "--add", "phone=123"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        customer = stripe.Customer.list().data[0]
        assert (customer.name, customer.phone) == ("Bob", "123")
        assert done.stdout.splitlines() == ["POST /v1/customers", f"made {customer.id}"]
        wrong = subprocess.run(
            [*command, "customer.create"], capture_output=True, text=True, timeout=60, check=False
        )
        assert (wrong.returncode, wrong.stdout) == (2, "")
        assert "Did you mean customer.created?" in wrong.stderr
