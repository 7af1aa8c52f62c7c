"""Requests to the pages of a sandbox in this process, as a browser would send them."""

import io
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from stripe.sandbox import Sandbox


class Answer(NamedTuple):
    status: int
    text: str
    location: str
    type: str

    def told(self) -> dict[str, str]:
        """What the address that it sends on to says behind the question mark."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.location).query).items()}


Browse = Callable[..., Answer]


def browser(sandbox: Sandbox) -> Browse:
    """A function of an address (of any host) and the fields of a form, which make it a POST."""

    def browse(url: str, **form: str) -> Answer:
        split = urlsplit(url)
        body = urlencode(form).encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST" if form else "GET",
            "PATH_INFO": split.path,
            "QUERY_STRING": split.query,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        answer: list[Any] = []
        chunks = sandbox.wsgi(
            environ, lambda status, headers: answer.extend((status, dict(headers)))
        )
        content = b"".join(chunks)
        headers = answer[1]
        kind = headers.get("Content-Type", "")
        text = content.decode() if kind.startswith("text/") else ""
        return Answer(int(answer[0][:3]), text, headers.get("Location", ""), kind)

    return browse
