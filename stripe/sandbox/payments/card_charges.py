"""One attempt to charge a means of payment: the charge it leaves, the money, the aftermath."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.connect import transfers
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import ledger, settlement
from stripe.sandbox.means import cards, instruments, presented_cards, statement_descriptors
from stripe.sandbox.means.cards import OUTCOMES
from stripe.sandbox.means.instruments import CardInput
from stripe.sandbox.payments import disputes, reviews
from stripe.sandbox.spec import shapes
from stripe.sandbox.state import schedule
from stripe.sandbox.state.events import changes
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

SCORES = {"normal": 32, "elevated": 70, "highest": 92}
CAPTURE_DAYS = 7
OVERCAPTURE = 20  # percent


class Attempt(NamedTuple):
    """What is to be charged, and how.

    `fields` are further fields of the charge, `options` the `payment_method_options` of its type,
    `at_once` says that the charge names its money from the beginning. `read` is what is told of a
    card that was presented: its reader, what it was saved as.
    """

    amount: int
    currency: str
    entered: CardInput
    method: str
    capture: bool = True
    billing: Obj | None = None
    three_d_secure: Obj | None = None
    fields: Obj = {}
    options: Obj = {}
    at_once: bool = False
    kind: str = "card"
    read: Obj = {}

    def wants(self, what: str) -> bool:
        """Whether the request asks for a feature that only some authorizations have."""
        return self.options.get(f"request_{what}") == "if_available" and not self.capture


def charge(
    world: World, attempt: Attempt, *, reason: str | None = None, booked: bool = True
) -> Obj:
    """Makes the charge, `succeeded` or `failed` (for `reason`, else for what its card does).

    With `booked=False` the money moves only with `settle`, after the caller's own event.
    """
    card = attempt.entered.card
    reason = reason or card.decline
    obj = _blank(world, attempt)
    hidden = {
        **attempt.entered.stored(),
        "incremental": attempt.wants("incremental_authorization")
        or bool(attempt.options.get("request_incremental_authorization_support")),
    }
    if reason is not None:
        obj.update(_failure(attempt, reason))
        return world.changes.create("charge", obj, event="charge.failed", hidden=hidden)
    obj.update(paid=True, status="succeeded", outcome=_outcome(attempt, None))
    obj["receipt_url"] = receipt_url(world, obj["id"])
    if not attempt.capture:
        obj.update(captured=False, amount_captured=0)
        stored = world.changes.create("charge", obj, event="charge.succeeded", hidden=hidden)
        schedule.at(world, _captured_until(world, attempt), "charge.expire", stored["id"])
        return reviews.review(world, stored, attempt.entered)
    obj.update(captured=True, amount_captured=attempt.amount)
    if not booked:
        if attempt.at_once:
            obj["balance_transaction"] = book(world, obj, attempt.amount, attempt.entered)["id"]
        stored = world.changes.create("charge", obj, event="charge.succeeded", hidden=hidden)
        return reviews.review(world, stored, attempt.entered)
    obj["balance_transaction"] = book(world, obj, attempt.amount, attempt.entered)["id"]
    stored = world.changes.create("charge", obj, event="charge.succeeded", hidden=hidden)
    stored = reviews.review(world, stored, attempt.entered)
    return aftermath(world, connect(world, stored), attempt.entered)


def settle(
    world: World, charge: Obj, entered: CardInput | None, *, amount: int | None = None
) -> Obj:
    """Moves the money of a captured charge, which changes by that; then what its card brings."""
    moved = int(charge["amount"]) if amount is None else amount
    before = charge
    if moved:
        transaction = book(world, charge, moved, entered)
        booked = {"balance_transaction": transaction["id"]}
        charge = world.changes.update(charge, booked, event=None)
    if charge["captured"]:
        charge = connect(world, charge)
    if charge is not before:
        world.changes.emit("charge.updated", charge, changes(before, charge))
    return aftermath(world, charge, entered) if charge["captured"] else charge


def capture(
    world: World, charge: Obj, amount: int, *, booked: bool = True, final: bool = True
) -> Obj:
    """Captures an authorized charge; what is not captured is released, unless more is to come."""
    entered = card_of(world, charge)
    total = charge["amount_captured"] + amount
    changed: Obj = {"captured": final, "amount_captured": total}
    if final and total < charge["amount"]:
        changed["amount_refunded"] = charge["amount"] - total
    if booked:
        after = {**charge, **changed}
        changed["balance_transaction"] = book(world, after, amount, entered)["id"]
    event = "charge.captured" if final else "charge.updated"
    stored = world.changes.update(charge, changed, event=event)
    return aftermath(world, connect(world, stored), entered) if booked else stored


def connect(world: World, charge: Obj) -> Obj:
    """Application fee and transfer of a charge on Connect."""
    if not charge.get("transfer_data") and not charge.get("application_fee_amount"):
        return charge
    return transfers.after_charge(world, charge)


@task("charge.expire")
def expire(world: World, id: str) -> None:
    """Releases an authorization that nobody has captured in time."""
    found = world.store.get("charge", id)
    if found is None or found["captured"] or found["refunded"] or found["status"] != "succeeded":
        return
    taken = found["amount_captured"]
    changed: Obj = {"refunded": not taken, "amount_refunded": found["amount"] - taken}
    if taken:
        changed["captured"] = True
    world.changes.update(found, changed, event="charge.expired")


def card_of(world: World, charge: Obj) -> CardInput | None:
    """The card of a charge; None for other means of payment."""
    if charge["payment_method_details"]["type"] not in cards.KINDS:
        return None
    return instruments.of_charge(world, charge)


def aftermath(world: World, charge: Obj, entered: CardInput | None) -> Obj:
    """Disputes and fraud warnings that the card brings, and money that is there at once."""
    if entered is None:
        return charge
    card = entered.card
    if card.instant:
        world.changes.emit("balance.available", ledger.balance(world))
    if card.warning:
        reviews.warn(world, charge)
    if card.dispute is not None:
        return disputes.open_dispute(world, charge, card.dispute)
    return charge


def receipt_url(world: World, id: str) -> str:
    """Where the receipt of a charge is."""
    return f"{world.state.pages_at('pay')}/receipts/payment/{id}"


def book(world: World, charge: Obj, amount: int, entered: CardInput | None) -> Obj:
    """Writes the balance transaction of a captured amount, with its fees."""
    country = entered.card.country if entered is not None else "US"
    instant = entered is not None and entered.card.instant
    # whoever the payment is on behalf of settles it
    home = settlement.currency_for(world, charge["currency"], charge.get("on_behalf_of"))

    def settled(part: int) -> Obj:
        return settlement.into(home, part, charge["currency"])

    def fee_of(part: int) -> int:
        converted = home != charge["currency"]
        return ledger.fee_of(settled(part)["amount"], country, converted=converted) if part else 0

    before = charge["amount_captured"] - amount
    fee = fee_of(before + amount) - fee_of(before)
    details = [ledger.fee_detail(fee, home, "Stripe processing fees", "stripe_fee")]
    application_fee = charge.get("application_fee_amount") or 0
    if application_fee and charge["captured"] and not world.is_platform:
        share = settled(application_fee)["amount"]
        details.append(ledger.fee_detail(share, home, "Application fee", "application_fee"))
        fee += share
    return ledger.record(
        world,
        type="charge" if charge["id"].startswith("ch_") else "payment",
        reporting="charge",
        **settled(amount),
        source_type=ledger.source_type(charge),
        source=charge["id"],
        fee=fee,
        fee_details=details,
        description=charge.get("description"),
        available_on=None if instant else ledger.clears_on(world),
    )


def _blank(world: World, attempt: Attempt) -> Obj:
    kind = attempt.kind
    read = _presented_details if kind in cards.PRESENTED else _card_details
    details = {kind: {**read(world, attempt), **_held_until(world, attempt)}, "type": kind}
    obj = blank(world, attempt.amount, attempt.currency, attempt.method, details)
    obj["billing_details"] = attempt.billing or instruments.billing_details(attempt.entered)
    obj.update(attempt.fields)
    obj["calculated_statement_descriptor"] = statement_descriptors.of_charge(world, obj)
    return obj


def blank(world: World, amount: int, currency: str, method: str, details: Obj) -> Obj:
    """A charge by any means of payment, before anything has happened to it."""
    obj = dict(shapes.blank("charge"))
    for field in ("refunds", "authorization_code"):
        obj.pop(field, None)
    obj.update(
        id=world.ids.new("charge"),
        amount=amount,
        currency=currency,
        fraud_details={},
        metadata={},
        payment_method=method,
        payment_method_details=details,
        radar_options={},
        source=None,
    )
    return obj


def _failure(attempt: Attempt, reason: str) -> Obj:
    outcome = OUTCOMES[reason]
    return {
        "captured": False,
        "failure_code": outcome.code,
        "failure_message": outcome.message,
        "outcome": _outcome(attempt, reason),
        "paid": False,
        "status": "failed",
        "receipt_url": None,
    }


def _outcome(attempt: Attempt, reason: str | None) -> Obj:
    card = attempt.entered.card
    blocked = card.blocked if reason is not None else None
    result: Obj = {
        "advice_code": OUTCOMES[reason].advice if reason is not None else None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": card.risk,
        "risk_score": SCORES[card.risk],
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
    if reason is None:
        if card.risk == "elevated":
            result.update(
                reason="elevated_risk_level",
                rule="manual_review_if_elevated_risk",
                seller_message="Stripe evaluated this payment as having elevated risk, and placed "
                "it in your manual review queue.",
                type="manual_review",
            )
        return result
    if blocked is not None:
        result.update(
            network_status="not_sent_to_network",
            reason=blocked,
            rule="block_if_high_risk",
            seller_message="Stripe blocked this payment as too risky.",
            type="blocked",
        )
        return result
    decline_code = OUTCOMES[reason].decline_code
    told = decline_code != "generic_decline"
    result.update(
        network_decline_code="01",
        network_status="declined_by_network",
        reason=decline_code,
        seller_message=f"The bank returned the decline code `{decline_code}`."
        if told
        else "The bank did not return any further details with this decline.",
        type="issuer_declined",
    )
    return result


def _status(attempt: Attempt, what: str) -> Obj:
    return {"status": "available" if attempt.wants(what) else "unavailable"}


def _captured_until(world: World, attempt: Attempt) -> int:
    if attempt.kind in cards.PRESENTED:
        return presented_cards.captured_until(world.clock.now(), attempt.options)
    return world.clock.now() + CAPTURE_DAYS * ledger.DAY


def _held_until(world: World, attempt: Attempt) -> Obj:
    return {} if attempt.capture else {"capture_before": _captured_until(world, attempt)}


def _presented_details(world: World, attempt: Attempt) -> Obj:
    found = presented_cards.charged(
        world, attempt.entered, attempt.kind, attempt.amount, attempt.options
    )
    return {**found, **attempt.read}


def _card_details(world: World, attempt: Attempt) -> Obj:
    entered = attempt.entered
    card = entered.card
    most = attempt.amount * (100 + OVERCAPTURE) // 100
    over = {
        "maximum_amount_capturable": most if attempt.wants("overcapture") else attempt.amount,
        **_status(attempt, "overcapture"),
    }
    return {
        "amount_authorized": attempt.amount,
        "authorization_code": world.ids.digits(6),
        "brand": card.brand,
        "checks": entered.checks(),
        "country": card.country,
        "electronic_commerce_indicator": None,
        "exp_month": entered.exp_month,
        "exp_year": entered.exp_year,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": cards.fingerprint(card.number),
        "funding": card.funding,
        "incremental_authorization": _status(attempt, "incremental_authorization"),
        "installments": None,
        "last4": entered.last4,
        "mandate": None,
        "multicapture": _status(attempt, "multicapture"),
        "network": card.brand,
        "network_token": {"used": False},
        "network_transaction_id": world.ids.digits(15),
        "overcapture": over,
        "regulated_status": "unregulated",
        "three_d_secure": attempt.three_d_secure,
        "transaction_link_id": None,
        "wallet": None,
    }
