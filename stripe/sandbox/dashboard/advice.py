"""What an error means and what to try, by its decline code, code, type or status."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stripe.sandbox.json import Obj


class Advice(NamedTuple):
    """Two sentences for the person who wrote the application."""

    meaning: str
    instead: str


OTHER_CARD = "Ask the customer for another card."
FORM = "Show the customer the form again, with this field marked."
LATER = "Try again after a while, or ask for another card."
NAMES = "Compare with the API reference: spelling, and the place in the nesting."
STATE = "Read the object's status first, and do this only in a state that allows it."

ADVICE = {
    # declined cards
    "generic_decline": Advice("The bank refuses and doesn't say why.", OTHER_CARD),
    "insufficient_funds": Advice("There is not enough money for this amount.", OTHER_CARD),
    "lost_card": Advice(
        "The card is reported lost.",
        "Show the customer a plain refusal, not this reason, and don't try the card again.",
    ),
    "stolen_card": Advice(
        "The card is reported stolen.",
        "Show the customer a plain refusal, not this reason, and don't try the card again.",
    ),
    "fraudulent": Advice(
        "The payment is taken for fraud.",
        "Show the customer a plain refusal, and don't try the card again.",
    ),
    "card_velocity_exceeded": Advice("The card has been used too often or for too much.", LATER),
    "expired_card": Advice("The card's time is over.", "Ask for its new date, or another card."),
    "incorrect_cvc": Advice("The security code is not the card's.", FORM),
    "processing_error": Advice("The bank could not be asked just now.", "Try the same again."),
    "incorrect_number": Advice("No card has this number.", FORM),
    "invalid_expiry_month": Advice("No year has this month.", FORM),
    "invalid_expiry_year": Advice("The year is past, or none.", FORM),
    "invalid_cvc": Advice("The security code has the wrong length or is no number.", FORM),
    "authentication_required": Advice(
        "The bank wants the customer to approve, and nobody was there to do it.",
        "Bring the customer back to confirm the same PaymentIntent on the page (on_session).",
    ),
    "test_mode_live_card": Advice(
        "Test mode knows test cards only.", "Use 4242 4242 4242 4242, or pm_card_visa."
    ),
    "live_mode_test_card": Advice(
        "Live mode takes no test cards.", "Use a key that begins with sk_test_ for tests."
    ),
    "card_declined": Advice("The bank refuses the card.", OTHER_CARD),
    # debits of bank accounts
    "account_closed": Advice("The account has been closed.", "Ask for another account."),
    "no_account": Advice("No account has this number.", "Ask the customer to check it."),
    "debit_not_authorized": Advice(
        "The customer has told the bank not to pay.", "Speak to the customer before another try."
    ),
    "balance_insufficient": Advice(
        "The balance that is available does not cover this; pending money is not there yet.",
        "Advance the clock until it is, press the bank's button on the first page, or pay with "
        "tok_bypassPending.",
    ),
    # parameters
    "parameter_unknown": Advice("The operation has no such parameter.", NAMES),
    "parameter_missing": Advice("Something is missing that the operation needs.", NAMES),
    "parameter_invalid_empty": Advice(
        "An empty text is no value here.", "Leave the parameter out, or give it a value."
    ),
    "parameter_invalid_integer": Advice(
        "This must be a whole number.", "Amounts are in the smallest unit: 20.00 USD is 2000."
    ),
    "parameters_exclusive": Advice("Two parameters exclude each other.", "Send one of them."),
    "amount_too_small": Advice(
        "Each currency has a least amount.", "Is the amount in the smallest unit: 2000 for 20.00?"
    ),
    "amount_too_large": Advice(
        "The amount is above what can be paid, or is left.", "Compare with the object's amounts."
    ),
    "url_invalid": Advice("This is no address.", "Begin with http:// or https://."),
    "email_invalid": Advice("This is no e-mail address.", FORM),
    # objects
    "resource_missing": Advice(
        "This account has no such object in this mode.",
        "Check whether the id belongs to the other mode, to a connected account (stripe_account), "
        "or was deleted.",
    ),
    "resource_already_exists": Advice(
        "There is an object with this id.", "Retrieve it, or let the API give the id."
    ),
    "charge_already_refunded": Advice("The whole charge is paid back.", STATE),
    "charge_already_captured": Advice("The money has been taken.", STATE),
    "charge_disputed": Advice(
        "The bank has taken the money back.", "Answer the dispute instead of refunding."
    ),
    "payment_intent_unexpected_state": Advice("The PaymentIntent is in another state.", STATE),
    "setup_intent_unexpected_state": Advice("The SetupIntent is in another state.", STATE),
    "payment_method_unexpected_state": Advice(
        "The payment method can't be used like this.", "Attach it to the customer first."
    ),
    "status_transition_invalid": Advice("The object's state does not lead there.", STATE),
    "invoice_not_editable": Advice("A finalized invoice stays as it is.", "Credit or void it."),
    "coupon_expired": Advice("The coupon can't be redeemed any more.", "Make or name another."),
    "token_already_used": Advice("A token pays once.", "Make a new one, or save the card."),
    # keys, idempotency, limits
    "secret_key_required": Advice(
        "A publishable key may do this not.", "Ask from the server, with a secret key."
    ),
    "more_permissions_required": Advice(
        "The restricted key lacks a permission, which the message names.",
        "Create a key with it on the page API keys.",
    ),
    "api_key_expired": Advice(
        "The key was rolled or revoked.", "Give the application its new key."
    ),
    "idempotency_key_in_use": Advice(
        "Another request with this key is still running.", "Wait, then send the same again."
    ),
    "idempotency_error": Advice(
        "The key was used before, with other parameters.", "A new order needs a new key."
    ),
    "rate_limit": Advice("Too many requests at a time.", "Wait and try again, each time longer."),
    "sandbox_not_emulated": Advice(
        "The sandbox does not act as Stripe here, and says so instead of guessing.",
        "The message names what; `python -m stripe.sandbox coverage` lists it all.",
    ),
    "api_error": Advice("Something broke on the other side.", "Try again with the same key."),
}
BY_STATUS = {
    401: Advice(
        "The key is missing or unknown.", "Send a secret key of this sandbox; see API keys."
    ),
    403: Advice("The key may not do this.", "Use a key of the account, with the permission."),
    404: Advice("There is nothing at this address.", "Check the path and the id in it."),
    409: Advice("Something else is at work on the same object.", "Try the same again."),
    429: ADVICE["rate_limit"],
}


def on(status: int, error: Obj) -> Advice | None:
    """What is known of an error; the most exact word it has comes first."""
    for word in ("decline_code", "code", "type"):
        found = ADVICE.get(str(error.get(word)))
        if found is not None:
            return found
    return BY_STATUS.get(status)
