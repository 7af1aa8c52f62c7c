"""Payment links: an address that opens a Checkout session for each visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import sold_items
from stripe.sandbox.checkout import (
    frame,
    line_items,
    session_money,
    session_rules,
    sessions,
    shops,
    subscription_sessions,
)
from stripe.sandbox.errors import ApiError, invalid, missing_parameter, too_small
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.hosted_pages import SANDBOX, redirect, say, worlds_with
from stripe.sandbox.generic.registry import operation, page
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import statement_descriptors
from stripe.sandbox.means.payment_method_types import check_currency
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stripe.sandbox.billing.sold_items import Sold
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

NAME = "payment_link"
PASSED_ON = (
    "allow_promotion_codes", "automatic_tax", "billing_address_collection", "consent_collection",
    "custom_fields", "custom_text", "customer_creation", "metadata", "name_collection",
    "optional_items", "phone_number_collection", "shipping_address_collection", "submit_type",
    "tax_id_collection",
)  # fmt: skip
NOT_SUBSCRIBED = ("customer_creation",)
OF_PAYMENT, OF_SUBSCRIPTION = ("application_fee_amount",), ("application_fee_percent",)
OF_PAYMENTS = ("application_fee_amount", "on_behalf_of", "transfer_data")


@operation("POST /v1/payment_links")
def create(call: Call) -> Obj:
    """A link for some line items."""
    world, params = call.world, call.params
    sold = line_items.read(world, params["line_items"], again=True)
    mode = "subscription" if any(one.recurring for one in sold) else "payment"
    _check(world, params, mode, sold)
    worth = sold_items.valued(sold)
    currency = sold[0].price["currency"]
    if mode == "payment":
        line_items.check_total(worth.amounts["amount_total"], currency)
    obj = crud.build(world, NAME, params)
    id = world.ids.new(NAME)
    obj.update(
        id=id,
        active=True,
        after_completion=params.get("after_completion") or AFTER_COMPLETION,
        currency=currency,
        custom_fields=sessions.custom_fields(params.get("custom_fields")),
        customer_creation=params.get("customer_creation") or "if_required",
        payment_method_collection=params.get("payment_method_collection") or "always",
        tax_id_collection=sessions.tax_id_collection(params),
        url=_url(world, id),
    )
    obj["shipping_options"] = _shipping_options(world, params, currency)
    if params.get("optional_items"):
        obj["optional_items"] = line_items.optional(world, params["optional_items"], currency)
    obj["invoice_creation"] = None
    if mode == "payment":
        obj["invoice_creation"] = sessions.invoice_creation(params.get("invoice_creation"))
    hidden = {
        "items": worth.items,
        "line_items": line_items.kept(sold, params["line_items"]),
        "subscription_data": params.get("subscription_data"),
    }
    return world.changes.create(NAME, obj, hidden=hidden)


AFTER_COMPLETION: Obj = {
    "hosted_confirmation": {"custom_message": None},
    "type": "hosted_confirmation",
}


def _check(world: World, params: Obj, mode: str, sold: Sequence[Sold]) -> None:
    session_rules.check_mode(params, mode)
    session_rules.check_texts(params)
    for name in OF_SUBSCRIPTION if mode == "payment" else OF_PAYMENT:
        if params.get(name):
            raise invalid(f"You can not pass `{name}` in `{mode}` mode.", name)
    subscription_sessions.check(world, params, mode, sold)
    if len(sold) + len(params.get("optional_items") or ()) > line_items.MOST_OF_LINK:
        raise invalid(
            f"A payment link has up to {line_items.MOST_OF_LINK} line items and optional items.",
            "line_items",
        )
    statement_descriptors.check_kinds(
        part(params, "payment_intent_data"),
        params.get("payment_method_types") or ["card"],
        "payment_intent_data",
    )
    if params.get("payment_method_types"):
        check_currency(params["payment_method_types"], sold[0].price["currency"], "payment link")
    after = part(params, "after_completion")
    if after.get("type") == "redirect" and not after.get("redirect"):
        raise missing_parameter("after_completion[redirect][url]")
    limit = part(params, "restrictions", "completed_sessions").get("limit")
    if limit is not None and limit < 1:
        raise too_small("restrictions[completed_sessions][limit]", 1)


def _url(world: World, id: str) -> str:
    base = world.state.base_url
    if base == "https://api.stripe.com":  # in this process alone: nothing answers there
        return f"https://buy.stripe.com/test_{id.removeprefix('plink_')}"
    return f"{base}/b/{id}"


@operation("POST /v1/payment_links/{payment_link}")
def update(call: Call) -> Obj:
    """Changes settings, and quantities; `active` opens and closes it."""
    world, link, params = call.world, call.get(NAME), dict(call.params)
    session_rules.check_texts(params)
    given = params.pop("line_items", None)
    changed = crud.changed_fields(link, params)
    if params.get("after_completion"):
        changed["after_completion"] = params["after_completion"]
    if given:
        _change_lines(world, link, given)
    if "shipping_options" in params:
        changed["shipping_options"] = _shipping_options(world, params, link["currency"])
    if params.get("optional_items"):
        given = params["optional_items"]
        changed["optional_items"] = line_items.optional(world, given, link["currency"])
    if "custom_fields" in params:
        changed["custom_fields"] = sessions.custom_fields(params["custom_fields"])
    if "subscription_data" in params:
        kept = world.store.secret(NAME, link["id"])["subscription_data"] or {}
        data = shapes.merge(kept, params["subscription_data"] or {})
        world.changes.hide(link, {"subscription_data": data})
    limits = part(changed, "restrictions", "completed_sessions")
    if limits:
        count = part(link, "restrictions", "completed_sessions").get("count", 0)
        changed["restrictions"] = {"completed_sessions": {**limits, "count": count}}
        if limits["limit"] <= count:
            raise invalid(
                f"This payment link has {count} completed sessions already: the limit must be more.",
                "restrictions[completed_sessions][limit]",
            )
    return world.changes.update(link, changed)


def _shipping_options(world: World, params: Obj, currency: str) -> list[Obj]:
    given = params.get("shipping_options")
    found = session_money.shipping_fields(world, given, currency)["shipping_options"]
    return list(found)


def _change_lines(world: World, link: Obj, given: Sequence[Obj]) -> None:
    """Changes quantities of line items that there are."""
    wanted = {one["id"]: one for one in given}
    kept = world.store.secret(NAME, link["id"])["line_items"]
    known = {line["id"] for line in kept}
    for at, one in enumerate(given):
        if one["id"] not in known:
            raise world.missing("item", one["id"], f"line_items[{at}][id]")
    lines = [{**line, **wanted.get(line["id"], {})} for line in kept]
    held = {line["price"] for line in kept}
    read = line_items.read(world, lines, again=True, held=held)
    sold = [one._replace(id=line["id"]) for one, line in zip(read, lines, strict=True)]
    items = sold_items.valued(sold).items
    world.changes.hide(link, {"items": items, "line_items": line_items.kept(sold, lines)})


@operation("GET /v1/payment_links/{payment_link}/line_items")
def list_line_items(call: Call) -> Obj:
    """The line items of a link."""
    link = call.get(NAME, "payment_link")
    return lists.slice_of(call, list(_inline(call.world, link)), "item")


@lists.inline_list(NAME, "line_items")
def _inline(world: World, owner: Obj) -> Iterator[Obj]:
    yield from world.store.secret(NAME, owner["id"]).get("items") or ()


@page("GET /b/{link}")
def visit(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """Opens a session and sends the visitor to its page."""
    for world, link in worlds_with(state, NAME, ids["link"]):
        shop = shops.shop_of(world)
        if not link["active"]:
            text = link["inactive_message"] or "This payment link is not active any more."
            return say(shop, "Payment link", text, 410)
        try:
            return redirect(open_session(world, link)["url"])
        except ApiError as error:
            return say(shop, "Payment link", error.message, error.status)
    return frame.missing("payment link")


def open_session(world: World, link: Obj) -> Obj:
    """A Checkout session for a visitor of a link."""
    redirect_to = part(link, "after_completion", "redirect").get("url")
    hidden = world.store.secret(NAME, link["id"])
    sold = line_items.again(world, hidden["line_items"])
    subscribes = any(one.recurring for one in sold)
    params: Obj = {
        "line_items": hidden["line_items"],
        "mode": "subscription" if subscribes else "payment",
        "success_url": redirect_to or f"{world.state.base_url}/b/{link['id']}/done",
        "allowed_payment_method_types": link["payment_method_types"],
        **{key: link[key] for key in PASSED_ON if link.get(key)},
    }
    if subscribes:
        for key in NOT_SUBSCRIBED:
            params.pop(key, None)
        params["payment_method_collection"] = link["payment_method_collection"]
        params["subscription_data"] = _subscription_data(link, hidden)
    else:
        params["shipping_options"] = [
            {"shipping_rate": option["shipping_rate"]} for option in link["shipping_options"] or ()
        ]
        params["payment_intent_data"] = {
            **{k: v for k, v in part(link, "payment_intent_data").items() if v is not None},
            **{key: link[key] for key in OF_PAYMENTS if link[key] is not None},
        }
        if part(link, "invoice_creation").get("enabled"):
            params["invoice_creation"] = link["invoice_creation"]
    session = sessions.make(world, params, link["application"], sold=sold)
    return world.changes.update(session, {"payment_link": link["id"]}, event=None)


def _subscription_data(link: Obj, hidden: Obj) -> Obj:
    data = dict(hidden["subscription_data"] or {})
    for key in ("on_behalf_of", "application_fee_percent"):
        if link[key] is not None:
            data[key] = link[key]
    return data


@page("GET /b/{link}/done")
def done(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """What a visitor sees after a payment."""
    for world, link in worlds_with(state, NAME, ids["link"]):
        message = part(link, "after_completion", "hosted_confirmation").get("custom_message")
        return say(shops.shop_of(world), "Thank you", message or "Thanks for your payment.")
    return say(SANDBOX, "Thank you", "Thanks for your payment.")
