"""A webhook endpoint in FastAPI.

    STRIPE_WEBHOOK_SECRET=whsec_... uvicorn webhook_fastapi:app --app-dir examples

The library is synchronous: calls to Stripe belong in `def` endpoints, or in `run_in_threadpool`, so that
the event loop goes on. Checking a signature is quick, and needs the body, which is awaited.
"""

from __future__ import annotations

import logging
import os

from fastapi import FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

import stripe

logging.basicConfig(level=logging.INFO)
app = FastAPI()
app.state.webhook_secret = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
logger = logging.getLogger("webhook")


@app.post("/webhook", status_code=204)
async def webhook(request: Request) -> None:
    try:
        # The body as it came: a signature covers bytes, not what they mean.
        event = stripe.Webhook.construct_event(
            await request.body(),
            request.headers.get("Stripe-Signature"),
            app.state.webhook_secret,
        )
    except stripe.SignatureVerificationError as error:
        logger.warning("Refused: %s", error)
        raise HTTPException(400, "bad signature") from error
    except ValueError as error:
        logger.warning("Refused: %s", error)
        raise HTTPException(400, "no event") from error

    # Stripe may deliver an event twice and in any order: what follows has to bear that.
    if event.type == "payment_intent.succeeded":
        await run_in_threadpool(fulfil, event.data.object)
    else:
        logger.info("Nothing to do for %s", event.type)


def fulfil(intent: stripe.PaymentIntent) -> None:
    """Works in a thread: here it may call Stripe and a database."""
    logger.info("Paid: %s, %s %s", intent.id, intent.amount, intent.currency)
