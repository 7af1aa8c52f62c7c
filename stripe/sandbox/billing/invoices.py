"""Invoices as drafts: made by request or by what bills a subscription, changed, deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from stripe.sandbox.billing import (
    automatic_tax,
    customer_currency,
    discounts,
    invoice_items,
    invoice_lines,
    invoice_state,
    platform_fees,
    shipping_rates,
    tax_rates,
)
from stripe.sandbox.billing.invoice_lines import Entry
from stripe.sandbox.billing.periods import DAY
from stripe.sandbox.errors import (
    check_lengths,
    exclusive,
    invalid,
    missing_parameter,
    too_long,
    too_small,
)
from stripe.sandbox.generic import crud
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.means import payment_methods
from stripe.sandbox.state import schedule
from stripe.sandbox.state.changes import DEFAULT, on

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "invoice"
LATEST = 5 * 366 * DAY
MOST_CUSTOM_FIELDS = 4
LONGEST_DESCRIPTION = 1500
FINALIZE = "invoice.finalize"
"""The task that finalizes a draft when its time has come."""

OF_SUBSCRIPTION = (
    "account_tax_ids", "application", "collection_method", "default_tax_rates",
    "issuer", "on_behalf_of", "payment_settings",
)  # fmt: skip
"""What an invoice has from its subscription."""

CONNECT = (platform_fees.AMOUNT, "transfer_data")

TOLD = frozenset({"address", "email", "name", "phone", "shipping", "tax_exempt"})
"""What drafts tell of their customer."""

RENDERING = dict.fromkeys(("amount_tax_display", "pdf", "template", "template_version"))

OF_CUSTOMER = ("custom_fields", "footer")
"""What an invoice has from the `invoice_settings` of its customer."""


def draft(
    world: World,
    *,
    customer: Obj,
    currency: str,
    lines: Iterable[Entry] = (),
    pending: Iterable[Obj] = (),
    billing_reason: str = "manual",
    subscription: Obj | None = None,
    discount_ids: list[str] | None = None,
    period: tuple[int, int] | None = None,
    auto_advance: bool = True,
    finalizes_at: int | None = None,
    days_until_due: int | None = None,
    event: str | None = DEFAULT,
    id: str | None = None,
    **fields: Any,
) -> Obj:
    """Makes and stores a draft (`invoice.created`) of pending items and lines, in this order.

    `lines` come of `invoice_lines.of_subscription_item` or `invoice_lines.make`; `pending` are invoice
    items, the newest first (`invoice_items.pending`), which then belong to it. `discount_ids` are by
    default those of the subscription that hold now, else the customer's. `period` is now to now by
    default. With `finalizes_at` it is finalized and collected at that time, if `auto_advance` is
    still true then. What the subscription or customer says of other fields, `fields` override.
    """
    invoice = _blank(world, customer, subscription, currency)
    days = (subscription or {}).get("days_until_due") if days_until_due is None else days_until_due
    if discount_ids is None:
        discount_ids = inherited_discounts(world, customer, subscription)
    now = world.now()
    invoice.update(
        {
            "id": id or world.ids.new(NAME),
            "auto_advance": auto_advance,
            "automatically_finalizes_at": finalizes_at,
            "billing_reason": billing_reason,
            "discounts": discount_ids,
            "due_date": None if days is None else now + days * DAY,
            **dict(zip(("period_start", "period_end"), period or (now, now), strict=True)),
            **fields,
        }
    )
    if invoice["collection_method"] == "charge_automatically":
        invoice["next_payment_attempt"] = finalizes_at
    items = list(pending)
    made = _store(world, invoice, items, [*map(invoice_lines.of_item, items), *lines], event)
    set_time(world, made, finalizes_at)
    return made


def _store(
    world: World, invoice: Obj, items: Iterable[Obj], entries: list[Entry], event: str | None
) -> Obj:
    """Stores a draft with its lines; the items among them are on it from now on."""
    sums, kept = invoice_lines.summed(world, invoice, entries)
    for item in items:
        world.changes.update(item, {"invoice": invoice["id"]}, event=None)
    hidden = {"entries": kept, "made_in": invoice_state.made_in(world)}
    return world.changes.create(NAME, {**invoice, **sums}, hidden=hidden, event=event)


def _blank(world: World, customer: Obj, subscription: Obj | None, currency: str) -> Obj:
    now = world.now()
    invoice = {
        **crud.template(NAME),
        **of_customer(world, customer),
        "account_country": "US",
        "amount_paid_off_stripe": 0,
        "collection_method": "charge_automatically",
        "created": now,
        "currency": currency,
        "customer": customer["id"],
        "livemode": world.livemode,
        "starting_balance": balance_of(customer, currency),
        "test_clock": customer.get("test_clock"),
        "webhooks_delivered_at": now,
    }
    settings = part(customer, "invoice_settings")
    invoice.update({key: settings.get(key) for key in OF_CUSTOMER})
    if settings.get("rendering_options"):
        invoice["rendering"] = {**RENDERING, **settings["rendering_options"]}
    if subscription is not None:
        for key in OF_SUBSCRIPTION:
            if subscription.get(key) is not None:
                invoice[key] = subscription[key]
        taxed = part(subscription, "automatic_tax")
        told = {key: taxed.get(key) for key in ("enabled", "liability")}
        invoice["automatic_tax"] = {**part(invoice, "automatic_tax"), **told}
        own = part(subscription, "payment_settings")
        invoice["payment_settings"] = {
            key: own.get(key) for key in crud.template(NAME)["payment_settings"]
        }
        invoice["parent"] = parent_of(subscription)
    return invoice


def parent_of(subscription: Obj) -> Obj:
    """The parent of an invoice of a subscription, with its metadata as it is now."""
    details = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
    return {
        "type": "subscription_details",
        "quote_details": None,
        "subscription_details": details,
    }


def subscription_of(invoice: Obj) -> str | None:
    """The id of the subscription that an invoice is of."""
    found: str | None = part(invoice, "parent", "subscription_details").get("subscription")
    return found


def of_customer(world: World, customer: Obj) -> Obj:
    """What an invoice tells of its customer, up to date until it is finalized."""
    tax_ids = world.store.all("tax_id", "customer", customer["id"])
    return {
        "customer_address": customer.get("address"),
        "customer_email": customer.get("email"),
        "customer_name": customer.get("name"),
        "customer_phone": customer.get("phone"),
        "customer_shipping": customer.get("shipping"),
        "customer_tax_exempt": customer.get("tax_exempt") or "none",
        "customer_tax_ids": [{key: one[key] for key in ("type", "value")} for one in tax_ids],
    }


@on("customer.updated")
def follow(world: World, customer: Obj, previous: Obj | None) -> None:
    """Drafts tell of their customer as it is."""
    if TOLD & (previous or {}).keys():
        invoice_lines.follow(world, customer, of_customer(world, customer))


def balance_of(customer: Obj, currency: str) -> int:
    """What of the customer's balance an invoice in a currency draws on."""
    return int(customer["balance"]) if customer.get("currency") in (None, currency) else 0


