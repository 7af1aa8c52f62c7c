"""Money between a platform and its accounts: transfers, reversals, and what charges bring along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.connect import application_fees
from stripe.sandbox.errors import invalid, missing_object, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies, ledger, settlement
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "transfer"
REVERSAL = "transfer_reversal"


def check_balance(world: World, amount: int, currency: str, kind: str, what: str) -> None:
    """A 400 where the part of the balance that a transfer, payout or charge draws on does not suffice."""
    if amount <= ledger.available(world, currency, kind):
        return
    raise invalid(
        f"You have insufficient available funds in your Stripe account for this {what}. Try adding "
        "funds directly to your available balance by creating Charges using the test card "
        "`tok_bypassPending`. See: https://stripe.com/docs/testing#available-balance",
        code="balance_insufficient",
    )


@operation("POST /v1/transfers")
def create(call: Call) -> Obj:
    """Moves available money, or that of one charge, to a connected account, or from one to its platform."""
    params = call.params
    destination = params["destination"]
    if not _reaches(call.world, destination):
        raise missing_object("destination", destination, "destination", status=400)
    currency = currencies.currency_of(params["currency"])
    charge = None
    if params.get("source_transaction"):
        charge = call.find("charge", params["source_transaction"], "source_transaction")
    amount = params.get("amount")
    if amount is None:
        if charge is None:
            raise missing_parameter("amount")
        amount = _worth(call.world, charge)["amount"]
    if amount < 1:
        raise currencies.too_low("amount")
    if amount > currencies.MOST:
        currencies.check_amount(amount, currency)
    if charge is None:
        kind = params.get("source_type") or "card"
        check_balance(call.world, amount, currency, kind, "transfer")
    else:
        _check_source(call.world, charge, amount, currency)
    fields = {key: params.get(key) for key in ("description", "source_type", "transfer_group")}
    metadata = shapes.merge_metadata(None, params.get("metadata"))
    return make(call.world, destination, amount, currency, charge, {**fields, "metadata": metadata})


def _reaches(world: World, destination: str) -> bool:
    if world.is_platform:
        return world.store.get("account", destination) is not None
    return destination == world.platform.account_id


def debit(world: World, account: str, amount: int, currency: str, fields: Obj) -> Obj:
    """A platform's charge of a connected account (`source=acct_...`): money comes out of its balance."""
    there = world.state.world(account, world.livemode)
    check_balance(there, amount, currency, "card", "charge")
    paid = make(there, world.account_id, amount, currency, None, {})
    charge = world.find("charge", paid["destination_payment"], "source")
    return world.changes.update(charge, fields, event="charge.succeeded")


def _worth(world: World, charge: Obj) -> Obj:
    """What was captured of a charge, in the currency that it was settled in."""
    return settlement.as_before(world, charge, charge["amount_captured"], charge["currency"])


def _check_source(world: World, charge: Obj, amount: int, currency: str) -> None:
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise invalid(f"Charge {charge['id']} has no captured money.", "source_transaction")
    worth = _worth(world, charge)
    if worth["currency"] != currency:
        raise invalid(
            f"The currency of source_transaction's balance transaction ({worth['currency']}) must "
            f"be the same as the transfer currency ({currency})",
            "currency",
        )
    taken = sum(
        transfer["amount"] - transfer["amount_reversed"]
        for transfer in world.store.all(NAME)
        if transfer["source_transaction"] == charge["id"]
    )
    left = worth["amount"] - taken
    if amount > left:
        raise invalid(
            "The transfers that use a source_transaction cannot exceed its amount: "
            f"{currencies.shown(left, currency)} of {charge['id']} are left.",
            "amount",
        )


