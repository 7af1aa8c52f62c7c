"""The same flows in-process and over a port."""

import base64
import json

import pytest

import stripe
from stripe._wire.encoding import encode_form
from stripe.sandbox import Sandbox

SAMPLE = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"


class Answer:
    """What came back to a plain request."""

    def __init__(self, status, body, headers):
        self.status = status
        self.headers = headers
        self.raw = body
        kind = headers.get("Content-Type", "")
        self.body = json.loads(body) if kind.startswith("application/json") and body else None

    @property
    def error(self):
        return self.body["error"]


def plain(sandbox):
    """Plain requests to a sandbox, past the library: what any HTTP client would send."""

    def send(method, path, params=None, *, key=SAMPLE, headers=None, body=None, basic=False):
        sent = {"Content-Type": "application/x-www-form-urlencoded"}
        if key is not None:
            token = base64.b64encode(f"{key}:".encode()).decode()
            sent["Authorization"] = f"Basic {token}" if basic else f"Bearer {key}"
        if path.startswith(("/v2/", "/_sandbox")):
            sent["Content-Type"] = "application/json"
            if method != "GET" and body is None and params is not None:
                body, params = json.dumps(params), None
        sent.update(headers or {})
        if params and method != "POST":
            path += ("&" if "?" in path else "?") + encode_form(params)
        elif params:
            body = encode_form(params)
        if isinstance(body, str):
            body = body.encode()
        return Answer(*_send(sandbox, method, path, sent, body))

    return send


def _send(sandbox, method, path, headers, body):
    if sandbox.url.startswith("https://"):
        from stripe.sandbox.front.in_process import InProcessClient

        found = InProcessClient(sandbox._app).request(method, sandbox.url + path, headers, body)
        return found[1], found[0], found[2]
    import requests

    answer = requests.request(
        method, sandbox.url + path, headers=headers, data=body, allow_redirects=False, timeout=20
    )
    return answer.status_code, answer.content, answer.headers


@pytest.fixture(params=["in-process", "port"])
def sandbox(request, monkeypatch):
    """A sandbox that takes this process's calls; tries after the first are off, for clear answers."""
    monkeypatch.setattr(stripe, "max_network_retries", 0)
    marker = request.node.get_closest_marker("stripe_sandbox")
    settings = marker.kwargs if marker is not None else {}
    with Sandbox(port=0 if request.param == "port" else None, **settings) as found:
        yield found


@pytest.fixture
def http(sandbox):
    """Plain requests to the sandbox."""
    return plain(sandbox)
