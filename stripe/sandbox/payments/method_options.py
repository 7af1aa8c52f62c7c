"""`payment_method_options` of intents: as answers show them, and what they decide."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from stripe.sandbox.errors import exclusive, too_large, too_small
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import cards
from stripe.sandbox.payments.states import Kind, kind_of
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

# What options are that nobody has chosen, where it is not null.
CHOSEN: dict[str, Obj] = {
    "acss_debit": {"verification_method": "automatic"},
    "bancontact": {"preferred_language": "en"},
    "boleto": {"expires_after_days": 3},
    "card": {"request_three_d_secure": "automatic"},
    "card_present": {
        "request_extended_authorization": False,
        "request_incremental_authorization_support": False,
    },
    "oxxo": {"expires_after_days": 3},
    "us_bank_account": {"verification_method": "automatic"},
}
EXPIRES = {
    "boleto": ("expires_after_days", 0, 60),
    "konbini": ("expires_after_days", 1, 60),
    "oxxo": ("expires_after_days", 1, 7),
    "pix": ("expires_after_seconds", 60, 1_209_600),
}
"""How long vouchers and codes may be paid: the option that says it, and its least and most."""


def of(kind: Kind, types: list[str], given: Obj | None) -> Obj:
    """`payment_method_options`: of each type that may be used, with what was not chosen filled in."""
    options = {type: dict(value) for type, value in (given or {}).items() if value}
    for type in EXPIRES.keys() & options.keys():
        _check_expiry(type, options[type])
    if options.get("upi", {}).get("setup_future_usage") == "none":
        del options["upi"]["setup_future_usage"]  # answers say it by leaving it out
    for type in types:
        blank = _blank(kind.name, type)
        if blank is not None:
            options[type] = {**blank, **options.get(type, {})}
    return options


@cache
def _blank(name: str, type: str) -> Obj | None:
    """The options of a type before anything is chosen, None where intents of a kind have none."""
    if type not in shapes.fields_of(name, "payment_method_options"):
        return None
    known = shapes.fields_of(name, "payment_method_options", type)
    chosen = {key: value for key, value in CHOSEN.get(type, {}).items() if key in known}
    return {**shapes.blank_part(name, "payment_method_options", type), **chosen}


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
