"""3-D Secure: which cards ask for it when, what the customer is sent to, how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import ApiError
from stripe.sandbox.json import Obj
from stripe.sandbox.means.cards import Card

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

FLOWS = {"authenticated": "challenge", "frictionless": "frictionless"}
PAGE = "/sandbox/authenticate/"
UNHANDLED = (
    "This payment required an authentication action to complete, but `error_on_requires_action` was "
    "set. When you're ready, you can upgrade your integration to handle actions at "
    "https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions."
)


def needed(card: Card, *, off_session: bool, set_up: bool, asked: bool) -> bool:
    """Whether a payment with this card needs its owner.

    `set_up` says that the card was set up for payments without the owner, `asked` that the request
    wants 3-D Secure wherever the card supports it.
    """
    kind = card.authenticate
    if kind in ("always", "error"):
        return True
    if kind == "unless_set_up":
        return not (off_session and set_up)
    if kind == "on_session":
        return not off_session
    return asked and kind in ("optional", "optional_error")


def breaks(card: Card) -> bool:
    """Whether looking the card up for 3-D Secure ends in a processing error."""
    return card.authenticate in ("error", "optional_error")


def page(world: World, intent: Obj) -> str:
    """Where the customer completes or fails what the intent waits for."""
    base = world.state.base_url
    return f"{base}{PAGE}{intent['id']}?client_secret={intent['client_secret']}"


def next_action(world: World, intent: Obj, return_url: str | None) -> Obj:
    """What is to be done next: a redirect where there is a way back, else for Stripe.js."""
    url = page(world, intent)
    if return_url is not None:
        return {
            "redirect_to_url": {"return_url": return_url, "url": url},
            "type": "redirect_to_url",
        }
    return {
        "type": "use_stripe_sdk",
        "use_stripe_sdk": {
            "source": world.ids.new("source"),
            "stripe_js": url,
            "type": "three_d_secure_redirect",
        },
    }


def result(world: World, card: Card, outcome: str | None) -> Obj | None:
    """`three_d_secure` of a charge: `authenticated`, `attempt_acknowledged`, ... or nothing."""
    if outcome is None:
        return None
    digits = world.ids.digits
    return {
        "authentication_flow": FLOWS.get(outcome),
        "electronic_commerce_indicator": "05" if card.brand != "mastercard" else "02",
        "exemption_indicator": None,
        "result": "authenticated" if outcome == "frictionless" else outcome,
        "result_reason": None,
        "transaction_id": f"{digits(8)}-{digits(4)}-4{digits(3)}",
        "version": "2.2.0",
    }


def failed(intent: Obj) -> ApiError:
    """Why an intent fails whose customer does not authenticate."""
    return ApiError(
        400,
        "We are unable to authenticate your payment method. Please choose a different payment "
        "method and try again.",
        code=f"{intent['object']}_authentication_failure",
    )


def unhandled(**more: Any) -> ApiError:
    """The 402 of a payment that needs its owner where the request wants no such thing."""
    return ApiError(
        402,
        UNHANDLED,
        type="card_error",
        code="authentication_required",
        decline_code="authentication_not_handled",
        **more,
    )
