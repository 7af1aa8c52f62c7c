"""API keys: created, revealed, rolled and revoked by a person."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox.dashboard.view import table

if TYPE_CHECKING:
    from stripe.sandbox.dashboard.view import View
    from stripe.sandbox.http import Response
    from stripe.sandbox.state.keys import Key


def page(view: View, made: str = "") -> Response:
    """The keys of the account, secret ones masked; a new one is shown once."""
    rows = (
        (
            escape(key.kind),
            f"<code>{escape(key.value if key.kind == 'publishable' else key.masked)}</code>",
            escape(json.dumps(key.permissions) if key.permissions else ""),
            (
                view.form("/keys", "Reveal once", do="reveal", number=str(at))
                if key.value in view.state.keys.unseen
                else ""
            )
            + view.form("/keys", "Roll", do="roll", number=str(at))
            + view.form("/keys", "Revoke", do="revoke", number=str(at)),
        )
        for at, key in enumerate(_issued(view))
    )
    fields = (
        '<label for="kind">Kind</label><select id="kind" name="kind"><option>secret</option>'
        "<option>publishable</option><option>restricted</option></select>"
        '<label for="permissions">Permissions of a restricted one</label>'
        '<input id="permissions" name="permissions" placeholder="customer=read, charge=write">'
    )
    shown = (
        '<p class="said" role="status">The key, shown this once: '
        f'<code id="new-key">{escape(made)}</code></p>'
        if made
        else ""
    )
    body = (
        shown
        + table(("Kind", "Key", "Permissions", ""), rows)
        + "<h2>Create a key</h2>"
        + view.form("/keys", "Create key", fields, do="create")
    )
    return view.page("API keys", body, live=False)


def change(view: View) -> tuple[str, str]:
    """Creates, reveals, rolls or revokes; gives what is said and the key to show."""
    store, what = view.state.keys, view.text("do")
    if what == "create":
        given = [
            pair.partition("=") for pair in view.text("permissions").split(",") if pair.strip()
        ]
        permissions = {name.strip(): value.strip() for name, _, value in given} or None
        return "", store.create(
            view.text("kind"), livemode=view.livemode, account=view.account, permissions=permissions
        )
    issued = _issued(view)
    number = view.text("number")
    if not (number.isascii() and number.isdigit()) or int(number) >= len(issued):
        raise ValueError("There is no such key.")
    key = issued[int(number)].value
    if what == "reveal":
        if key not in store.unseen:
            raise ValueError("A key is shown once, when it is new: roll it if it is lost.")
        store.unseen.discard(key)
        return "", key
    if what == "roll":
        return "", store.roll(key)
    store.revoke(key)
    return "The key is revoked.", ""


def _issued(view: View) -> list[Key]:
    return [
        key
        for key in view.state.keys.issued()
        if key.livemode == view.livemode and key.account_id == view.account
    ]
