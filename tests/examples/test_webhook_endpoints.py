"""The webhook endpoints of the examples, in the real frameworks, with events that the sandbox signs."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import httpx
import pytest
from endpoints import ROOT, SECRET, Post, load, pay, signed

from stripe.sandbox import Sandbox

Connect = Callable[[str], Post]


def flask_post(secret: str) -> Post:
    app = load("webhook_flask").app
    app.config["STRIPE_WEBHOOK_SECRET"] = secret
    client = app.test_client()
    return lambda body, headers: client.post("/webhook", data=body, headers=headers).status_code


def fastapi_post(secret: str) -> Post:
    app = load("webhook_fastapi").app
    app.state.webhook_secret = secret

    async def call(body: bytes, headers: dict[str, str]) -> int:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.post("/webhook", content=body, headers=headers)).status_code

    return lambda body, headers: asyncio.run(call(body, headers))


def django_post(secret: str) -> Post:
    from django.conf import settings
    from django.test import Client

    if "webhook_django" not in sys.modules:  # Django is set up once for a process
        load("webhook_django")
    # Another test of the process may have set Django up, with nothing.
    settings.ROOT_URLCONF = "webhook_django"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STRIPE_WEBHOOK_SECRET = secret
    client = Client(raise_request_exception=False)

    def post(body: bytes, headers: dict[str, str]) -> int:
        kind = headers.get("Content-Type", "application/json")
        found: int = client.post(
            "/webhook", data=body, content_type=kind, headers=headers
        ).status_code
        return found

    return post


@pytest.fixture(params=[flask_post, django_post, fastapi_post], ids=["flask", "django", "fastapi"])
def connect(request: pytest.FixtureRequest) -> Connect:
    """Makes a way to the endpoint, which then knows the secret."""
    found: Connect = request.param
    return found


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as found:
        yield found


def test_a_payment(connect: Connect, sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    sandbox.forward_to(connect(sandbox.webhook_secret))
    with caplog.at_level(logging.INFO):
        intent = pay()
    assert f"Paid: {intent.id}, 2000 eur" in caplog.text
    assert "Nothing to do for charge.succeeded" in caplog.text
    assert {delivery.state for delivery in sandbox.deliveries} == {"succeeded"}


BAD: dict[str, tuple[str, dict[str, str]]] = {
    "no signature": ('{"object": "event"}', {}),
    "garbage": ('{"object": "event"}', {"Stripe-Signature": "garbage"}),
    "of another body": ('{"object": "event"}', signed("{}")),
    "no JSON": ("{", signed("{")),
    "a thin event": ('{"object": "v2.core.event"}', signed('{"object": "v2.core.event"}')),
}


@pytest.mark.parametrize(("body", "headers"), BAD.values(), ids=BAD)
def test_what_is_refused(connect: Connect, body: str, headers: dict[str, str]) -> None:
    assert connect(SECRET)(body.encode(), headers) == 400


def test_events_of_someone_else(connect: Connect, sandbox: Sandbox) -> None:
    sandbox.forward_to(connect(SECRET))  # which is not the secret that the sandbox signs with
    pay()
    assert {delivery.state for delivery in sandbox.deliveries} == {"pending"}
    assert {each.status for delivery in sandbox.deliveries for each in delivery.tries} == {400}


def test_without_a_secret_nothing_is_believed(connect: Connect) -> None:
    body = '{"id": "evt_1", "object": "event", "type": "payment_intent.succeeded"}'
    assert connect("")(body.encode(), signed(body, secret="")) == 400


def test_a_type_of_tomorrow(connect: Connect) -> None:
    body = json.dumps(
        {"id": "evt_1", "object": "event", "type": "moon.landed", "data": {"object": {}}}
    )
    assert connect(SECRET)(body.encode(), signed(body)) == 204


SERVER = """
import sys
from wsgiref.simple_server import make_server

sys.path.insert(0, "examples")
import webhook_django

server = make_server("127.0.0.1", 0, webhook_django.application)
print("port", server.server_port, flush=True)
server.serve_forever()
"""


def test_django_over_a_port(sandbox: Sandbox) -> None:
    """As a stranger runs it: a server in a process of its own, events over the wire."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER],
        cwd=ROOT,
        env={**os.environ, "STRIPE_WEBHOOK_SECRET": sandbox.webhook_secret},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            found = re.match(r"port (\d+)", process.stdout.readline())
            assert found is not None
            url = f"http://127.0.0.1:{found[1]}/webhook"
            sandbox.forward_to(url)
            intent = pay()
            assert {delivery.state for delivery in sandbox.deliveries} == {"succeeded"}
            assert httpx.post(url, content=b"{}", headers=signed("{}")).status_code == 400
        finally:
            process.terminate()
        _, log = process.communicate(timeout=30)
    assert f"Paid: {intent.id}, 2000 eur" in log
