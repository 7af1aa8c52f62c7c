"""Settings as they are at import, and a server that plays faults."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fault_server import FaultServer, serving

import stripe


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(stripe, "api_key", "sk_test_http00000000")
    monkeypatch.setattr(stripe, "default_http_client", None)
    monkeypatch.setattr(stripe, "max_network_retries", 0)
    yield
    client = stripe.default_http_client
    if isinstance(client, stripe.HTTPClient):
        client.close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    with serving() as made:
        monkeypatch.setattr(stripe, "api_base", made.url)
        monkeypatch.setattr(stripe, "upload_api_base", made.url)
        yield made
