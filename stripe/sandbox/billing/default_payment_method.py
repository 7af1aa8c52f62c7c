"""Which of the payment methods that are stored pays: the invoice's, the subscription's, the customer's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

FIELDS = ("default_payment_method", "default_source")


def of_invoice(world: World, invoice: Obj) -> str | None:
    """What pays an invoice, None where nothing is stored anywhere."""
    own = _own(world, invoice)
    if own is not None:
        return own
    id = part(invoice, "parent", "subscription_details").get("subscription")
    subscription = world.store.get("subscription", id or "")
    if subscription is not None:
        return of_subscription(world, subscription)
    return of_customer(world.store.get("customer", invoice["customer"] or ""))


def of_subscription(world: World, subscription: Obj) -> str | None:
    """What pays the invoices of a subscription."""
    own = _own(world, subscription)
    return own or of_customer(world.store.get("customer", subscription["customer"]))


def of_customer(customer: Obj | None) -> str | None:
    """What pays the invoices of a customer."""
    settings = part(customer, "invoice_settings")
    found: str | None = settings.get("default_payment_method")
    return found or (customer or {}).get("default_source")


def _own(world: World, obj: Obj) -> str | None:
    found = (obj.get(field) for field in FIELDS)
    return next((id for id in found if id and _is_there(world, id)), None)


def _is_there(world: World, id: str) -> bool:
    """Whether a payment method (or a source of older integrations) has not been detached since."""
    method = world.store.get("payment_method", id)
    return method is None or method["customer"] is not None
