"""What a bank, a network or an employee would do to a payment, on order; reviews, mandates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.payments import card_charges, disputes, refunds, reviews

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call


@operation("POST /v1/test_helpers/charges/{charge}/expire")
def expire_charge(call: Call) -> Obj:
    """Has an authorization run out now."""
    charge = call.get("charge")
    if charge["captured"] or charge["refunded"] or charge["status"] != "succeeded":
        raise invalid("Only charges that are authorized and not captured can expire.", "charge")
    card_charges.expire(call.world, charge["id"])
    return call.get("charge")


@operation("POST /v1/test_helpers/disputes/{dispute}/lose")
def lose_dispute(call: Call) -> Obj:
    """Has the bank decide against the merchant; an inquiry becomes a dispute by that."""
    dispute = call.get("dispute")
    disputes.check_open(dispute)
    if dispute["status"].startswith("warning"):
        dispute = disputes.escalate(call.world, dispute)
    return disputes.settle(call.world, dispute, "lost")


@operation("POST /v1/test_helpers/disputes/{dispute}/win")
def win_dispute(call: Call) -> Obj:
    """Has the bank decide for the merchant."""
    dispute = call.get("dispute")
    disputes.check_open(dispute)
    return disputes.settle(call.world, dispute, "won")


@operation("POST /v1/test_helpers/refunds/{refund}/expire")
def expire_refund(call: Call) -> Obj:
    """Has a refund fail that the customer has not claimed."""
    refund = call.get("refund")
    if refund["status"] != "requires_action":
        raise invalid(
            f"Only refunds that require an action can expire. This refund has a status of "
            f"{refund['status']}."
        )
    return refunds.take_back(call.world, refund, "failed", "unknown")


@operation("POST /v1/reviews/{review}/approve")
def approve_review(call: Call) -> Obj:
    """Closes a review in favour of the payment."""
    review = call.get("review")
    if not review["open"]:
        raise invalid("This review is already closed.")
    return reviews.close(call.world, review, "approved")


@operation("POST /v1/mandates/{mandate}")
def update_mandate(call: Call) -> Obj:
    """Shows a mandate again; recipes of the vendor's CLI have its event come by this."""
    mandate = call.get("mandate")
    call.changes.emit("mandate.updated", mandate, {})
    return mandate
