"""Refunds: of charges and intents, whole or in part; some fail or pend, as their card says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import transfers
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies, ledger, settlement
from stripe.sandbox.means import banks, cards, instruments
from stripe.sandbox.payments import disputes, reviews
from stripe.sandbox.spec import shapes
from stripe.sandbox.state import events, schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "refund"
CLAIMED = frozenset({"konbini", "promptpay"})
"""Types that money can't be sent back to: the customer is asked by e-mail where to send it."""
CLAIM_WITHIN = 45 * 24 * 3600


@operation("POST /v1/refunds")
def create(call: Call) -> Obj:
    """Refunds a charge, named by itself or by its intent."""
    return of(call.world, call.params)


def of(world: World, params: Obj, *, at_reader: bool = False) -> Obj:
    """Refunds what parameters name, once that is found to be possible."""
    charge = _charge(world, params)
    if charge and charge["payment_method_details"]["type"] == cards.INTERAC and not at_reader:
        raise invalid(
            f"Charge {charge['id']} was paid by Interac, which gives money back to a card that is "
            "presented only: refund it at a reader (POST "
            "/v1/terminal/readers/{reader}/refund_payment)."
        )
    return make(world, charge, _amount(world, charge, params.get("amount")), params)


def _charge(world: World, params: Obj) -> Obj:
    if params.get("charge"):
        named = world.find("charge", params["charge"], "charge")
        if params.get("payment_intent") not in (None, named["payment_intent"]):
            raise invalid(
                f"Charge {named['id']} is not one of PaymentIntent {params['payment_intent']}.",
                "payment_intent",
            )
        return named
    if not params.get("payment_intent"):
        raise invalid(
            "One of the following params should be provided for this request: payment_intent or "
            "charge."
        )
    intent = world.find("payment_intent", params["payment_intent"], "payment_intent")
    charge = world.store.get("charge", intent["latest_charge"])
    if intent["status"] == "requires_capture":
        return charge or {}
    if charge is None or charge["status"] != "succeeded":
        raise invalid(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        )
    return charge


def _amount(world: World, charge: Obj, amount: int | None) -> int:
    currency = charge["currency"]
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} failed and cannot be refunded.")
    if not charge["captured"] and charge["payment_intent"]:
        raise invalid(
            f"This PaymentIntent ({charge['payment_intent']}) has a status of requires_capture. You "
            "must cancel the PaymentIntent instead of refunding its charge."
        )
    if charge["refunded"]:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if _charged_back(world, charge):
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    whole = _whole(charge)
    left = whole - charge["amount_refunded"]
    if amount is None:
        return int(left)
    if amount < 1:
        raise currencies.too_low("amount")
    if amount > left:
        of = "charge amount" if left == whole else "unrefunded amount on charge"
        raise invalid(
            f"Refund amount ({currencies.shown(amount, currency)}) is greater than {of} "
            f"({currencies.shown(left, currency)})",
            "amount",
        )
    return amount


def _whole(charge: Obj) -> int:
    """What there is to refund: the amount, or what was captured beyond it."""
    return max(int(charge["amount"]), int(charge["amount_captured"]))


def _charged_back(world: World, charge: Obj) -> bool:
    if not charge["disputed"]:
        return False
    disputes = world.store.all("dispute", "charge", charge["id"])
    return any(not dispute["is_charge_refundable"] for dispute in disputes)


def make(world: World, charge: Obj, amount: int, params: Obj) -> Obj:
    """Refunds an amount of a charge that has been checked, as parameters say."""
    reason = params.get("reason")
    kind = charge["payment_method_details"]["type"]
    by_card = kind in cards.KINDS
    behaviour = instruments.of_charge(world, charge).card.refund if by_card else None
    claim = _claim(world, charge, params) if kind in CLAIMED else {}
    id = world.ids.new(NAME)
    if not by_card:
        id = id.replace("re_", "pyr_", 1)
    transaction = None
    words = f" ({charge['description']})" if charge["description"] else ""
    if charge["captured"]:
        transaction = ledger.record(
            world,
            type="refund",
            **settlement.as_before(world, charge, -amount, charge["currency"]),
            source_type=ledger.source_type(charge),
            source=id,
            description=f"REFUND FOR CHARGE{words}",
            available_on=ledger.ready(world, charge),
        )["id"]
    obj = {
        "id": id,
        "object": NAME,
        "amount": amount,
        "balance_transaction": transaction,
        "charge": charge["id"],
        "created": None,
        "currency": charge["currency"],
        "customer": charge["customer"],
        "destination_details": _destination(charge),
        "metadata": shapes.merge_metadata(None, params.get("metadata")),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "pending" if behaviour == "pending" else "succeeded",
        "transfer_reversal": transfers.after_refund(world, charge, amount, id, params),
        **claim,
    }
    if behaviour == "pending":
        obj["pending_reason"] = "processing"
    refund = world.changes.create(NAME, obj)
    charge = _book(world, charge, amount)
    if charge["refunded"]:
        _end(world, charge, reason)
    _plan(world, refund, behaviour)
    return refund


