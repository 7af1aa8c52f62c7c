"""Disputes: opened by some test cards, answered with evidence that decides them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import ledger, settlement
from stripe.sandbox.means import cards
from stripe.sandbox.payments import reviews
from stripe.sandbox.spec import shapes
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "dispute"
FEE = 1500
DAYS = 8


class Case(NamedTuple):
    """What a test card's dispute is about, `part` of the payment at a time."""

    reason: str
    code: str
    type: str = "chargeback"
    eligible: tuple[str, ...] = ()
    part: int = 1


CASES = {
    "fraudulent": Case("fraudulent", "10.4"),
    "product_not_received": Case("product_not_received", "13.1"),
    "inquiry": Case("fraudulent", "10", "inquiry"),
    "multiple": Case("fraudulent", "10.4", part=2),
    "compelling_evidence": Case("fraudulent", "10.4", eligible=("visa_compelling_evidence_3",)),
    "visa_compliance": Case("noncompliant", "98", "compliance", ("visa_compliance",)),
    "mastercard_compliance": Case("noncompliant", "4807", "compliance", ("mastercard_compliance",)),
}
CLOSED = ("won", "lost", "warning_closed")
LONGEST_EVIDENCE = 150_000
ESCALATE = "escalate_inquiry_evidence"
VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}
FILES = frozenset(
    {
        "cancellation_policy", "customer_communication", "customer_signature",
        "duplicate_charge_documentation", "receipt", "refund_policy", "service_documentation",
        "shipping_documentation", "uncategorized_file",
    }
)  # fmt: skip


def open_dispute(world: World, charge: Obj, kind: str) -> Obj:
    """Opens a dispute (or several) against a charge and gives the charge as it is then."""
    case = CASES[kind]
    left = charge["amount_captured"]
    for at in range(case.part):
        amount = left if at == case.part - 1 else charge["amount_captured"] // case.part
        left -= amount
        _open(world, charge, case, amount)
    reviews.end(world, charge, "disputed")
    return world.changes.update(charge, {"disputed": True}, event=None)


