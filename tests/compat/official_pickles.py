"""Pickles made by the official SDK, and what is in them.

Made again by running this file with an official version in place of ours, once for each version:

    python -m venv official && official/bin/pip install stripe==12.5.1
    official/bin/python tests/compat/official_pickles.py tests/compat/official_pickles
"""

import base64
import json
import pickle
import sys
from pathlib import Path

FOLDER = Path(__file__).with_suffix("")
KEY = "sk_test_pickled"
PROTOCOLS = (2, 3, 4, 5)

INVOICE = {
    "id": "in_1",
    "object": "invoice",
    "amount_due": 1000,
    "automatic_tax": {"enabled": True, "liability": {"type": "self"}, "status": None},
    "customer": {"id": "cus_1", "object": "customer", "metadata": {"keys": "k"}},
    "lines": {
        "object": "list",
        "data": [{"id": "il_1", "object": "line_item", "amount": 1000, "metadata": {}}],
        "has_more": False,
        "url": "/v1/invoices/in_1/lines",
    },
    "metadata": {"order": "6735"},
    # Of a class that versions up to 11 have, and today's API has not.
    "total_tax_amounts": [{"amount": 10, "inclusive": False}],
    "transfer_data": {"amount": None, "destination": "acct_2"},
}
PRICE = {
    "id": "price_1",
    "object": "price",
    "unit_amount_decimal": "12.5",
    "tiers": [{"up_to": None, "unit_amount_decimal": "0.5"}],
}
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "invoice.paid",
    "data": {"object": INVOICE, "previous_attributes": {"amount_due": 0}},
    "request": {"id": "req_1", "idempotency_key": None},
}
OBJECTS = {
    "invoice": INVOICE,
    "price": PRICE,
    "event": EVENT,
    "deleted": {"id": "cus_1", "object": "customer", "deleted": True},
    "list": {"object": "list", "data": [PRICE, INVOICE], "has_more": True, "url": "/v1/prices"},
    "search result": {"object": "search_result", "data": [PRICE], "next_page": "page_2"},
    "unknown": {"id": "new_1", "object": "brand_new", "hash": {"a": 1}},
}
BODY = {
    "error": {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": "generic_decline",
        "message": "Declined.",
        "payment_intent": {"id": "pi_1", "object": "payment_intent"},
    }
}
HEADERS = {"request-id": "req_1"}


def errors(stripe):
    """Errors as an answer of the API and as tests make them."""
    answer = (json.dumps(BODY), 402, BODY, HEADERS)
    from stripe import oauth_error

    return {
        "card": stripe.error.CardError("Declined.", "number", "card_declined", *answer),
        "invalid request": stripe.error.InvalidRequestError("No such thing", "id", "missing"),
        "rate limit": stripe.error.RateLimitError("Slow down", "{}", 429, {}, HEADERS),
        "connection": stripe.error.APIConnectionError("Lost", should_retry=True),
        "authentication": stripe.error.AuthenticationError("Who?"),
        "idempotency": stripe.error.IdempotencyError("Twice", "{}", 400, {}, {}),
        "signature": stripe.error.SignatureVerificationError("Not ours", "t=1,v1=a", "body"),
        "base": stripe.error.StripeError("Something", code="some_code"),
        "oauth": oauth_error.InvalidGrantError(
            "invalid_grant", "Expired.", "{}", 400, {"error": "invalid_grant"}, HEADERS
        ),
    }


def record(folder):
    """Writes the pickles of the version that is installed: name, protocol, base64."""
    import stripe

    if not hasattr(stripe, "error"):
        stripe.error = stripe._error
    made = {
        name: stripe.util.convert_to_stripe_object(values, KEY, stripe_account="acct_1")
        if hasattr(stripe, "util")
        else stripe.convert_to_stripe_object(values, KEY, stripe_account="acct_1")
        for name, values in OBJECTS.items()
    }
    made.update({f"error: {name}": error for name, error in errors(stripe).items()})
    pickles = {
        name: {
            protocol: base64.b64encode(pickle.dumps(value, protocol)).decode()
            for protocol in PROTOCOLS
        }
        for name, value in made.items()
    }
    version = getattr(stripe, "VERSION", None) or stripe.version.VERSION
    Path(folder, f"{version}.json").write_text(json.dumps(pickles, indent=0) + "\n")


if __name__ == "__main__":
    record(sys.argv[1])
