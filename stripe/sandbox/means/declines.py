"""Why cards are declined: codes and messages of the documentation."""

from __future__ import annotations

from typing import NamedTuple


class Outcome(NamedTuple):
    """Why a card is declined, in the API's words."""

    code: str
    decline_code: str | None
    message: str
    param: str | None = None
    advice: str | None = None


DECLINED = "Your card was declined."
OUTCOMES = {
    "generic_decline": Outcome(
        "card_declined", "generic_decline", DECLINED, None, "try_again_later"
    ),
    "insufficient_funds": Outcome(
        "card_declined",
        "insufficient_funds",
        "Your card has insufficient funds.",
        None,
        "try_again_later",
    ),
    "lost_card": Outcome("card_declined", "lost_card", DECLINED, None, "do_not_try_again"),
    "stolen_card": Outcome("card_declined", "stolen_card", DECLINED, None, "do_not_try_again"),
    "fraudulent": Outcome("card_declined", "fraudulent", DECLINED, None, "do_not_try_again"),
    "card_velocity_exceeded": Outcome(
        "card_declined",
        "card_velocity_exceeded",
        "Your card was declined for making repeated attempts too frequently or exceeding its "
        "amount limit.",
        None,
        "try_again_later",
    ),
    "expired_card": Outcome(
        "expired_card", "expired_card", "Your card has expired.", "exp_month", "confirm_card_data"
    ),
    "incorrect_cvc": Outcome(
        "incorrect_cvc",
        "incorrect_cvc",
        "Your card's security code is incorrect.",
        "cvc",
        "confirm_card_data",
    ),
    "processing_error": Outcome(
        "processing_error",
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
        None,
        "try_again_later",
    ),
    "incorrect_number": Outcome(
        "incorrect_number", "incorrect_number", "Your card number is incorrect.", "number"
    ),
    "invalid_expiry_month": Outcome(
        "invalid_expiry_month", None, "Your card's expiration month is invalid.", "exp_month"
    ),
    "invalid_expiry_year": Outcome(
        "invalid_expiry_year", None, "Your card's expiration year is invalid.", "exp_year"
    ),
    "invalid_cvc": Outcome("invalid_cvc", None, "Your card's security code is invalid.", "cvc"),
    "authentication_required": Outcome(
        "authentication_required",
        "authentication_required",
        "Your card was declined. This transaction requires authentication.",
    ),
    "test_mode_live_card": Outcome(
        "card_declined",
        "test_mode_live_card",
        "Your card was declined. Your request was in test mode, but used a non test (live) card. "
        "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
        "number",
    ),
    "live_mode_test_card": Outcome(
        "card_declined",
        "live_mode_test_card",
        "Your card was declined. Your request was in live mode, but used a known test card.",
    ),
}
