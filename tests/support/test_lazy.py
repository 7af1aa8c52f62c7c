"""Names that are looked up when they are used: what is said of those that do not exist."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import stripe


@pytest.mark.parametrize("name", ["NoSuchParams", "__no_such__"])
def test_names_that_params_do_not_have(name: str) -> None:
    params: Any = importlib.import_module("stripe.params")
    with pytest.raises(AttributeError, match=name):
        getattr(params, name)


def test_the_error_for_a_name_where_there_are_none() -> None:
    from stripe.missing_names import missing

    assert str(missing("stripe.x", "y", ())) == "module 'stripe.x' has no attribute 'y'."


def test_a_module_that_is_broken_is_not_a_name_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "brokenmodule.py").write_text("import what_is_not_installed")
    monkeypatch.setattr(stripe, "__path__", [*stripe.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError, match="what_is_not_installed"):
        _ = stripe.brokenmodule  # type: ignore[attr-defined]
    sys.modules.pop("stripe.brokenmodule", None)


FREEZING = """
import sys, stripe, stripe.params, stripe.events, stripe.api_resources, stripe.checkout
from freezegun import freeze_time

assert stripe.WebhookSignature
before = set(sys.modules)
with freeze_time("2026-01-01"):
    header = stripe.WebhookSignature.generate_signature_header("{}", "whsec_1")
assert header.startswith("t=1767225600,"), header
print(*sorted(name for name in set(sys.modules) - before if name.startswith("stripe")))
print(*[len(dir(module)) > 10 for module in (stripe, stripe.params, stripe.events, stripe.api_resources)])
assert "PaymentIntent" in dir(stripe) and "Session" in dir(stripe.checkout)
"""


def test_freezing_the_time_imports_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FREEZING], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["", "True True True True"]
