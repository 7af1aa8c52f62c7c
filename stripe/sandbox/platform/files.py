"""Files and links to them: the content is kept, and served where the file's `url` says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.form import Upload
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation, page
from stripe.sandbox.http import Raw
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.http import Request
    from stripe.sandbox.state.state import State
    from stripe.sandbox.state.world import World

# First bytes -> what the file is.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "docx"),
    (b"GIF8", "gif"),
)
_SIZES = {"dispute_evidence": 5_000_000, "identity_document": 16_000_000}
_SMALL = 512_000
EXPIRING = {"dispute_evidence": 7_776_000 * 6}


@operation("POST /v1/files")
def create(call: Call) -> Obj:
    """Stores an uploaded file."""
    params = call.params
    upload = params.get("file")
    if upload is None:
        raise missing_parameter("file")
    if not isinstance(upload, Upload):
        raise invalid(
            "Invalid file: the parameter must be sent as a file in a multipart/form-data body.",
            "file",
        )
    purpose, size = params["purpose"], len(upload.content)
    if purpose.startswith("business_") and size > _SMALL:
        raise invalid(f"The file is too large for {purpose}: at most 512 KB.", "file")
    if size > _SIZES.get(purpose, 16_000_000):
        raise invalid("The file is too large for its purpose.", "file")
    obj = {
        **crud.template("file"),
        "filename": re.split(r"[/\\]", upload.filename)[-1],
        "links": None,
        "purpose": purpose,
        "size": size,
        "title": None,
        "type": _type_of(upload),
        "id": call.world.ids.new("file"),
    }
    obj["created"] = call.clock.now()
    obj["expires_at"] = obj["created"] + EXPIRING[purpose] if purpose in EXPIRING else None
    obj["url"] = f"{call.state.files_url}/v1/files/{obj['id']}/contents"
    obj = call.changes.create("file", obj, hidden={"content": upload.content.decode("latin-1")})
    link = params.get("file_link_data")
    if link and link.get("create"):
        _link(call.world, obj, link)
    return shown(call.world, obj)


def shown(world: World, file: Obj) -> Obj:
    """A file as it is answered: with its links."""
    held = list(world.store.all("file_link", "file", file["id"]))
    url = f"/v1/file_links?file={file['id']}"
    links = {"object": "list", "data": held[:10], "has_more": len(held) > 10, "url": url}
    return {**file, "links": links}


@operation("GET /v1/files/{file}")
def retrieve(call: Call) -> Obj:
    """What is known of a file."""
    return shown(call.world, call.get("file"))


def _type_of(upload: Upload) -> str:
    for start, name in _MAGIC:
        if upload.content.startswith(start):
            return name
    _, dot, suffix = upload.filename.rpartition(".")
    return suffix.lower() if dot and suffix.isalnum() else "txt"


@operation("GET /v1/files/{file}/contents")
def contents(call: Call) -> Raw:
    """The file itself."""
    found = call.get("file")
    content = call.store.secret("file", found["id"])["content"].encode("latin-1")
    return Raw(content, "application/octet-stream")


@operation("POST /v1/file_links")
def create_link(call: Call) -> Obj:
    """A public link to a file."""
    found = call.find("file", call.params["file"], "file")
    return _link(call.world, found, call.params)


def _link(world: World, file: Obj, params: Obj) -> Obj:
    return world.changes.create(
        "file_link",
        {
            **crud.template("file_link"),
            "expired": False,
            "expires_at": _expiry(world, params.get("expires_at")),
            "file": file["id"],
            "metadata": dict(params.get("metadata") or {}),
            "url": f"{world.state.files_url}/links/{world.ids.text(40)}",
        },
    )


def _expiry(world: World, given: Any) -> int | None:
    if given == "now":
        return world.clock.now()
    if given is not None and given <= world.clock.now():
        raise invalid("A link expires in the future; `now` ends it at once.", "expires_at")
    return int(given) if given is not None else None


@page("GET /links/{token}")
def follow_link(state: State, request: Request, _ids: dict[str, str]) -> Raw:
    """The file behind a public link."""
    for world in state.worlds():
        for link in world.store.all("file_link"):
            if link["url"].endswith(request.path):
                return _behind(world, link)
    return Raw(b"No such link.", "text/plain", 404)


def _behind(world: World, link: Obj) -> Raw:
    expiry = link["expires_at"]
    file = world.store.get("file", link["file"])
    if file is None or (expiry is not None and expiry <= world.clock.now()):
        return Raw(b"This link has expired.", "text/plain", 404)
    content = world.store.secret("file", file["id"])["content"].encode("latin-1")
    return Raw(content, "application/octet-stream")


@operation("POST /v1/file_links/{link}")
def update_link(call: Call) -> Obj:
    """Changes the metadata, or when the link expires (`now` does so at once)."""
    found = call.get("file_link")
    changed = crud.changed_fields(found, call.params)
    if "expires_at" in call.params:
        changed["expires_at"] = _expiry(call.world, call.params["expires_at"])
        at = changed["expires_at"]
        changed["expired"] = at is not None and at <= call.clock.now()
    return call.changes.update(found, changed)
