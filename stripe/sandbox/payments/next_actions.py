"""What the customer of a wallet, voucher or bank app is shown; all of it leads to the sandbox's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.json import Obj
from stripe.sandbox.payments import three_d_secure

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

DAY = 86_400
VOUCHER_DAYS = 3
VOUCHERS: dict[str, tuple[str, ...]] = {
    "boleto": ("hosted_voucher_url", "expires_at", "number", "pdf"),
    "konbini": ("hosted_voucher_url", "expires_at", "stores"),
    "multibanco": ("hosted_voucher_url", "expires_at", "entity", "reference"),
    "oxxo": ("hosted_voucher_url", "expires_after", "number"),
}
IMAGES = ("image_url_png", "image_url_svg")
QR_CODES: dict[str, tuple[str, ...]] = {
    "paynow": ("data", "hosted_instructions_url", *IMAGES),
    "pix": ("data", "expires_at", "hosted_instructions_url", *IMAGES),
    "promptpay": ("data", "hosted_instructions_url", *IMAGES),
    "wechat_pay": ("data", "hosted_instructions_url", "image_data_url", *IMAGES),
}
APPS: dict[str, tuple[str, ...]] = {
    "cashapp": ("expires_at", *IMAGES),
    "swish": ("data", "expires_at", *IMAGES),
    "upi": ("expires_at", *IMAGES),
}
STORES = ("familymart", "lawson", "ministop", "seicomart")


def of(world: World, intent: Obj, kind: str, return_url: str | None) -> Obj:
    """`next_action` for a means of payment."""
    page = three_d_secure.page(world, intent)
    if kind == "alipay":
        native: Obj = {"native_data": None, "native_url": None}
        return _action("alipay_handle_redirect", {**native, "return_url": return_url, "url": page})
    if kind == "blik":
        return _action("blik_authorize", {})
    if kind in VOUCHERS:
        return _action(f"{kind}_display_details", _fields(world, page, VOUCHERS[kind]))
    if kind in QR_CODES:
        return _action(f"{kind}_display_qr_code", _fields(world, page, QR_CODES[kind]))
    if kind in APPS:
        shown: Obj = {"hosted_instructions_url": page}
        if kind != "upi":
            shown["mobile_auth_url"] = page
        shown["qr_code"] = _fields(world, page, APPS[kind])
        return _action(f"{kind}_handle_redirect_or_display_qr_code", shown)
    return three_d_secure.next_action(world, intent, return_url)


def _action(type: str, details: Obj) -> Obj:
    return {"type": type, type: details}


def _fields(world: World, page: str, names: tuple[str, ...]) -> Obj:
    return {name: _field(world, page, name) for name in names}


def _field(world: World, page: str, name: str) -> Any:
    if name.startswith("expires"):
        return (world.clock.now() // DAY + VOUCHER_DAYS) * DAY
    if name == "entity":
        return world.ids.digits(5)
    if name in ("number", "reference"):
        return world.ids.digits(14)
    if name == "stores":
        codes = {
            "confirmation_number": world.ids.digits(11),
            "payment_code": world.ids.digits(6),
        }
        return dict.fromkeys(STORES, codes)
    return page
