"""What is asked of Checkout sessions that there are: lists, changes, expiry, and recovery from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import (
    line_items,
    session_money,
    sessions,
    shops,
    subscription_sessions,
)
from stripe.sandbox.checkout.sessions import NAME, check_open
from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.generic import lists
from stripe.sandbox.generic.hosted_pages import SANDBOX, redirect, say
from stripe.sandbox.generic.registry import operation, page
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import ledger
from stripe.sandbox.spec import shapes
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

EMBEDDED_ONLY: dict[str, tuple[str, ...]] = {
    "collected_information": ("embedded_page", "elements"),
    "payment_intent_data": ("elements",),
}
"""What can be changed only of sessions that are part of the application's own pages."""
PLACES = "checkout recoveries"
"""Which session an address for coming back to an expired one is of."""


@operation("GET /v1/checkout/sessions/{session}/line_items")
def list_line_items(call: Call) -> Obj:
    """The line items of a session."""
    session = call.get(NAME, "session")
    return lists.slice_of(call, list(_inline(call.world, session)), "item")


@lists.inline_list(NAME, "line_items")
def _inline(world: World, owner: Obj) -> Iterator[Obj]:
    yield from world.store.secret(NAME, owner["id"]).get("items") or ()


@operation("POST /v1/checkout/sessions/{session}")
def update(call: Call) -> Obj:
    """Changes metadata, and while it is open what it is paid for and what has been collected."""
    world, session, params = call.world, call.get(NAME), call.params
    changed: Obj = {}
    if "metadata" in params:
        changed["metadata"] = shapes.merge_metadata(session["metadata"], params["metadata"])
    if params.keys() - {"metadata"}:
        check_open(session, "updated")
    for name, ui_modes in EMBEDDED_ONLY.items():
        if params.get(name) and session["ui_mode"] not in ui_modes:
            raise invalid(f"`{name}` needs a `ui_mode` that is {' or '.join(ui_modes)}.", name)
    if params.get("collected_information"):
        collected = part(session, "collected_information") or sessions.NOTHING_COLLECTED
        changed["collected_information"] = {**collected, **params["collected_information"]}
    if params.get("payment_intent_data"):
        if session["mode"] != "payment":
            raise invalid(
                "`payment_intent_data` is for sessions in `payment` mode.", "payment_intent_data"
            )
        kept = part(world.store.secret(NAME, session["id"]), "payment_intent_data")
        merged = shapes.merge(kept, params["payment_intent_data"])
        world.changes.hide(session, {"payment_intent_data": merged})
    if "shipping_options" in params:
        given = params["shipping_options"]
        changed.update(session_money.shipping_fields(world, given, session["currency"]))
    if not params.keys() & {"shipping_options", "line_items"}:
        return world.changes.update(session, changed, event=None)
    lines = _lines(world, session, params["line_items"]) if "line_items" in params else None
    return session_money.recount(world, session, changed, lines=lines)


def _lines(world: World, session: Obj, given: list[Obj]) -> list[Obj]:
    """The lines of a session when all that are to stay, changed or not, are given."""
    known = {one["id"]: one for one in world.store.secret(NAME, session["id"])["line_items"]}
    for at, one in enumerate(given):
        if one.get("id") and one["id"] not in known:
            raise world.missing("item", one["id"], f"line_items[{at}][id]")
    merged = [{**known.get(one.get("id"), {}), **one} for one in given]
    held = {line["price"] for line in known.values()}
    sold = line_items.read(world, merged, again=session["mode"] == "subscription", held=held)
    line_items.check_mode(sold, session["mode"])
    return [
        {**line, "id": one.get("id") or line["id"]}
        for line, one in zip(line_items.kept(sold, merged), given, strict=True)
    ]


@operation("POST /v1/checkout/sessions/{session}/expire")
def expire(call: Call) -> Obj:
    """Closes an open session."""
    session = call.get(NAME)
    check_open(session, "expired")
    return _expire(call.world, session)


@task("checkout.session.expire")
def run_out(world: World, id: str) -> None:
    """Expires a session that is still open."""
    session = world.store.get(NAME, id)
    if session is not None and session["status"] == "open":
        _expire(world, session)


def _expire(world: World, session: Obj) -> Obj:
    changed: Obj = {"status": "expired", "url": None}
    recovery = part(session, "after_expiration").get("recovery")
    if recovery and recovery.get("enabled"):
        token = world.ids.text(24)
        world.changes.keep(PLACES, token, {"id": token, "session": session["id"]})
        changed["after_expiration"] = {
            "recovery": {
                "allow_promotion_codes": False,
                **recovery,
                "expires_at": world.clock.now() + 30 * ledger.DAY,
                "url": f"{world.state.pages_at('buy')}/r/{token}",
            }
        }
    subscription_sessions.give_up(world, session)
    return world.changes.update(session, changed, event="checkout.session.expired")


@page("GET /r/{token}")
def recover(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """Opens a new session like one that has expired, and sends its customer there."""
    for world in state.worlds():
        place = world.store.get(PLACES, ids["token"])
        old = world.store.get(NAME, place["session"]) if place is not None else None
        if old is None:
            continue
        recovery = old["after_expiration"]["recovery"]
        if recovery["expires_at"] <= world.clock.now():
            break
        try:
            return redirect(_again(world, old, recovery)["url"])
        except ApiError as error:
            return say(shops.shop_of(world), "Checkout", error.message, error.status)
    return say(SANDBOX, "Not found", "There is nothing to come back to at this address.", 404)


def _again(world: World, old: Obj, recovery: Obj) -> Obj:
    kept = world.store.secret(NAME, old["id"])
    params = {**kept["params"], "line_items": kept["line_items"]}
    if recovery["allow_promotion_codes"]:
        params.update(allow_promotion_codes=True, discounts=None)
    sold = line_items.again(world, kept["line_items"])
    session = sessions.make(world, params, kept.get("application"), sold=sold)
    return world.changes.update(session, {"recovered_from": old["id"]}, event=None)


@operation("GET /v1/checkout/sessions")
def list_sessions(call: Call) -> Obj:
    """Sessions; the documented filters narrow."""
    params = call.params
    email = part(params, "customer_details").get("email")
    fields = ("customer", "payment_intent", "payment_link", "status", "subscription")
    wanted = {key: params[key] for key in fields if params.get(key) is not None}

    def keep(session: Obj) -> bool:
        if email is not None and part(session, "customer_details").get("email") != email:
            return False
        return all(session[key] == value for key, value in wanted.items())

    return lists.page(call, NAME, keep=keep)
