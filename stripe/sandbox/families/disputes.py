"""Disputes: opened by some test cards, answered with evidence that decides them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox import generic, money, shapes
from stripe.sandbox.errors import invalid
from stripe.sandbox.registry import operation

if TYPE_CHECKING:
    from stripe.sandbox.call import Call
    from stripe.sandbox.world import World

Obj = dict[str, Any]
NAME = "dispute"
FEE = 1500
DAYS = 8
REASONS = {
    "fraudulent": ("fraudulent", "10.4"),
    "product_not_received": ("product_not_received", "13.1"),
    "inquiry": ("fraudulent", "10"),
    "noncompliant": ("noncompliant", "98"),
}
CASES = {"inquiry": "inquiry", "noncompliant": "compliance"}
CLOSED = ("won", "lost", "warning_closed")
VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}
FILES = frozenset(
    {
        "cancellation_policy", "customer_communication", "customer_signature",
        "duplicate_charge_documentation", "receipt", "refund_policy", "service_documentation",
        "shipping_documentation", "uncategorized_file",
    }
)  # fmt: skip


def open_dispute(world: World, charge: Obj, kind: str) -> Obj:
    """Opens a dispute against a charge and gives the charge as it is then."""
    reason, code = REASONS[kind]
    inquiry = kind == "inquiry"
    now = world.sandbox.clock.now()
    obj = dict(shapes.blank(NAME))
    case = kind
    kind = charge["payment_method_details"]["type"]
    details = charge["payment_method_details"][kind]
    id = world.sandbox.ids.new(NAME)
    obj.update(
        id=id,
        amount=charge["amount_captured"],
        balance_transactions=[] if inquiry else [_withdraw(world, charge, id)],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence_details={
            "due_by": (now // money.DAY + DAYS + 1) * money.DAY - 1,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=inquiry,
        metadata={},
        payment_intent=charge["payment_intent"],
        payment_method_details={
            "card": {
                "brand": details["brand"],
                "case_type": CASES.get(case, "chargeback"),
                "network_reason_code": code,
            },
            "type": "card",
        }
        if kind == "card"
        else {"type": kind},
        reason=reason,
        status="warning_needs_response" if inquiry else "needs_response",
    )
    dispute = world.door.create(NAME, obj, event="charge.dispute.created")
    if not inquiry:
        world.door.emit("charge.dispute.funds_withdrawn", dispute)
    return world.door.update(charge, {"disputed": True}, event=None)


def _withdraw(world: World, charge: Obj, id: str) -> Obj:
    return money.record(
        world,
        type="adjustment",
        reporting="dispute",
        amount=-charge["amount_captured"],
        currency=charge["currency"],
        source=id,
        fee=FEE,
        fee_details=[
            {
                "amount": FEE,
                "application": None,
                "currency": charge["currency"],
                "description": "Dispute fee",
                "type": "stripe_fee",
            }
        ],
        description=f"Chargeback withdrawal for {charge['id']}",
    )


def check_open(dispute: Obj) -> None:
    """Raises unless a dispute is open."""
    if dispute["status"] in CLOSED:
        raise invalid("This dispute is already closed")


@operation("POST /v1/disputes/{dispute}")
def update(call: Call) -> Obj:
    """Adds evidence; `submit` (the default) sends it to the bank, and a magic text decides."""
    dispute = call.get(NAME)
    params = call.params
    check_open(dispute)
    changed = generic.changes(call, dispute)
    evidence = params.get("evidence")
    if evidence is None:
        return call.door.update(dispute, changed, event="charge.dispute.updated")
    for field in FILES & evidence.keys():
        if evidence[field] and call.store.get("file", evidence[field]) is None:
            raise call.missing("file", evidence[field], f"evidence[{field}]")
    details = {**dispute["evidence_details"], "has_evidence": True}
    submitted = params.get("submit", True) is not False
    verdict = None
    if submitted:
        details["submission_count"] += 1
        inquiry = dispute["status"].startswith("warning")
        changed["status"] = "warning_under_review" if inquiry else "under_review"
        verdict = evidence.get("uncategorized_text")
    changed["evidence_details"] = details
    dispute = call.door.update(dispute, changed, event="charge.dispute.updated")
    if verdict in VERDICTS:
        return settle(call.world, dispute, VERDICTS[verdict])
    if verdict == "escalate_inquiry_evidence" and dispute["status"] == "warning_under_review":
        return escalate(call.world, dispute)
    return dispute


@operation("POST /v1/disputes/{dispute}/close")
def close(call: Call) -> Obj:
    """Accepts a dispute as lost."""
    dispute = call.get(NAME)
    check_open(dispute)
    return settle(call.world, dispute, "lost")


def settle(world: World, dispute: Obj, verdict: str) -> Obj:
    """Closes a dispute; a won one brings the money back."""
    inquiry = dispute["status"].startswith("warning")
    changed: Obj = {"status": "warning_closed" if inquiry else verdict}
    if verdict == "won" and not inquiry:
        transaction = money.record(
            world,
            type="adjustment",
            reporting="dispute_reversal",
            amount=dispute["amount"],
            currency=dispute["currency"],
            source=dispute["id"],
            description=f"Chargeback reversal for {dispute['charge']}",
        )
        changed["balance_transactions"] = [*dispute["balance_transactions"], transaction]
        changed["is_charge_refundable"] = True
    closed = world.door.update(dispute, changed, event=None)
    # Closing an inquiry moves nothing, but is told like this, too (as the CLI's recipes rely on).
    if "balance_transactions" in changed or inquiry:
        world.door.emit("charge.dispute.funds_reinstated", closed)
    world.door.emit("charge.dispute.closed", closed)
    return closed


def escalate(world: World, dispute: Obj) -> Obj:
    """Makes a dispute of an inquiry."""
    charge = world.store.get("charge", dispute["charge"])
    if charge is None:
        return dispute
    changed = {
        "status": "needs_response",
        "is_charge_refundable": False,
        "balance_transactions": [_withdraw(world, charge, dispute["id"])],
    }
    dispute = world.door.update(dispute, changed, event="charge.dispute.updated")
    world.door.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute
