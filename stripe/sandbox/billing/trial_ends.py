"""What time brings to trials: the notice, and the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import cancellation, renewal, schedule_runs, timetable, trials
from stripe.sandbox.billing.subscription_state import NAME
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World


@task(timetable.TRIAL_NOTICE, order=timetable.TRIALS)
def announce(world: World, id: str) -> None:
    """A trial ends in three days."""
    sub = world.store.get(NAME, id)
    if sub is not None and sub["status"] == "trialing":
        world.changes.emit(trials.WILL_END, sub)


@task(timetable.TRIAL_ENDS, order=timetable.TRIALS)
def end(world: World, id: str) -> None:
    """A trial is over: the first paid period begins, or what is to be done without a method is."""
    sub = world.store.get(NAME, id)
    if sub is None or sub["status"] != "trialing" or sub["trial_end"] > world.now():
        return
    if sub["cancel_at"] is not None and sub["cancel_at"] <= world.now():
        cancellation.end_as_planned(world, id)
        return
    schedule_runs.enter_due(world, sub)
    sub = world.find(NAME, id, None)
    if sub["status"] != "trialing" or sub["trial_end"] > world.now():
        return
    behavior = trials.without_method(world, sub)
    if behavior is not None:
        trials.end_unbilled(world, sub, behavior)
        return
    renewal.begin_cycle(world, sub, "trial ends")
