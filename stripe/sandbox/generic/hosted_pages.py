"""Pages for people who are no developers: one frame and style, with a badge that says whose they are."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from stripe.sandbox import form
from stripe.sandbox.errors import ApiError
from stripe.sandbox.http import Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.http import Request
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

HTML = "text/html; charset=utf-8"


class Shop(NamedTuple):
    """Whose page it is: the name that people know, and the account; `look` is CSS of its own."""

    name: str
    account: str
    look: str = ""


SANDBOX = Shop("Stripe sandbox", "nobody")
"""Whose the pages are that belong to no account."""


@cache
def _template() -> Template:
    found = files("stripe.sandbox.generic").joinpath("templates").joinpath("hosted.html")
    return Template(found.read_text("utf-8"))


def page(shop: Shop, title: str, body: str, status: int = 200) -> Raw:
    """A whole page; `body` is HTML, the texts are escaped."""
    text = _template().substitute(
        shop=escape(shop.name),
        account=escape(shop.account),
        look=shop.look,
        title=escape(title),
        body=body,
    )
    return Raw(text.encode(), HTML, status)


def say(shop: Shop, title: str, message: str, status: int = 200, *, back: str = "") -> Raw:
    """A page that says one thing; `back` is a link as HTML."""
    return page(shop, title, f'<p id="message">{escape(message)}</p><p>{back}</p>', status)


def redirect(url: str) -> Raw:
    """Sends the browser on."""
    # a header is ASCII; what is escaped already and what separates the parts stays
    return Raw(b"", HTML, 303, {"Location": quote(url, safe="%/:?#[]@!$&'()*+,;=~")})


def link(url: str | None, text: str) -> str:
    """A link, or nothing where there is no address to go to."""
    if not url or urlsplit(url).scheme not in ("http", "https"):
        return ""
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def entered_in(request: Request) -> Obj:
    """What a form was sent with, nested as its names are; nothing where it can't be read."""
    try:
        return form.from_form(request.body.decode("utf-8", "replace"))
    except ApiError:
        return {}


def worlds_with(state: State, name: str, id: str) -> Iterator[tuple[World, Obj]]:
    """The objects of an id, and the worlds they are in: pages come with no key that says which."""
    for world in state.worlds():
        found = world.store.get(name, id)
        if found is not None:
            yield world, found
