"""What is to happen later: in which order, for which clock, and still after a restart."""

import pathlib
from collections.abc import Iterator
from typing import Any

import pytest

from stripe.sandbox import Sandbox
from stripe.sandbox.generic import crud
from stripe.sandbox.state import schedule
from stripe.sandbox.state.world import World

NOW = 1_800_000_000
DONE: list[Any] = []


@schedule.task("test.note")
def note(world: World, what: str, *more: Any) -> None:
    DONE.append((world.clock.now() - NOW, what, *more))


@schedule.task("test.first", order=-1)
def first(_world: World, what: str) -> None:
    DONE.append(what)


@schedule.task("test.again")
def again(world: World, what: str) -> None:
    DONE.append(what)
    schedule.at(world, NOW + 10, "test.note", "from a task")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    DONE.clear()
    with Sandbox(now=NOW) as made:
        yield made


def world_of(sandbox: Sandbox) -> World:
    return sandbox._state.world(sandbox.account_id, False)


def test_tasks_run_by_time_then_order_then_as_they_were_made(sandbox: Sandbox) -> None:
    world = world_of(sandbox)
    other = sandbox._state.world("acct_2", False)
    schedule.at(world, NOW + 20, "test.note", "late", {"n": 1}, [2])
    schedule.at(world, NOW + 10, "test.note", "b")
    schedule.at(other, NOW + 10, "test.note", "c")
    schedule.at(world, NOW + 10, "test.first", "a")
    assert [task.args[0] for task in schedule.waiting(world)] == ["a", "b", "late"]
    sandbox.clock.advance(15)
    assert DONE == ["a", (10, "b"), (10, "c")]
    sandbox.clock.advance(15)
    assert DONE[3:] == [(20, "late", {"n": 1}, [2])]
    assert schedule.waiting(world) == []


def test_a_task_may_plan_another_that_is_due_on_the_way(sandbox: Sandbox) -> None:
    schedule.at(world_of(sandbox), NOW + 5, "test.again", "x")
    sandbox.clock.advance(15)
    assert DONE == ["x", (10, "from a task")]


def test_cancelled_by_name_and_first_argument(sandbox: Sandbox) -> None:
    world = world_of(sandbox)
    for what in ("keep", "drop", "drop"):
        schedule.at(world, NOW + 1, "test.note", what)
    schedule.at(world, NOW + 1, "test.first", "drop")
    schedule.cancel(world, "test.note", "drop")
    sandbox.clock.advance(2)
    assert DONE == ["drop", (1, "keep")]


def test_tasks_of_a_test_clock_wait_for_it(sandbox: Sandbox) -> None:
    world = world_of(sandbox)
    schedule.at(world, NOW + 1, "test.note", "later", test_clock="clock_1")
    schedule.at(world, NOW, "test.note", "sooner", test_clock="clock_1")
    schedule.at(world, NOW, "test.note", "other", test_clock="clock_2")
    schedule.at(world, NOW + 9, "test.note", "last", test_clock="clock_1")
    sandbox.clock.advance(20)
    assert DONE == []
    while (task := schedule.next_of(world, "clock_1", NOW + 5)) is not None:
        schedule.run(world, task)
    assert [what for _, what in DONE] == ["sooner", "later"]
    schedule.cancel_all(world, "clock_1")
    assert [task.args[0] for task in schedule.waiting(world)] == ["other"]


def test_tasks_outlive_a_restart(tmp_path: pathlib.Path) -> None:
    file = str(tmp_path / "sandbox.db")
    DONE.clear()
    with Sandbox(now=NOW, db=file) as sandbox:
        schedule.at(world_of(sandbox), NOW + 10, "test.note", "x", [1])
        schedule.at(world_of(sandbox), NOW + 1, "test.note", "done")
        sandbox.clock.advance(1)
    with Sandbox(now=NOW, db=file) as sandbox:
        schedule.at(world_of(sandbox), NOW + 10, "test.note", "y")
        sandbox.clock.advance(20)
    with Sandbox(now=NOW, db=file) as sandbox:
        sandbox.clock.advance(20)
    assert DONE == [(1, "done"), (10, "x", [1]), (10, "y")]


def test_reset_forgets_tasks(sandbox: Sandbox) -> None:
    schedule.at(world_of(sandbox), NOW + 10, "test.note", "x")
    sandbox.reset()
    sandbox.clock.advance(20)
    assert DONE == []


def test_two_functions_for_one_name() -> None:
    with pytest.raises(ValueError, match=r"Two functions carry out test\.note"):
        schedule.task("test.note")(note)


def test_a_world_lives_at_the_time_of_what_is_being_done(sandbox: Sandbox) -> None:
    world = world_of(sandbox)
    assert world.now() == NOW
    with world.living_at(NOW + 100):
        customer = world.changes.create("customer", {"object": "customer"})
        intent = world.changes.create(
            "payment_intent",
            crud.build(world, "payment_intent", {"amount": 100, "currency": "usd"}),
        )
        with world.living_at(NOW + 200):
            assert world.now() == NOW + 200
        assert world.now() == NOW + 100
    assert world.now() == NOW
    assert (customer["created"], intent["created"]) == (NOW + 100, NOW)
    assert [event["created"] for event in sandbox.events] == [NOW + 100, NOW]
