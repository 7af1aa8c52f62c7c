"""What IPython completes, asked of IPython itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SESSION = """
import json, sys
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
shell.run_cell('''
import stripe
charge = stripe.Charge.construct_from(
    {"id": "ch_1", "object": "charge", "amount": 5, "metadata": {"order": "7"}}, None
)
subscription = stripe.Subscription.construct_from(
    {"id": "sub_1", "object": "subscription", "items": {"object": "list", "data": []}}, None
)
metadata = charge.metadata
''')
found = {}
for text in sys.argv[1:]:
    with provisionalcompleter():
        found[text] = [one.text.lstrip(".") for one in shell.Completer.completions(text, len(text))]
print(json.dumps(found))
"""
OFFERED = {
    'charge["': {"id", "object", "amount", "metadata"},
    'metadata["': {"order"},
    "charge.am": {"amount"},
    "charge.": {"amount", "capture", "refresh"},
    "metadata.": {"order", "get"},
    "subscription.it": {"items"},
    "stripe.sandbox.": {"Sandbox", "start"},
    "stripe.PaymentInt": {"PaymentIntent", "PaymentIntentService"},
}
ALL = {'charge["', 'metadata["', "charge.am", "subscription.it", "stripe.sandbox."}


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    home = str(tmp_path_factory.mktemp("home"))
    done = subprocess.run(
        [sys.executable, "-c", SESSION, *OFFERED],
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "HOME": home,
            "IPYTHONDIR": home,
        },
        cwd=home,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("text", OFFERED)
def test_what_is_offered(text: str, offered: dict[str, list[str]]) -> None:
    if text in ALL:
        assert set(offered[text]) == OFFERED[text]
    assert set(offered[text]) >= OFFERED[text]
