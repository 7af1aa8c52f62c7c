"""A Django view that receives Stripe's events: `path("stripe", handler_django.receive)`."""

from __future__ import annotations

import os

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

import stripe

handler = stripe.StripeEventHandler(
    os.environ["STRIPE_WEBHOOK_SECRET"], lambda event, _details: print("Not used:", event.type)
)


@handler.on_payment_intent_succeeded
def paid(event: stripe.Event[stripe.PaymentIntent]) -> None:
    print("Paid:", event.data.object.id)


@csrf_exempt  # the signature says who sent it
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    try:
        handler.handle(request.body, request.headers.get("Stripe-Signature"))
    except stripe.SignatureVerificationError:
        return HttpResponse(status=400)
    return HttpResponse(status=204)  # any other error is a 500, upon which Stripe tries again
