"""How a session's page looks by its `branding_settings`: name, colours, corners."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stripe.sandbox.checkout import shops
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic.hosted_pages import Shop
from stripe.sandbox.json import Obj, part

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

NAME = "branding_settings"
COLOURS = ("background_color", "button_color")
DEFAULTS: Obj = {
    "background_color": "#ffffff",
    "border_style": "rounded",
    "button_color": "#0074d4",
    "display_name": None,
    "font_family": "default",
    "icon": None,
    "logo": None,
}
CORNERS = {"pill": "2rem", "rectangular": "0", "rounded": "6px"}
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
BLACK, WHITE = "#000000", "#ffffff"


def check(params: Obj) -> None:
    """The 400 for colours that are none."""
    given = part(params, NAME)
    for name in COLOURS:
        if given.get(name) and not _HEX.fullmatch(given[name]):
            raise invalid(
                f"Invalid color: {given[name]}. A color is written as `#rrggbb`.", f"{NAME}[{name}]"
            )


def filled(world: World, params: Obj) -> Obj:
    """`branding_settings` as the session of such parameters shows them; nothing where none are given."""
    given = {key: value for key, value in part(params, NAME).items() if value}
    if not given:
        return {}
    return {NAME: {**DEFAULTS, "display_name": shops.shop_of(world).name, **given}}


def shop_of(world: World, session: Obj) -> Shop:
    """Whose page a session's is, and how it looks."""
    shop, settings = shops.shop_of(world), part(session, NAME)
    if not settings:
        return shop
    paper = settings["background_color"]
    ink = _readable(paper)
    colours = {
        **dict.fromkeys(("ink", "line", "link", "bad", "faint"), ink),
        **dict.fromkeys(("paper", "soft"), paper),
    }
    root = " ".join(f"--{name}: {colour};" for name, colour in colours.items())
    button = settings["button_color"]
    corners = CORNERS[settings["border_style"]]
    look = (
        f":root {{ color-scheme: only light; {root} }} "
        f"button, input, select, section, fieldset {{ border-radius: {corners}; }} "
        f"button.main {{ background: {button}; color: {_readable(button)}; }}"
    )
    return shop._replace(name=settings["display_name"], look=look)


def _readable(colour: str) -> str:
    """The ink that stands out from a colour by the contrast of WCAG (at least 4.58), black or white."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return BLACK if (luminance + 0.05) ** 2 > 1.05 * 0.05 else WHITE