def make(
    world: World,
    destination: str,
    amount: int,
    currency: str,
    charge: Obj | None,
    fields: Obj,
    fee: int = 0,
) -> Obj:
    """Transfers an amount that has been checked, with its payment in the other account.

    `fee` is what the platform keeps of that payment, in the currency of the transfer.
    """
    ids = world.ids
    id = ids.new(NAME)
    ready = ledger.ready(world, charge)
    kind = fields.get("source_type") or (ledger.source_type(charge) if charge else "card")
    transaction = ledger.record(
        world,
        type="transfer",
        amount=-amount,
        currency=currency,
        source_type=kind,
        source=id,
        description=fields.get("description"),
        available_on=ready,
    )
    obj = dict(shapes.blank(NAME))
    obj.update(
        id=id,
        amount=amount,
        amount_reversed=0,
        balance_transaction=transaction["id"],
        currency=currency,
        destination=destination,
        destination_payment=ids.new("charge").replace("ch_", "py_", 1),
        reversals=shapes.empty_list(f"/v1/transfers/{id}/reversals"),
        source_transaction=charge["id"] if charge is not None else None,
        source_type=kind,
        transfer_group=f"group_{charge['payment_intent'] or id}" if charge else None,
    )
    obj.update((key, value) for key, value in fields.items() if value is not None)
    _arrive(world, obj, fee, ready)
    return world.changes.create(NAME, obj)


def _arrive(world: World, transfer: Obj, fee: int, ready: int | None) -> None:
    """The payment that a transfer is in the account it goes to."""
    there = world.state.world(transfer["destination"], world.livemode)
    settled = settlement.of(there, transfer["amount"], transfer["currency"])
    currency = settled["currency"]
    taken = settlement.into(currency, fee, transfer["currency"])["amount"]
    details = [ledger.fee_detail(taken, currency, "Application fee", "application_fee")]
    transaction = ledger.record(
        there,
        type="payment",
        **settled,
        source=transfer["destination_payment"],
        fee=taken,
        fee_details=details if fee else None,
        available_on=ready,
    )
    payment = dict(shapes.blank("charge"))
    for field in ("refunds", "authorization_code"):
        payment.pop(field, None)
    payment.update(
        id=transfer["destination_payment"],
        amount=transfer["amount"],
        amount_captured=transfer["amount"],
        application_fee_amount=fee or None,
        balance_transaction=transaction["id"],
        captured=True,
        currency=transfer["currency"],
        fraud_details={},
        paid=True,
        payment_method_details={"stripe_account": {}, "type": "stripe_account"},
        source_transfer=transfer["id"],
        status="succeeded",
    )
    there.changes.create("charge", payment, event=None)


@operation("POST /v1/transfers/{transfer}")
def update(call: Call) -> Obj:
    """Changes description and metadata."""
    transfer = call.get(NAME)
    return call.changes.update(transfer, crud.changed_fields(transfer, call.params))


# -- reversals ---------------------------------------------------------------------------------------


@operation("POST /v1/transfers/{id}/reversals")
def create_reversal(call: Call) -> Obj:
    """Takes back all or part of a transfer."""
    transfer = call.get(NAME)
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = call.params.get("amount", left)
    if amount is None or amount > left or left == 0:
        raise invalid(
            f"Transfer {transfer['id']} has {currencies.shown(left, transfer['currency'])} left to "
            f"reverse; {currencies.shown(amount or 0, transfer['currency'])} cannot be reversed.",
            "amount",
        )
    if amount < 1:
        raise currencies.too_low("amount")
    made = reverse(call.world, transfer, amount, None)
    changed: Obj = {}
    if call.params.get("metadata"):
        changed["metadata"] = shapes.merge_metadata(None, call.params["metadata"])
    if call.params.get("refund_application_fee"):
        charge = call.store.get("charge", transfer["source_transaction"])
        if charge is not None:
            application_fees.refund_share(call.world, charge, amount, transfer["amount"])
    return call.changes.update(made, changed, event=None)


