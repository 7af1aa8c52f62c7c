"""Payment links: an address that opens a Checkout session for each visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import sold_items
from stripe.sandbox.checkout import line_items, sessions, subscription_sessions
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation, page
from stripe.sandbox.http import Raw
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import statement_descriptors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.http import Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

NAME = "payment_link"
PASSED_ON = (
    "allow_promotion_codes", "billing_address_collection", "consent_collection", "custom_fields",
    "custom_text", "customer_creation", "metadata", "shipping_address_collection", "submit_type",
    "tax_id_collection",
)  # fmt: skip
NOT_SUBSCRIBED = ("customer_creation", "submit_type")


@operation("POST /v1/payment_links")
def create(call: Call) -> Obj:
    """A link for some line items."""
    params = call.params
    sold = line_items.read(call.world, params["line_items"], again=True)
    mode = "subscription" if any(one.recurring for one in sold) else "payment"
    subscription_sessions.check(call.world, {**params, "discounts": None}, mode, sold)
    items, amounts = sold_items.valued(sold)
    currency = sold[0].price["currency"]
    statement_descriptors.check_kinds(
        part(params, "payment_intent_data"),
        params.get("payment_method_types") or ["card"],
        "payment_intent_data",
    )
    if mode == "payment":
        line_items.check_total(amounts["amount_total"], currency)
    obj = crud.build(call.world, NAME, call.params)
    id = call.world.ids.new(NAME)
    obj.update(
        id=id,
        active=True,
        after_completion=call.params.get("after_completion")
        or {"hosted_confirmation": {"custom_message": None}, "type": "hosted_confirmation"},
        currency=currency,
        customer_creation=params.get("customer_creation") or "if_required",
        payment_method_collection=call.params.get("payment_method_collection") or "always",
        url=_url(call.world, id),
    )
    obj["invoice_creation"] = None
    if mode == "payment":
        obj["invoice_creation"] = sessions.invoice_creation(params.get("invoice_creation"))
    hidden = {
        "items": items,
        "line_items": line_items.kept(sold, params["line_items"]),
        "subscription_data": params.get("subscription_data"),
    }
    return call.changes.create(NAME, obj, hidden=hidden)


def _url(world: World, id: str) -> str:
    base = world.state.base_url
    if base == "https://api.stripe.com":  # in this process alone: nothing answers there
        return f"https://buy.stripe.com/test_{id.removeprefix('plink_')}"
    return f"{base}/b/{id}"


@operation("POST /v1/payment_links/{payment_link}")
def update(call: Call) -> Obj:
    """Changes settings; `active` opens and closes it."""
    link = call.get(NAME)
    return call.changes.update(link, crud.changed_fields(link, call.params))


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
    for world in state.worlds():
        link = world.store.get(NAME, ids["link"])
        if link is not None:
            break
    else:
        return Raw(b"There is no such payment link.", "text/plain; charset=utf-8", 404)
    if not link["active"]:
        text = (link["inactive_message"] or "This payment link is not active any more.").encode()
        return Raw(text, "text/plain; charset=utf-8", 410)
    try:
        session = open_session(world, link)
    except ApiError as error:
        return Raw(error.message.encode(), "text/plain; charset=utf-8", error.status)
    answer = Raw(b"", "text/plain; charset=utf-8", 303)
    answer.headers = {"Location": session["url"]}
    return answer


def open_session(world: World, link: Obj) -> Obj:
    """A Checkout session for a visitor of a link."""
    redirect = part(link, "after_completion", "redirect").get("url")
    hidden = world.store.secret(NAME, link["id"])
    sold = line_items.again(world, hidden["line_items"])
    subscribes = any(one.recurring for one in sold)
    params: Obj = {
        "line_items": hidden["line_items"],
        "mode": "subscription" if subscribes else "payment",
        "success_url": redirect or f"{world.state.base_url}/b/{link['id']}/done",
        **{key: link[key] for key in PASSED_ON if link.get(key)},
    }
    if subscribes:
        for key in NOT_SUBSCRIBED:
            params.pop(key, None)
        params["payment_method_collection"] = link["payment_method_collection"]
        params["subscription_data"] = hidden["subscription_data"]
    elif part(link, "invoice_creation").get("enabled"):
        params["invoice_creation"] = link["invoice_creation"]
    if link["payment_intent_data"]:
        given = link["payment_intent_data"]
        params["payment_intent_data"] = {k: v for k, v in given.items() if v is not None}
    session = sessions.make(world, params, sold=sold)
    return world.changes.update(session, {"payment_link": link["id"]}, event=None)


@page("GET /b/{link}/done")
def done(_state: State, _request: Request, _ids: dict[str, str]) -> Raw:
    """What a visitor sees after a payment."""
    return Raw(b"Thanks for your payment.", "text/plain; charset=utf-8")