def inherited_discounts(world: World, customer: Obj, subscription: Obj | None) -> list[str]:
    """The discounts of an invoice that is given none: the subscription's, else the customer's."""
    own = discounts.active(world, (subscription or {}).get("discounts") or ())
    return own or discounts.active(world, discounts.of_customer(customer))


def set_time(world: World, invoice: Obj, moment: int | None) -> None:
    """Has a draft finalized at a time, or not at all."""
    schedule.cancel(world, FINALIZE, invoice["id"])
    if moment is not None and invoice["auto_advance"]:
        schedule.at(world, moment, FINALIZE, invoice["id"], test_clock=invoice["test_clock"])


# -- from parameters ---------------------------------------------------------------------------------


def create(world: World, params: Obj) -> Obj:
    """Makes a draft from the parameters of the operation (`customer` is required)."""
    customer = world.find("customer", params["customer"], "customer")
    subscription = None
    if params.get("subscription"):
        subscription = world.find("subscription", params["subscription"], "subscription")
        if subscription["customer"] != customer["id"]:
            raise invalid("The subscription belongs to another customer.", "subscription")
    currency = params.get("currency") or (subscription or customer).get("currency") or "usd"
    currency = currencies.currency_of(currency)
    method = params.get("collection_method") or "charge_automatically"
    check_terms(customer, method, params)
    pending = []
    if params.get("pending_invoice_items_behavior") == "include":
        of = subscription["id"] if subscription is not None else None
        found = invoice_items.pending(world, customer["id"], of)
        pending = [item for item in found if item["currency"] == currency]
    id = world.ids.new(NAME)
    fields = from_params(world, params, customer)
    chosen = None
    if discounts.are_changed(params):
        amount = sum(item["amount"] for item in pending)
        chosen = redeemed(world, id, customer, currency, params["discounts"], amount)
    customer = customer_currency.take(world, customer, currency)
    finalizes_at = params.get("automatically_finalizes_at")
    advance = bool(params.get("auto_advance")) or finalizes_at is not None
    if advance and finalizes_at is None:
        finalizes_at = world.now() + world.state.settings.finalize_after
    made = draft(
        world,
        customer=customer,
        currency=currency,
        pending=pending,
        subscription=subscription,
        discount_ids=chosen,
        period=_period(world, subscription),
        auto_advance=advance,
        finalizes_at=finalizes_at,
        days_until_due=params.get("days_until_due"),
        id=id,
        **fields,
    )
    keep_connect(world, made, params)
    return made


