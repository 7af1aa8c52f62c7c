"""`Stripe-Version`: which versions there are."""

from __future__ import annotations

import re
from functools import cache

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.json import is_list
from stripe.sandbox.spec import description

FORM = re.compile(r"(\d{4}-\d{2}-\d{2})(\.[a-z]+)?(;.*)?\Z")

UNSAFE = "unsafe-development"  # what `stripe trigger` sends with some requests


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
    if not version or version == UNSAFE:
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
