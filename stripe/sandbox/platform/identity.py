"""Verification sessions: what the person does on their page, and the report that it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation, prepare
from stripe.sandbox.json import Obj
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME, REPORT = "identity.verification_session", "identity.verification_report"
LINKS = "verification links"
NAMES = {"first_name": "Jenny", "last_name": "Rosen"}
REASONS = {
    "document": ("document_unverified_other", "The document could not be verified."),
    "id_number": ("id_number_unverified_other", "The id number could not be verified."),
}
DECLINED = ("consent_declined", "The person declined to be verified.")


@prepare(NAME)
def begin(world: World, obj: Obj, params: Obj) -> None:
    """Gives a new session its secret and its page."""
    mode = "live" if world.livemode else "test"
    secret = world.ids.text(40)
    token = f"{mode}_{secret}"
    obj["client_secret"] = f"vs_{mode}_secret_{secret}"
    obj["url"] = f"{world.state.pages_at('verify')}/start/{token}"
    kept = {"id": token, "secret": obj["client_secret"], "return_url": params.get("return_url")}
    world.changes.keep(LINKS, token, kept)


def of_link(world: World, token: str) -> tuple[Obj, Obj] | None:
    """The link that was handed out, and its session."""
    link = world.store.get(LINKS, token)
    if link is None:
        return None
    for session in world.store.all(NAME):
        if session["client_secret"] == link["secret"]:
            return link, session
    return None


def decline(world: World, session: Obj) -> Obj:
    """The person does not want to be verified."""
    error = dict(zip(("code", "reason"), DECLINED, strict=True))
    changed = {"last_error": error}
    return world.changes.update(session, changed, event=f"{NAME}.requires_input")


def submit(world: World, session: Obj, *, verified: bool) -> Obj:
    """The person hands in what is asked for, which proves who they are or does not."""
    session = world.changes.update(session, {"status": "processing"}, event=f"{NAME}.processing")
    kind = "id_number" if session["type"] == "id_number" else "document"
    code, reason = REASONS[kind]
    error = None if verified else {"code": code, "reason": reason}
    report = world.changes.create(REPORT, _report(world, session, kind, error), event=None)
    changed: Obj = {
        "last_error": error,
        "last_verification_report": report["id"],
        "status": "verified" if verified else "requires_input",
    }
    if verified:
        changed.update(client_secret=None, url=None)
        outputs = shapes.blank_part(NAME, "verified_outputs")
        changed["verified_outputs"] = {**outputs, **NAMES}
    return world.changes.update(session, changed, event=f"{NAME}.{changed['status']}")


def _report(world: World, session: Obj, kind: str, error: Obj | None) -> Obj:
    checked = shapes.blank_part(REPORT, kind)
    checked.update(error=error, status="verified" if error is None else "unverified")
    if error is None:
        checked.update(NAMES)
    if kind == "document":
        checked.update(files=[], issuing_country="US", type="driving_license")
    else:
        checked["id_number_type"] = "us_ssn"
    return {
        **crud.template(REPORT),
        "client_reference_id": session.get("client_reference_id"),
        "id": world.ids.new(REPORT),
        "options": {},
        "type": session["type"],
        "verification_session": session["id"],
        kind: checked,
    }


# -- by test helpers, as `stripe trigger` has it -------------------------------------------------------

HELPER = "POST /v1/test_helpers/identity/verification_sessions/{session}"


@operation(f"{HELPER}/process")
def process(call: Call) -> Obj:
    """What was handed in is being looked at."""
    return call.changes.update(_open(call), {"status": "processing"}, event=f"{NAME}.processing")


@operation(f"{HELPER}/verify")
def verify(call: Call) -> Obj:
    """It is found to be in order."""
    return submit(call.world, _open(call), verified=True)


@operation(f"{HELPER}/require_input")
def require_input(call: Call) -> Obj:
    """It is not: the person has to hand in something else."""
    return submit(call.world, _open(call), verified=False)


def _open(call: Call) -> Obj:
    session = call.get(NAME)
    if session["status"] not in ("requires_input", "processing"):
        raise invalid(f"This session has a status of {session['status']}: it is at its end.")
    return session
