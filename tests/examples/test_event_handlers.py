"""The recipes with a StripeEventHandler, in the real frameworks, with events that the sandbox signs."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from types import ModuleType

import httpx
import pytest
from endpoints import Post, load, pay, signed

from stripe.sandbox import Sandbox


def flask_post(recipe: ModuleType) -> Post:
    import flask

    app = flask.Flask("shop")
    app.register_blueprint(recipe.blueprint)
    client = app.test_client()
    return lambda body, headers: client.post("/stripe", data=body, headers=headers).status_code


def fastapi_post(recipe: ModuleType) -> Post:
    from fastapi import FastAPI

    app = FastAPI()
    app.include_router(recipe.router)

    async def call(body: bytes, headers: dict[str, str]) -> int:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.post("/stripe", content=body, headers=headers)).status_code

    return lambda body, headers: asyncio.run(call(body, headers))


def django_post(recipe: ModuleType) -> Post:
    from django.test import RequestFactory

    if "webhook_django" not in sys.modules:  # Django is set up once for a process
        load("webhook_django")

    def post(body: bytes, headers: dict[str, str]) -> int:
        request = RequestFactory().post("/stripe", body, "application/json", headers=headers)
        found: int = recipe.receive(request).status_code
        return found

    return post


RECIPES = {"flask": flask_post, "django": django_post, "fastapi": fastapi_post}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as found:
        yield found


@pytest.fixture(params=RECIPES)
def post(request: pytest.FixtureRequest, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Post:
    """A way to the recipe's endpoint, which knows the sandbox's secret."""
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", sandbox.webhook_secret)
    return RECIPES[request.param](load(f"handler_{request.param}"))


def test_each_event_reaches_its_function(
    post: Post, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox.forward_to(post)
    intent = pay()
    shown = capsys.readouterr().out
    assert f"Paid: {intent.id}\n" in shown
    assert "Not used: charge.succeeded\n" in shown
    assert {delivery.state for delivery in sandbox.deliveries} == {"succeeded"}


def test_what_comes_again_is_not_handled_again(
    post: Post, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    body = (
        '{"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", '
        '"data": {"object": {"id": "pi_1", "object": "payment_intent"}}}'
    )
    for _ in range(2):
        assert post(body.encode(), signed(body, sandbox.webhook_secret)) == 204
    assert capsys.readouterr().out == "Paid: pi_1\n"


def test_what_is_not_signed_is_refused(post: Post) -> None:
    assert post(b"{}", {"Stripe-Signature": "t=1,v1=0"}) == 400
    assert post(b"{}", {}) == 400
