"""Pages for the owners of connected accounts: onboarding, and the Express dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import frame
from stripe.sandbox.connect import account_links
from stripe.sandbox.generic.hosted_pages import entered_in, redirect, worlds_with
from stripe.sandbox.generic.registry import page
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies, ledger

if TYPE_CHECKING:
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

ONBOARDING = f"{account_links.PAGE}{{account}}/{{token}}"


def _linked(state: State, ids: dict[str, str]) -> tuple[World, Obj, Obj] | None:
    """The platform's world, the account and the link of an address."""
    for world, account in worlds_with(state, "account", ids["account"]):
        link = account_links.link(world, ids["token"], account["id"])
        if link is not None:
            return world, account, link
    return None


@page(f"GET {ONBOARDING}")
def ask(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """What an account still lacks; a link that is used or too old leads to `refresh_url`."""
    found = _linked(state, ids)
    if found is None:
        return frame.missing("account")
    world, account, link = found
    if link["expires_at"] <= world.now():
        return redirect(link["refresh_url"])
    due = part(account, "requirements").get("currently_due") or []
    body = frame.paragraph(f"Account {account['id']} in {account['country']}.")
    if due:
        body += frame.paragraph("Asked for: " + ", ".join(due) + ".")
    else:
        body += frame.paragraph("Nothing is missing.")
    body += frame.choice(("complete", "Complete onboarding"), ("leave", "Leave without completing"))
    return frame.show(world, "Onboarding", body)


@page(f"POST {ONBOARDING}")
def answer(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Completes, or leaves things as they are; both lead to `return_url`, which tells nothing."""
    found = _linked(state, ids)
    if found is None:
        return frame.missing("account")
    world, account, link = found
    if link["expires_at"] <= world.now():
        return redirect(link["refresh_url"])
    if entered_in(request).get("outcome") != "leave":
        account_links.finish(world, account, link)
    return redirect(link["return_url"])


@page("GET /express/{account}/{token}")
def express(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """The Express dashboard, as far as it goes: the balance and the latest payouts."""
    found = _linked(state, ids)
    if found is None:
        return frame.missing("account")
    _, account, _ = found
    world = state.world(account["id"], found[0].livemode)
    rows: list[tuple[str, object]] = [
        ("Payouts", "enabled" if account["payouts_enabled"] else "not enabled yet")
    ]
    for side in ("available", "pending"):
        rows += [
            (side.capitalize(), currencies.shown(entry["amount"], entry["currency"]))
            for entry in ledger.balance(world)[side]
        ]
    payouts = list(world.store.all("payout"))[:10]
    for payout in payouts:
        amount = currencies.shown(payout["amount"], payout["currency"])
        rows.append((payout["id"], f"{amount}, {payout['status']}"))
    return frame.show(world, "Express dashboard", frame.table(rows))
