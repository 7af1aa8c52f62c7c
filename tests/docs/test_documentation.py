"""What README and docs say is true: links lead somewhere, commands run, and so does every snippet."""

from __future__ import annotations

import json
import logging
import os
import pathlib
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

import stripe
from stripe.sandbox import Sandbox

ROOT = pathlib.Path(__file__).parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/**/*.md"),
    *ROOT.glob("benchmarks/*.md"),
    *ROOT.glob("examples/*.md"),
]
GUIDE = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
SHELL = ROOT / "docs" / "guide" / "command-line.md"  # the one page with commands alone
SETTINGS = (
    "api_key",
    "client_id",
    "timeout",
    "max_network_retries",
    "default_http_client",
    "log",
)


def name(page: pathlib.Path) -> str:
    return str(page.relative_to(ROOT))


def snippets(page: pathlib.Path) -> Iterator[tuple[str, str]]:
    """The mark behind ```python, and the code, on the lines where it stands."""
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(r"^```python(.*)\n((?s:.*?))^```", text, re.MULTILINE):
        above = text.count("\n", 0, found.start(2))
        yield found[1].strip(), "\n" * above + found[2]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: pathlib.Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_snippets_are_python(page: pathlib.Path) -> None:
    for mark, code in snippets(page):
        assert mark in {"", "no-run"}
        compile(code, name(page), "exec")


@pytest.mark.parametrize("page", GUIDE, ids=name)
def test_guide_runs(
    page: pathlib.Path, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    monkeypatch.chdir(tmp_path)  # where a page leaves its files
    for setting in SETTINGS:
        monkeypatch.setattr(stripe, setting, getattr(stripe, setting))
    monkeypatch.setattr(stripe, "ca_bundle_path", stripe.ca_bundle_path)
    logger = logging.getLogger("stripe")
    monkeypatch.setattr(logger, "setLevel", lambda level: None)
    found = list(snippets(page))
    assert found or page == SHELL or page.parent.name != "guide"
    monkeypatch.setattr(json.JSONEncoder, "default", json.JSONEncoder.default)  # patch_json()
    # HTTP clients of a page's own are not in the way of a port.
    with Sandbox(port=0) as sandbox:
        namespace: dict[str, object] = {"__name__": "guide", "sandbox": sandbox}
        for mark, code in found:
            if mark != "no-run":
                exec(compile(code, name(page), "exec"), namespace)


def test_commands_run() -> None:
    text = SHELL.read_text(encoding="utf-8")
    (commands,) = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    commands = commands.replace("python -m", f"{sys.executable} -m")
    with Sandbox(port=0) as sandbox:
        done = subprocess.run(
            ["bash", "-ec", commands],
            env={**os.environ, "STRIPE_API_BASE": sandbox.url or ""},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert '"deleted": true' in done.stdout


def test_objects_in_json_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    price = stripe.Price.construct_from(
        {"object": "price", "unit_amount_decimal": "0.5", "metadata": {}, "tiers": []}, "sk_test_1"
    )
    with pytest.raises(TypeError):
        json.dumps(price)
    monkeypatch.setattr(json.JSONEncoder, "default", json.JSONEncoder.default)
    ((_, code),) = snippets(ROOT / "docs" / "migration.md")
    exec(compile(code, "migration.md", "exec"), {})
    assert json.loads(json.dumps([price])) == [
        {"object": "price", "unit_amount_decimal": "0.5", "metadata": {}, "tiers": []}
    ]
    with pytest.raises(TypeError, match="object is not JSON serializable"):
        json.dumps(object())


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").glob("**/*.md")}
    assert {page for page in pages - {"README.md"} if f"({page})" not in index} == set()


def test_quickstart_runs_as_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = re.search(r"&& python (examples/\S+)", readme)
    assert command is not None
    run = subprocess.run(
        [sys.executable, command[1]], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert "card_declined" in run.stdout
