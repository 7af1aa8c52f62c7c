"""Checkout sessions, and what their page is to ask and offer; what it does is in payment_pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.billing import automatic_tax
from stripe.sandbox.checkout import (
    branding,
    line_items,
    session_money,
    session_rules,
    subscription_sessions,
)
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.means import statement_descriptors
from stripe.sandbox.means.payment_method_types import check_currency
from stripe.sandbox.payments import intents, setup_intents
from stripe.sandbox.platform import tax_areas
from stripe.sandbox.state import schedule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stripe.sandbox.billing.sold_items import Sold
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "checkout.session"
SOONEST, LATEST = 1800, 86_400
OF_WHAT_FOLLOWS = (
    "invoice_creation", "payment_intent_data", "setup_intent_data", "subscription_data"
)  # fmt: skip
"""Parameters about what a session leads to, kept until it is complete."""
LIMITS: dict[str, Obj] = {
    "dropdown": {"default_value": None},
    "numeric": dict.fromkeys(("default_value", "maximum_length", "minimum_length")),
    "text": dict.fromkeys(("default_value", "maximum_length", "minimum_length")),
}
NOTHING_COLLECTED: Obj = {"business_name": None, "individual_name": None, "shipping_details": None}
SAVED: Obj = {
    "allow_redisplay_filters": ["always"],
    "payment_method_remove": "disabled",
    "payment_method_save": None,
}

defaults(NAME, managed_payments={"enabled": False})


@operation("POST /v1/checkout/sessions")
def create(call: Call) -> Obj:
    """A session for a payment, a subscription, or for setting up a means of payment."""
    return make(call.world, call.params, call.application)


def make(
    world: World, params: Obj, application: str | None = None, *, sold: list[Sold] | None = None
) -> Obj:
    """A session, whose payment is the doing of an application; `sold` is known already for links."""
    mode = params.get("mode") or ("payment" if params.get("line_items") else None)
    if mode is None:
        raise missing_parameter("mode")
    session_rules.check(params, mode)
    found = sold if sold is not None else _items(world, params, mode)
    subscription_sessions.check(world, params, mode, found)
    obj = _blank(world, params, mode, found)
    data = part(params, "payment_intent_data")
    statement_descriptors.check_kinds(data, obj["payment_method_types"], "payment_intent_data")
    hidden = {key: params.get(key) for key in OF_WHAT_FOLLOWS}
    hidden.update(
        application=application,
        line_items=line_items.kept(found, params.get("line_items") or ()),
        trial=subscription_sessions.has_trial(params),
        anchored=subscription_sessions.has_anchor(params),
        params={**params, "expires_at": None},
    )
    _customer(world, params, obj)
    if found:
        given = params.get("discounts") or ()
        shown, kept = session_money.amounts(world, obj, found, hidden, given)
        obj.update(shown)
        hidden.update(kept)
    if hidden["anchored"]:
        obj.update(subscription_sessions.first_amounts(world, obj, hidden))
    if mode == "setup":
        obj["setup_intent"] = _setup_intent(world, params, obj, application)
    session = world.changes.create(NAME, obj, event=None, hidden=hidden)
    schedule.at(world, obj["expires_at"], "checkout.session.expire", session["id"])
    return session


def _items(world: World, params: Obj, mode: str) -> list[Sold]:
    given = params.get("line_items")
    if mode == "setup":
        if given:
            raise invalid("You cannot pass `line_items` in `setup` mode.", "line_items")
        return []
    if not given:
        raise missing_parameter("line_items")
    found = line_items.read(world, given, again=mode == "subscription")
    line_items.check_mode(found, mode)
    return found


def _blank(world: World, params: Obj, mode: str, found: list[Sold]) -> Obj:
    obj = crud.build(world, NAME, params)
    types, _ = intents.types_of(params)
    if not params.get("allowed_payment_method_types"):
        types = [kind for kind in types if mode == "payment" or kind == "card"]
    id = world.ids.new(NAME, livemode=world.livemode)
    now = world.clock.now()
    expires = params.get("expires_at") or now + LATEST
    if not now + SOONEST - 60 <= expires <= now + LATEST + 60:
        raise invalid(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout "
            "Session creation.",
            "expires_at",
        )
    ui_mode = params.get("ui_mode") or session_rules.HOSTED
    currency = found[0].price["currency"] if found else params.get("currency")
    if currency and params.get("allowed_payment_method_types"):
        check_currency(types, currency, "Checkout Session")
    obj.update(
        id=id,
        client_secret=None
        if ui_mode == session_rules.HOSTED
        else f"{id}_secret_{world.ids.text(60)}",
        currency=currencies.currency_of(currency) if currency else None,
        expires_at=expires,
        mode=mode,
        payment_intent=None,
        payment_method_options=params.get("payment_method_options") or {},
        payment_method_types=types,
        payment_status="no_payment_required" if mode == "setup" else "unpaid",
        setup_intent=None,
        status="open",
        ui_mode=ui_mode,
        url=page_url(world, id) if ui_mode == session_rules.HOSTED else None,
    )
    return {**obj, **_settings(world, params, mode, obj["currency"])}


def _settings(world: World, params: Obj, mode: str, currency: str | None) -> Obj:
    """What the page asks and offers."""
    found = session_money.shipping_fields(world, params.get("shipping_options"), currency)
    found["custom_fields"] = custom_fields(params.get("custom_fields"), value=None)
    if not params.get("phone_number_collection"):
        found["phone_number_collection"] = {"enabled": False}
    if params.get("optional_items"):
        found["optional_items"] = line_items.optional(world, params["optional_items"], currency)
    if mode == "subscription" or params.get("saved_payment_method_options"):
        given = params.get("saved_payment_method_options") or {}
        found["saved_payment_method_options"] = {**SAVED, **given}
    if mode == "payment":
        found["customer_creation"] = params.get("customer_creation") or (
            None if params.get("customer") else "if_required"
        )
        found["payment_method_collection"] = "if_required"
        found["invoice_creation"] = invoice_creation(params.get("invoice_creation"))
    elif mode == "subscription":
        found["payment_method_collection"] = params.get("payment_method_collection") or "always"
    found["tax_id_collection"] = tax_id_collection(params)
    return {**found, **branding.filled(world, params)}


def tax_id_collection(params: Obj) -> Obj:
    """Whether a session, or those of a link, asks for tax ids, and whether one must be given."""
    asked = part(params, "tax_id_collection")
    return {"enabled": bool(asked.get("enabled")), "required": asked.get("required") or "never"}


def custom_fields(given: Sequence[Obj] | None, **more: Any) -> list[Obj]:
    """`custom_fields` of a session or a link, whole; those of a session have `more`, a value."""
    return [
        {
            **{key: value for key, value in field.items() if value is not None},
            "optional": bool(field.get("optional")),
            field["type"]: {**LIMITS[field["type"]], **(field.get(field["type"]) or {}), **more},
        }
        for field in given or ()
    ]


def invoice_creation(given: Obj | None) -> Obj:
    """`invoice_creation` of a session or a link, whole."""
    data = {
        **dict.fromkeys(("account_tax_ids", "custom_fields", "description", "footer", "issuer")),
        "rendering_options": None,
        **part(given, "invoice_data"),
    }
    data["metadata"] = data.get("metadata") or {}
    return {"enabled": bool((given or {}).get("enabled")), "invoice_data": data}


def page_url(world: World, id: str) -> str:
    """Where a customer pays."""
    return f"{world.state.pages_at('checkout')}/c/pay/{id}"


def _customer(world: World, params: Obj, obj: Obj) -> None:
    for other in ("customer_email", "customer_creation"):
        if params.get("customer") and params.get(other):
            raise invalid(
                f"You may only specify one of these parameters: customer, {other}.",
                other,
                "parameters_exclusive",
            )
    if params.get("customer_update") and not params.get("customer"):
        raise invalid(
            "`customer_update` can only be used together with `customer`.", "customer_update"
        )
    if params.get("customer"):
        customer = world.find("customer", params["customer"], "customer")
        _check_location(params, customer)
        _check_tax_ids(params, customer)
        obj["customer_details"] = details_of(customer["email"], {})
        obj["customer_email"] = None
    elif params.get("customer_email"):
        obj["customer_details"] = details_of(params["customer_email"], {})


def _check_location(params: Obj, customer: Obj) -> None:
    saved = part(params, "customer_update")
    if not automatic_tax.is_on(params) or "auto" in (saved.get("address"), saved.get("shipping")):
        return
    if tax_areas.place_of(customer) is None:
        raise invalid(
            "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a "
            "valid address to the Customer or set either `customer_update[address]` to 'auto' or "
            "`customer_update[shipping]` to 'auto' to save the address entered in Checkout to the "
            "Customer.",
            code="customer_tax_location_invalid",
        )


def _check_tax_ids(params: Obj, customer: Obj) -> None:
    """The 400 for tax ids asked of a customer whose name and address may not change with them."""
    saved = part(params, "customer_update")
    if not part(params, "tax_id_collection").get("enabled"):
        return
    if saved.get("name") != "auto":
        raise invalid(
            "Tax ID collection requires updating business name on the customer. To enable tax ID "
            "collection for an existing customer, please set `customer_update[name]` to `auto`."
        )
    if saved.get("address") != "auto" and tax_areas.place_of(customer) is None:
        raise invalid(
            "We could not find a valid address on the provided customer. To enable tax ID "
            "collection, please set `customer_update[address]` to `auto`."
        )


def details_of(email: str | None, billing: Obj) -> Obj:
    """`customer_details` from what the customer entered."""
    return {
        "address": billing.get("address"),
        "business_name": None,
        "email": billing.get("email") or email,
        "individual_name": None,
        "name": billing.get("name"),
        "phone": billing.get("phone"),
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _setup_intent(world: World, params: Obj, obj: Obj, application: str | None) -> str:
    wanted = {
        "customer": obj["customer"],
        "allowed_payment_method_types": obj["payment_method_types"],
        "usage": "off_session",
        **part(params, "setup_intent_data"),
    }
    return str(setup_intents.make(world, wanted, application)["id"])


def check_open(session: Obj, done: str) -> None:
    """Raises unless a session is open."""
    if session["status"] != "open":
        raise invalid(
            f'Only Checkout Sessions with a status in ["open"] can be {done}. This Checkout Session '
            f"has a status of `{session['status']}`."
        )
