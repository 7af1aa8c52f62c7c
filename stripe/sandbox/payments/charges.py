"""Charges made directly, with tokens and the sources of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.connect import transfers
from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger import currencies
from stripe.sandbox.means import cards, instruments, sources, statement_descriptors, tokens
from stripe.sandbox.payments import bank_charges, card_charges, payment_intents, three_d_secure
from stripe.sandbox.payments.card_charges import Attempt
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call

KEPT = (
    "description",
    "on_behalf_of",
    "receipt_email",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
    "application_fee_amount",
)


@operation("POST /v1/charges")
def create(call: Call) -> Obj:
    """Charges a token, or a source of a customer."""
    params = call.params
    amount = instruments.required(params.get("amount"), "amount")
    currency = currencies.currency_of(instruments.required(params.get("currency"), "currency"))
    currencies.check_amount(amount, currency)
    statement_descriptors.check(params)
    customer = None
    if params.get("customer") is not None:
        customer = call.find("customer", params["customer"], "customer")
    fields = _fields(call, customer)
    if str(params.get("source")).startswith("acct_"):
        account = call.find("account", params["source"], "source")
        return transfers.debit(call.world, account["id"], amount, currency, fields)
    source = _source(call, customer)
    payment_intents.check_connect(call.world, {**fields, "amount": amount, "currency": currency})
    if source.obj["object"] == "bank_account":
        return bank_charges.charge(call.world, source, amount, currency, fields)
    if source.obj["object"] == "source" and source.obj["type"] not in tokens.CARDS:
        return bank_charges.of_source(call.world, source.obj, amount, currency, fields)
    card = instruments.of_card(call.world, source.obj) if source.card is None else source.card
    fields["source"] = instruments.checked(source.obj, card)
    attempt = Attempt(
        amount,
        currency,
        card,
        source.obj["id"],
        params.get("capture", True) is not False,
        fields=fields,
    )
    reason = _reason(card.card)
    charge = card_charges.charge(call.world, attempt, reason=reason)
    if charge["status"] == "failed":
        raise failed(charge, attempt, reason)
    if customer is None and source.obj["object"] == "source":
        call.changes.update(source.obj, {"status": "consumed"}, event=None)
    return charge


def _fields(call: Call, customer: Obj | None) -> Obj:
    """What a charge takes over from the request."""
    params = call.params
    fields = {key: params[key] for key in KEPT if params.get(key) is not None}
    if "shipping" in fields:
        fit = shapes.settable("charge")["shipping"]
        fields["shipping"] = fit(fields["shipping"]) if fit else fields["shipping"]
    fields.update(
        application=call.application,
        customer=customer["id"] if customer is not None else None,
        metadata=shapes.merge_metadata(None, params.get("metadata")),
    )
    if params.get("application_fee") is not None:
        fields["application_fee_amount"] = params["application_fee"]
    transfer = params.get("transfer_data") or params.get("destination")
    if transfer is not None:
        fields["transfer_data"] = _transfer_data(transfer)
    return fields


def _reason(card: cards.Card) -> str | None:
    """Why a card declines a charge made directly: nobody can be sent to its bank by that."""
    if card.authenticate == "error":
        return "generic_decline"
    if three_d_secure.needed(card, off_session=True, set_up=False, asked=False):
        return "authentication_required"
    return card.decline


def _transfer_data(value: Any) -> Obj:
    if isinstance(value, str):
        value = {"destination": value}
    if "account" in value:
        value = {"destination": value["account"], "amount": value.get("amount")}
    return {"amount": value.get("amount"), "destination": value["destination"]}


def failed(charge: Obj, attempt: Attempt, reason: str | None = None) -> ApiError:
    """The 402 that tells of a failed charge."""
    reason = reason or attempt.entered.card.decline or "generic_decline"
    return instruments.declined(reason, charge=charge["id"])


def _source(call: Call, customer: Obj | None) -> tokens.Source:
    value = call.params.get("source")
    if customer is None:
        if value is None:
            raise invalid("Must provide source or customer.", code="parameter_missing")
        if isinstance(value, str) and value.startswith("card_"):
            raise invalid(f"Customer is required to charge the source {value}.", "source")
        return tokens.from_param(call.world, value, "source")
    if value is None:
        found = sources.default_of(call.world, customer)
        if found is None:
            raise ApiError(
                402,
                "Cannot charge a customer that has no active card",
                type="card_error",
                code="missing",
                param="card",
            )
        return tokens.Source(found, {}, None)
    if isinstance(value, str) and not value.startswith(("tok_", "btok_")):
        return tokens.Source(sources.owned(call.world, customer, value, "source"), {}, None)
    if isinstance(value, str) and cards.by_name(value) is not None:
        return tokens.from_param(call.world, value, "source")
    if not isinstance(value, str):
        raise invalid(
            "A charge of a customer is made with a source that the customer has: add the card first "
            "(POST /v1/customers/{customer}/sources), or leave out `customer`.",
            "source",
        )
    raise invalid(
        f"Customer {customer['id']} does not have a linked source with ID {value}.",
        "source",
        "missing",
        status=404,
    )


@operation("POST /v1/charges/{charge}")
def update(call: Call) -> Obj:
    """Changes description, metadata, receipt, shipping, fraud report."""
    charge = call.get("charge")
    crud.check_set_once(charge, call.params, "a charge", "customer", "transfer_group")
    return call.changes.update(charge, crud.changed_fields(charge, call.params))


@operation("POST /v1/charges/{charge}/capture")
def capture(call: Call) -> Obj:
    """Captures an authorized charge, all or part of it."""
    charge = call.get("charge")
    if charge["refunded"]:
        raise invalid(f"Charge {charge['id']} has been refunded.", code="charge_already_refunded")
    if charge["captured"]:
        raise invalid(
            f"Charge {charge['id']} has already been captured.", code="charge_already_captured"
        )
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} failed and cannot be captured.")
    given = call.params.get("amount")
    amount: int = charge["amount"] if given is None else given
    if amount > charge["amount"]:
        raise invalid(
            f"Amount must be less than or equal to the authorized amount of "
            f"{currencies.shown(charge['amount'], charge['currency'])}.",
            "amount",
            "amount_too_large",
        )
    if amount < 1:
        raise currencies.too_low("amount")
    statement_descriptors.check(call.params)
    kept = (
        "application_fee_amount", "receipt_email", "statement_descriptor",
        "statement_descriptor_suffix", "transfer_group",
    )  # fmt: skip
    params = {"application_fee_amount": call.params.get("application_fee"), **call.params}
    changed = {key: params[key] for key in kept if params.get(key)}
    changed.update(transfers.shared_otherwise(charge, params))
    if changed.get("application_fee_amount") and call.world.is_platform:
        transfers.check_shared(charge, "application_fee_amount")
    words = statement_descriptors.of_charge(call.world, {**charge, **changed})
    changed["calculated_statement_descriptor"] = words
    charge = call.changes.update(charge, changed, event=None)
    return card_charges.capture(call.world, charge, amount)
