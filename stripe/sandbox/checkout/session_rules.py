"""Which parameters of a Checkout session, or a payment link, go together, and how long they may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import branding
from stripe.sandbox.errors import invalid, missing_parameter, only_one, too_long
from stripe.sandbox.json import Obj, is_dict, part, parts

if TYPE_CHECKING:
    from collections.abc import Mapping

HOSTED = "hosted_page"
NOT_WITH: Mapping[str, tuple[str, ...]] = {
    "payment": ("payment_method_collection", "setup_intent_data", "subscription_data"),
    "setup": (
        "allow_promotion_codes", "discounts", "invoice_creation", "optional_items",
        "payment_intent_data", "payment_method_collection", "phone_number_collection",
        "saved_payment_method_options", "shipping_options", "submit_type", "subscription_data",
    ),
    "subscription": (
        "customer_creation", "invoice_creation", "payment_intent_data", "setup_intent_data",
        "shipping_options",
    ),
}  # fmt: skip
"""Parameters that a mode does not have."""
NOT_IN: Mapping[str, tuple[str, ...]] = {
    "elements": (
        "after_expiration", "branding_settings", "cancel_url", "custom_fields", "custom_text",
        "optional_items", "origin_context", "submit_type", "success_url",
    ),
    "embedded_page": ("cancel_url", "success_url"),
    "form": ("optional_items", "permissions", "success_url"),
    "hosted_page": ("permissions", "return_url"),
}  # fmt: skip
"""Parameters that a `ui_mode` does not have."""
MOST_FIELDS, MOST_OPTIONS, LONGEST_LABEL, LONGEST_KEY, LONGEST_TEXT = 3, 200, 100, 200, 1200


def check(params: Obj, mode: str) -> None:
    """Raises the 400 for parameters that do not go with the mode of a session or with each other."""
    check_mode(params, mode)
    known = ("allowed_payment_method_types", "currency", "line_items")
    if mode == "setup" and not any(params.get(name) for name in known):
        raise missing_parameter("currency")
    _check_urls(params)
    check_texts(params)
    branding.check(params)
    if len(params.get("discounts") or ()) > 1:
        raise invalid("A Checkout Session can have one discount only.", "discounts")


def check_mode(params: Obj, mode: str) -> None:
    """The 400 for parameters that the mode of a session, or of a link, does not have."""
    for name in NOT_WITH[mode]:
        value = params.get(name)
        if value and not (is_dict(value) and value.get("enabled") is False):
            raise invalid(f"You can not pass `{name}` in `{mode}` mode.", name)
    if params.get("allow_promotion_codes") and params.get("discounts"):
        raise only_one("allow_promotion_codes", "discounts", "discounts")


def _check_urls(params: Obj) -> None:
    ui_mode = params.get("ui_mode") or HOSTED
    for name in NOT_IN[ui_mode]:
        if params.get(name):
            raise invalid(f"`{name}` cannot be used when `ui_mode` is `{ui_mode}`.", name)
    if ui_mode == HOSTED:
        if not params.get("success_url"):
            raise missing_parameter("success_url")
        return
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
    _check_word(key, LONGEST_KEY, f"{path}[key]")
    label = field["label"]["custom"]
    if len(label) > LONGEST_LABEL:
        raise too_long(label, LONGEST_LABEL, f"{path}[label][custom]")
    for other in ("dropdown", "numeric", "text"):
        if other != kind and field.get(other):
            raise invalid(f"A field of the type `{kind}` has no `{other}`.", f"{path}[{other}]")
    details = part(field, kind)
    if kind == "dropdown":
        _check_options(details, f"{path}[dropdown]")
    least, most = details.get("minimum_length") or 0, details.get("maximum_length") or 255
    if not 0 <= least <= most <= 255:
        raise invalid(
            "`minimum_length` and `maximum_length` must be between 0 and 255, the minimum first.",
            f"{path}[{kind}][maximum_length]",
        )


def _check_word(word: str, longest: int, path: str) -> None:
    if len(word) > longest:
        raise too_long(word, longest, path)
    if not (word.isascii() and word.isalnum()):
        raise invalid("Only letters and digits can be used here.", path)


def _check_options(dropdown: Obj, path: str) -> None:
    options, where = parts(dropdown, "options"), f"{path}[options]"
    if not options:
        raise missing_parameter(where)
    if len(options) > MOST_OPTIONS:
        raise invalid(f"A dropdown has up to {MOST_OPTIONS} options.", where)
    values = [option["value"] for option in options]
    if len(set(values)) < len(values):
        raise invalid("The values of the options must differ.", where)
    for at, option in enumerate(options):
        _check_word(option["value"], LONGEST_LABEL, f"{where}[{at}][value]")
        if len(option["label"]) > LONGEST_LABEL:
            raise too_long(option["label"], LONGEST_LABEL, f"{where}[{at}][label]")
    default = dropdown.get("default_value")
    if default is not None and default not in values:
        raise invalid("`default_value` must be the value of an option.", f"{path}[default_value]")
