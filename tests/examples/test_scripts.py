"""Examples run as people run them: `python examples/NAME.py`, with no network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import stripe
from stripe.sandbox import Sandbox

ROOT = Path(__file__).parents[2]

OUTPUT = {
    "quickstart": [
        r"Created cus_\w+ for jenny",
        "All of them come to 84.00 USD",
        r"Deleted cus_\w+: True",
    ],
    "charge": [
        "Paid 42.00 EUR: succeeded",
        "the same payment: True",
        "Refunded 12.00: succeeded",
        "Declined: card_declined, insufficient_funds: ",
        "see the customer: requires_action",
        "Given up: canceled",
    ],
    "subscription": [
        r"The price is (price_\w+), on the second time, too: \1",
        r"jenny.rosen@example.com pays by pm_\w+",
        r"sub_\w+: 2 x gold_monthly",
        "Ended: canceled",
    ],
    "connect": [
        r"acct_\w+ goes to http",
        "Sold for 10000, the fee is 1500",
        r"A bonus of 500: tr_\w+",
        r"The seller has \{'usd': 9000\}",
    ],
}


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def without_the_sandbox(name: str, folder: Path) -> str:
    """The example as it is for Stripe: without its one line, which says so."""
    lines = (ROOT / "examples" / f"{name}.py").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.endswith("# delete this line to talk to Stripe")]
    assert len(lines) - len(kept) == 1
    path = folder / f"{name}.py"
    path.write_text("\n".join(kept), encoding="utf-8")
    return str(path)


@pytest.fixture
def outside() -> Iterator[Sandbox]:
    """Stands for api.stripe.com: a server that the example knows nothing of."""
    with Sandbox(port=0) as found:
        yield found


@pytest.mark.parametrize("name", OUTPUT)
def test_script(name: str) -> None:
    output = run(f"examples/{name}.py")
    for expected in OUTPUT[name]:
        assert re.search(expected, output), output


@pytest.mark.parametrize("name", OUTPUT)
def test_script_without_its_sandbox(name: str, tmp_path: Path, outside: Sandbox) -> None:
    output = run(without_the_sandbox(name, tmp_path), STRIPE_API_BASE=outside.url)
    for expected in OUTPUT[name]:
        assert re.search(expected, output), output
    assert outside.requests


def test_connect_goes_on_with_an_account(tmp_path: Path, outside: Sandbox) -> None:
    account = stripe.Account.create(
        type="express", country="US", capabilities={"transfers": {"requested": True}}
    )
    output = run(without_the_sandbox("connect", tmp_path), account.id, STRIPE_API_BASE=outside.url)
    assert output.startswith("Sold for 10000")
    assert stripe.Balance.retrieve(stripe_account=account.id).available[0].amount == 9000


def test_connect_before_onboarding_is_done(tmp_path: Path, outside: Sandbox) -> None:
    outside.fail(
        "POST /v1/payment_intents",
        status=400,
        type="invalid_request_error",
        code="insufficient_capabilities_for_transfer",
        message="Not yet.",
    )
    program = without_the_sandbox("connect", tmp_path)
    with pytest.raises(AssertionError, match="can't be paid before onboarding is done: Not yet"):
        run(program, STRIPE_API_BASE=outside.url)


def test_every_example_has_a_test_and_a_line_in_the_readme() -> None:
    names = {path.stem for path in (ROOT / "examples").glob("*.py")}
    webhooks = {name for name in names if name.startswith(("webhook_", "handler_"))}
    assert names - webhooks == {*OUTPUT, "export"}
    readme = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert all(f"({name}.py)" in readme for name in names)
