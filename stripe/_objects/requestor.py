"""What objects act through: they know it from here alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import stripe
from stripe._wire.masking import as_secret
from stripe._wire.request import Call
from stripe._wire.requestor_options import split_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stripe._wire.options import BaseAddress
    from stripe.api_requestor import APIRequestor

__all__ = ["APIRequestor", "default_requestor", "global_request"]

_default: tuple[object, APIRequestor | None] = (None, None)


def default_requestor() -> APIRequestor:
    """The requestor of module-level calls: another as soon as a setting of the module differs."""
    global _default
    settings = (
        as_secret(stripe.api_key),
        stripe.api_version,
        stripe.api_base,
        stripe.connect_api_base,
        stripe.upload_api_base,
        stripe.meter_events_api_base,
        stripe.max_network_retries,
        stripe.timeout,
    )
    known, requestor = _default
    if requestor is None or settings != known:
        from stripe.api_requestor import APIRequestor

        requestor = APIRequestor(
            stripe.api_key,
            max_network_retries=stripe.max_network_retries,
            timeout=stripe.timeout,
        )
        _default = (settings, requestor)
    return requestor


def global_request(
    verb: str, url: str, params: Mapping[str, Any], base: BaseAddress = "api"
) -> Any:
    """A request with the settings of the module; `params` are parameters and options alike."""
    options, rest = split_options(params)
    return default_requestor().request(verb, url, rest, options, Call(base))
