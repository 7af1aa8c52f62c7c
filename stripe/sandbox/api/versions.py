"""`Stripe-Version`: which versions there are, and names that parameters had before."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from stripe.sandbox.api import old_parameters
from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.json import Obj, is_list
from stripe.sandbox.spec import description

if TYPE_CHECKING:
    from stripe.sandbox.spec.description import Route

FORM = re.compile(r"(\d{4}-\d{2}-\d{2})(\.[a-z]+)?(;.*)?\Z")
NEW = "2026-10-28"  # from here on parameters have the names of the description

# route or object -> old name of a parameter -> what became of it
RENAMED: dict[str, dict[str, str]] = {
    "POST /v1/promotion_codes": {"coupon": "promotion.coupon"},
    "POST /v1/customers": {"card": "source"},
    "POST /v1/charges": {"card": "source"},
}


@cache
def known() -> frozenset[str]:
    """The dates of all versions, as the description lists them for webhook endpoints."""
    fields = description.params_of("POST /v1/webhook_endpoints")
    words = description.bare(fields.of["api_version"])
    listed = words[1:] if is_list(words) else ()
    return frozenset([*listed, description.version()])


def check(version: str | None) -> str:
    """The version of a request, else a 400."""
    current = description.version()
    if not version:
        return current
    match = FORM.match(version)
    if version == current or version in known():
        return version
    if match is not None and match.group(1) + (match.group(2) or "") in known():
        return version
    raise invalid(
        f"Invalid Stripe API version: {version}. The latest version is {current}; see "
        "https://stripe.com/docs/upgrades for all versions.",
        kept=False,
    )


def translate(route: Route, raw: Obj, version: str) -> Obj:
    """Parameters under their names of today, when the request asks for an older version."""
    raw = old_parameters.translate(route.key, raw)
    renamed = RENAMED.get(route.key)
    if renamed is None or version[:10] >= NEW:
        return raw
    result = dict(raw)
    for old, new in renamed.items():
        if old in result:
            value = result.pop(old)
            head, _, tail = new.partition(".")
            if tail:
                result[head] = {"type": tail, tail: value}
            else:
                result.setdefault(head, value)
    return result


def idempotency_key(value: str) -> str:
    """An idempotency key, else a 400."""
    if not value or len(value) > 255:
        raise ApiError(
            400,
            "Idempotency-Key must be between 1 and 255 characters long.",
            type="idempotency_error",
            kept=False,
        )
    return value
