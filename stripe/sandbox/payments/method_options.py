"""`payment_method_options` of intents: as answers show them, and what they decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import exclusive, too_large, too_small
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import cards
from stripe.sandbox.payments import states
from stripe.sandbox.payments.states import Kind, kind_of
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

PRESENTED: Obj = {
    "request_extended_authorization": False,
    "request_incremental_authorization_support": False,
}


EXPIRES = {
    "boleto": ("expires_after_days", 0, 60),
    "konbini": ("expires_after_days", 1, 60),
    "oxxo": ("expires_after_days", 1, 7),
    "pix": ("expires_after_seconds", 60, 1_209_600),
}
"""How long vouchers and codes may be paid: the option that says it, and its least and most."""


def of(kind: Kind, types: list[str], given: Obj | None) -> Obj:
    """`payment_method_options` with the fields of cards filled in, typed in or presented."""
    options = {type: dict(value) for type, value in (given or {}).items() if value}
    for type in EXPIRES.keys() & options.keys():
        _check_expiry(type, options[type])
    if options.get("upi", {}).get("setup_future_usage") == "none":
        del options["upi"]["setup_future_usage"]  # answers say it by leaving it out
    if "card" in types:
        options["card"] = {
            **({"installments": None} if kind is states.PAYMENT_INTENT else {}),
            "mandate_options": None,
            "network": None,
            "request_three_d_secure": "automatic",
            **options.get("card", {}),
        }
    if "link" in types:
        options.setdefault("link", {"persistent_token": None})
    if "card_present" in types:
        options["card_present"] = {
            **(PRESENTED if kind is states.PAYMENT_INTENT else {}),
            **options.get("card_present", {}),
        }
    if cards.INTERAC in types:
        options.setdefault(cards.INTERAC, {})
    return options


def _check_expiry(type: str, options: Obj) -> None:
    """Raises for a time to pay that the means of payment does not have."""
    name, least, most = EXPIRES[type]
    value, path = options.get(name), f"payment_method_options[{type}]"
    if value is None:
        return
    if options.get("expires_at") is not None:
        raise exclusive(f"{path}[{name}]", f"{path}[expires_at]")
    if value < least:
        raise too_small(f"{path}[{name}]", least)
    if value > most:
        raise too_large(f"{path}[{name}]", most, value)


def merged(world: World, intent: Obj, types: list[str], params: Obj) -> Obj:
    """The options as they are with those that a request adds."""
    known = world.store.secret(intent["object"], intent["id"]).get("given", {})
    given = shapes.merge(known, params.get("payment_method_options") or {})
    world.changes.hide(intent, {"given": given})
    return of(kind_of(intent), types, given)


def capture_method(intent: Obj, kind: str) -> str:
    """How an intent is captured, for which its means of payment may have an option of its own."""
    own = part(intent, "payment_method_options", kind).get("capture_method")
    mode = str(own or intent["capture_method"]).removesuffix("_preferred")
    # Interac authorizes and captures with one message
    return "automatic" if kind == cards.INTERAC and mode == "manual" else mode


def future_usage(intent: Obj, kind: str) -> str | None:
    """What a means of payment is saved for, by the intent or an option of its own."""
    own = part(intent, "payment_method_options", kind).get("setup_future_usage")
    usage = own or intent["setup_future_usage"]
    return None if usage == "none" else usage
