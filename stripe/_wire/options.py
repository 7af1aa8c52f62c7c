"""Options of a call: everything that is about the request and not a parameter of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from stripe.stripe_context import StripeContext


class RequestOptions(TypedDict, total=False):
    """What a call may override: in the keyword arguments of `stripe.Customer.create(...)`,
    in the second argument of `client.v1.customers.create(params, options)`.
    """

    api_key: str | None
    stripe_version: str | None
    stripe_account: str | None
    stripe_context: str | StripeContext | None
    max_network_retries: int | None
    timeout: float | None
    idempotency_key: str | None
    content_type: str | None
    headers: Mapping[str, str] | None


PERSISTENT_OPTIONS = ("api_key", "stripe_version", "stripe_account", "stripe_context")
"""These stay with the object that a call returns; the others are for the call alone."""

OPTION_NAMES = frozenset(RequestOptions.__annotations__)


def split_options(params: Mapping[str, Any]) -> tuple[RequestOptions | None, dict[str, Any]]:
    """Parts keyword arguments into options and parameters; `params` stays as it is."""
    if OPTION_NAMES.isdisjoint(params):
        return None, dict(params)
    options: RequestOptions = {}
    rest: dict[str, Any] = {}
    for name, value in params.items():
        if name in OPTION_NAMES:
            options[name] = value  # type: ignore[literal-required]  # name is one of the keys
        else:
            rest[name] = value
    return options, rest
