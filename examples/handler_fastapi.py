"""A FastAPI router that receives Stripe's events: `app.include_router(handler_fastapi.router)`."""

from __future__ import annotations

import os

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool

import stripe

router = APIRouter()
handler = stripe.StripeEventHandler(
    os.environ["STRIPE_WEBHOOK_SECRET"], lambda event, _details: print("Not used:", event.type)
)


@handler.on_payment_intent_succeeded
def paid(event: stripe.Event[stripe.PaymentIntent]) -> None:
    print("Paid:", event.data.object.id)


@router.post("/stripe", status_code=204)
async def receive(request: Request) -> None:
    header = request.headers.get("Stripe-Signature")
    try:  # in a thread, where functions may call Stripe and a database
        await run_in_threadpool(handler.handle, await request.body(), header)
    except stripe.SignatureVerificationError as error:
        raise HTTPException(400) from error
