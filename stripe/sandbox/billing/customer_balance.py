"""The balance of a customer: credit (below 0) and debt that invoices draw on, and each change of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.spec import shapes
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "customer_balance_transaction"


@operation("POST /v1/customers/{customer}/balance_transactions")
def create(call: Call) -> Obj:
    """Adds an amount to the balance of a customer; negative ones are credit."""
    customer, params, world = call.get("customer"), call.params, call.world
    currency = currencies.currency_of(params["currency"], "currency")
    known = customer.get("currency")
    if known is not None and known != currency:
        raise invalid(
            f"The customer's currency is {known}; a balance transaction in {currency} cannot be "
            "applied to this customer.",
            "currency",
        )
    return adjust(
        world,
        customer["id"],
        params["amount"],
        currency,
        "adjustment",
        description=params.get("description"),
        metadata=shapes.merge_metadata(None, params.get("metadata")),
    )


def adjust(world: World, customer: str, amount: int, currency: str, type: str, **more: Any) -> Obj:
    """Changes the balance by an amount and gives the transaction that says so.

    `type` is why (`applied_to_invoice`, `credit_note`), `more` what of (`invoice`, `credit_note`).
    """
    found = world.find("customer", customer, "customer")
    ending = found["balance"] + amount
    transaction = _book(world, found, amount, currency, type, **more)
    changed = {"balance": ending, "currency": found["currency"] or currency}
    world.changes.update(found, changed)
    return transaction


@lists.included_object("customer", "invoice_credit_balance")
def _no_credit(_world: World, _customer: Obj) -> Obj:
    """The credit of a customer whose balance has never changed."""
    return {}


def _book(world: World, customer: Obj, amount: int, currency: str, type: str, **more: Any) -> Obj:
    """Stores the transaction of a change of the balance, and the balance as credit by currency."""
    ending = _booked(world, customer) + amount
    shown = part(world.store.secret("customer", customer["id"]), "expandable")
    credit = {**part(shown, "invoice_credit_balance"), currency: -ending}
    world.changes.hide(customer, {"expandable": {**shown, "invoice_credit_balance": credit}})
    return world.changes.create(
        NAME,
        {
            **crud.template(NAME),
            "amount": amount,
            "currency": currency,
            "customer": customer["id"],
            "ending_balance": ending,
            "type": type,
            **more,
        },
        event=None,
    )


def _booked(world: World, customer: Obj) -> int:
    """The balance that a customer's transactions come to."""
    last = next(world.store.all(NAME, "customer", customer["id"]), None)
    return int(last["ending_balance"]) if last is not None else 0


@on("customer.created", "customer.updated")
def follow(world: World, customer: Obj, previous: Obj | None) -> None:
    """Makes the transaction of a balance that was set on the customer itself."""
    if previous is not None and "balance" not in previous:
        return
    booked = 0 if previous is None else _booked(world, customer)
    amount = (customer.get("balance") or 0) - booked
    if amount:
        currency = customer.get("currency") or "usd"
        _book(world, customer, amount, currency, "initial" if previous is None else "adjustment")


@operation("POST /v1/customers/{customer}/balance_transactions/{transaction}")
def update(call: Call) -> Obj:
    """Changes the description and metadata of a transaction."""
    transaction = call.get(NAME)
    if transaction["customer"] != call.ids["customer"]:
        raise call.missing(NAME, transaction["id"], "transaction", status=404)
    changed = crud.changed_fields(transaction, call.params)
    return call.changes.update(transaction, changed, event=None)
