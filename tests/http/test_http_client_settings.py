"""Edges of RequestsClient: what a session is told of certificates and lengths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import stripe
from stripe.http_client import current_client


class Session:
    """One of an application: remembers what it was asked for."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []

    def request(self, method: str, url: str, **settings: Any) -> Any:
        self.seen.append({"method": method, **settings})
        raise ValueError("not sent")

    def close(self) -> None:
        pass


def asked(method: str = "get", timeout: Any = 80, limit: float | None = None) -> dict[str, Any]:
    session = Session()
    client = stripe.RequestsClient(session=session, timeout=timeout)
    with pytest.raises(stripe.APIConnectionError):
        client.request(method, "https://api.stripe.com/v1/x", {}, timeout=limit)
    return session.seen[0]


@pytest.mark.parametrize(
    ("bundle", "verify"),
    [
        ("/tmp/a.pem", "/tmp/a.pem"),
        ("", True),
        (None, True),
        (Path("/tmp/a.pem"), "/tmp/a.pem"),
        (5, True),
    ],
)
def test_only_a_path_names_certificates_and_nothing_turns_checks_off(
    bundle: Any, verify: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe, "ca_bundle_path", bundle)
    assert asked()["verify"] == verify


@pytest.mark.parametrize(
    ("timeout", "limit", "told"),
    [
        (80, None, 80),
        ((5, 60), None, (5, 60)),
        (80, 3, (3, 3)),
        (2, 3, (2, 2)),
        ((2, 60), 3, (2, 3)),
        ((5, 1), 3, (3, 1)),
        (None, 3, (3, 3)),
        ((None, 1), 3, (3, 1)),
        ((1, None), 3, (1, 3)),
    ],
)
def test_the_shorter_time_counts(timeout: Any, limit: Any, told: Any) -> None:
    assert asked(timeout=timeout, limit=limit)["timeout"] == told


@pytest.mark.parametrize(("method", "follows"), [("get", True), ("post", False), ("delete", False)])
def test_only_a_get_follows_redirects(method: str, follows: bool) -> None:
    assert asked(method).get("allow_redirects", True) is follows


def test_the_warning_points_at_the_program() -> None:
    with pytest.warns(UserWarning, match="verify_ssl_certs=False") as told:
        stripe.RequestsClient(verify_ssl_certs=False)
    assert told[0].filename == __file__


def test_an_equal_proxy_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "default_http_client", None)
    monkeypatch.setattr(stripe, "proxy", {"https": "http://proxy:1"})
    made = current_client(None)
    monkeypatch.setattr(stripe, "proxy", {"https": "http://proxy:1"})
    assert current_client(None) is made  # and warns of nothing
    monkeypatch.setattr(stripe, "proxy", {"https": "http://proxy:2"})
    with pytest.warns(UserWarning, match="no effect"):
        assert current_client(None) is made
