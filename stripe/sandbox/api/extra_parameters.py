"""Parameters that the API takes though its description does not list them.

Stripe.js confirms an intent with a client secret; `payment_method_data` may describe a card, by its
number or by a token. A `source` may be a card or a bank account in full, and so may the hash of the
type of a Source. A customer's coupon and code, and the one plan of a subscription and its quantity,
are gone from the description; recipes and applications still send them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from stripe.sandbox.api import validation
from stripe.sandbox.json import is_dict
from stripe.sandbox.spec import description
from stripe.sandbox.spec.description import Fields

if TYPE_CHECKING:
    from stripe.sandbox.api.values import Check
    from stripe.sandbox.spec.description import Route

DATA = "payment_method_data"
SUBSCRIPTIONS = ("POST /v1/subscriptions", "POST /v1/subscriptions/{subscription_exposed_id}")
CARD, SECRET = "POST /v1/payment_methods", "GET /v1/payment_intents/{intent}"
CUSTOMERS = ("POST /v1/customers", "POST /v1/customers/{customer}")
MADE = "POST /v1/test_helpers/issuing/transactions/create_force_capture"
RECEIVED = "POST /v1/issuing/transactions/{transaction}"  # as `stripe trigger` does
WITH_SOURCE = (*CUSTOMERS, "POST /v1/customers/{customer}/sources", "POST /v1/charges")


def checked(route: Route, raw: Any) -> Any:
    """The parameters of an operation."""
    if route.method != "POST":
        return validation.check_of(route.params)(raw, ())
    return _check_of(route.key, route.params)(raw, ())


@cache
def _check_of(key: str, number: int) -> Check:
    listed = validation.check_of(number)
    shape = description.node(number)
    if not isinstance(shape, Fields):
        return listed
    if key.endswith("_intents/{intent}/confirm"):
        secret = description.params_of(SECRET).of["client_secret"]
        listed = validation.object_of(shape._replace(of={**shape.of, "client_secret": secret}))
    if key == RECEIVED:
        details = description.params_of(MADE).of["purchase_details"]
        listed = validation.object_of(shape._replace(of={**shape.of, "purchase_details": details}))
    if key == "POST /v1/sources":
        return _with_type(listed)
    if key in WITH_SOURCE:
        if key in CUSTOMERS:  # as `stripe trigger` does
            text = shape.of["description"]
            more = {"coupon": text, "promotion_code": text}
            listed = validation.object_of(shape._replace(of={**shape.of, **more}))
        return _with_source(listed)
    if key in SUBSCRIPTIONS:
        item = description.params_of("POST /v1/subscription_items").of
        more = {"plan": item["plan"], "quantity": item["quantity"]}
        listed = validation.object_of(shape._replace(of={**shape.of, **more}))
    data = description.bare(shape.of[DATA]) if DATA in shape.of else None
    return _with_cards(listed, data) if isinstance(data, Fields) else listed


def _with_source(listed: Check) -> Check:
    """`source` in full is what `external_account` is in full: a card, a bank account, or a token of one."""
    external = description.params_of("POST /v1/accounts").of["external_account"]
    _text, bank, card, token = map(validation.check_of, description.bare(external)[1:])

    def check(value: Any, path: tuple[str, ...]) -> Any:
        given = value.get("source") if is_dict(value) else None
        if not is_dict(given):
            return listed(value, path)
        rest = {**value, "source": "in full"}
        fits = (
            token if "token" in given else bank if given.get("object") == "bank_account" else card
        )
        return {**listed(rest, path), "source": fits(given, (*path, "source"))}

    return check


def _with_type(listed: Check) -> Check:
    """What is known of a source by its type is in a hash of that name, which depends on the type."""

    def check(value: Any, path: tuple[str, ...]) -> Any:
        kind = value.get("type") if is_dict(value) else None
        if not isinstance(kind, str) or not is_dict(value.get(kind)):
            return listed(value, path)
        rest = {key: item for key, item in value.items() if key != kind}
        return {**listed(rest, path), kind: value[kind]}

    return check


def _with_cards(listed: Check, data: Fields) -> Check:
    cards = description.params_of(CARD)
    inner = validation.object_of(
        data._replace(of={**data.of, "card": cards.of["card"], "type": cards.of["type"]})
    )

    def check(value: Any, path: tuple[str, ...]) -> Any:
        given = value.get(DATA) if is_dict(value) else None
        if not is_dict(given) or given.get("type") != "card":
            return listed(value, path)
        rest = {key: item for key, item in value.items() if key != DATA}
        return {**listed(rest, path), DATA: inner(given, (*path, DATA))}

    return check
