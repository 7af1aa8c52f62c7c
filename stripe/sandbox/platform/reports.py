"""Report runs: done at once, over no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call


@operation("POST /v1/reporting/report_runs")
def create(call: Call) -> dict[str, Any]:
    """A run that answers as pending, and has succeeded when it is looked at again."""
    run = crud.create(call)
    changed = {"status": "succeeded", "succeeded_at": call.clock.now()}
    call.changes.update(run, changed, event="reporting.report_run.succeeded")
    return run
