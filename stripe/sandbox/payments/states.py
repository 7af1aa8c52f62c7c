"""State machines as data: which request is documented for which states, and its refusal."""

from __future__ import annotations

from typing import NamedTuple

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.json import Obj

OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
AUTHORIZED = ("requires_capture",)
States = dict[str, tuple[str, ...]]


class Kind(NamedTuple):
    """What sets PaymentIntents and SetupIntents apart; all else of the machine is one.

    `error` is the field of the last error, `failed` the event of a failure, `allowed` says in which
    states a request is, `steps` which states may follow a state, and `only_to_confirm` names the
    parameters that make sense together with `confirm` alone.
    """

    name: str
    noun: str
    error: str
    failed: str
    allowed: States
    steps: States
    only_to_confirm: tuple[str, ...]


def _steps(*after: str) -> States:
    """Any state that waits for somebody may go to any other, or to those `after` it."""
    return {
        "requires_payment_method": (*OPEN[1:], "processing", *after),
        "requires_confirmation": (OPEN[0], OPEN[2], "processing", *after),
        "requires_action": (*OPEN[:2], "processing", *after),
        "processing": (OPEN[0], *after),
        **({"requires_capture": ("succeeded", "canceled")} if "requires_capture" in after else {}),
        "succeeded": (),
        "canceled": (),
    }


PAYMENT_INTENT = Kind(
    "payment_intent",
    "PaymentIntent",
    "last_payment_error",
    "payment_intent.payment_failed",
    {
        "update": OPEN,
        "confirm": OPEN,
        "capture": AUTHORIZED,
        "increment": AUTHORIZED,
        "cancel": (
            "requires_payment_method",
            "requires_capture",
            "requires_confirmation",
            "requires_action",
            "processing",
        ),
    },
    _steps("requires_capture", "succeeded", "canceled"),
    (
        "confirmation_token", "error_on_requires_action", "mandate", "mandate_data", "off_session",
        "return_url",
    ),
)  # fmt: skip
SETUP_INTENT = Kind(
    "setup_intent",
    "SetupIntent",
    "last_setup_error",
    "setup_intent.setup_failed",
    {"update": OPEN, "confirm": OPEN, "cancel": OPEN},
    _steps("succeeded", "canceled"),
    ("confirmation_token", "mandate_data", "return_url"),
)
KINDS = {kind.name: kind for kind in (PAYMENT_INTENT, SETUP_INTENT)}


def kind_of(intent: Obj) -> Kind:
    """Which of the two kinds an intent is of."""
    return KINDS[intent["object"]]


DISPUTE_STEPS: dict[str, tuple[str, ...]] = {
    "warning_needs_response": ("warning_under_review", "warning_closed", "needs_response"),
    "warning_under_review": ("warning_closed", "needs_response"),
    "needs_response": ("under_review", "won", "lost"),
    "under_review": ("won", "lost"),
    "warning_closed": (),
    "won": (),
    "lost": (),
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


def unexpected(intent: Obj, request: str) -> ApiError:
    """The refusal of a request in the wrong state; it carries the object."""
    noun, allowed = kind_of(intent).noun, kind_of(intent).allowed
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
        message = (
            f"{start.format(noun=noun)} because it has a status of {status}. Only a {noun} with "
            f"one of the following statuses may be {done}: {', '.join(allowed[request])}."
        )
    return refusal(intent, message)


def check(intent: Obj, request: str) -> None:
    """Raises when a request is not allowed in the state of its object."""
    if intent["status"] not in kind_of(intent).allowed[request]:
        raise unexpected(intent, request)


def check_update(intent: Obj, params: Obj) -> None:
    """Raises when a parameter of an update is no longer open for change."""
    noun, allowed = kind_of(intent).noun, kind_of(intent).allowed["update"]
    if intent["status"] in allowed:
        return
    closed = [key for key in params if key not in ALWAYS_OPEN]
    if closed:
        raise refusal(
            intent,
            f"This {noun}'s {closed[0]} could not be updated because it has a status of "
            f"{intent['status']}. You may only update the {closed[0]} of a {noun} with one of the "
            f"following statuses: {', '.join(allowed)}.",
            closed[0],
        )


def check_only_to_confirm(kind: Kind, params: Obj) -> None:
    """Raises for parameters of a new intent that say how to confirm it when it is not confirmed."""
    for field in kind.only_to_confirm:
        if params.get("confirm") is not True and params.get(field) is not None:
            raise invalid(
                f"You cannot provide {field} without `confirm=true`: it is used to confirm the "
                f"{kind.noun}.",
                field,
            )


def refusal(intent: Obj, message: str, param: str | None = None) -> ApiError:
    """A 400 `..._unexpected_state` with the intent in it."""
    kind = intent["object"]
    error = invalid(message, param, f"{kind}_unexpected_state")
    error.more[kind] = intent
    return error
