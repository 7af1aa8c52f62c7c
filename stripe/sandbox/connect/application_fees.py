"""Application fees: what a platform takes from a connected account's charges, and gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies, ledger, settlement
from stripe.sandbox.spec import shapes
from stripe.sandbox.state.state import APPLICATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "application_fee"
REFUND = "fee_refund"


def collect(platform: World, charge: Obj, account: str, amount: int, payment: str | None) -> Obj:
    """A fee for the platform; the account has paid it with its charge.

    `payment` is what a destination charge of the platform is in the account.
    """
    id = platform.state.ids.new(NAME)
    there = platform.state.world(account, platform.livemode)
    paid = charge if payment is None else there.store.get("charge", payment)
    transaction = ledger.record(
        platform,
        type="application_fee",
        **settlement.of(platform, amount, charge["currency"]),
        source=id,
        available_on=ledger.ready(there, paid),
    )
    obj = dict(shapes.blank(NAME))
    obj.update(
        id=id,
        account=account,
        amount=amount,
        amount_refunded=0,
        application=APPLICATION,
        balance_transaction=transaction["id"],
        charge=payment or charge["id"],
        currency=charge["currency"],
        fee_source={"charge": payment or charge["id"], "type": "charge"},
        originating_transaction=charge["id"] if payment else None,
        refunds=shapes.empty_list(f"/v1/application_fees/{id}/refunds"),
    )
    return platform.changes.create(NAME, obj)


def refund_share(world: World, charge: Obj, amount: int, whole: int) -> None:
    """Gives back the share of a charge's fee that was refunded of the charge."""
    fee = world.platform.store.get(NAME, charge["application_fee"])
    if fee is None:
        return
    left = fee["amount"] - fee["amount_refunded"]
    share = min(left, fee["amount"] * amount // whole)
    if share > 0:
        refund(world.platform, fee, share, {})


def refund(platform: World, fee: Obj, amount: int, metadata: Obj) -> Obj:
    """Gives back an amount that has been checked."""
    ids = platform.state.ids
    id = ids.new(REFUND)
    common: Obj = {"type": "application_fee_refund", "source": id}
    there = platform.state.world(fee["account"], platform.livemode)
    charge = there.store.get("charge", fee["charge"])
    taken = settlement.as_before(platform, fee, -amount, fee["currency"])
    given = settlement.as_before(there, charge, amount, fee["currency"])
    pending = ledger.ready(platform, fee)
    transaction = ledger.record(platform, available_on=pending, **taken, **common)
    ledger.record(there, available_on=ledger.ready(there, charge), **given, **common)
    made = platform.changes.create(
        REFUND,
        {
            **shapes.blank(REFUND),
            "id": id,
            "amount": amount,
            "balance_transaction": transaction["id"],
            "currency": fee["currency"],
            "fee": fee["id"],
            "metadata": metadata,
        },
        event=None,
    )
    total = fee["amount_refunded"] + amount
    changed = {
        "amount_refunded": total,
        "refunded": total >= fee["amount"],
        "refunds": lists.inline(platform, fee, "refunds", -1),
    }
    platform.changes.update(fee, changed, event="application_fee.refunded")
    return made


@operation("GET /v1/application_fees")
def list_fees(call: Call) -> Obj:
    """Fees; `charge` names the platform's own charge or the payment in the account."""
    charge = call.params.pop("charge", None)

    def keep(fee: Obj) -> bool:
        return charge in (None, fee["charge"], fee["originating_transaction"])

    return lists.page(call, NAME, keep=keep)


@lists.inline_list(NAME, "refunds")
def _refunds(world: World, owner: Obj) -> Iterator[Obj]:
    return world.store.all(REFUND, "fee", owner["id"])


@operation("POST /v1/application_fees/{id}/refunds")
def create_refund(call: Call) -> Obj:
    """Gives back all or part of a fee."""
    fee = call.get(NAME)
    left = fee["amount"] - fee["amount_refunded"]
    amount = call.params.get("amount", left)
    if left == 0:
        raise invalid(f"Application fee {fee['id']} has already been refunded.")
    if amount < 1:
        raise currencies.too_low("amount")
    if amount > left:
        raise invalid(
            f"Refund amount ({currencies.shown(amount, fee['currency'])}) is greater than unrefunded "
            f"amount on fee ({currencies.shown(left, fee['currency'])})",
            "amount",
        )
    metadata = shapes.merge_metadata(None, call.params.get("metadata"))
    return refund(call.world, fee, amount, metadata)


def _owned(call: Call) -> Obj:
    fee = call.get(NAME, "fee")
    found = call.get(REFUND)
    if found["fee"] != fee["id"]:
        raise call.missing(REFUND, found["id"], "id", status=404)
    return found


@operation("GET /v1/application_fees/{fee}/refunds/{id}")
def retrieve_refund(call: Call) -> Obj:
    """A refund of a fee."""
    return _owned(call)


@operation("POST /v1/application_fees/{fee}/refunds/{id}")
def update_refund(call: Call) -> Obj:
    """Changes metadata."""
    found = _owned(call)
    return call.changes.update(
        found, crud.changed_fields(found, call.params), event="application_fee.refund.updated"
    )


@operation("GET /v1/application_fees/{id}/refunds")
def list_refunds(call: Call) -> Obj:
    """The refunds of a fee."""
    fee = call.get(NAME)
    return lists.page(call, REFUND, field="fee", value=fee["id"])
