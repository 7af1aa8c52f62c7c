"""Pages for customers as HTML: templates filled, messages, redirects, and whose page it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from stripe.sandbox.http import Raw
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

HTML = "text/html; charset=utf-8"


@cache
def _template(name: str) -> Template:
    found = files("stripe.sandbox.checkout").joinpath("templates").joinpath(f"{name}.html")
    return Template(found.read_text("utf-8"))


def render(template: str, raw: dict[str, str], status: int = 200, /, **texts: object) -> Raw:
    """Fills a template; `texts` are escaped, `raw` is HTML already."""
    values = {key: escape(str(value or "")) for key, value in texts.items()}
    return Raw(_template(template).substitute(values, **raw).encode(), HTML, status)


def redirect(url: str) -> Raw:
    """Sends the browser on."""
    # a header is ASCII; what is escaped already and what separates the parts stays
    return Raw(b"", HTML, 303, {"Location": quote(url, safe="%/:?#[]@!$&'()*+,;=~")})


def plain(title: str, message: str, status: int = 200) -> Raw:
    """A page that says one thing."""
    return render("authenticate", {"form": ""}, status, title=title, message=message)


def worlds_with(state: State, name: str, id: str) -> Iterator[tuple[World, Obj]]:
    """The objects of an id, and the worlds they are in: pages come with no key that says which."""
    for world in state.worlds():
        found = world.store.get(name, id)
        if found is not None:
            yield world, found


def link(url: str | None, text: str) -> str:
    """A link, or nothing where there is no address to go to."""
    if not url or urlsplit(url).scheme not in ("http", "https"):
        return ""
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def card_of(entered: Obj) -> Obj:
    """The parameters of a payment method from the fields of a form."""
    address = {"postal_code": entered.get("postal_code") or None}
    return {
        "type": "card",
        "card": {
            "number": entered.get("number"),
            "exp_month": entered.get("exp_month"),
            "exp_year": entered.get("exp_year"),
            "cvc": entered.get("cvc"),
        },
        "billing_details": {
            "address": address,
            "email": entered.get("email") or None,
            "name": entered.get("name") or None,
        },
    }
