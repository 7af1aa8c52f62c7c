"""Checkout sessions: created, listed, expired. What their page does is in payment_pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import sold_items
from stripe.sandbox.checkout import line_items, subscription_sessions
from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies, ledger
from stripe.sandbox.means import statement_descriptors
from stripe.sandbox.means.payment_method_types import check_currency
from stripe.sandbox.payments import intents, setup_intents
from stripe.sandbox.spec import shapes
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stripe.sandbox.billing.sold_items import Sold
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "checkout.session"
SOONEST, LATEST = 1800, 86_400
OF_WHAT_FOLLOWS = (
    "invoice_creation", "payment_intent_data", "setup_intent_data", "subscription_data"
)  # fmt: skip
"""Parameters about what a session leads to, kept until it is complete."""
HOSTED = "hosted_page"


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
    _check_urls(params)
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
    )
    if found:
        _ship(world, params, obj)
        amounts, hidden["items"] = money(world, obj, found, hidden, params.get("discounts") or ())
        obj.update(amounts)
    _customer(world, params, obj)
    if subscription_sessions.has_anchor(params):
        obj.update(subscription_sessions.first_amounts(world, obj, hidden))
    if mode == "setup":
        obj["setup_intent"] = _setup_intent(world, params, obj, application)
    session = world.changes.create(NAME, obj, event=None, hidden=hidden)
    schedule.at(world, obj["expires_at"], "checkout.session.expire", session["id"])
    return session


def _check_urls(params: Obj) -> None:
    ui_mode = params.get("ui_mode") or HOSTED
    if ui_mode == HOSTED:
        if params.get("return_url"):
            raise invalid(
                "`return_url` cannot be used when `ui_mode` is `hosted_page`; use `success_url`.",
                "return_url",
            )
        if not params.get("success_url"):
            raise missing_parameter("success_url")
        return
    if params.get("success_url"):
        raise invalid(
            f"`success_url` can only be used when `ui_mode` is `hosted_page`, not `{ui_mode}`.",
            "success_url",
        )
    if not params.get("return_url") and params.get("redirect_on_completion") != "never":
        raise missing_parameter("return_url")


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
    ui_mode = params.get("ui_mode") or HOSTED
    currency = found[0].price["currency"] if found else params.get("currency")
    if currency and params.get("allowed_payment_method_types"):
        check_currency(types, currency, "Checkout Session")
    obj.update(
        id=id,
        client_secret=None if ui_mode == HOSTED else f"{id}_secret_{world.ids.text(60)}",
        currency=currencies.currency_of(currency) if currency else None,
        expires_at=expires,
        mode=mode,
        payment_intent=None,
        payment_method_options=params.get("payment_method_options") or {},
        payment_method_types=types,
        payment_status="no_payment_required" if mode == "setup" else "unpaid",
        setup_intent=None,
        shipping_options=[],
        status="open",
        ui_mode=ui_mode,
        url=page_url(world, id) if ui_mode == HOSTED else None,
    )
    obj.setdefault("phone_number_collection", {"enabled": False})
    if mode == "payment":
        obj["customer_creation"] = params.get("customer_creation") or (
            None if params.get("customer") else "if_required"
        )
        obj["payment_method_collection"] = "if_required"
    elif mode == "subscription":
        obj["payment_method_collection"] = params.get("payment_method_collection") or "always"
    if mode == "payment":
        obj["invoice_creation"] = invoice_creation(params.get("invoice_creation"))
    obj["tax_id_collection"] = {
        "enabled": bool(part(params, "tax_id_collection").get("enabled")),
        "required": part(params, "tax_id_collection").get("required") or "never",
    }
    return obj


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


def money(
    world: World, session: Obj, sold: Sequence[Sold], kept: Obj, given: Sequence[Obj]
) -> tuple[Obj, list[Obj]]:
    """The amounts of a session under the discounts that are given, and its line items."""
    customer = world.store.get("customer", session["customer"] or "")
    redemptions = line_items.read_discounts(world, given, sold, customer)
    free = frozenset(one.id for one in sold if one.recurring and kept.get("trial"))
    rates = part(kept, "subscription_data").get("default_tax_rates") or ()
    items, amounts = sold_items.valued(
        sold,
        sold_items.offs(redemptions, sold[0].price["currency"]),
        rates=[world.find("tax_rate", id, "default_tax_rates") for id in rates],
        tax_exempt=(customer or {}).get("tax_exempt"),
        shipping=(session.get("shipping_cost") or {}).get("amount_total", 0),
        free=free,
    )
    line_items.check_total(amounts["amount_total"], session["currency"])
    return {**amounts, "discounts": line_items.shown_discounts(redemptions) or None}, items


def _ship(world: World, params: Obj, obj: Obj) -> None:
    for at, option in enumerate(params.get("shipping_options") or ()):
        rate = _shipping_rate(world, option, f"shipping_options[{at}]")
        amount = rate["fixed_amount"]["amount"]
        obj["shipping_options"].append({"shipping_amount": amount, "shipping_rate": rate["id"]})
        if at == 0:
            obj["shipping_cost"] = {
                "amount_subtotal": amount,
                "amount_tax": 0,
                "amount_total": amount,
                "shipping_rate": rate["id"],
            }


def _shipping_rate(world: World, option: Obj, param: str) -> Obj:
    if option.get("shipping_rate"):
        return world.find("shipping_rate", option["shipping_rate"], f"{param}[shipping_rate]")
    data = part(option, "shipping_rate_data")
    if not data.get("fixed_amount"):
        raise missing_parameter(f"{param}[shipping_rate]")
    blank = {**crud.template("shipping_rate"), **data, "id": None, "type": "fixed_amount"}
    return world.changes.create("shipping_rate", blank, event=None)


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
        obj["customer_details"] = details_of(customer["email"], {})
        obj["customer_email"] = None
    elif params.get("customer_email"):
        obj["customer_details"] = details_of(params["customer_email"], {})


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


@operation("GET /v1/checkout/sessions/{session}/line_items")
def list_line_items(call: Call) -> Obj:
    """The line items of a session."""
    session = call.get(NAME, "session")
    return lists.slice_of(call, list(_inline(call.world, session)), "item")


@lists.inline_list(NAME, "line_items")
def _inline(world: World, owner: Obj) -> Iterator[Obj]:
    yield from world.store.secret(NAME, owner["id"]).get("items") or ()


@operation("POST /v1/checkout/sessions/{session}")
def update(call: Call) -> Obj:
    """Changes metadata, or what the page has collected."""
    session = call.get(NAME)
    changed: Obj = {}
    if "metadata" in call.params:
        changed["metadata"] = shapes.merge_metadata(session["metadata"], call.params["metadata"])
    if call.params.get("collected_information"):
        check_open(session, "updated")
        changed["collected_information"] = {
            "business_name": None,
            "individual_name": None,
            **call.params["collected_information"],
        }
    return call.changes.update(session, changed, event=None)


def check_open(session: Obj, done: str) -> None:
    """Raises unless a session is open."""
    if session["status"] != "open":
        raise invalid(
            f'Only Checkout Sessions with a status in ["open"] can be {done}. This Checkout Session '
            f"has a status of `{session['status']}`."
        )


@operation("POST /v1/checkout/sessions/{session}/expire")
def expire(call: Call) -> Obj:
    """Closes an open session."""
    session = call.get(NAME)
    check_open(session, "expired")
    return _expire(call.world, session)


@task("checkout.session.expire")
def run_out(world: World, id: str) -> None:
    """Expires a session that is still open."""
    session = world.store.get(NAME, id)
    if session is not None and session["status"] == "open":
        _expire(world, session)


def _expire(world: World, session: Obj) -> Obj:
    changed: Obj = {"status": "expired", "url": None}
    recovery = part(session, "after_expiration").get("recovery")
    if recovery and recovery.get("enabled"):
        text = world.ids.text(24)
        changed["after_expiration"] = {
            "recovery": {
                "allow_promotion_codes": False,
                **recovery,
                "expires_at": world.clock.now() + 30 * ledger.DAY,
                "url": f"https://buy.stripe.com/r/live_{text}",
            }
        }
    return world.changes.update(session, changed, event="checkout.session.expired")


@operation("GET /v1/checkout/sessions")
def list_sessions(call: Call) -> Obj:
    """Sessions; the documented filters narrow."""
    params = call.params
    details = params.pop("customer_details", None)
    email = part({"given": details}, "given").get("email")
    fields = ("customer", "payment_intent", "payment_link", "status", "subscription")
    wanted = {key: params[key] for key in fields if params.get(key) is not None}

    def keep(session: Obj) -> bool:
        if email is not None and part(session, "customer_details").get("email") != email:
            return False
        return all(session[key] == value for key, value in wanted.items())

    return lists.page(call, NAME, keep=keep)
