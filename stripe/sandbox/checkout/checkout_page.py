"""The page of a Checkout session: what is bought, what is asked, and what it comes to."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox.billing import automatic_tax
from stripe.sandbox.checkout import (
    branding,
    checkout_forms,
    frame,
    page_choices,
    page_entries,
    payment_pages,
    session_money,
    ways_to_pay,
)
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic.hosted_fields import MISSING, Fields
from stripe.sandbox.generic.hosted_pages import (
    entered_in,
    link,
    page,
    redirect,
    say,
    worlds_with,
)
from stripe.sandbox.generic.registry import page as address
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.payments import three_d_secure

if TYPE_CHECKING:
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

SESSION = "checkout.session"
PATH = "/c/pay/{session}"


@address(f"GET {PATH}")
def show(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """The page of a session."""
    for world, session in worlds_with(state, SESSION, ids["session"]):
        return shown(world, session, {}, {}, "")
    return frame.missing("Checkout session")


@address(f"POST {PATH}")
def act(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Pays with what was entered; sends the customer on, or shows the page with what is wrong."""
    entered = entered_in(request)
    for world, session in worlds_with(state, SESSION, ids["session"]):
        try:
            return _acted(world, session, entered)
        except payment_pages.EntryError as error:
            wrong, message = error.fields, "Something is missing or wrong: see below."
            return shown(world, _fresh(world, session), entered, wrong, message, error.status)
        except ApiError as error:
            wrong = frame.field_problem(error)
            return shown(world, _fresh(world, session), entered, wrong, error.message, error.status)
    return frame.missing("Checkout session")


def _fresh(world: World, session: Obj) -> Obj:
    return world.store.get(SESSION, session["id"]) or session


def _acted(world: World, session: Obj, entered: Obj) -> Raw:
    if session["status"] != "open":
        return shown(world, session, {}, {}, "")
    session = page_choices.take(world, session, entered)
    if automatic_tax.is_on(session):
        session = page_entries.addressed(world, session, entered)
        session = session_money.recount(world, session, {})
    if entered.get("do") == "update":
        return shown(world, session, entered, {}, "")
    total, promised = session["amount_total"] or 0, str(entered.get("expected_amount") or "")
    if promised.isascii() and promised.isdigit() and total > int(promised):
        text = f"The total is {_total(session)} now. Pay once more if you agree."
        return shown(world, session, entered, {}, text)
    method = _method(world, session, entered)
    return _next(world, payment_pages.confirm(world, session, method, entered))


def _method(world: World, session: Obj, entered: Obj) -> Obj | None:
    saved = {method["id"]: method for method in ways_to_pay.saved_of(world, session)}
    if entered.get("payment_method") in saved:
        return saved[entered["payment_method"]]
    types = ways_to_pay.offered(session)
    empty, all_of_them = ways_to_pay.empty_fields(entered, types)
    if all_of_them and not payment_pages.needs_method(session):
        return None
    if empty:
        wrong = {**dict.fromkeys(empty, MISSING), **checkout_forms.problems(session, entered)}
        raise payment_pages.EntryError(wrong)
    return ways_to_pay.make(world, entered, types)


def _next(world: World, session: Obj) -> Raw:
    waiting = world.store.secret(SESSION, session["id"]).get("intent")
    for name in ("payment_intent", "setup_intent"):
        intent = world.store.get(name, session[name] or waiting)
        if intent is not None and intent["status"] == "requires_action":
            return redirect(three_d_secure.page(world, intent).removeprefix(world.state.base_url))
    return done(world, session)


def done(world: World, session: Obj) -> Raw:
    """Where a customer goes from a completed session: back to the shop."""
    url = payment_pages.return_url(session)
    if not url or session.get("redirect_on_completion") == "never":
        return say(branding.shop_of(world, session), "Checkout", "Thanks for your payment.")
    return redirect(url)


# -- as HTML -----------------------------------------------------------------------------------------


