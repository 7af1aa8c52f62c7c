"""What the pages have in common beside their style: tables, buttons, fields, who comes, the way back."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

from stripe.sandbox import form
from stripe.sandbox.checkout import shops
from stripe.sandbox.errors import ApiError
from stripe.sandbox.generic import hosted_pages
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World


def show(world: World, title: str, body: str, status: int = 200) -> Raw:
    """A page of an account; `title` is text, `body` is HTML already."""
    return hosted_pages.page(shops.shop_of(world), title, body, status)


def missing(what: str) -> Raw:
    """The page of an address at which there is nothing."""
    return hosted_pages.say(hosted_pages.SANDBOX, "Not found", f"There is no such {what}.", 404)


def paragraph(text: str) -> str:
    """A paragraph of text."""
    return f"<p>{escape(text)}</p>"


def error(text: str) -> str:
    """What went wrong, read out by screen readers; nothing where nothing did."""
    return f'<p id="error" role="alert">{escape(text)}</p>' if text else ""


def field_problem(error: ApiError) -> dict[str, str]:
    """What is wrong with the field that a refusal names, if it names one."""
    return {error.param: error.message} if error.param else {}


def table(rows: Iterable[tuple[str, object]]) -> str:
    """A table of names and values; rows without a value are left out."""
    cells = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(str(value))}</td></tr>'
        for name, value in rows
        if value not in (None, "")
    )
    return f"<table>{cells}</table>"


def choice(*buttons: tuple[str, str], fields: str = "") -> str:
    """A form with a button for each `outcome` (its value and its words), the first one the likely.

    It names no `action`: it goes to the address of its page, with all that stands in that.
    """
    likely = ' class="main"'
    made = ""
    for value, words in buttons:
        name = escape(value)
        made += (
            f'<p><button id="{name}" name="outcome" value="{name}"{likely}>'
            f"{escape(words)}</button></p>"
        )
        likely = ""
    return f'<form method="post">{fields}{made}</form>'


def field(name: str, label: str, value: object = "") -> str:
    """A labelled field of a form."""
    return (
        f'<div class="field"><label for="{escape(name)}">{escape(label)}</label>'
        f'<input id="{escape(name)}" name="{escape(name)}" value="{escape(str(value))}"></div>'
    )


def asked(request: Request) -> Obj:
    """What is in the address behind the question mark; nothing where it can't be read."""
    try:
        return form.from_form(request.query)
    except ApiError:
        return {}


def with_secret(
    state: State, request: Request, names: Iterable[str], id: str
) -> tuple[World, Obj] | None:
    """The object of an address that carries its `client_secret`, and the world it is in."""
    secret = asked(request).get("client_secret")
    for name in names:
        for world, found in hosted_pages.worlds_with(state, name, id):
            if found["client_secret"] == secret:
                return world, found
    return None


def back_from(intent: Obj, url: str, outcome: str) -> Raw:
    """Sends the visitor back from what an intent asked for, `succeeded` or `failed`."""
    name = intent["object"]
    told = {name: intent["id"], f"{name}_client_secret": intent["client_secret"]}
    return back_to(url, **told, redirect_status=outcome)


def back_to(url: str, **told: str) -> Raw:
    """Sends the visitor back to an application, which is told more in the address."""
    split = urlsplit(url)
    query = "&".join(part for part in (split.query, urlencode(told)) if part)
    return hosted_pages.redirect(urlunsplit(split._replace(query=query)))
