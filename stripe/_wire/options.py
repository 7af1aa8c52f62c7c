"""Types of options: for annotations, so that a program that has none does not make them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from stripe.stripe_context import StripeContext

ApiMode = Literal["V1", "V2"]
BaseAddress = Literal["api", "connect", "files", "meter_events"]


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


class BaseAddresses(TypedDict, total=False):
    """Where requests go, for `StripeClient(base_addresses=...)`."""

    api: str
    connect: str
    files: str
    meter_events: str


class AppInfo(TypedDict):
    """How a plug-in or framework names itself, see `stripe.set_app_info`."""

    name: str
    partner_id: str | None
    url: str | None
    version: str | None