def reverse(world: World, transfer: Obj, amount: int, refund: str | None) -> Obj:
    """Takes back an amount that has been checked."""
    ids = world.ids
    id = ids.new(REVERSAL)
    currency = transfer["currency"]
    transaction = ledger.record(
        world,
        type="transfer_refund",
        amount=amount,
        currency=currency,
        source=id,
        source_type=transfer["source_type"],
        available_on=ledger.ready(world, transfer),
    )
    there = world.state.world(transfer["destination"], world.livemode)
    payment_refund = ids.new("refund").replace("re_", "pyr_", 1)
    payment = there.store.get("charge", transfer["destination_payment"])
    ledger.record(
        there,
        type="payment_refund",
        **settlement.as_before(there, payment, -amount, currency),
        source=payment_refund,
        available_on=ledger.ready(there, payment),
    )
    if payment is not None:
        refunded = payment["amount_refunded"] + amount
        changed: Obj = {"amount_refunded": refunded, "refunded": refunded >= payment["amount"]}
        there.changes.update(payment, changed, event="charge.refunded")
    made = world.changes.create(
        REVERSAL,
        {
            **shapes.blank(REVERSAL),
            "id": id,
            "amount": amount,
            "balance_transaction": transaction["id"],
            "currency": currency,
            "destination_payment_refund": payment_refund,
            "source_refund": refund,
            "transfer": transfer["id"],
        },
        event=None,
    )
    total = transfer["amount_reversed"] + amount
    changed = {
        "amount_reversed": total,
        "reversed": total >= transfer["amount"],
        "reversals": lists.inline(world, transfer, "reversals", -1),
    }
    world.changes.update(transfer, changed, event="transfer.reversed")
    return made


@lists.inline_list(NAME, "reversals")
def _reversals(world: World, owner: Obj) -> Iterator[Obj]:
    return world.store.all(REVERSAL, "transfer", owner["id"])


# -- what charges bring along ------------------------------------------------------------------------


def after_charge(world: World, charge: Obj) -> Obj:
    """Transfer and application fee of a captured charge; gives the charge as it is then."""
    data, fee = charge.get("transfer_data"), charge.get("application_fee_amount") or 0
    changed: Obj = {}
    payment: str | None = None
    if data:
        amount = data.get("amount")
        amount = charge["amount_captured"] if amount is None else amount
        worth = settlement.as_before(world, charge, amount, charge["currency"])
        currency = worth["currency"]
        kept = settlement.into(currency, fee, charge["currency"])["amount"]
        fields = {"transfer_group": charge["transfer_group"]}
        made = make(world, data["destination"], worth["amount"], currency, charge, fields, kept)
        payment = made["destination_payment"]
        changed.update(
            transfer=made["id"],
            transfer_group=made["transfer_group"],
        )
    if fee and (data or not world.is_platform):
        account = data["destination"] if data else world.account_id
        made = application_fees.collect(world.platform, charge, account, fee, payment)
        changed["application_fee"] = made["id"]
        there = world.state.world(account, world.livemode)
        if payment:
            _name_fee(there, payment, made["id"])
    return world.changes.update(charge, changed, event=None)


def check_shared(obj: Obj, param: str) -> None:
    """A 400 for a charge, or an intent, whose money no other account gets a part of."""
    if not obj.get("transfer_data"):
        raise invalid(
            f"`{param}` can only be used with a payment that has `transfer_data[destination]`.",
            param,
        )


def shared_otherwise(obj: Obj, params: Obj) -> Obj:
    """`transfer_data` of a charge, or an intent, with the amount that a capture says; else nothing."""
    amount = part(params, "transfer_data").get("amount")
    if amount is None:
        return {}
    check_shared(obj, "transfer_data[amount]")
    return {"transfer_data": {**obj["transfer_data"], "amount": amount}}


def _name_fee(there: World, payment: str, fee: str) -> None:
    found = there.store.get("charge", payment)
    if found is not None:
        there.changes.update(found, {"application_fee": fee}, event=None)


def after_refund(world: World, charge: Obj, amount: int, refund: str, params: Obj) -> str | None:
    """Takes back transfer and fee in the proportion of a refund, as its parameters ask."""
    if params.get("refund_application_fee"):
        if charge["application_fee"] is None:
            raise invalid(
                f"Charge {charge['id']} has no application fee to refund.",
                "refund_application_fee",
            )
        application_fees.refund_share(world, charge, amount, charge["amount"])
    if not params.get("reverse_transfer"):
        return None
    transfer = world.store.get(NAME, charge.get("transfer"))
    if transfer is None:
        raise invalid(
            f"Charge {charge['id']} has no associated transfer to reverse.", "reverse_transfer"
        )
    left = transfer["amount"] - transfer["amount_reversed"]
    share = min(left, transfer["amount"] * amount // charge["amount"])
    if share < 1:
        return None
    return str(reverse(world, transfer, share, refund)["id"])
