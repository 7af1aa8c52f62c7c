"""Payouts to bank accounts, and topups the other way: what test accounts let through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import transfers
from stripe.sandbox.errors import check_lengths, invalid
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies, ledger, settlement
from stripe.sandbox.means import banks, instruments
from stripe.sandbox.spec import shapes
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "payout"
ARRIVES = 2  # days
LONGEST_OF_TOPUP = 15
# State -> states that may follow it.
STEPS: dict[str, tuple[str, ...]] = {
    "pending": ("in_transit", "paid", "failed", "canceled"),
    "in_transit": ("paid", "failed"),
    "paid": ("failed",),
    "failed": (),
    "canceled": (),
}
# The last digits tell the test accounts apart.
OUTCOMES = {number[-4:]: bank for number, bank in banks.TABLE["us_bank_account"].items()}


@operation("POST /v1/payouts")
def create(call: Call) -> Obj:
    """Sends available money to a bank account."""
    params = call.params
    currency = currencies.currency_of(params["currency"])
    amount = params["amount"]
    kind = params.get("source_type") or "card"
    instant = params.get("method") == "instant"
    _check_amount(call.world, amount, currency, None if instant else kind)
    bank = _destination(call.world, params.get("destination"), currency)
    if bank.get("status") == "errored":
        raise invalid(
            "Payouts to this bank account are stopped, since the last one failed: update or replace "
            f"the external account {bank['id']}.",
            "destination",
            "bank_account_unusable",
        )
    if instant:
        _check_instant(call.world, amount, currency, bank)
    now = call.clock.now()
    id = call.world.ids.new(NAME)
    transaction = ledger.record(
        call.world,
        type="payout",
        amount=-amount,
        currency=currency,
        source=id,
        source_type=kind,
        description=params.get("description") or "STRIPE PAYOUT",
    )
    obj = crud.build(call.world, NAME, call.params)
    obj.update(
        id=id,
        arrival_date=now if instant else (now // ledger.DAY + ARRIVES) * ledger.DAY,
        automatic=False,
        balance_transaction=transaction["id"],
        currency=currency,
        destination=bank["id"],
        method=params.get("method") or "standard",
        reconciliation_status="not_applicable",
        source_type=kind,
        status="pending",
        trace_id={"status": "pending", "value": None},
        type=bank["object"],
    )
    payout = call.changes.create(NAME, obj)
    schedule.at(call.world, call.clock.time() + banks.LATER, "payout.arrive", id)
    return payout


def _check_amount(world: World, amount: int, currency: str, kind: str | None) -> None:
    """A 400 for an amount that is no payout's, or more than the part of the balance that it is of."""
    if amount < 1:
        raise currencies.too_low("amount")
    if currency in currencies.WHOLE_PAYOUTS:
        currencies.check_whole(amount, currency)
    if kind is not None:
        transfers.check_balance(world, amount, currency, kind, "payout")


def _check_instant(world: World, amount: int, currency: str, bank: Obj) -> None:
    if "instant" not in (bank.get("available_payout_methods") or ()):
        raise invalid(
            f"The external account {bank['id']} isn't eligible for instant payouts: name a debit "
            "card whose `available_payout_methods` have `instant`.",
            "method",
            "instant_payouts_unsupported",
        )
    there = ledger.instant(world, currency)
    if amount > there:
        raise invalid(
            "You have insufficient funds in your Stripe account for this instant payout. Your "
            f"`instant_available` balance is {currencies.shown(there, currency)}.",
            "amount",
            "balance_insufficient",
        )


def _failure(world: World, payout: Obj) -> str | None:
    if payout["original_payout"] is not None:
        return None
    bank = _sent_to(world, payout)
    return OUTCOMES.get(bank["last4"], banks.SUCCESS).failure if bank is not None else None


def _sent_to(world: World, payout: Obj) -> Obj | None:
    """The external account that a payout went to, if it is still there."""
    held = settlement.external_accounts(world, world.account_id)
    return next((account for account in held if account["id"] == payout["destination"]), None)


def _destination(world: World, id: str | None, currency: str) -> Obj:
    """The bank account or debit card named, else the default one of the currency.

    One's own account has a test account for its own currency from the beginning, for no other.
    """
    own = settlement.external_accounts(world, world.account_id)
    if id is not None:
        for account in own:
            if account["id"] == id:
                return account
        raise world.missing("external_account", id, "destination")
    fitting = [account for account in own if account["currency"] == currency]
    for account in fitting:
        if account.get("default_for_currency"):
            return account
    if fitting:
        return fitting[-1]
    if world.is_platform and currency == settlement.default_currency(world):
        return _default(world, currency)
    raise invalid(
        f"Sorry, you don't have any external accounts in that currency ({currency}).", "currency"
    )


def _default(world: World, currency: str) -> Obj:
    bank = instruments.bank_account_object(world, {"currency": currency})
    bank.update(
        account=world.account_id,
        available_payout_methods=["standard", "instant"],
        default_for_currency=True,
        status="verified",
    )
    bank.pop("customer", None)
    return world.platform.changes.create("bank_account", bank, event=None)


