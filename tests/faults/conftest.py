"""Faults are played without their pauses, and with a fresh configuration of the module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import trustme

import stripe
from stripe import http_client


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses before retries, in seconds; nobody waits for them."""
    made: list[float] = []
    monkeypatch.setattr("time.sleep", made.append)
    return made


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(stripe, "api_key", "sk_test_faults00000000")
    monkeypatch.setattr(stripe, "default_http_client", None)
    monkeypatch.setattr(http_client, "transport_override", None)
    yield
    client = stripe.default_http_client
    if isinstance(client, stripe.HTTPClient):
        client.close()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Signs the certificates of the servers here."""
    return trustme.CA()


def pytest_itemcollected(item: pytest.Item) -> None:
    # CPython leaves a socket to the garbage collector when its peer resets it before the handshake.
    item.add_marker(pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning"))
