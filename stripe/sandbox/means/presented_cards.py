"""Cards held to a reader: `card_present` and `interac_present`, and the `card` made of one for later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.json import Obj
from stripe.sandbox.means import cards, payment_methods
from stripe.sandbox.means.cards import INTERAC
from stripe.sandbox.means.instruments import CardInput

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

DAY = 24 * 3600
CAPTURE_DAYS = 2
EXTENDED_DAYS = 30
"""How long an authorization lasts; the second if `request_extended_authorization` asks for it."""
APPLICATIONS = {
    "amex": "A000000025010801",
    "diners": "A0000001523010",
    "discover": "A0000001523010",
    "interac": "A0000002771010",
    "jcb": "A0000000651010",
    "mastercard": "A0000000041010",
    "unionpay": "A000000333010101",
    "visa": "A0000000031010",
}
"""The application of a chip card, by brand, as receipts name it."""


def method(entered: CardInput, kind: str) -> Obj:
    """A payment method for a card as a reader has read it; not stored yet."""
    card = entered.card
    details = {
        **_read(entered, kind),
        "networks": {"available": list(card.networks or [card.brand]), "preferred": None},
    }
    if kind != INTERAC:
        details["offline"] = {"stored_at": None, "type": None}
    return payment_methods.blank(kind, details)


def _read(entered: CardInput, kind: str) -> Obj:
    card = entered.card
    return {
        "brand": card.brand,
        **({} if kind == INTERAC else {"brand_product": None}),
        "cardholder_name": None,
        "country": card.country,
        "exp_month": entered.exp_month,
        "exp_year": entered.exp_year,
        "fingerprint": cards.fingerprint(card.number),
        "funding": card.funding,
        "last4": entered.last4,
        "preferred_locales": ["en"],
        "read_method": "contact_emv" if kind == INTERAC else "contactless_emv",
    }


def charged(world: World, entered: CardInput, kind: str, amount: int, options: Obj) -> Obj:
    """What a charge tells of the card that was presented; `options` are those of its type."""
    brand = entered.card.brand
    details = {
        **_read(entered, kind),
        "emv_auth_data": "8A023030",
        "generated_card": None,
        "network": brand,
        "network_transaction_id": world.ids.digits(15),
        "receipt": {
            "account_type": "checking" if kind == INTERAC else "credit",
            "application_cryptogram": world.ids.digits(16),
            "application_preferred_name": "Interac" if kind == INTERAC else "Stripe Credit",
            "authorization_code": world.ids.digits(6),
            "authorization_response_code": "3030",
            "cardholder_verification_method": "approval",
            "dedicated_file_name": APPLICATIONS[brand],
            "terminal_verification_results": "0000000000",
            "transaction_status_information": "0000",
        },
    }
    if kind != INTERAC:
        more = options.get("request_incremental_authorization_support")
        details.update(
            amount_authorized=amount,
            incremental_authorization_supported=bool(more),
            offline={"stored_at": None, "type": None},
            overcapture_supported=False,
        )
    return details


def generate(world: World, presented: Obj, allow_redisplay: str | None) -> Obj:
    """The `card` that stands for a presented one in later payments online."""
    entered = payment_methods.entered_of(world, presented)
    made = payment_methods.of_card(entered)
    made["allow_redisplay"] = allow_redisplay or "unspecified"
    return payment_methods.store(world, made, {**entered.stored(), "set_up": True})


def note_origin(
    world: World, generated: Obj, *, charge: Obj | None = None, attempt: str | None = None
) -> Obj:
    """Tells of a generated card the charge or the attempt to set up that it comes from."""
    origin: Obj = {"charge": None, "payment_method_details": None, "setup_attempt": attempt}
    if charge is not None:
        origin.update(charge=charge["id"], payment_method_details=charge["payment_method_details"])
    card = {**generated["card"], "generated_from": origin}
    return world.changes.update(generated, {"card": card}, event=None)


def captured_until(now: int, options: Obj) -> int:
    """When an authorization made now runs out."""
    extended = options.get("request_extended_authorization")
    return now + DAY * (EXTENDED_DAYS if extended else CAPTURE_DAYS)
