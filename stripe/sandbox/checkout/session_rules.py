"""Which parameters of a Checkout session, or a payment link, go together, and how long they may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import branding
from stripe.sandbox.errors import invalid, missing_parameter, only_one, too_long
from stripe.sandbox.json import Obj, part, parts

if TYPE_CHECKING:
    from collections.abc import Mapping

HOSTED = "hosted_page"
NOT_WITH: Mapping[str, tuple[str, ...]] = {
    "payment": ("payment_method_collection", "setup_intent_data", "subscription_data"),
    "setup": (
        "allow_promotion_codes", "discounts", "invoice_creation", "optional_items",
        "payment_intent_data", "payment_method_collection", "shipping_options", "submit_type",
        "subscription_data",
    ),
    "subscription": (
        "customer_creation", "invoice_creation", "payment_intent_data", "setup_intent_data",
        "shipping_options",
    ),
}  # fmt: skip
"""Parameters that a mode does not have."""
MOST_FIELDS, MOST_OPTIONS, LONGEST_LABEL, LONGEST_TEXT = 3, 200, 50, 1200


def check(params: Obj, mode: str) -> None:
    """Raises the 400 for parameters that do not go with the mode of a session or with each other."""
    check_mode(params, mode)
    known = ("allowed_payment_method_types", "currency", "line_items")
    if mode == "setup" and not any(params.get(name) for name in known):
        raise missing_parameter("currency")
    _check_urls(params)
    check_texts(params)
    branding.check(params)


def check_mode(params: Obj, mode: str) -> None:
    """The 400 for parameters that the mode of a session, or of a link, does not have."""
    for name in NOT_WITH[mode]:
        if params.get(name):
            raise invalid(f"You can not pass `{name}` in `{mode}` mode.", name)
    if params.get("allow_promotion_codes") and params.get("discounts"):
        raise only_one("allow_promotion_codes", "discounts", "discounts")


def _check_urls(params: Obj) -> None:
    ui_mode = params.get("ui_mode") or HOSTED
    if ui_mode == HOSTED:
        if params.get("return_url"):
            raise invalid(
                "`return_url` cannot be used when `ui_mode` is `hosted_page`; use `success_url`.",
                "return_url",
            )
        if not params.get("success_url"):
            raise missing_parameter("success_url")
        return
    if params.get("success_url"):
        raise invalid(
            f"`success_url` can only be used when `ui_mode` is `hosted_page`, not `{ui_mode}`.",
            "success_url",
        )
    if not params.get("return_url") and params.get("redirect_on_completion") != "never":
        raise missing_parameter("return_url")


def check_texts(params: Obj) -> None:
    """The 400 for custom fields and texts that the page could not show."""
    fields = parts(params, "custom_fields")
    if len(fields) > MOST_FIELDS:
        raise invalid(f"A page has up to {MOST_FIELDS} `custom_fields`.", "custom_fields")
    keys: set[str] = set()
    for at, field in enumerate(fields):
        _check_field(field, f"custom_fields[{at}]")
        if field["key"] in keys:
            raise invalid(
                f"The key `{field['key']}` is that of two custom fields.",
                f"custom_fields[{at}][key]",
            )
        keys.add(field["key"])
    for name, text in part(params, "custom_text").items():
        message = (text or {}).get("message") or ""
        if len(message) > LONGEST_TEXT:
            raise too_long(message, LONGEST_TEXT, f"custom_text[{name}][message]")
    countries = part(params, "shipping_address_collection").get("allowed_countries")
    if countries is not None and not countries:
        raise missing_parameter("shipping_address_collection[allowed_countries]")


def _check_field(field: Obj, path: str) -> None:
    kind, key = field["type"], str(field["key"])
    if not (key.isascii() and key.isalnum()):
        raise invalid("A `key` is made of letters and digits.", f"{path}[key]")
    label = field["label"]["custom"]
    if len(label) > LONGEST_LABEL:
        raise too_long(label, LONGEST_LABEL, f"{path}[label][custom]")
    for other in ("dropdown", "numeric", "text"):
        if other != kind and field.get(other):
            raise invalid(f"A field of the type `{kind}` has no `{other}`.", f"{path}[{other}]")
    details = part(field, kind)
    if kind == "dropdown":
        _check_options(parts(details, "options"), f"{path}[dropdown][options]")
    least, most = details.get("minimum_length") or 0, details.get("maximum_length") or 255
    if not 0 <= least <= most <= 255:
        raise invalid(
            "`minimum_length` and `maximum_length` must be between 0 and 255, the minimum first.",
            f"{path}[{kind}][maximum_length]",
        )


def _check_options(options: list[Obj], path: str) -> None:
    if not options:
        raise missing_parameter(path)
    if len(options) > MOST_OPTIONS:
        raise invalid(f"A dropdown has up to {MOST_OPTIONS} options.", path)
    values = [option["value"] for option in options]
    if len(set(values)) < len(values):
        raise invalid("The values of the options must differ.", path)
