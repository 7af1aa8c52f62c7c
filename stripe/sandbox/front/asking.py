"""Requests that the sandbox itself and its commands make: within a process, and to a running one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from stripe._wire.encoding import encode_form
from stripe.sandbox.front.errors import CommandError
from stripe.sandbox.http import Request
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.api.app import App

BOUNDARY = "stripe-sandbox"
NONE: Mapping[str, str] = MappingProxyType({})


class Send(Protocol):
    """Who sends requests: what the ones below give."""

    def __call__(
        self, method: str, path: str, params: Obj, headers: Mapping[str, str] = NONE, /
    ) -> tuple[int, Obj]:
        """Takes method, path, parameters, perhaps more headers; gives status and answer."""
        ...


def within(app: App) -> Send:
    """Asks a sandbox of this process, as its own pages do."""
    key = app.state.keys.of_pages(livemode=False)

    def send(
        method: str, path: str, params: Obj, headers: Mapping[str, str] = NONE
    ) -> tuple[int, Obj]:
        response = app.handle(request_of(method, path, params, key, headers))
        return response.status, json.loads(response.body)

    return send


def running(url: str, key: str) -> Send:
    """Asks a running sandbox; raises `CommandError` where none answers."""
    import requests

    def send(
        method: str, path: str, params: Obj, headers: Mapping[str, str] = NONE
    ) -> tuple[int, Obj]:
        request = request_of(method, path, params, key, headers)
        address = f"{url}{path}" + (f"?{request.query}" if request.query else "")
        try:
            answer = requests.request(
                method, address, data=request.body, headers=request.headers, timeout=60
            )
            return answer.status_code, answer.json()
        except (requests.RequestException, ValueError) as error:
            raise CommandError(f"No sandbox answers at {url} ({type(error).__name__}).") from None

    return send


def request_of(
    method: str, path: str, params: Obj, key: str, more: Mapping[str, str] = NONE
) -> Request:
    """A request as a client would send it."""
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    headers.update({name.lower(): value for name, value in more.items()})
    if path.startswith(("/v2/", "/_sandbox/")) and method != "GET":
        return Request(method, path, "", headers, json.dumps(params).encode())
    if (method, path) == ("POST", "/v1/files"):
        return _upload(path, headers, params)
    form = encode_form(params)
    if method != "POST":
        return Request(method, path, form, headers, b"")
    headers["content-type"] = "application/x-www-form-urlencoded"
    return Request(method, path, "", headers, form.encode())


def _upload(path: str, headers: dict[str, str], params: Obj) -> Request:
    """A request with a file, whose content is its own name: `{"file": "evidence.png"}`."""
    name = str(params["file"])
    disposition = "Content-Disposition: form-data; name="
    parts = [
        f'{disposition}"{key}"\r\n\r\n{value}' for key, value in params.items() if key != "file"
    ]
    parts.append(f'{disposition}"file"; filename="{name}"\r\n\r\n{name}')
    body = "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts) + f"--{BOUNDARY}--\r\n"
    headers["content-type"] = f"multipart/form-data; boundary={BOUNDARY}"
    return Request("POST", path, "", headers, body.encode())
