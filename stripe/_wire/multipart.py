"""Multipart bodies for file uploads, a large file read piece by piece."""

from __future__ import annotations

import io
import os
import secrets
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from stripe._wire.encoding import encode_text, flatten, is_mock

if TYPE_CHECKING:
    from _typeshed import SupportsRead

IN_MEMORY = 1 << 20
"""Bodies up to this size (bytes) are made in memory; HTTP clients get them as `bytes`."""

_PIECE = 1 << 16

FileContent: TypeAlias = "SupportsRead[bytes] | SupportsRead[str] | bytes | os.PathLike[str]"
"""What can be uploaded: an open file, bytes, or a path (`pathlib.Path`)."""


def encode_multipart(params: Mapping[str, Any]) -> tuple[bytes | MultipartStream, str]:
    """The body and its content type.

    A value with a `read` method, a path (`os.PathLike`) or bytes becomes a file part, everything
    else a plain one.
    """
    # 30 bytes nobody can guess: a value that held the boundary would be read as further parts.
    boundary = secrets.token_hex(30)
    opened = {key: _as_file(value) for key, value in params.items()}
    stream = MultipartStream(flatten(opened), boundary)
    content_type = f"multipart/form-data; boundary={boundary}"
    return (stream.read() if len(stream) <= IN_MEMORY else stream), content_type


class MultipartStream:
    """A body that HTTP clients read as a file; `seek(0)` starts it again for the next try."""

    def __init__(self, pairs: list[tuple[str, Any]], boundary: str) -> None:
        self._parts: list[tuple[bytes, _FilePart | _Upload | bytes]] = []
        for key, value in pairs:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(key)}"'
            if isinstance(value, str):
                self._parts.append((f"{head}\r\n\r\n".encode(), encode_text(key, value)))
                continue
            part = value if isinstance(value, _Upload) else _FilePart(value)
            head += f'; filename="{_quoted(part.name)}"\r\nContent-Type: application/octet-stream'
            self._parts.append((f"{head}\r\n\r\n".encode(), part))
        self._end = f"--{boundary}--\r\n".encode()
        self.seek(0)

    def __len__(self) -> int:
        return sum(len(head) + len(part) + 2 for head, part in self._parts) + len(self._end)

    def seek(self, position: int) -> None:
        """Starts again; 0 is the only position there is."""
        if position:
            raise ValueError("A multipart body can be read again only from its beginning.")
        self._pieces = self._all_pieces()
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, all that are left if negative."""
        pieces = [self._left]
        missing = size - len(self._left)
        for piece in self._pieces if size < 0 or missing > 0 else ():
            pieces.append(piece)
            missing -= len(piece)
            if size >= 0 and missing <= 0:
                break
        data = b"".join(pieces)
        if size < 0:
            size = len(data)
        self._left = data[size:]
        return data[:size]

    def _all_pieces(self) -> Iterator[bytes]:
        for head, part in self._parts:
            yield head
            if isinstance(part, bytes):
                yield part
            else:
                yield from part.pieces()
            yield b"\r\n"
        yield self._end


class _FilePart:
    """A file that can be read again from where it stood: one that can't is spooled to disk."""

    def __init__(self, file: IO[Any]) -> None:
        # A name may be a number, as that of `tempfile.TemporaryFile` is.
        self.name = str(getattr(file, "name", "blob"))
        if _is_seekable_binary(file):
            self._file: IO[bytes] = file
        else:
            self._file = _spooled(file)
            weakref.finalize(self, self._file.close)
        self._start = self._file.tell()
        self._size = self._file.seek(0, os.SEEK_END) - self._start

    def __len__(self) -> int:
        return self._size

    def pieces(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        return _pieces(self._file, self._size)


class _Upload:
    """A path among the parameters; open only while it is read."""

    def __init__(self, path: os.PathLike[Any]) -> None:
        self._path = Path(os.fsdecode(path))
        self._size = self._path.stat().st_size
        self.name = str(self._path)

    def __len__(self) -> int:
        return self._size

    def pieces(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            yield from _pieces(file, self._size)

    read = pieces  # `flatten` knows a file by this name


def _pieces(file: IO[bytes], left: int) -> Iterator[bytes]:
    # The size has been promised in Content-Length: a file that grows is sent up to it.
    while left > 0 and (piece := file.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece


def _as_file(value: Any) -> Any:
    if isinstance(value, os.PathLike) and not is_mock(value):
        return _Upload(value)
    if isinstance(value, (bytes, bytearray)):
        return io.BytesIO(value)
    return value


def _is_seekable_binary(file: IO[Any]) -> bool:
    try:
        return bool(file.seekable()) and isinstance(file.read(0), bytes)
    except (AttributeError, TypeError):
        return False


def _spooled(file: IO[Any]) -> IO[bytes]:
    spool = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed with its part
    while piece := file.read(_PIECE):
        spool.write(piece.encode() if isinstance(piece, str) else piece)
    spool.seek(0)
    return spool


def _quoted(name: str) -> str:
    return name.replace('"', "%22").replace("\r", " ").replace("\n", " ")
