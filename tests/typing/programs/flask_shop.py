"""A shop in Flask: checkout, a webhook endpoint, and a page that shows a payment."""

from __future__ import annotations

import os

from flask import Flask, jsonify, redirect, request
from typing_extensions import assert_type
from werkzeug.wrappers import Response

import stripe

app = Flask(__name__)
stripe.api_key = os.environ.get("STRIPE_KEY")
# pyright checks no assignment to an attribute of a module.
stripe.api_key = 5  # error: mypy
stripe.api_version = None  # error: mypy
stripe.max_network_retries = "2"  # error: mypy
stripe.max_network_retires  # error
stripe.log = "debug"
stripe.log = "verbose"  # error: mypy
stripe.proxy = {"https": "http://proxy:3128"}
stripe.proxy = 5  # error: mypy
stripe.verify_ssl_certs = "yes"  # error: mypy
stripe.enable_telemetry = False
stripe.api_base = None  # error: mypy
stripe.default_http_client = stripe.RequestsClient(timeout=10)
stripe.default_http_client = stripe.HTTPXClient()  # error
stripe.set_app_info("shop", url=5)  # error
stripe.set_app_info("shop", vesion="1")  # error
secret = os.environ["STRIPE_WEBHOOK_SECRET"]


@app.post("/checkout")
def checkout() -> Response:
    """Sends the buyer to Stripe."""
    session = stripe.checkout.Session.create(
        mode="payment",
        line_items=[{"price": request.form["price"], "quantity": 1}],
        success_url="https://example.com/thanks",
    )
    redirect(session.url)  # error
    if session.url is None:
        raise ValueError(session.id)
    redirect(session.uri)  # error
    return redirect(session.url)


@app.post("/webhook")
def webhook() -> tuple[Response, int]:
    """Takes events."""
    header = request.headers.get("Stripe-Signature")
    try:
        event = stripe.Webhook.construct_event(request.data, header, secret)
    except ValueError:
        return jsonify(error="payload"), 400
    except stripe.SignatureVerificationError as error:
        error.signature  # error
        return jsonify(error=str(error)), 400
    except stripe.error.SignatureVerificationErorr:  # error
        return jsonify(), 400

    if event["type"] == "payment_intent.succeeded":
        intent = event["data"]["object"]
        intent["amount"]
    if event.type == "payment_intent.succeeded":
        fulfil(event.data.object)
        fulfil(event.data.object.id)  # error
        fulfil(event)  # error
    elif event.type == "payment_method.attached":
        fulfil(event.data.object)  # error
    elif event.typ == "invoice.paid":  # error
        pass
    return jsonify(success=True), 200


def fulfil(intent: stripe.PaymentIntent) -> int:
    """Sends the goods."""
    order = intent.metadata.get("order")
    order.upper()  # error
    intent.metadata["order"] = "sent"
    intent.metadata["order"] = 5  # error
    intent.metadata.order.lower()
    number: int = intent.metadata["order"]  # error
    intent.save()
    intent.shipping.name  # error
    if intent.shipping and intent.shipping.address:
        assert_type(intent.shipping.address.country, str | None)
    intent.amount_received.upper()  # error
    return intent.currency  # error


@app.get("/payments/<id>")
def payment(id: str) -> dict[str, object]:
    """Shows a payment."""
    try:
        intent = stripe.PaymentIntent.retrieve(id, expand=["latest_charge"])
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            return {"error": error.user_message}
        return {"error": error.mesage}  # error
    charge = intent.latest_charge
    return {
        "id": intent.id,
        "paid": intent.status == "succeeded",
        "receipt": charge.receipt_url if isinstance(charge, stripe.Charge) else None,
        "link": charge.receipt_url,  # error
        "all": intent.to_dict(),
    }
