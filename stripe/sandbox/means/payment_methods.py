"""Payment methods: made of cards (details, tokens, test names) and other types, attached, detached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import bank_numbers, banks, cards, instruments, tokens
from stripe.sandbox.means.instruments import CardInput
from stripe.sandbox.spec import shapes
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

TEST_BANK = "STRIPE TEST BANK"
NAME = "payment_method"
BANKS: dict[str, tuple[str, ...]] = {
    "us_bank_account": ("account_holder_type", "account_type", "routing_number"),
    "sepa_debit": (),
    "au_becs_debit": ("bsb_number",),
    "bacs_debit": ("sort_code",),
    "acss_debit": ("institution_number", "transit_number"),
}
CONSUMED = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
    "attachment, shared with a connected account without Customer attachment, or was detached from "
    "a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach "
    "it to a Customer first."
)


@operation("POST /v1/payment_methods")
def create(call: Call) -> Obj:
    """A payment method of a type, not attached to anyone."""
    if call.params.get("payment_method") and call.params.get("customer"):
        return _shared(call.world, call.params["payment_method"])
    return store(call.world, *build(call.world, call.params, ""))


def _shared(world: World, id: str) -> Obj:
    # a platform's payment method, cloned into a connected account
    source = world.platform.store.get(NAME, id)
    if source is None:
        raise world.missing(NAME, id, "payment_method")
    hidden = world.platform.store.secret(NAME, id)
    obj = {**source, "id": world.ids.new(NAME), "customer": None, "created": world.clock.now()}
    return store(world, obj, hidden)


def store(world: World, obj: Obj, hidden: Obj) -> Obj:
    """Stores a payment method; the API has no event for this."""
    return world.changes.create(NAME, obj, event=None, hidden=hidden)


def build(world: World, params: Obj, param: str) -> tuple[Obj, Obj]:
    """A payment method from parameters, and what is known of it but not shown."""
    kind = params.get("type") or ("card" if params.get("card") else None)
    if kind is None:
        raise missing_parameter(f"{param}[type]" if param else "type")
    if kind == "card":
        details = part(params, "card")
        inner = f"{param}[card]" if param else "card"
        if not details:
            raise missing_parameter(inner)
        if details.get("token"):
            source = tokens.resolve(world, details["token"], f"{inner}[token]")
            if source.card is None:
                raise invalid("The token is not a card token.", f"{inner}[token]")
            entered = source.card
        else:
            entered = instruments.from_details(world, details, inner)
        obj = of_card(entered, params.get("billing_details"))
        hidden = entered.stored()
    else:
        obj, hidden = _other(kind, params)
    obj["metadata"] = shapes.merge_metadata(None, params.get("metadata"))
    for field in ("allow_redisplay", "radar_options"):
        if params.get(field):
            obj[field] = params[field]
    return obj, hidden


def of_card(entered: CardInput, billing: Obj | None = None) -> Obj:
    """A payment method for a card."""
    card = entered.card
    details = {
        "brand": card.brand,
        "checks": entered.unchecked(),
        "country": card.country,
        "display_brand": "american_express" if card.brand == "amex" else card.brand,
        "exp_month": entered.exp_month,
        "exp_year": entered.exp_year,
        "fingerprint": cards.fingerprint(card.number),
        "funding": card.funding,
        "generated_from": None,
        "last4": entered.last4,
        "networks": {"available": list(card.networks or [card.brand]), "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": card.brand != "amex"},
        "wallet": None,
    }
    return {
        **blank("card", details),
        "billing_details": instruments.billing_details(entered, billing),
    }


def _other(kind: str, params: Obj) -> tuple[Obj, Obj]:
    given = part(params, kind)
    bank_numbers.check_method(kind, given)
    details = dict(given)
    if kind == "boleto":
        details.setdefault("tax_id", "000.000.000-00")  # the documented test number
    number = str(details.pop("account_number", None) or details.pop("iban", None) or "000123456789")
    number = number.replace(" ", "")
    if kind in BANKS:
        details = {
            **details,
            "last4": number[-4:],
            "fingerprint": cards.fingerprint(number),
        }
        if kind == "acss_debit":
            details["bank_name"] = TEST_BANK
        if kind == "us_bank_account":
            details.setdefault("account_holder_type", "individual")
            details.setdefault("account_type", "checking")
            details.update(
                bank_name=TEST_BANK,
                networks={"preferred": "ach", "supported": ["ach", "us_domestic_wire"]},
                status_details=None,
                financial_connections_account=None,
            )
    made = blank(kind, details, params.get("billing_details"))
    return made, {"kind": kind, "number": number}


def blank(kind: str, details: Obj, billing: Obj | None = None) -> Obj:
    """A payment method of a type that nobody has yet."""
    return {
        "id": None,
        "object": NAME,
        "allow_redisplay": "unspecified",
        "billing_details": instruments.billing_details(None, billing),
        "created": None,
        "customer": None,
        "customer_account": None,
        "livemode": None,
        "metadata": {},
        "type": kind,
        kind: details,
    }


def resolve(world: World, id: str, param: str) -> Obj:
    """A payment method by id; `pm_card_visa` and its like and tokens make one each time.

    A card of older integrations becomes one that keeps its id, and so does a bank account.
    """
    entered = instruments.from_name(world, id) if id.startswith(("pm_card_", "tok_")) else None
    if entered is not None:
        return store(world, of_card(entered), entered.stored())
    if id in banks.NAMED:
        kind, number = banks.NAMED[id]
        field = "iban" if kind == "sepa_debit" else "account_number"
        obj, hidden = _other(kind, {kind: {field: number, **banks.BESIDE[kind]}})
        return store(world, obj, {**hidden, "verified": True})
    card = world.store.get("card", id)
    if card is not None and world.store.get(NAME, id) is None:
        entered = instruments.of_card(world, card)
        obj = {**of_card(entered), "id": id, "customer": card.get("customer")}
        return store(world, obj, entered.stored())
    bank = world.store.get("bank_account", id)
    if bank is not None and world.store.get(NAME, id) is None:
        return _of_bank_account(world, bank, param)
    return world.find(NAME, id, param)


def _of_bank_account(world: World, bank: Obj, param: str) -> Obj:
    """The payment method that a verified bank account of older integrations is."""
    if bank["status"] != "verified":
        raise invalid(
            "The customer's bank account must be verified in order to create an ACH payment.", param
        )
    kind = "us_bank_account"
    known = {key: bank[key] for key in ("account_holder_type", "account_type") if bank[key]}
    obj, hidden = _other(kind, {kind: {"routing_number": bank["routing_number"], **known}})
    details = {**obj[kind], "fingerprint": bank["fingerprint"], "last4": bank["last4"]}
    made = {**obj, "id": bank["id"], "customer": bank["customer"], kind: details}
    return store(world, made, {**hidden, "verified": True})


@on("customer.source.deleted")
def forget(world: World, source: Obj, _previous: Obj | None) -> None:
    """A card of older integrations that is gone is no payment method either."""
    method = world.store.get(NAME, source["id"])
    if method is not None:
        world.changes.delete(method, event=None)


def entered_of(world: World, method: Obj) -> CardInput:
    """The card behind a payment method, typed in or presented."""
    hidden = world.store.secret(NAME, method["id"])
    details = method[method["type"]]
    billing = method["billing_details"]
    return CardInput(
        cards.NUMBERS[hidden["number"]],
        details["exp_month"],
        details["exp_year"],
        bool(hidden.get("cvc")),
        billing["name"],
        billing["address"] or {},
        bool(hidden.get("named")),
    )


def check_attachable(world: World, method: Obj) -> None:
    """Raises when a payment method cannot be attached: used up, or its card is declined."""
    if world.store.secret(NAME, method["id"]).get("consumed"):
        raise invalid(CONSUMED, "payment_method", "payment_method_unexpected_state")
    if method["type"] in cards.PRESENTED:
        raise invalid(
            f"A payment method of the type {method['type']} cannot be attached to a customer. Attach "
            "the `generated_card` of its charge instead.",
            "payment_method",
        )
    if method["type"] == "card":
        card = entered_of(world, method).card
        if card.decline is not None and not card.attaches:
            raise instruments.declined(card.decline)


def attach_to(world: World, method: Obj, customer: str) -> Obj:
    """Attaches a payment method to a customer."""
    if method["customer"] == customer:
        return method
    changed: Obj = {"customer": customer}
    if method["type"] == "card":
        changed["card"] = {**method["card"], "checks": entered_of(world, method).checks()}
    return world.changes.update(method, changed, event="payment_method.attached")


def check_owner(world: World, id: str, customer: str, param: str) -> Obj:
    """A payment method that must be attached to a customer."""
    method = world.find(NAME, id, param)
    if method["customer"] != customer:
        raise invalid(
            f"The customer does not have a payment method with the ID {id}. The payment method must "
            "be attached to the customer.",
            param,
            "resource_missing",
        )
    return method


@operation("GET /v1/payment_methods/{payment_method}")
def retrieve(call: Call) -> Obj:
    """A payment method; test names such as `pm_card_visa` show what they stand for."""
    id = call.ids["payment_method"]
    if call.store.get(NAME, id) is None and id.startswith("pm_card_"):
        entered = instruments.from_name(call.world, id)
        if entered is not None:
            now, livemode = call.clock.now(), call.world.livemode
            return {**of_card(entered), "id": id, "created": now, "livemode": livemode}
    return call.get(NAME)


@operation("POST /v1/payment_methods/{payment_method}/attach")
def attach(call: Call) -> Obj:
    """Attaches a payment method to a customer."""
    method = resolve(call.world, call.ids["payment_method"], "payment_method")
    if call.params.get("customer") is None:
        raise missing_parameter("customer")
    customer = call.find("customer", call.params["customer"], "customer")
    if method["customer"] == customer["id"]:
        return method
    if method["customer"] is not None:
        raise invalid(
            "The payment method you provided has already been attached to a customer.",
            "payment_method",
            "payment_method_unexpected_state",
        )
    check_attachable(call.world, method)
    return attach_to(call.world, method, customer["id"])


@operation("POST /v1/payment_methods/{payment_method}/detach")
def detach(call: Call) -> Obj:
    """Detaches a payment method from its customer; it cannot be used again."""
    method = call.get(NAME, "payment_method")
    if method["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible.",
            "payment_method",
            "payment_method_unexpected_state",
        )
    return detach_from_customer(call.world, method)


def detach_from_customer(world: World, method: Obj) -> Obj:
    """Takes a payment method from its customer for good."""
    customer = world.store.get("customer", method["customer"])
    world.changes.hide(method, {"consumed": True})
    detached = world.changes.update(method, {"customer": None}, event="payment_method.detached")
    if customer is not None:
        settings = customer["invoice_settings"]
        if settings["default_payment_method"] == method["id"]:
            changed = {"invoice_settings": {**settings, "default_payment_method": None}}
            world.changes.update(customer, changed)
    return detached


@operation("POST /v1/payment_methods/{payment_method}")
def update(call: Call) -> Obj:
    """Changes expiry, billing details, metadata of an attached payment method."""
    method = call.get(NAME)
    if method["customer"] is None:
        raise invalid(
            "You must save this PaymentMethod to a customer before you can update it.",
            "payment_method",
            "payment_method_unexpected_state",
        )
    changed = crud.changed_fields(method, call.params)
    if {"exp_month", "exp_year"} & part(call.params, "card").keys():
        month, year = instruments.expiry(call.world, changed["card"])
        changed["card"] = {**changed["card"], "exp_month": month, "exp_year": year}
    return call.changes.update(method, changed)
