"""The parts of the billing portal's page as HTML: plans, means of payment, details, invoices."""

from __future__ import annotations

from datetime import datetime, timezone
from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox.checkout import checkout_forms, portal_actions, portal_plans, ways_to_pay
from stripe.sandbox.generic.hosted_fields import Fields, group, hidden
from stripe.sandbox.generic.hosted_pages import link
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

FEEDBACK = {
    "too_expensive": "It's too expensive",
    "missing_features": "Some features are missing",
    "switched_service": "I'm switching to a different service",
    "unused": "I don't use the service enough",
    "customer_service": "Customer service was less than expected",
    "too_complex": "Ease of use was less than expected",
    "low_quality": "Quality was less than expected",
    "other": "Other reason",
}


def form(inner: str, do: str, button: str, what: str = "", **carried: str) -> str:
    """A form that asks for one thing; `what` tells those who only hear the button what it is about."""
    kept = "".join(hidden(name, value) for name, value in carried.items())
    label = f' aria-label="{escape(f"{button}: {what}")}"' if what else ""
    submit = f'<button name="do" value="{do}"{label}>{escape(button)}</button>'
    return f'<form method="post">{kept}{inner}{submit}</form>'


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%d %b %Y")


# -- plans -------------------------------------------------------------------------------------------


def subscriptions(world: World, features: Obj, customer: Obj, fields: Fields) -> str:
    """All subscriptions, with all that may be done to them."""
    rows = [
        subscription(world, sub, controls(world, features, sub, _within(fields, sub)))
        for sub in portal_actions.subscriptions_of(world, customer["id"])
    ]
    return "".join(rows) or "<p>There is no subscription.</p>"


def _within(fields: Fields, sub: Obj) -> Fields:
    """The fields of the forms of one of several subscriptions."""
    mine = fields.entered.get("subscription") == sub["id"]
    return fields._replace(scope=sub["id"]) if mine else Fields({}, {}, sub["id"])


def subscription(world: World, sub: Obj, controls: str) -> str:
    """A subscription: its plans, how it goes on, and what may be done."""
    lines = "".join(
        f"<li>{escape(portal_plans.price_words(world, item['price'], item.get('quantity') or 1))}</li>"
        for item in sub["items"]["data"]
    )
    ends = min(item["current_period_end"] for item in sub["items"]["data"])
    stops = sub["cancel_at"] or (ends if sub["cancel_at_period_end"] else None)
    when = f"Cancels on {_day(stops)}" if stops else f"Renews on {_day(ends)}"
    state = "Paused." if sub["status"] == "paused" else f"{sub['status'].capitalize()}. {when}"
    return f'<section><ul class="plan">{lines}</ul><p>{escape(state)}</p>{controls}</section>'


def controls(world: World, features: Obj, sub: Obj, fields: Fields) -> str:
    """What may be done to a subscription."""
    found = ""
    if features["subscription_update"]["enabled"]:
        found += plans(world, features, sub, fields)
    if part(features, "subscription_pause").get("enabled"):
        found += pause(features, sub, fields)
    if features["subscription_cancel"]["enabled"]:
        found += end(features, sub, fields)
    return found


def plans(world: World, features: Obj, sub: Obj, fields: Fields) -> str:
    """Other plans, another quantity, a promotion code: what the settings allow of it."""
    allowed = features["subscription_update"]["default_allowed_updates"]
    if len(sub["items"]["data"]) != 1:
        return ""
    current, inner = sub["items"]["data"][0], ""
    if "price" in allowed:
        options = [
            (price["id"], portal_plans.price_words(world, price))
            for price in portal_plans.prices_for(world, features, sub)
            if price["id"] != current["price"]["id"]
        ]
        inner += fields.radios("price", "Other plans", options, "") if options else ""
    limits = portal_plans.limits_of(features, sub)
    if limits is not None:
        now = str(current["quantity"])
        least, most = limits
        inner += fields.text(
            "quantity", "Quantity", type="number", value=now, required=True, min=least, max=most
        )
    if "promotion_code" in allowed:
        inner += fields.text("promotion_code", "Promotion code")
    return form(inner, "plan", "Update plan", subscription=sub["id"]) if inner else ""


def pause(features: Obj, sub: Obj, fields: Fields) -> str:
    """Pausing, for as long as the settings say, and going on."""
    if sub["status"] == "paused":
        return form("", "resume", "Resume plan", subscription=sub["id"])
    if sub["status"] != "active":
        return ""
    duration, inner = features["subscription_pause"]["duration"], ""
    if duration["type"] == "interval_options":
        options = [
            (key, f"{key}s" if option["interval_count"] > 1 else key)
            for option in duration["interval_options"]
            if (key := f"{option['interval_count']} {option['interval']}")
        ]
        inner = fields.radios("duration", "For how long", options, options[0][0])
    return form(inner, "pause", "Pause plan", subscription=sub["id"])


