"""`payment_method_options` of intents: as answers show them, and what they decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def of(kind: Kind, types: list[str], given: Obj | None) -> Obj:
    """`payment_method_options` with the fields of cards filled in, typed in or presented."""
    options = {type: dict(value) for type, value in (given or {}).items() if value}
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
