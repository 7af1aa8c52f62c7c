"""Entitlements: the features that customers have by the products that they subscribe to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stripe.sandbox.billing.subscription_state import NAME
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import lists
from stripe.sandbox.generic.registry import operation, prepare
from stripe.sandbox.json import Obj
from stripe.sandbox.state.changes import on

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

FEATURE = "entitlements.feature"
ENTITLEMENT, LINK = "entitlements.active_entitlement", "product_feature"
SUMMARY = "entitlements.active_entitlement_summary"
PATH = "/v1/entitlements/active_entitlements"
ENTITLED = ("trialing", "active", "past_due")
"""States of a subscription in which its products' features can be used."""


@prepare(FEATURE)
def _unique(world: World, _feature: Obj, params: Obj) -> None:
    """The 400 for the lookup key of another feature."""
    key = params["lookup_key"]
    if any(other["lookup_key"] == key for other in world.store.all(FEATURE)):
        raise invalid(
            f"There is a feature with the lookup key `{key}` already.",
            "lookup_key",
            "resource_already_exists",
        )


@operation("GET /v1/entitlements/features")
def list_features(call: Call) -> Obj:
    """Features: those that are active, unless the archived ones are asked for."""
    archived, key = bool(call.params.get("archived")), call.params.get("lookup_key")

    def keep(feature: Obj) -> bool:
        return feature["active"] is not archived and key in (None, feature["lookup_key"])

    return lists.page(call, FEATURE, keep=keep)


@prepare(LINK)
def _check_active(world: World, _link: Obj, params: Obj) -> None:
    """The 400 for a feature that is archived."""
    feature = world.store.get(FEATURE, params["entitlement_feature"])
    if feature is not None and not feature["active"]:
        raise invalid("This feature is archived.", "entitlement_feature")


@operation(f"GET {PATH}")
def list_entitlements(call: Call) -> Obj:
    """The features of a customer."""
    customer = call.find("customer", call.params["customer"], "customer")
    return lists.slice_of(call, _held(call.world, customer["id"]), ENTITLEMENT)


@operation(f"GET {PATH}/{{id}}")
def retrieve_entitlement(call: Call) -> Obj:
    """One feature of a customer."""
    return call.get(ENTITLEMENT)


@on(
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
)
def follow(world: World, sub: Obj, _previous: Obj | None) -> None:
    """A subscription has changed, and perhaps what its customer is entitled to."""
    if LINK not in world.store.collections:
        return
    before = _held(world, sub["customer"])
    wanted = {feature["id"]: feature for feature in _features(world, sub["customer"])}
    known = {held["feature"] for held in before}
    for held in before:
        if held["feature"] not in wanted:
            world.changes.delete(held, event=None)
    for id, feature in wanted.items():
        if id not in known:
            made = {
                "id": f"ent_test_{world.ids.text(24)}",
                "object": ENTITLEMENT,
                "feature": id,
                "livemode": world.livemode,
                "lookup_key": feature["lookup_key"],
            }
            hidden = {"customer": sub["customer"]}
            world.changes.create(ENTITLEMENT, made, event=None, hidden=hidden)
    if known != set(wanted):
        now = _summary(world, sub["customer"], _held(world, sub["customer"]))
        then = _summary(world, sub["customer"], before)["entitlements"]
        world.changes.emit(f"{SUMMARY}.updated", now, {"entitlements": then})


def _features(world: World, customer: str) -> Iterator[Obj]:
    products = {
        item["price"]["product"]
        for sub in world.store.all(NAME, "customer", customer)
        if sub["status"] in ENTITLED
        for item in sub["items"]["data"]
    }
    for link in world.store.all(LINK):
        if world.store.secret(LINK, link["id"]).get("parent") in products:
            yield link["entitlement_feature"]


def _held(world: World, customer: str) -> list[Obj]:
    return [
        one
        for one in world.store.all(ENTITLEMENT)
        if world.store.secret(ENTITLEMENT, one["id"])["customer"] == customer
    ]


def _summary(world: World, customer: str, held: list[Obj]) -> Obj:
    return {
        "object": SUMMARY,
        "customer": customer,
        "entitlements": {
            "object": "list",
            "data": held,
            "has_more": False,
            "url": f"/v1/customer/{customer}/entitlements",
        },
        "livemode": world.livemode,
    }