def end(features: Obj, sub: Obj, fields: Fields) -> str:
    """Canceling, with the reasons that the settings ask for, and thinking again."""
    if sub["cancel_at"] or sub["cancel_at_period_end"]:
        return form("", "keep", "Don't cancel", subscription=sub["id"])
    asked, inner = features["subscription_cancel"]["cancellation_reason"], ""
    if asked["enabled"]:
        options = [(name, FEEDBACK[name]) for name in asked["options"]]
        inner = fields.select("feedback", "Why do you cancel?", options)
        inner += fields.text("comment", "Anything else?")
    return form(inner, "cancel", "Cancel plan", subscription=sub["id"])


def offer(world: World, flow: Obj, sub: Obj) -> str:
    """What is offered to a customer who wants to cancel, if anything is."""
    given = part(flow, "subscription_cancel", "retention", "coupon_offer")
    coupon = world.store.get("coupon", given.get("coupon"))
    if coupon is None:
        return ""
    off = (
        f"{coupon['percent_off']:g}%"
        if coupon["percent_off"] is not None
        else currencies.shown(coupon["amount_off"], coupon["currency"])
    )
    words = escape(f"Stay, and get {off} off: {coupon['name'] or coupon['id']}.")
    return f"<p>{words}</p>{form('', 'offer', 'Accept the offer', subscription=sub['id'])}"


def confirmation(world: World, details: Obj) -> str:
    """The change that a flow asks to confirm."""
    lines = "".join(
        f"<li>{escape(portal_plans.price_words(world, price, item.get('quantity') or 1))}</li>"
        for item in details["items"]
        if (price := world.store.get("price", item["price"])) is not None
    )
    return f"<p>Change to:</p><ul>{lines}</ul>{form('', 'confirm', 'Confirm')}"


# -- the customer ------------------------------------------------------------------------------------


def means(world: World, features: Obj, customer: Obj, fields: Fields) -> str:
    """The cards of a customer, and a form for another one."""
    default = part(customer, "invoice_settings").get("default_payment_method")
    may = features["payment_method_update"]["enabled"]
    rows: list[str] = []
    for method in world.store.all("payment_method", "customer", customer["id"]):
        words = _words(method)
        forms = ""
        if may and method["id"] != default:
            about = {"payment_method": method["id"], "what": words}
            forms = form("", "default", "Make default", **about)
            forms += form("", "remove", "Remove", **about)
        mark = " (default)" if method["id"] == default else ""
        rows.append(f"<li>{escape(words + mark)} {forms}</li>")
    listed = f"<ul>{''.join(rows) or '<li>None yet.</li>'}</ul>"
    return listed + (new_card(fields) if may else "")


def _words(method: Obj) -> str:
    if method["type"] == "card":
        return ways_to_pay.card_words(method)
    last4 = part(method, method["type"]).get("last4")
    return ways_to_pay.words_for(method["type"]) + (f" ending in {last4}" if last4 else "")


def new_card(fields: Fields) -> str:
    """A form for a card, which becomes the default."""
    return form(ways_to_pay.card_fields(fields, required=True), "card", "Add card")


def details(features: Obj, customer: Obj, fields: Fields) -> str:
    """What may be changed of the customer."""
    settings = features["customer_update"]
    allowed = settings["allowed_updates"]
    found = "".join(
        fields.text(name, name.capitalize(), type=type, auto=auto, value=customer[name])
        for name, type, auto in (
            ("name", "text", "name"),
            ("email", "email", "email"),
            ("phone", "tel", "tel"),
        )
        if name in allowed
    )
    countries = checkout_forms.countries()
    if "address" in allowed:
        known = part(customer, "address")
        inner = checkout_forms.address(
            fields, "address", "billing ", known, countries, required=False
        )
        found += group("Billing address", inner)
    if "shipping" in allowed:
        known = part(customer, "shipping")
        name = fields.text("shipping[name]", "Name", value=known.get("name"), auto="shipping name")
        inner = checkout_forms.address(
            fields,
            "shipping[address]",
            "shipping ",
            part(known, "address"),
            countries,
            required=False,
        )
        found += group("Shipping address", name + inner)
    if "tax_id" in allowed:
        found += fields.text("tax_id[type]", "Type of tax id", value="eu_vat")
        found += fields.text("tax_id[value]", "Tax id")
    return form(found, "details", "Save") if found else ""


def invoices(world: World, customer: Obj) -> str:
    """The invoices of a customer, each with its page."""
    rows = "".join(
        f"<li>{_day(invoice['created'])} "
        f"{escape(currencies.shown(invoice['total'], invoice['currency']))} "
        f"{escape(invoice['status'])} {link(invoice['hosted_invoice_url'], str(invoice['number']))}</li>"
        for invoice in world.store.all("invoice", "customer", customer["id"])
        if invoice["status"] != "draft"
    )
    return f"<ul>{rows or '<li>None yet.</li>'}</ul>"
