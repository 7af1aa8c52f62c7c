"""What tests of the core share: a transport that records, below settings as they are at import."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from secret_watch import (
    nothing_gives_a_secret_away,
    pytest_configure,
    pytest_terminal_summary,
    pytest_warning_recorded,
)
from sent_requests import Wire

import stripe

__all__ = [  # of the watch over secrets, see there
    "nothing_gives_a_secret_away",
    "pytest_configure",
    "pytest_terminal_summary",
    "pytest_warning_recorded",
]

KEY = "sk_test_module"

# All sandboxes of the tests, served ones too, check the shape of each answer and of each event's object.
os.environ["STRIPE_SANDBOX_CHECK_SHAPES"] = "1"

# Property tests are bounded, and the same on each run: what finds something new is `--hypothesis-seed`.
settings.register_profile(
    "suite",
    deadline=None,
    max_examples=150,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("long", parent=settings.get_profile("suite"), max_examples=20_000)
settings.load_profile("suite")

_SETTINGS = {
    "api_base": stripe.DEFAULT_API_BASE,
    "connect_api_base": stripe.DEFAULT_CONNECT_API_BASE,
    "upload_api_base": stripe.DEFAULT_UPLOAD_API_BASE,
    "meter_events_api_base": stripe.DEFAULT_METER_EVENTS_API_BASE,
    "client_id": None,
    "app_info": None,
    "enable_telemetry": True,
    "max_network_retries": 2,
    "log": None,
    "proxy": None,
    "verify_ssl_certs": True,
}


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """The transport of module-level calls, with a key, and all other settings as they are at import."""
    for name, value in _SETTINGS.items():
        monkeypatch.setattr(stripe, name, value)
    monkeypatch.setattr(stripe, "api_version", stripe.version.API_VERSION)
    monkeypatch.setattr(stripe, "api_key", KEY)
    transport = Wire()
    monkeypatch.setattr(stripe, "default_http_client", transport)
    return transport


@pytest.fixture
def client(wire: Wire) -> stripe.StripeClient:
    """A client of its own key on the same transport."""
    return stripe.StripeClient("sk_test_client", http_client=wire)
