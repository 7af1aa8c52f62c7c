"""Parameters of intents that contradict each other, or the intent: refused before anything happens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_object, only_one
from stripe.sandbox.json import Obj, part
from stripe.sandbox.payments import states
from stripe.sandbox.payments.states import Kind

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

ONLY_ONE = (
    ("payment_method", "payment_method_data"),
    ("payment_method", "confirmation_token"),
    ("payment_method_data", "confirmation_token"),
    ("mandate", "mandate_data"),
    ("customer", "attach_to_self"),
)
"""Parameters of which only one may be given."""
# Means of payment that are authorized first and captured later, from their `capture_method` option.
_CAPTURED_LATER = """
    affirm afterpay_clearpay alma amazon_pay billie card card_present cashapp interac_present
    kakao_pay klarna kr_card link mobilepay naver_pay payco paypal revolut_pay samsung_pay satispay
    scalapay sequra sunbit twint
"""
CAPTURED_LATER = frozenset(_CAPTURED_LATER.split())


def check(world: World, kind: Kind, params: Obj) -> None:
    """Raises for what contradicts itself when an intent is made."""
    _check_pairs(params)
    automatic = part(params, "automatic_payment_methods").get("enabled")
    if automatic and params.get("confirmation_method"):
        raise only_one("automatic_payment_methods", "confirmation_method")
    merchant = params.get("on_behalf_of")
    known = (None, "", world.account_id)
    if merchant not in known and world.platform.store.get("account", merchant) is None:
        raise missing_object("account", merchant, "on_behalf_of", status=400)
    if params.get("flow_directions") and not params.get("attach_to_self"):
        raise invalid(
            "`flow_directions` can only be used with `attach_to_self=true`.", "flow_directions"
        )
    if kind is states.PAYMENT_INTENT:
        check_capture_method(params.get("allowed_payment_method_types") or (), params)
        check_off_session(params, params)


def check_confirmation(intent: Obj, params: Obj) -> None:
    """Raises for what contradicts itself, or its intent, when this is confirmed."""
    _check_pairs(params)
    if intent["object"] == states.PAYMENT_INTENT.name:
        check_off_session({**intent, **params}, params)


def check_capture_method(kinds: Iterable[str], intent: Obj) -> None:
    """Raises for a means of payment that can't be captured later where this is wanted."""
    if intent.get("capture_method") != "manual":
        return
    for kind in kinds:
        if kind not in CAPTURED_LATER:
            raise invalid(
                f"The payment method type `{kind}` does not support `capture_method=manual`: its "
                "payments are captured when they are confirmed.",
                "capture_method",
            )


def check_off_session(intent: Obj, params: Obj) -> None:
    """Raises for a payment without the customer that is to save the means of payment for later."""
    if params.get("off_session") in (None, False) or not intent.get("setup_future_usage"):
        return
    raise invalid(
        "You cannot confirm with `off_session=true` when `setup_future_usage` is also set on the "
        "PaymentIntent. The customer needs to be on-session to perform the steps which may be "
        "required to set up the PaymentMethod for future usage. Please confirm this PaymentIntent "
        "with your customer on-session.",
        "off_session",
    )


def _check_pairs(params: Obj) -> None:
    for first, second in ONLY_ONE:
        if params.get(first) and params.get(second):
            raise only_one(first, second)
