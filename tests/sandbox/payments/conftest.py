"""A sandbox with a clock that stands still, and short ways to pay."""

import io
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

import stripe
from stripe.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=7, now=1_800_000_000) as sandbox:
        yield sandbox


@pytest.fixture
def pay(sandbox: Sandbox) -> Callable[..., Any]:
    """Creates and confirms a PaymentIntent in one request."""

    def pay(method: str = "pm_card_visa", amount: int = 2000, **params: Any) -> Any:
        given = {"amount": amount, "currency": "usd", "payment_method": method, "confirm": True}
        return stripe.PaymentIntent.create(**{**given, **params})

    return pay


@pytest.fixture
def types(sandbox: Sandbox) -> Callable[[], list[str]]:
    """The types of the events since it was asked last, oldest first."""
    seen: set[str] = set()

    def types() -> list[str]:
        new = [event for event in sandbox.events if event["id"] not in seen]
        seen.update(event["id"] for event in new)
        return [event["type"] for event in new]

    return types


@pytest.fixture
def page(sandbox: Sandbox) -> Callable[..., Any]:
    """Sends a request to a page of the sandbox: method, URL, form -> status, headers, text."""

    def page(method: str, url: str, **form: str) -> tuple[str, dict[str, str], str]:
        path, _, query = url.removeprefix(sandbox.url).partition("?")
        path = path.removeprefix("https://checkout.stripe.com").removeprefix(
            "https://buy.stripe.com"
        )
        path = path.removeprefix("https://billing.stripe.com")
        body = urlencode(form).encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        answer: list[Any] = []
        chunks = sandbox.wsgi(
            environ, lambda status, headers: answer.extend((status, dict(headers)))
        )
        return answer[0], answer[1], b"".join(chunks).decode()

    return page


@pytest.fixture
def raw(sandbox: Sandbox) -> Callable[..., Any]:
    """A request to an address that the library has no method for."""

    def raw(method: str, path: str, **params: Any) -> Any:
        client = stripe.StripeClient(sandbox.api_key)
        return client.deserialize(client.raw_request(method, path, **params), api_mode="V1")

    return raw