def shown(
    world: World, session: Obj, entered: Obj, wrong: dict[str, str], error: str, status: int = 200
) -> Raw:
    """The page of a session, with what was entered so far and what is wrong with that."""
    if session["status"] != "open":
        return _over(world, session)
    fields = Fields(entered or _known(session), wrong)
    body = (
        f"{_summary(world, session)}"
        f'<p id="error" role="alert">{escape(error)}</p>'
        f'<form method="post" action="/c/pay/{session["id"]}">'
        f"{checkout_forms.form(world, session, fields, _button(session))}"
        f"</form>{ways_to_pay.HINT}<p>{link(session['cancel_url'], 'Back')}</p>"
    )
    return page(branding.shop_of(world, session), _title(session), body, status)


def _known(session: Obj) -> Obj:
    """What was entered before, in a try that has failed since."""
    details = part(session, "customer_details")
    shipping = part(session, "collected_information", "shipping_details")
    consent = part(session, "consent")
    return {
        **{name: details.get(name) for name in ("email", "name", "phone", "address")},
        **{name: details.get(name) for name in ("business_name", "individual_name")},
        "tax_id": next(iter(details.get("tax_ids") or ()), None),
        "shipping": shipping,
        "consent": consent,
        "custom_fields": {
            one["key"]: value
            for one in session["custom_fields"]
            if (value := one[one["type"]]["value"]) is not None
        },
    }


def _over(world: World, session: Obj) -> Raw:
    shop = branding.shop_of(world, session)
    if session["status"] == "expired":
        back = link(session["cancel_url"], f"Back to {shop.name}")
        return say(shop, "Checkout", "This page has expired.", back=back)
    back = link(payment_pages.return_url(session), f"Back to {shop.name}")
    return say(shop, "Checkout", "You have paid.", back=back)


def _total(session: Obj) -> str:
    return currencies.shown(session["amount_total"] or 0, session["currency"] or "usd")


def _title(session: Obj) -> str:
    if session["mode"] == "setup":
        return "Save your card"
    if session["mode"] == "subscription":
        return f"Subscribe: {_total(session)} now"
    return f"Pay {_total(session)}" if session["amount_total"] else "Complete your order"


VERBS = {"book": "Book", "donate": "Donate", "subscribe": "Subscribe"}


def _button(session: Obj) -> str:
    if session["mode"] == "setup":
        return "Save card"
    if session["mode"] == "subscription":
        return "Subscribe"
    if not session["amount_total"]:
        return "Complete order"
    return f"{VERBS.get(session['submit_type'] or '', 'Pay')} {_total(session)}"


def _summary(world: World, session: Obj) -> str:
    if session["mode"] == "setup":
        return ""
    currency, total = session["currency"], session["amount_total"]
    items = world.store.secret(SESSION, session["id"]).get("items") or ()
    rows = [
        (
            f"{item['quantity'] or ''} \N{MULTIPLICATION SIGN} {item['description'] or ''}",
            item["amount_subtotal"],
        )
        for item in items
    ]
    details = session["total_details"]
    added = [
        item["amount_total"] + item["amount_discount"] - item["amount_subtotal"] for item in items
    ]
    if details["amount_discount"]:
        rows.append(("Discount", -details["amount_discount"]))
    if session["shipping_cost"]:
        rows.append(("Shipping", details["amount_shipping"]))
    if sum(added):
        rows.append(("Tax", sum(added)))
    rest = total - sum(amount for _, amount in rows)
    if rest:  # of a subscription that begins in the middle of a period
        rows.append(("Only a part of the first period", rest))
    lines = "".join(_row(text, amount, currency) for text, amount in rows)
    lines += _row("Total due today", total, currency, ' class="total"')
    included = details["amount_tax"] - sum(added)
    if included:
        lines += _row("Tax, included", included, currency)
    return f"<table><tbody>{lines}</tbody></table>"


def _row(text: str, amount: int, currency: str, kind: str = "") -> str:
    shown = escape(currencies.signed(amount, currency))
    return f'<tr{kind}><th scope="row">{escape(text)}</th><td>{shown}</td></tr>'
