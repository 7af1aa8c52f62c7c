"""File uploads: what a multipart body holds."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe._wire.multipart import IN_MEMORY

PDF = b"%PDF-1.4\r\n\x00\xff--\r\n"


class Unseekable(io.RawIOBase):
    """A stream such as a pipe or a response: read once, from beginning to end."""

    def __init__(self, data: bytes) -> None:
        self._source = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._source.readinto(buffer)


def upload(wire: Wire, **params: Any) -> dict[str, Any]:
    stripe.File.create(**params)
    return {name: (file, content) for name, file, content in wire.last.parts}


def test_a_file_and_plain_parts(wire: Wire, tmp_path: Path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(PDF)
    with path.open("rb") as file:
        parts = upload(
            wire,
            file=file,
            purpose="dispute_evidence",
            file_link_data={"create": True, "metadata": {"a": "é"}, "expires_at": None},
            expand=["x", "y"],
        )
    assert parts == {
        "file": (str(path), PDF),
        "purpose": (None, "dispute_evidence"),
        "file_link_data[create]": (None, "true"),
        "file_link_data[metadata][a]": (None, "é"),
        "expand[0]": (None, "x"),
        "expand[1]": (None, "y"),
    }
    assert wire.last.host == "files.stripe.com"


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: io.BytesIO(PDF), "blob"),
        (lambda: PDF, "blob"),
        (lambda: bytearray(PDF), "blob"),
        (lambda: io.BufferedReader(Unseekable(PDF)), "blob"),
    ],
    ids=["BytesIO", "bytes", "bytearray", "unseekable"],
)
def test_files_without_a_name(make: Any, name: str, wire: Wire):
    assert upload(wire, file=make())["file"] == (name, PDF)


def test_text_files_go_out_as_utf8(wire: Wire):
    assert upload(wire, file=io.StringIO("é\n"))["file"] == ("blob", "é\n".encode())


def test_a_file_that_is_a_number_by_name(wire: Wire):
    with tempfile.TemporaryFile() as file:
        file.write(PDF)
        file.seek(0)
        name, content = upload(wire, file=file)["file"]
        assert content == PDF
        assert name == str(file.name)


def test_a_file_is_sent_from_where_it_stands(wire: Wire):
    file = io.BytesIO(b"head" + PDF)
    file.seek(4)
    assert upload(wire, file=file)["file"][1] == PDF


def test_paths(wire: Wire, tmp_path: Path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(PDF)
    assert upload(wire, file=path)["file"] == (str(path), PDF)
    with pytest.raises(FileNotFoundError):
        upload(wire, file=tmp_path / "none")
    assert len(wire.sent) == 1


@pytest.mark.parametrize("as_path", [True, False])
def test_large_files_are_read_piece_by_piece(as_path: bool, wire: Wire, tmp_path: Path):
    data = bytes(range(256)) * (IN_MEMORY // 256 + 10)
    path = tmp_path / "large"
    path.write_bytes(data)
    if as_path:
        assert upload(wire, file=path, purpose="x")["file"][1] == data
    else:
        with path.open("rb") as file:
            assert upload(wire, file=file, purpose="x")["file"][1] == data


def test_a_large_body_is_sent_whole_at_each_try(wire: Wire, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    data = b"x" * (IN_MEMORY + 1)
    wire.answer({}, 500)
    wire.answer({}, 503)
    upload(wire, file=io.BytesIO(data))
    assert len(wire.sent) == 3
    assert all({n: c for n, _, c in sent.parts}["file"] == data for sent in wire.sent)


class Named(io.BytesIO):
    name = 'a"b\r\nc.txt'


def test_names_are_made_harmless(wire: Wire):
    stripe.File.create(file=Named(PDF), **{'x"y\r\nz': "1"})
    body = wire.last.body
    assert isinstance(body, bytes)
    assert b'filename="a%22b  c.txt"' in body
    assert b'name="x%22y  z"' in body


def test_boundaries_are_long_and_never_the_same(wire: Wire):
    for _ in range(3):
        upload(wire, file=b"x")
    kinds = {sent.headers["Content-Type"] for sent in wire.sent}
    assert len(kinds) == 3
    assert all(len(kind.partition("boundary=")[2]) == 60 for kind in kinds)


def test_an_upload_in_client_style(wire: Wire, client: stripe.StripeClient):
    client.v1.files.create({"file": io.BytesIO(PDF), "purpose": "logo"})
    assert [name for name, _, _ in wire.last.parts] == ["file", "purpose"]
    client.raw_request(
        "post", "/v1/files", base="files", content_type="multipart/form-data", file=PDF
    )
    assert wire.last.parts == [("file", "blob", PDF)]
    assert wire.last.host == "files.stripe.com"


class Reader:
    """Has `read` and nothing else."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, size: int = -1) -> bytes:
        content, self._content = self._content, b""
        return content


@pytest.mark.parametrize(
    "file", [Unseekable(b"content"), Reader(b"content")], ids=["stream", "reader"]
)
def test_uploads_of_what_can_be_read_once(file: Any, wire: Wire) -> None:
    stripe.File.create(purpose="dispute_evidence", file=file)
    assert wire.only.parts[-1][2] in (b"content", "content")


def test_a_path(tmp_path: Path, wire: Wire) -> None:
    path = tmp_path / "receipt.pdf"
    path.write_bytes(b"content")
    file: Any = path
    stripe.File.create(purpose="dispute_evidence", file=file)
    assert wire.only.parts[-1][1:] == (str(path), b"content")


def test_a_body_of_parts_is_read_again_from_its_beginning_only() -> None:
    from stripe._wire.multipart import MultipartStream

    stream = MultipartStream([("purpose", "logo")], "boundary")
    whole = stream.read()
    with pytest.raises(ValueError, match="from its beginning"):
        stream.seek(5)
    stream.seek(0)
    assert stream.read() == whole
