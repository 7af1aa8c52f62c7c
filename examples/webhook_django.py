"""A webhook endpoint in Django, settings and all in one file.

    STRIPE_WEBHOOK_SECRET=whsec_... python examples/webhook_django.py runserver

In a project of several files only the view and its line in `urlpatterns` matter.
"""

from __future__ import annotations

import logging
import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

import stripe

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["localhost", "127.0.0.1", "testserver"],
        ROOT_URLCONF=__name__,
        SECRET_KEY=os.environ.get("DJANGO_SECRET_KEY", "only for this example"),
        STRIPE_WEBHOOK_SECRET=os.environ.get("STRIPE_WEBHOOK_SECRET", ""),
    )

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger("webhook")


@csrf_exempt  # the signature says who sent it
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    try:
        # The body as it came: a signature covers bytes, not what they mean.
        event = stripe.Webhook.construct_event(
            request.body, request.headers.get("Stripe-Signature"), settings.STRIPE_WEBHOOK_SECRET
        )
    except stripe.SignatureVerificationError as error:
        logger.warning("Refused: %s", error)
        return HttpResponse("bad signature", status=400)
    except ValueError as error:
        logger.warning("Refused: %s", error)
        return HttpResponse("no event", status=400)

    # Stripe may deliver an event twice and in any order: what follows has to bear that.
    if event.type == "payment_intent.succeeded":
        intent = event.data.object  # a PaymentIntent, to type checkers as well
        logger.info("Paid: %s, %s %s", intent.id, intent.amount, intent.currency)
    elif event.type == "charge.refunded":
        logger.info("Refunded: %s", event.data.object.amount_refunded)
    else:
        logger.info("Nothing to do for %s", event.type)
    return HttpResponse(status=204)


urlpatterns = [path("webhook", webhook)]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
else:
    application = get_wsgi_application()
