"""The pytest plugin: each test that asks for `stripe_sandbox` gets a test-mode Stripe of its own.

pytest loads this module at each start, so that it imports nothing until a test asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.sandbox import Sandbox

MARKER = (
    "stripe_sandbox(seed=None, now=None, strict_keys=False, fixtures=None): settings of the "
    "test's sandbox, those of stripe.sandbox.Sandbox."
)


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known, for `--strict-markers`."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture
def stripe_sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox in this process: all Stripe calls of the test go to it, and no other test sees it.

    Settings come from the marker: `@pytest.mark.stripe_sandbox(seed=1, now=1_800_000_000)`.
    """
    yield from _sandbox(request, port=None)


@pytest.fixture
def stripe_sandbox_server(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """As `stripe_sandbox`, but behind a free port (`.url`), for other processes and languages.

    Needs the extra `stripe[sandbox]`.
    """
    yield from _sandbox(request, port=0)


def _sandbox(request: pytest.FixtureRequest, *, port: int | None) -> Iterator[Sandbox]:
    from stripe.sandbox.sandbox import Sandbox

    # pytest leaves the type of a request's node open
    node = cast("pytest.Item", request.node)  # pyright: ignore[reportUnknownMemberType]
    marker = node.get_closest_marker("stripe_sandbox")
    settings: dict[str, Any] = dict(marker.kwargs) if marker is not None else {}
    with Sandbox(port=port, **settings) as sandbox:
        yield sandbox
