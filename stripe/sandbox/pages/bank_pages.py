"""Pages of bank payments: where to send a transfer, deposits that verify an account, mandates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import frame
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic.hosted_pages import entered_in, worlds_with
from stripe.sandbox.generic.registry import page
from stripe.sandbox.json import Obj, part, parts
from stripe.sandbox.ledger import currencies
from stripe.sandbox.payments import cash_balance, payment_intents, setup_intents

if TYPE_CHECKING:
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

INTENTS = ("payment_intent", "setup_intent")
TRANSFERS, DEPOSITS = "/bank_transfers/{intent}", "/microdeposit/{intent}"


# -- transfers ---------------------------------------------------------------------------------------


@page(f"GET {TRANSFERS}")
def instructions(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Where to send the money of a payment, and a button that stands for sending it."""
    found = frame.with_secret(state, request, INTENTS, ids["intent"])
    return frame.missing("bank transfer") if found is None else _instructions(*found)


def _instructions(world: World, intent: Obj) -> Raw:
    action = part(intent, "next_action", cash_balance.ACTION)
    if not action:
        text = f"Nothing is to be sent: the payment is {intent['status'].replace('_', ' ')}."
        return frame.show(world, "Bank transfer", frame.paragraph(text))
    amount = currencies.shown(action["amount_remaining"], action["currency"])
    rows: list[tuple[str, object]] = [("Reference", action["reference"])]
    for address in parts(action, "financial_addresses"):
        details = part(address, address["type"])
        rows += [
            (name.replace("_", " ").capitalize(), value)
            for name, value in details.items()
            if isinstance(value, str)
        ]
    body = frame.table(rows)
    body += frame.choice(("send", f"Send {amount} (test)"))
    return frame.show(world, f"Send {amount}", body)


@page(f"POST {TRANSFERS}")
def send(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """The money arrives."""
    found = frame.with_secret(state, request, INTENTS, ids["intent"])
    if found is None:
        return frame.missing("bank transfer")
    world, intent = found
    action = part(intent, "next_action", cash_balance.ACTION)
    if action:
        cash_balance.receive(
            world,
            intent["customer"],
            action["amount_remaining"],
            action["currency"],
            action["reference"],
        )
    after = world.find(intent["object"], intent["id"], None)
    return _instructions(world, after)


# -- deposits ----------------------------------------------------------------------------------------


@page(f"GET {DEPOSITS}")
def ask(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Asks for the two amounts that have arrived, or for the code of the one."""
    found = frame.with_secret(state, request, INTENTS, ids["intent"])
    return frame.missing("deposit") if found is None else _ask(*found, "")


def _ask(world: World, intent: Obj, wrong: str) -> Raw:
    title = "Verify your bank account"
    if part(intent, "next_action").get("type") != "verify_with_microdeposits":
        return frame.show(world, title, frame.paragraph("There is nothing left to verify."))
    fields = (
        frame.field("first", "First amount in cents (the test deposits are 32 and 45)")
        + frame.field("second", "Second amount in cents")
        + frame.field("code", "Or the code on the statement (SM11AA)")
    )
    buttons = frame.choice(("verify", "Verify"), fields=fields)
    return frame.show(world, title, frame.error(wrong) + buttons, 402 if wrong else 200)


@page(f"POST {DEPOSITS}")
def verify(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Verifies the account by what was entered; a payment goes on with that."""
    found = frame.with_secret(state, request, INTENTS, ids["intent"])
    if found is None:
        return frame.missing("deposit")
    world, intent = found
    entered = entered_in(request)
    amounts = [entered.get("first") or "", entered.get("second") or ""]
    params: Obj = {"descriptor_code": str(entered.get("code") or "").strip() or None}
    if any(amounts):
        params["amounts"] = [int(text) if str(text).isdigit() else -1 for text in amounts]
    room = payment_intents if intent["object"] == "payment_intent" else setup_intents
    try:
        room.verify_deposits(world, intent, params)
    except ApiError as error:
        return _ask(world, intent, error.message)
    url = str(world.store.secret(intent["object"], intent["id"]).get("return_url") or "")
    if not url:
        return frame.show(world, "Done", frame.paragraph("The bank account is verified."))
    return frame.back_from(intent, url, "succeeded")


# -- mandates ----------------------------------------------------------------------------------------


@page("GET /mandates/{mandate}")
def show_mandate(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """What the customer agreed to."""
    for world, mandate in worlds_with(state, "mandate", ids["mandate"]):
        kind = mandate["payment_method_details"]["type"]
        reference = part(mandate, "payment_method_details", kind).get("reference")
        rows: list[tuple[str, object]] = [
            ("Kind", kind.replace("_", " ")),
            ("Reference", reference),
            ("Status", mandate["status"]),
            ("Mandate", mandate["id"]),
        ]
        return frame.show(world, "Mandate", frame.table(rows))
    return frame.missing("mandate")
