"""The first page: money, the last payments, what fails, how to connect an application."""

from __future__ import annotations

from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from stripe.sandbox.dashboard import bank, requests
from stripe.sandbox.dashboard.lists import listed
from stripe.sandbox.dashboard.view import copied, details, moment, table
from stripe.sandbox.json import parts
from stripe.sandbox.ledger import currencies, ledger

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response

MINUTE = 60


def page(view: View) -> Response:
    """Home."""
    balance = ledger.balance(view.world)  # a request would be one that the page then follows
    money = [
        (
            f"Balance, {kind}",
            ", ".join(
                escape(currencies.shown(one["amount"], one["currency"]))
                for one in parts(balance, kind)
            ),
        )
        for kind in ("available", "pending")
    ]
    entries = list(requests.of_world(view))
    since = view.state.clock.now() - MINUTE
    recent = sum(1 for entry in entries if entry.created >= since)
    failed = (entry for entry in entries if requests.has_failed(entry))
    rows = (
        (moment(entry.created), requests.link(view, entry), requests.answer(entry))
        for entry in islice(failed, 5)
    )
    # as documentation has it, any key will do; else nobody but the key's owner knows it
    key = "(a key of the page API keys)" if view.state.keys.strict else "sk_test_..."
    shell = f"export STRIPE_API_BASE={view.state.home}\nexport STRIPE_API_KEY={key}"
    body = (
        details(
            [
                *money,
                ("Requests in the last minute", str(recent)),
                ("Requests so far", str(view.state.log.count)),
            ]
        )
        + view.form("/settle", "Bank: make the pending balance available")
        + f"<h2>Last payments</h2>{listed(view, islice(view.world.store.all('charge'), 5))}"
        f"<h2>Failures</h2>{table(('When', 'Request', 'Answer'), rows)}"
        "<h2>Connect an application</h2><p>Keys and webhook endpoints have pages of their own.</p>"
        + copied("connect", "Copy", shell)
    )
    return view.page("Home", body)


def settle(view: View) -> str:
    """Makes the pending balance available."""
    with view.state.lock:
        view.state.begin(None, None)
        count = bank.settle_balance(view.world)
    return f"{count} transaction{' is' if count == 1 else 's are'} available now."
