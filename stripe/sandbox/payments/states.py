"""State machines as data: which request is documented for which states, and its refusal."""

from __future__ import annotations

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.json import Obj

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")

# Request -> states in which it is allowed.
PAYMENT_INTENT: dict[str, tuple[str, ...]] = {
    "update": OPEN,
    "confirm": OPEN,
    "capture": ("requires_capture",),
    "increment": ("requires_capture",),
    "cancel": (
        "requires_payment_method",
        "requires_capture",
        "requires_confirmation",
        "requires_action",
        "processing",
    ),
}

# State -> states that may follow it.
PAYMENT_INTENT_STEPS: dict[str, tuple[str, ...]] = {
    "requires_payment_method": ("requires_confirmation", "requires_action", "processing",
                                "requires_capture", "succeeded", "canceled"),
    "requires_confirmation": ("requires_payment_method", "requires_action", "processing",
                              "requires_capture", "succeeded", "canceled"),
    "requires_action": ("requires_payment_method", "requires_confirmation", "processing",
                        "requires_capture", "succeeded", "canceled"),
    "processing": ("requires_payment_method", "requires_capture", "succeeded", "canceled"),
    "requires_capture": ("succeeded", "canceled"),
    "succeeded": (),
    "canceled": (),
}  # fmt: skip

SETUP_INTENT: dict[str, tuple[str, ...]] = {
    "update": OPEN,
    "confirm": OPEN,
    "cancel": OPEN,
}

SETUP_INTENT_STEPS: dict[str, tuple[str, ...]] = {
    "requires_payment_method": ("requires_confirmation", "requires_action", "processing",
                                "succeeded", "canceled"),
    "requires_confirmation": ("requires_payment_method", "requires_action", "processing",
                              "succeeded", "canceled"),
    "requires_action": ("requires_payment_method", "requires_confirmation", "processing",
                        "succeeded", "canceled"),
    "processing": ("requires_payment_method", "succeeded", "canceled"),
    "succeeded": (),
    "canceled": (),
}  # fmt: skip

DISPUTE_STEPS: dict[str, tuple[str, ...]] = {
    "warning_needs_response": ("warning_under_review", "warning_closed", "needs_response"),
    "warning_under_review": ("warning_closed", "needs_response"),
    "needs_response": ("under_review", "won", "lost"),
    "under_review": ("won", "lost"),
    "warning_closed": (),
    "won": (),
    "lost": (),
}

PAYOUT_STEPS: dict[str, tuple[str, ...]] = {
    "pending": ("in_transit", "paid", "failed", "canceled"),
    "in_transit": ("paid", "failed"),
    "paid": ("failed",),
    "failed": (),
    "canceled": (),
}

CHARGE_STEPS: dict[str, tuple[str, ...]] = {
    "pending": ("succeeded", "failed"),
    "succeeded": (),
    "failed": (),
}

# A card's bank may send a refund back after it had succeeded.
REFUND_STEPS: dict[str, tuple[str, ...]] = {
    "requires_action": ("pending", "succeeded", "failed", "canceled"),
    "pending": ("requires_action", "succeeded", "failed", "canceled"),
    "succeeded": ("failed",),
    "failed": (),
    "canceled": (),
}

# Fields of an intent that stay open for change whatever its state.
ALWAYS_OPEN = frozenset({"description", "metadata", "receipt_email", "expand", "client_secret"})

_VERBS = {
    "capture": ("This {noun} could not be captured", "captured"),
    "increment": ("This {noun}'s authorization could not be incremented", "incremented"),
    "cancel": ("You cannot cancel this {noun}", "canceled"),
    "confirm": ("You cannot confirm this {noun}", "confirmed"),
}


def unexpected(intent: Obj, request: str, machine: dict[str, tuple[str, ...]]) -> ApiError:
    """The refusal of a request in the wrong state; it carries the object."""
    kind = intent["object"]
    noun = "PaymentIntent" if kind == "payment_intent" else "SetupIntent"
    start, done = _VERBS[request]
    status = intent["status"]
    if request == "confirm" and status == "succeeded":
        message = (
            f"You cannot confirm this {noun} because it has already succeeded after being "
            "previously confirmed."
        )
    elif request == "capture" and status == "succeeded":
        message = f"This {noun} could not be captured because it has already been captured."
    else:
        allowed = ", ".join(machine[request])
        message = (
            f"{start.format(noun=noun)} because it has a status of {status}. Only a {noun} with "
            f"one of the following statuses may be {done}: {allowed}."
        )
    return refusal(intent, message)


def check_update(intent: Obj, params: Obj, machine: dict[str, tuple[str, ...]]) -> None:
    """Raises when a parameter of an update is no longer open for change."""
    if intent["status"] in machine["update"]:
        return
    closed = [key for key in params if key not in ALWAYS_OPEN]
    if closed:
        noun = "PaymentIntent" if intent["object"] == "payment_intent" else "SetupIntent"
        raise refusal(
            intent,
            f"This {noun}'s {closed[0]} could not be updated because it has a status of "
            f"{intent['status']}. You may only update the {closed[0]} of a {noun} with one of the "
            f"following statuses: {', '.join(machine['update'])}.",
            closed[0],
        )


def refusal(intent: Obj, message: str, param: str | None = None) -> ApiError:
    """A 400 `..._unexpected_state` with the intent in it."""
    kind = intent["object"]
    error = invalid(message, param, f"{kind}_unexpected_state")
    error.more[kind] = intent
    return error


def check(intent: Obj, request: str, machine: dict[str, tuple[str, ...]]) -> None:
    """Raises when a request is not allowed in the state of its object."""
    if intent["status"] not in machine[request]:
        raise unexpected(intent, request, machine)
