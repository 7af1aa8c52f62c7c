"""What watches over fraud: reviews of risky charges, early warnings of issuers, and their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.means.instruments import CardInput
    from stripe.sandbox.state.world import World

WARNING = "radar.early_fraud_warning"


def review(world: World, charge: Obj, entered: CardInput) -> Obj:
    """Puts a risky charge in review."""
    if entered.card.risk != "elevated":
        return charge
    opened = world.changes.create(
        "review",
        {
            **shapes.blank("review"),
            "charge": charge["id"],
            "open": True,
            "opened_reason": "rule",
            "reason": "rule",
            **_intent(charge),
        },
        event="review.opened",
    )
    return world.changes.update(charge, {"review": opened["id"]}, event=None)


def close(world: World, review: Obj, reason: str) -> Obj:
    """Closes a review."""
    changed = {"open": False, "closed_reason": reason, "reason": reason}
    return world.changes.update(review, changed, event="review.closed")


def warn(world: World, charge: Obj) -> None:
    """The issuer's early warning of a fraud."""
    world.changes.create(
        WARNING,
        {
            "id": None,
            "object": WARNING,
            "actionable": True,
            "charge": charge["id"],
            "created": None,
            "fraud_type": "made_with_stolen_card",
            "livemode": None,
            **_intent(charge),
        },
    )


def _intent(charge: Obj) -> Obj:
    """The intent of a charge; those of the older kind have none, and the field is left out."""
    return {"payment_intent": charge["payment_intent"]} if charge["payment_intent"] else {}


def end(world: World, charge: Obj, reason: str) -> None:
    """A charge was given back or is disputed: there is nothing left to watch over."""
    for warning in list(world.store.all(WARNING, "charge", charge["id"])):
        if warning["actionable"]:
            world.changes.update(warning, {"actionable": False})
    found = world.store.get("review", charge.get("review"))
    if found is not None and found["open"]:
        close(world, found, reason)
