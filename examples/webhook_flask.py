"""A webhook endpoint in Flask.

    STRIPE_WEBHOOK_SECRET=whsec_... flask --app examples/webhook_flask.py run

`stripe listen --forward-to localhost:5000/webhook`, or the sandbox's `--forward-to`, brings events.
"""

from __future__ import annotations

import logging
import os

import flask

import stripe

logging.basicConfig(level=logging.INFO)
app = flask.Flask(__name__)
app.config["STRIPE_WEBHOOK_SECRET"] = os.environ.get("STRIPE_WEBHOOK_SECRET", "")


@app.post("/webhook")
def webhook() -> tuple[str, int]:
    try:
        # The body as it came: a signature covers bytes, not what they mean.
        event = stripe.Webhook.construct_event(
            flask.request.get_data(),
            flask.request.headers.get("Stripe-Signature"),
            flask.current_app.config["STRIPE_WEBHOOK_SECRET"],
        )
    except stripe.SignatureVerificationError as error:
        app.logger.warning("Refused: %s", error)
        return "bad signature", 400
    except ValueError as error:
        app.logger.warning("Refused: %s", error)
        return "no event", 400

    # Stripe may deliver an event twice and in any order: what follows has to bear that.
    if event.type == "payment_intent.succeeded":
        intent = event.data.object  # a PaymentIntent, to type checkers as well
        app.logger.info("Paid: %s, %s %s", intent.id, intent.amount, intent.currency)
    elif event.type == "charge.refunded":
        app.logger.info("Refunded: %s", event.data.object.amount_refunded)
    else:
        app.logger.info("Nothing to do for %s", event.type)
    return "", 204