def _plan(world: World, refund: Obj, behaviour: str | None) -> None:
    """What is to become of a refund by itself."""
    if refund["status"] == "requires_action":
        ends = refund["next_action"]["display_details"]["expires_at"]
        schedule.at(world, ends, "refund.expire", refund["id"])
    elif behaviour is not None:
        later = world.clock.time() + banks.LATER
        schedule.at(world, later, "refund.finish", refund["id"], behaviour)


def _destination(charge: Obj) -> Obj:
    kind = charge["payment_method_details"]["type"]
    if kind not in cards.KINDS:
        return {kind: {}, "type": kind}
    return {
        "card": {
            "reference_status": "pending",
            "reference_type": "acquirer_reference_number",
            "type": "refund",
        },
        "type": "card",
    }


def _claim(world: World, charge: Obj, params: Obj) -> Obj:
    """What a refund waits for whose money the customer must claim."""
    address = params.get("instructions_email") or charge["billing_details"]["email"]
    if not address:
        raise missing_parameter("instructions_email")
    now = world.now()
    details = {
        "email_sent": {"email_sent_at": now, "email_sent_to": address},
        "expires_at": now + CLAIM_WITHIN,
    }
    return {
        "instructions_email": address,
        "next_action": {"type": "display_details", "display_details": details},
        "status": "requires_action",
    }


def release(world: World, charge: Obj) -> None:
    """Gives an authorization back: a refund that moves no money."""
    make(world, charge, charge["amount"], {})


def _book(world: World, charge: Obj, amount: int) -> Obj:
    refunded = charge["amount_refunded"] + amount
    changed = {"amount_refunded": refunded, "refunded": refunded >= _whole(charge)}
    return world.changes.update(charge, changed, event="charge.refunded")


def _end(world: World, charge: Obj, reason: str | None) -> None:
    """All of a charge was given back: reviews, warnings and inquiries have come to their end."""
    if not charge["captured"]:
        reviews.end(world, charge, "canceled")
        return
    reviews.end(world, charge, "refunded_as_fraud" if reason == "fraudulent" else "refunded")
    for dispute in list(world.store.all("dispute", "charge", charge["id"])):
        if dispute["status"].startswith("warning_") and dispute["status"] != "warning_closed":
            disputes.settle(world, dispute, "lost")


@task("refund.finish")
def finish(world: World, id: str, behaviour: str) -> None:
    """Has a refund succeed or fail that was to do so later."""
    refund = world.store.get(NAME, id)
    if refund is None:
        return
    if behaviour == "pending":
        _announce(world, world.changes.update(refund, {"status": "succeeded"}, event=None), refund)
        return
    take_back(world, refund, "failed", "unknown")


@task("refund.expire")
def expire(world: World, id: str) -> None:
    """Has a refund fail that its customer has not claimed."""
    refund = world.store.get(NAME, id)
    if refund is not None and refund["status"] == "requires_action":
        take_back(world, refund, "failed", "unknown")


def take_back(world: World, refund: Obj, status: str, reason: str | None = None) -> Obj:
    """Ends a refund without a payment: the money is the merchant's again."""
    charge = world.store.get("charge", refund["charge"])
    transaction = ledger.record(
        world,
        type="refund_failure",
        **settlement.as_before(world, charge, refund["amount"], refund["currency"]),
        source_type=ledger.source_type(charge) if charge is not None else "card",
        source=refund["id"],
        available_on=ledger.ready(world, charge),
    )
    changed = {"status": status, "failure_balance_transaction": transaction["id"]}
    if reason is not None:
        changed["failure_reason"] = reason
    ended = world.changes.update(refund, changed, event=None)
    _announce(world, ended, refund)
    if status == "failed":
        world.changes.emit("refund.failed", ended)
    if charge is not None:
        left = charge["amount_refunded"] - refund["amount"]
        world.changes.update(charge, {"amount_refunded": left, "refunded": False})
    return ended


def _announce(world: World, refund: Obj, old: Obj) -> None:
    world.changes.emit("refund.updated", refund, events.changes(old, refund))
    world.changes.emit("charge.refund.updated", refund, events.changes(old, refund))


@operation("POST /v1/refunds/{refund}")
def update(call: Call) -> Obj:
    """Changes metadata."""
    refund = call.get(NAME)
    new = call.changes.update(refund, crud.changed_fields(refund, call.params))
    if new is not refund:
        call.changes.emit("charge.refund.updated", new, {"metadata": refund["metadata"]})
    return new


@operation("POST /v1/refunds/{refund}/cancel")
def cancel(call: Call) -> Obj:
    """Cancels a refund that still needs an action of the customer."""
    refund = call.get(NAME)
    if refund["status"] != "requires_action":
        raise invalid("Canceling this refund is unsupported.")
    return take_back(call.world, refund, "canceled")


@operation("GET /v1/charges/{charge}/refunds")
def list_of_charge(call: Call) -> Obj:
    """The refunds of a charge."""
    charge = call.get("charge", "charge")
    return lists.page(call, NAME, field="charge", value=charge["id"])


@operation("GET /v1/charges/{charge}/refunds/{refund}")
def retrieve_of_charge(call: Call) -> Obj:
    """A refund of a charge."""
    charge = call.get("charge", "charge")
    refund = call.get(NAME)
    if refund["charge"] != charge["id"]:
        raise call.missing(NAME, refund["id"], "refund", status=404)
    return refund