def keep_connect(world: World, invoice: Obj, params: Obj) -> None:
    """Keeps what the payment of an invoice has of Connect, which invoices do not show."""
    given = {key: params[key] for key in CONNECT if key in params}
    if given:
        known = world.store.secret(NAME, invoice["id"]).get("connect") or {}
        world.changes.hide(invoice, {"connect": {**known, **given}})


def _period(world: World, subscription: Obj | None) -> tuple[int, int] | None:
    if subscription is None:
        return None
    started = (item["current_period_start"] for item in subscription["items"]["data"])
    return max(started, default=world.now()), world.now()


def check_terms(customer: Obj, method: str, params: Obj) -> None:
    """Raises for terms of payment that do not go with how an invoice is collected."""
    days, date = params.get("days_until_due"), params.get("due_date")
    if days is not None and date is not None:
        raise exclusive("days_until_due", "due_date")
    if days is not None and days < 0:
        raise too_small("days_until_due", 0)
    if method == "send_invoice":
        if days is None and date is None:
            raise missing_parameter("days_until_due")
        if not customer.get("email"):
            raise invalid(
                "Missing email. In order to create invoices that are sent to the customer, the "
                "customer must have a valid email."
            )
    elif days is not None or date is not None:
        field = "days_until_due" if days is not None else "due_date"
        raise invalid(
            f"You can only set `{field}` when `collection_method` is `send_invoice`.", field
        )


SPECIAL = frozenset(
    {
        "auto_advance", "automatically_finalizes_at", "currency", "customer", "days_until_due",
        "discounts", "from_invoice", "pending_invoice_items_behavior", "subscription",
    }
)  # fmt: skip


def check(world: World, params: Obj, customer: Obj, invoice: Obj | None = None) -> None:
    """Raises for parameters that no invoice of a customer, or not this one, can have."""
    crud.check_references(world, NAME, params)
    automatic_tax.check(params)
    known = world.store.secret(NAME, invoice["id"]).get("connect") if invoice else None
    platform_fees.check_taker(world, platform_fees.AMOUNT, params, known)
    check_lengths(params, description=LONGEST_DESCRIPTION)
    method = params.get("default_payment_method")
    if method:
        payment_methods.check_owner(world, method, customer["id"], "default_payment_method")
    template = part(params, "rendering").get("template")
    if template:
        world.find("invoice_rendering_template", template, "rendering[template]")
    _check_number(world, params.get("number"), invoice)
    moment = params.get("automatically_finalizes_at")
    if moment is not None and not world.now() < moment <= world.now() + LATEST:
        raise invalid(
            "`automatically_finalizes_at` must be in the future, within 5 years.",
            "automatically_finalizes_at",
        )
    given = params.get("custom_fields") or ()
    if len(given) > MOST_CUSTOM_FIELDS:
        raise invalid(
            f"An invoice can have up to {MOST_CUSTOM_FIELDS} custom fields.", "custom_fields"
        )
    for at, field in enumerate(given):
        for part_of, most in (("name", 40), ("value", 140)):
            if len(field[part_of]) > most:
                raise too_long(field[part_of], most, f"custom_fields[{at}][{part_of}]")


def _check_number(world: World, number: str | None, invoice: Obj | None) -> None:
    if number is None or (invoice is not None and invoice["number"] == number):
        return
    if any(other["number"] == number for other in world.store.all(NAME)):
        raise invalid(
            f"An invoice with the number {number} already exists: numbers are unique.", "number"
        )


def from_params(world: World, params: Obj, customer: Obj) -> Obj:
    """The fields of an invoice that parameters set and that need no more than themselves."""
    check(world, params, customer)
    plain = {key: value for key, value in params.items() if key not in SPECIAL}
    built = crud.build(world, NAME, plain)
    fields = {key: built[key] for key in plain if key in built}
    if plain.get("default_tax_rates"):
        given = plain["default_tax_rates"]
        fields["default_tax_rates"] = tax_rates.find(world, given, "default_tax_rates")
    if plain.get("shipping_cost"):
        cost = shipping_rates.cost_of(world, plain["shipping_cost"], "shipping_cost")
        fields.update(shipping_cost=cost, amount_shipping=cost["amount_total"])
    return fields


def redeemed(
    world: World, id: str, customer: Obj, currency: str, given: list[Obj] | None, amount: int
) -> list[str]:
    """The discounts that the `discounts` of an invoice ask for; an amount of 0 is yet to come."""
    found = discounts.read(
        world, given, customer=customer, currency=currency, amount=amount or None
    )
    return discounts.redeem(world, found, customer=customer["id"], invoice=id)
