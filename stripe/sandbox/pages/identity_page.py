"""The page on which a person is verified: proven, not proven, or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.checkout import frame
from stripe.sandbox.generic.hosted_pages import entered_in, redirect
from stripe.sandbox.generic.registry import page
from stripe.sandbox.platform import identity

if TYPE_CHECKING:
    from stripe.sandbox.http import Raw, Request
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

PATH = "/start/{token}"
TITLE = "Verify your identity"


def _found(state: State, token: str) -> tuple[World, Obj, Obj] | None:
    for world in state.worlds():
        found = identity.of_link(world, token)
        if found is not None:
            return world, *found
    return None


@page(f"GET {PATH}")
def ask(state: State, _request: Request, ids: dict[str, str]) -> Raw:
    """Asks for what the session wants, of which the buttons are the outcomes."""
    found = _found(state, ids["token"])
    if found is None:
        return frame.missing("verification")
    world, _, session = found
    if session["status"] != "requires_input":
        text = f"This verification is {session['status']}."
        return frame.show(world, TITLE, frame.paragraph(text))
    what = "your id number" if session["type"] == "id_number" else "a photo of your document"
    body = frame.paragraph(f"A real session asks for {what}; here you choose how it ends.")
    last = session["last_error"]
    if last:
        body = frame.error(last["reason"]) + body
    body += frame.choice(
        ("verified", "Verified"),
        ("unverified", "Not verified"),
        ("decline", "Decline to be verified"),
    )
    return frame.show(world, TITLE, body)


@page(f"POST {PATH}")
def answer(state: State, request: Request, ids: dict[str, str]) -> Raw:
    """Ends the session as chosen, and sends the person back."""
    found = _found(state, ids["token"])
    if found is None:
        return frame.missing("verification")
    world, link, session = found
    outcome = entered_in(request).get("outcome")
    if session["status"] == "requires_input":
        if outcome == "decline":
            session = identity.decline(world, session)
        else:
            session = identity.submit(world, session, verified=outcome == "verified")
    if link["return_url"]:
        return redirect(link["return_url"])
    return frame.show(world, "Done", frame.paragraph("Thank you. You may close this page."))
