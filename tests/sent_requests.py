"""A transport that records what is sent, and reads it with the standard library alone."""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

import stripe


@dataclass
class Sent:
    """A request, taken apart."""

    verb: str
    url: str
    headers: dict[str, str]
    body: str | bytes | None

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def ids(self) -> list[str]:
        """The segments of the path, unquoted."""
        return [unquote_plus(segment) for segment in self.path.split("/")[1:]]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Query, or form, as it is written."""
        text = urlsplit(self.url).query if self.verb != "post" else self.body
        assert isinstance(text, str)
        return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))

    @property
    def params(self) -> Any:
        """Parameters, from wherever they are."""
        kind = self.headers.get("Content-Type", "").partition(";")[0]
        if self.verb == "post" and kind == "application/json":
            return json.loads(self.body or "")
        if self.verb == "post" and kind == "multipart/form-data":
            return nested([(name, value) for name, _, value in self.parts])
        return nested(self.pairs)

    @property
    def parts(self) -> list[tuple[str, str | None, str | bytes]]:
        """Name, file name and content of each part of a multipart body."""
        assert isinstance(self.body, bytes)
        boundary = self.headers["Content-Type"].partition("boundary=")[2].encode()
        first, *parts, end = self.body.split(b"--" + boundary)
        assert (first, end) == (b"", b"--\r\n")
        found: list[tuple[str, str | None, str | bytes]] = []
        for part in parts:
            assert part.startswith(b"\r\n")
            assert part.endswith(b"\r\n")
            head, _, content = part[2:-2].partition(b"\r\n\r\n")
            name, file = re.match(  # type: ignore[union-attr]
                r'Content-Disposition: form-data; name="([^"]*)"(?:; filename="([^"]*)")?',
                head.decode(),
            ).groups()
            assert (b"Content-Type: application/octet-stream" in head) == (file is not None)
            found.append((name, file, content if file is not None else content.decode()))
        return found

    @property
    def key(self) -> str:
        """The API key of the Authorization header."""
        scheme, _, credentials = self.headers["Authorization"].partition(" ")
        assert scheme == "Basic"
        name, _, password = base64.b64decode(credentials).decode().partition(":")
        assert password == ""
        return name


def nested(pairs: list[tuple[str, Any]]) -> Any:
    """`a[b][0]=1` as `{"a": {"b": ["1"]}}`."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        first, rest = re.fullmatch(r"([^\[]*)((?:\[.*\])?)", name, re.DOTALL).groups()  # type: ignore[union-attr]
        keys = [first, *re.findall(r"\[([^\]]*\]?)\](?=\[|$)", rest)] if rest else [first]
        level = root
        for key in keys[:-1]:
            level = level.setdefault(key, {})
        assert keys[-1] not in level, f"{name} is there twice"
        level[keys[-1]] = value
    return _with_lists(root)


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    items = {key: _with_lists(item) for key, item in value.items()}
    if items and list(items) == [str(index) for index in range(len(items))]:
        return list(items.values())
    return items


def as_sent(value: Any) -> Any:
    """Parameters as a form would hold them: texts, nothing empty, nothing None."""
    if isinstance(value, dict):
        made = {key: as_sent(item) for key, item in value.items()}
        return {key: item for key, item in made.items() if item not in (None, {}, [])}
    if isinstance(value, (list, tuple)):
        return [as_sent(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, (str, bytes)) else str(value)


class Wire(stripe.HTTPClient):
    """An HTTP client that answers what it is told to, and remembers what it was asked."""

    name = "requests"

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Sent] = []
        self.answers: list[tuple[str | bytes, int, dict[str, str]]] = []
        self.standing: tuple[str | bytes, int, dict[str, str]] = ("{}", 200, {})
        self.closed = 0

    def answer(self, body: Any, status: int = 200, **headers: str) -> None:
        """Answers the next request so, the one after it by the next call of this."""
        self.answers.append(_answer(body, status, headers))

    def always(self, body: Any, status: int = 200, **headers: str) -> None:
        """Answers all requests so that have no answer of their own."""
        self.standing = _answer(body, status, headers)

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        if hasattr(post_data, "read"):
            post_data = post_data.read()
        self.sent.append(Sent(method, url, dict(headers), post_data))
        return self.answers.pop(0) if self.answers else self.standing

    def request_stream(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        body, status, answered = self.request(method, url, headers, post_data)
        return io.BytesIO(body if isinstance(body, bytes) else body.encode()), status, answered

    def close(self) -> None:
        self.closed += 1

    @property
    def last(self) -> Sent:
        return self.sent[-1]

    @property
    def only(self) -> Sent:
        """The one request that was sent."""
        assert len(self.sent) == 1, [(each.verb, each.url) for each in self.sent]
        return self.sent[0]


def _answer(
    body: Any, status: int, headers: dict[str, str]
) -> tuple[str | bytes, int, dict[str, str]]:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return text, status, {name.replace("_", "-"): value for name, value in headers.items()}
