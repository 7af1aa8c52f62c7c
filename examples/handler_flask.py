"""A Flask blueprint that receives Stripe's events: `app.register_blueprint(handler_flask.blueprint)`."""

from __future__ import annotations

import os

import flask

import stripe

blueprint = flask.Blueprint("stripe", __name__)
handler = stripe.StripeEventHandler(
    os.environ["STRIPE_WEBHOOK_SECRET"], lambda event, _details: print("Not used:", event.type)
)


@handler.on_payment_intent_succeeded
def paid(event: stripe.Event[stripe.PaymentIntent]) -> None:
    print("Paid:", event.data.object.id)


@blueprint.post("/stripe")
def receive() -> tuple[str, int]:
    try:
        handler.handle(flask.request.get_data(), flask.request.headers.get("Stripe-Signature"))
    except stripe.SignatureVerificationError:
        return "", 400
    return "", 204  # any other error is a 500, upon which Stripe tries again
