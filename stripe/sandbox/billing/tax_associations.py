"""Tax transactions of payments: none, as payments make none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.generic.registry import operation

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.json import Obj


@operation("GET /v1/tax/associations/find")
def find(call: Call) -> Obj:
    """The tax transactions of a payment."""
    raise call.missing("association", call.params["payment_intent"], "payment_intent", status=404)
