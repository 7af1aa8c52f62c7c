"""What a platform takes of invoices: shares in percent, fees, and that there must be a second account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, within
from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

AMOUNT, PERCENT = "application_fee_amount", "application_fee_percent"


def check_shares(world: World, params: Obj, held: Obj | None = None, path: str = "") -> None:
    """Raises the 400 for shares of a subscription's invoices that are none, or that nobody could take.

    `held` is the subscription so far; `path` is where the parameters stand in the request.
    """
    shares = {
        within(path, PERCENT): params.get(PERCENT),
        f"{within(path, 'transfer_data')}[amount_percent]": part(params, "transfer_data").get(
            "amount_percent"
        ),
    }
    for name, share in shares.items():
        if share is not None and not (0 <= share <= 100 and round(share, 2) == share):
            raise invalid(
                f"Invalid decimal: {share}; must be between 0 and 100, with at most two decimal "
                "places.",
                name,
            )
    check_taker(world, PERCENT, params, held, path)


def check_taker(
    world: World, fee: str, params: Obj, held: Obj | None = None, path: str = ""
) -> None:
    """Raises the 400 for a fee on one's own account's sales that go to no other account."""
    if not params.get(fee) or not world.is_platform:
        return
    if not params.get("transfer_data") and not part(held, "transfer_data"):
        raise invalid(
            f"Can only apply an {fee} when the request is made on behalf of another account (using "
            "an OAuth key or the Stripe-Account header) or with `transfer_data[destination]`.",
            within(path, fee),
        )
