"""Helpers that applications import from `stripe.util`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hmac import compare_digest as secure_compare
from typing import TYPE_CHECKING, Any

import stripe
from stripe._compat.legacy_decorators import class_method_variant
from stripe._objects.hydration import construct, convert
from stripe._objects.requestor import default_requestor
from stripe._wire.addresses import quote_id as sanitize_id
from stripe._wire.logger import format_line as logfmt
from stripe._wire.logger import log_debug, log_info, logger
from stripe._wire.masking import hidden
from stripe._wire.request import api_mode as get_api_mode
from stripe.stripe_object import StripeObject
from stripe.stripe_response import StripeResponse

if TYPE_CHECKING:
    from stripe._wire.options import ApiMode
    from stripe.api_requestor import APIRequestor

# What applications make sure of before they send secrets: that nothing is written to standard error.
STRIPE_LOG: str | None = os.environ.get("STRIPE_LOG")

__all__ = [
    "STRIPE_LOG",
    "class_method_variant",
    "convert_to_dict",
    "convert_to_stripe_object",
    "dashboard_link",
    "get_api_mode",
    "log_debug",
    "log_info",
    "logfmt",
    "logger",
    "merge_dicts",
    "populate_headers",
    "sanitize_id",
    "secure_compare",
]


def convert_to_stripe_object(
    resp: Any,
    api_key: str | None = None,
    stripe_version: str | None = None,
    stripe_account: str | None = None,
    params: Mapping[str, Any] | None = None,
    klass_: type[StripeObject] | None = None,
    *,
    api_mode: ApiMode = "V1",
) -> Any:
    """Plain data, or a `StripeResponse`, as objects: each of the class that its `object` names.

    A dict without `object` becomes a `klass_`; `params` are those of the request that a list is the
    answer to, its next page is fetched with them. What is no dict and no list is returned as it is.
    """
    api_key = hidden(api_key)
    requestor = default_requestor().with_options(
        {"api_key": api_key, "stripe_version": stripe_version, "stripe_account": stripe_account}
    )
    data = resp.data if isinstance(resp, StripeResponse) else resp
    if isinstance(data, list):
        return [_converted(item, requestor, klass_, api_mode) for item in data]
    answer = _converted(data, requestor, klass_, api_mode)
    if isinstance(answer, StripeObject):
        if isinstance(resp, StripeResponse):
            answer._last_response = resp
        if params is not None:
            answer._retrieve_params = dict(params)
    return answer


def _converted(
    data: Any, requestor: APIRequestor, klass_: type[StripeObject] | None, api_mode: ApiMode
) -> Any:
    if klass_ is None or not isinstance(data, dict) or isinstance(data.get("object"), str):
        return convert(data, requestor, api_mode)
    return construct(klass_, data, requestor, api_mode)


def convert_to_dict(obj: Any) -> Any:
    """The same data in plain dicts and lists, all the way down."""
    if isinstance(obj, StripeObject):
        return StripeObject.to_dict(obj)
    if isinstance(obj, dict):
        return {name: convert_to_dict(value) for name, value in obj.items()}
    if isinstance(obj, list):
        return [convert_to_dict(item) for item in obj]
    return obj


def populate_headers(idempotency_key: str | None) -> dict[str, str] | None:
    """The header that carries an idempotency key; None for None."""
    return None if idempotency_key is None else {"Idempotency-Key": idempotency_key}


def merge_dicts(x: Mapping[str, Any], y: Mapping[str, Any]) -> dict[str, Any]:
    """Both in one new dict; where they differ `y` wins."""
    return {**x, **y}


def dashboard_link(request_id: str) -> str:
    """The address of a request's log in the dashboard, in the mode of `stripe.api_key`."""
    key = stripe.api_key or ""
    mode = "live" if key.startswith(("sk_live_", "rk_live_")) else "test"
    return f"https://dashboard.stripe.com/{mode}/logs/{request_id}"