def _open(world: World, charge: Obj, case: Case, amount: int) -> None:
    inquiry = case.type == "inquiry"
    now = world.clock.now()
    due = (now // ledger.DAY + DAYS + 1) * ledger.DAY - 1
    obj = dict(shapes.blank(NAME))
    id = world.ids.new(NAME)
    obj.update(
        id=id,
        amount=amount,
        balance_transactions=[] if inquiry else [_withdraw(world, charge, id, amount)],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=list(case.eligible),
        evidence_details={
            "due_by": due,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        is_charge_refundable=inquiry,
        metadata={},
        network_reason_code=case.code,
        payment_intent=charge["payment_intent"],
        reason=case.reason,
        status="warning_needs_response" if inquiry else "needs_response",
    )
    if (
        charge["payment_method_details"]["type"] in cards.KINDS
    ):  # of bank debits the API tells no more
        obj["payment_method_details"] = _card_details(charge, case)
    dispute = world.changes.create(NAME, obj, event="charge.dispute.created")
    if not inquiry:
        world.changes.emit("charge.dispute.funds_withdrawn", dispute)
    schedule.at(world, due + 1, "dispute.lapse", id)


def _card_details(charge: Obj, case: Case) -> Obj:
    details = charge["payment_method_details"]
    card = details[details["type"]]
    return {
        "card": {
            "brand": card["brand"],
            "case_type": case.type,
            "network": card["network"],
            "network_reason_code": case.code,
        },
        "type": "card",
    }


@task("dispute.lapse")
def lapse(world: World, id: str) -> None:
    """Loses a dispute that nobody has answered in time."""
    dispute = world.store.get(NAME, id)
    if dispute is not None and dispute["status"] in ("needs_response", "warning_needs_response"):
        details = {**dispute["evidence_details"], "past_due": True}
        late = world.changes.update(dispute, {"evidence_details": details}, event=None)
        settle(world, late, "lost")


def _withdraw(world: World, charge: Obj, id: str, amount: int) -> Obj:
    return _move(world, charge, id, -amount, FEE, "withdrawal")


def _move(world: World, charge: Obj, id: str, amount: int, fee: int, what: str) -> Obj:
    settled = settlement.as_before(world, charge, amount, charge["currency"])
    return ledger.record(
        world,
        type="adjustment",
        reporting="dispute" if what == "withdrawal" else "dispute_reversal",
        **settled,
        source=id,
        source_type=ledger.source_type(charge),
        fee=fee,
        fee_details=[ledger.fee_detail(fee, settled["currency"], "Dispute fee", "stripe_fee")],
        description=f"Chargeback {what} for {charge['id']}",
        available_on=ledger.ready(world, charge),
    )


def check_open(dispute: Obj) -> None:
    """Raises unless a dispute is open."""
    if dispute["status"] in CLOSED:
        raise invalid("This dispute is already closed")


@operation("POST /v1/disputes/{dispute}")
def update(call: Call) -> Obj:
    """Adds evidence; `submit` (the default) sends all there is to the bank, and a magic text decides."""
    dispute = call.get(NAME)
    params = call.params
    check_open(dispute)
    changed = crud.changed_fields(dispute, call.params)
    evidence = params.get("evidence") or {}
    staged = params.get("submit") is True and dispute["evidence_details"]["has_evidence"]
    if not evidence and not staged:
        return call.changes.update(dispute, changed, event="charge.dispute.updated")
    for field in FILES & evidence.keys():
        if evidence[field] and call.store.get("file", evidence[field]) is None:
            raise call.missing("file", evidence[field], f"evidence[{field}]")
    texts = {**dispute["evidence"], **evidence}
    if sum(len(text) for text in texts.values() if isinstance(text, str)) > LONGEST_EVIDENCE:
        raise invalid(
            f"All texts of the evidence can have up to {LONGEST_EVIDENCE} characters together.",
            "evidence",
        )
    details = {**dispute["evidence_details"], "has_evidence": True}
    submitted = params.get("submit", True) is not False
    verdict = None
    if submitted:
        details["submission_count"] += 1
        inquiry = dispute["status"].startswith("warning")
        changed["status"] = "warning_under_review" if inquiry else "under_review"
        details["submission_method"] = "manual"
        verdict = texts.get("uncategorized_text")
    changed["evidence_details"] = details
    dispute = call.changes.update(dispute, changed, event="charge.dispute.updated")
    if verdict in VERDICTS or verdict == ESCALATE:
        # the bank decides at once, but not within the request
        schedule.at(call.world, call.clock.time(), "dispute.decide", dispute["id"], verdict)
    return dispute


@task("dispute.decide")
def decide(world: World, id: str, verdict: str) -> None:
    """The bank's decision on evidence that says what it is to be."""
    dispute = world.store.get(NAME, id)
    if dispute is None or not dispute["status"].endswith("under_review"):
        return
    if verdict in VERDICTS:
        settle(world, dispute, VERDICTS[verdict])
    elif dispute["status"] == "warning_under_review":
        escalate(world, dispute)


@operation("POST /v1/disputes/{dispute}/close")
def close(call: Call) -> Obj:
    """Accepts a dispute as lost."""
    dispute = call.get(NAME)
    check_open(dispute)
    return settle(call.world, dispute, "lost")


def settle(world: World, dispute: Obj, verdict: str) -> Obj:
    """Closes a dispute; a won one brings money and fee back."""
    inquiry = dispute["status"].startswith("warning")
    changed: Obj = {"status": "warning_closed" if inquiry else verdict}
    if verdict == "won" and not inquiry:
        charge = world.find("charge", dispute["charge"], "charge")
        transaction = _move(world, charge, dispute["id"], dispute["amount"], -FEE, "reversal")
        changed["balance_transactions"] = [*dispute["balance_transactions"], transaction]
        changed["is_charge_refundable"] = True
    closed = world.changes.update(dispute, changed, event=None)
    # Closing an inquiry moves nothing, but is told like this, too (as the CLI's recipes rely on).
    if "balance_transactions" in changed or inquiry:
        world.changes.emit("charge.dispute.funds_reinstated", closed)
    world.changes.emit("charge.dispute.closed", closed)
    return closed


def escalate(world: World, dispute: Obj) -> Obj:
    """Makes a dispute of an inquiry."""
    charge = world.store.get("charge", dispute["charge"])
    if charge is None:
        return dispute
    changed = {
        "status": "needs_response",
        "is_charge_refundable": False,
        "balance_transactions": [_withdraw(world, charge, dispute["id"], dispute["amount"])],
    }
    dispute = world.changes.update(dispute, changed, event="charge.dispute.updated")
    world.changes.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute
