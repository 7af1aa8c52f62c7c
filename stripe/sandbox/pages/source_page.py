"""The page that the owner of a source is sent to: approved there, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import frame
from stripe.sandbox.generic.hosted_pages import entered_in
from stripe.sandbox.generic.registry import page
from stripe.sandbox.ledger import currencies
from stripe.sandbox.means import source_objects

if TYPE_CHECKING:
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State

PATH = f"{source_objects.PAGE}{{source}}"


@page(f"GET {PATH}")
def ask(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Asks whether the payment may be made."""
    found = frame.with_secret(state, request, [source_objects.NAME], ids["source"])
    if found is None:
        return frame.missing("source")
    world, source = found
    if source["status"] != "pending":
        return frame.show(world, "Done", frame.paragraph(f"This source is {source['status']}."))
    amount = source["amount"]
    what = currencies.shown(amount, source["currency"]) if amount else "a payment"
    body = frame.paragraph(f"With {source['type']}, as its owner would on the page of the bank.")
    body += frame.choice(("authorize", "Authorize"), ("fail", "Fail"))
    return frame.show(world, f"Authorize {what}", body)


@page(f"POST {PATH}")
def decide(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Approves or refuses, and sends the owner back."""
    found = frame.with_secret(state, request, [source_objects.NAME], ids["source"])
    if found is None:
        return frame.missing("source")
    world, source = found
    approved = entered_in(request).get("outcome") == "authorize"
    after = source_objects.decide(world, source, approved=approved)
    url = str((after.get("redirect") or {}).get("return_url") or "")
    if not url:
        text = f"The payment is {after['status']}. You may close this page."
        return frame.show(world, "Done", frame.paragraph(text))
    return frame.back_to(
        url,
        client_secret=after["client_secret"],
        livemode="true" if world.livemode else "false",
        source=after["id"],
        redirect_status="succeeded" if approved else "failed",
    )