@task("payout.arrive")
def arrive(world: World, id: str) -> None:
    """Has the bank take or refuse a payout that is under way."""
    payout = world.store.get(NAME, id)
    if payout is None or payout["status"] != "pending":
        return
    failure = _failure(world, payout)
    if failure is None:
        pay(world, payout)
    else:
        fail(world, payout, failure)


def pay(world: World, payout: Obj) -> None:
    """The money is in the account."""
    changed: Obj = {
        "status": "paid",
        "trace_id": {"status": "supported", "value": world.ids.digits(15)},
    }
    world.changes.update(payout, changed, event="payout.paid")


def fail(world: World, payout: Obj, failure: str) -> None:
    """The money comes back, and no more goes to that account."""
    changed: Obj = {
        "status": "failed",
        "failure_balance_transaction": _book_back(world, payout, "failure"),
        "failure_code": failure,
        "failure_message": banks.PAYOUT_MESSAGES.get(failure, banks.message(failure)),
    }
    world.changes.update(payout, changed, event="payout.failed")
    bank = _sent_to(world, payout)
    if bank is not None and bank["object"] == "bank_account":
        errored = world.platform.changes.update(bank, {"status": "errored"}, event=None)
        previous = {"status": bank["status"]}
        world.changes.emit("account.external_account.updated", errored, previous)


def _book_back(world: World, payout: Obj, why: str) -> str:
    """Books the money of a payout that has not gone out, a `failure` or a `cancel`; gives the id."""
    transaction = ledger.record(
        world,
        type=f"payout_{why}",
        source_type=payout["source_type"],
        amount=payout["amount"],
        currency=payout["currency"],
        source=payout["id"],
        description=f"STRIPE PAYOUT {why.upper()}",
    )
    return str(transaction["id"])


@operation("POST /v1/payouts/{payout}")
def update(call: Call) -> Obj:
    """Changes metadata."""
    payout = call.get(NAME)
    return call.changes.update(payout, crud.changed_fields(payout, call.params))


@operation("POST /v1/payouts/{payout}/cancel")
def cancel(call: Call) -> Obj:
    """Takes back a payout that has not left."""
    payout = call.get(NAME)
    if "canceled" not in STEPS[payout["status"]]:
        raise invalid(
            f"Payouts can only be canceled while they are pending. This payout has a status of "
            f"{payout['status']}."
        )
    transaction = _book_back(call.world, payout, "cancel")
    changed = {"status": "canceled", "failure_balance_transaction": transaction}
    return call.changes.update(payout, changed, event="payout.canceled")


@operation("POST /v1/payouts/{payout}/reverse")
def reverse(call: Call) -> Obj:
    """Calls a paid payout back: a payout in the other direction."""
    payout = call.get(NAME)
    if payout["status"] != "paid" or payout["reversed_by"] or payout["original_payout"]:
        raise invalid(
            f"Only paid payouts that have not been reversed can be. This payout has a status of "
            f"{payout['status']}."
        )
    id = call.world.ids.new(NAME)
    transaction = ledger.record(
        call.world,
        type="payout",
        source_type=payout["source_type"],
        amount=payout["amount"],
        currency=payout["currency"],
        source=id,
        description="STRIPE PAYOUT REVERSAL",
    )
    obj = {
        **payout,
        "id": id,
        "amount": -payout["amount"],
        "balance_transaction": transaction["id"],
        "created": None,
        "metadata": shapes.merge_metadata(None, call.params.get("metadata")),
        "original_payout": payout["id"],
        "status": "pending",
    }
    made = call.changes.create(NAME, obj)
    call.changes.update(payout, {"reversed_by": id})
    schedule.at(call.world, call.clock.time() + banks.LATER, "payout.arrive", id)
    return made


# -- topups ------------------------------------------------------------------------------------------


@operation("POST /v1/topups")
def create_topup(call: Call) -> Obj:
    """Adds money from the account's bank."""
    params = call.params
    check_lengths(params, statement_descriptor=LONGEST_OF_TOPUP)
    currency = currencies.currency_of(params["currency"])
    currencies.check_amount(params["amount"], currency)
    home = settlement.currency_for(call.world, currency)
    if home != currency:
        raise invalid(
            f"This account holds no {currency}, so it cannot be topped up in it. Top up in {home}, "
            f"or give the account an external account in {currency} first.",
            "currency",
        )
    obj = crud.build(call.world, "topup", call.params)
    obj.update(
        currency=currency,
        expected_availability_date=call.clock.now() + banks.LATER,
        source=None,
        status="pending",
    )
    topup = call.changes.create("topup", obj)
    schedule.at(call.world, call.clock.time() + banks.LATER, "topup.add", topup["id"])
    return topup


@task("topup.add")
def add(world: World, id: str) -> None:
    """Has the money of a topup arrive."""
    topup = world.store.get("topup", id)
    if topup is None or topup["status"] != "pending":
        return
    transaction = ledger.record(
        world, type="topup", amount=topup["amount"], currency=topup["currency"], source=id
    )
    changed = {"status": "succeeded", "balance_transaction": transaction["id"]}
    world.changes.update(topup, changed, event="topup.succeeded")
