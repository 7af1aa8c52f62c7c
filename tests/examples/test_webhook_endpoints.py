"""The webhook endpoints of the examples, in the real frameworks, with events that the sandbox signs."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

import stripe
from stripe.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
SECRET = "whsec_of_the_example"
Post = Callable[[bytes, "dict[str, str]"], int]


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def flask_post() -> Post:
    app = load("webhook_flask").app
    app.config["STRIPE_WEBHOOK_SECRET"] = SECRET
    app.logger.setLevel(logging.INFO)
    client = app.test_client()
    return lambda body, headers: client.post("/webhook", data=body, headers=headers).status_code


def fastapi_post() -> Post:
    app = load("webhook_fastapi").app
    app.state.webhook_secret = SECRET

    async def call(body: bytes, headers: dict[str, str]) -> int:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.post("/webhook", content=body, headers=headers)).status_code

    return lambda body, headers: asyncio.run(call(body, headers))


def django_post() -> Post:
    from django.conf import settings
    from django.test import Client

    if "webhook_django" not in sys.modules:  # Django is set up once for a process
        load("webhook_django")
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    client = Client(raise_request_exception=False)

    def post(body: bytes, headers: dict[str, str]) -> int:
        kind = headers.get("Content-Type", "application/json")
        found: int = client.post(
            "/webhook", data=body, content_type=kind, headers=headers
        ).status_code
        return found

    return post


@pytest.fixture(params=[flask_post, django_post, fastapi_post], ids=["flask", "django", "fastapi"])
def post(request: pytest.FixtureRequest) -> Post:
    made: Post = request.param()
    return made


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as found:
        yield found


def pay() -> stripe.PaymentIntent:
    return stripe.PaymentIntent.create(
        amount=2000,
        currency="eur",
        payment_method="pm_card_visa",
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
        confirm=True,
    )


def signed(payload: str) -> dict[str, str]:
    header = stripe.WebhookSignature.generate_signature_header(payload, SECRET, int(time.time()))
    return {"Stripe-Signature": header}


def test_a_payment(
    post: Post, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sandbox.webhooks, "secret", SECRET)
    sandbox.forward_to(post)
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
def test_what_is_refused(post: Post, body: str, headers: dict[str, str]) -> None:
    assert post(body.encode(), headers) == 400


def test_a_type_of_tomorrow(post: Post) -> None:
    body = json.dumps(
        {"id": "evt_1", "object": "event", "type": "moon.landed", "data": {"object": {}}}
    )
    assert post(body.encode(), signed(body)) == 204


def test_django_over_a_port() -> None:
    """As a stranger runs it: a server in a process of its own, events over the wire."""
    environment = {
        **os.environ,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
    }
    program = (
        "import sys; sys.path.insert(0, 'examples'); import webhook_django; "
        "from wsgiref.simple_server import make_server; "
        "server = make_server('127.0.0.1', 0, webhook_django.application); "
        "print('port', server.server_port); server.serve_forever()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            found = re.match(r"port (\d+)", process.stdout.readline())
            assert found is not None
            with Sandbox() as sandbox:
                secret: Any = sandbox.webhooks
                secret.secret = SECRET
                sandbox.forward_to(f"http://127.0.0.1:{found[1]}/webhook")
                pay()
                assert [each.state for each in sandbox.deliveries][-1] == "succeeded"
        finally:
            process.terminate()
