"""Parameters that the API takes though its description does not list them.

Stripe.js confirms an intent with a client secret; `payment_method_data` may describe a card, by its
number or by a token. A customer's coupon is gone from the description, recipes still send it.
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
CARD, SECRET = "POST /v1/payment_methods", "GET /v1/payment_intents/{intent}"


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
    if key in ("POST /v1/customers", "POST /v1/customers/{customer}"):  # as `stripe trigger` does
        text = shape.of["description"]
        listed = validation.object_of(shape._replace(of={**shape.of, "coupon": text}))
    data = description.bare(shape.of[DATA]) if DATA in shape.of else None
    return _with_cards(listed, data) if isinstance(data, Fields) else listed


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
