"""Every block of README and docs runs as it stands, as a reader runs it: beside a sandbox that is served."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from stripe.sandbox import Sandbox

ROOT = pathlib.Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(ROOT.glob("docs/**/*.md")),
    *sorted(ROOT.glob("benchmarks/*.md")),
    *sorted(ROOT.glob("examples/*.md")),
]

# Blocks of Python that are marked `no-run`, by how they begin.
NOT_RUN = {
    "import dask.bag": "a program for a cluster: test_data_page.py runs it",
    "@pytest.mark.stripe_sandbox(": "names a file of the reader's",
    "stripe.Customer.create(emial=": "mistakes for type checkers: tests/typing finds them",
}
# Commands that are not run, by how they begin.
COMMANDS_NOT_RUN = {
    'pip install -e ".[test]" && python -m pytest': "this suite",
    "coverage run -m pytest": "this suite, for as long again",
    "pip install atheris": "five minutes of fuzzing",
    "pip install cosmic-ray": "hours",
    'pip install -e ".[test]" && python -m benchmarks': "minutes; .ci/run does it with --quick",
    "python -m stripe.sandbox serve": "a server: see the last test",
    "pip install flask": "a server: see the last test",
    "python -m stripe.sandbox trigger": "asks that server: see the last test",
}


def name(page: pathlib.Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: pathlib.Path, language: str) -> Iterator[tuple[str, str]]:
    """The mark behind the language, and the text, below as many empty lines as stand above it."""
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(rf"^```{language}\b(.*)\n((?s:.*?))^```", text, re.MULTILINE):
        yield found[1].strip(), "\n" * text.count("\n", 0, found.start(2)) + found[2]


COMMANDS = [(page, text) for page in PAGES for _, text in blocks(page, "sh")]


def is_known(text: str, table: dict[str, str]) -> bool:
    return any(text.lstrip("\n").startswith(beginning) for beginning in table)


@pytest.fixture
def reader(tmp_path: pathlib.Path) -> Iterator[dict[str, str]]:
    """The environment of a reader who set what a served sandbox printed."""
    commands = tmp_path / "bin"
    commands.mkdir()
    # What pip would install is here; .ci/run installs it.
    python = f'exec "{sys.executable}"'
    scripts = {"python": f'{python} "$@"', "flask": f'{python} -m flask "$@"', "pip": "exit 0"}
    for command, script in scripts.items():
        (commands / command).write_text(f"#!/bin/sh\n{script}\n")
        (commands / command).chmod(0o755)
    with Sandbox(port=0) as sandbox:
        yield {
            **os.environ,
            "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "STRIPE_API_BASE": sandbox.url or "",
            "STRIPE_API_KEY": "sk_test_reader",
        }


@pytest.mark.parametrize("page", [page for page in PAGES if any(blocks(page, "python"))], ids=name)
def test_blocks_of_python(
    page: pathlib.Path, reader: dict[str, str], tmp_path: pathlib.Path
) -> None:
    """A block with tests is a file for pytest, all others of a page are one program."""
    program, files = "", []
    for number, (mark, code) in enumerate(blocks(page, "python")):
        assert mark == ("no-run" if is_known(code, NOT_RUN) else "")
        if re.search(r"^def test_", code, re.MULTILINE) and not mark:
            files.append(tmp_path / f"test_{number}.py")
            files[-1].write_text(code, encoding="utf-8")
        elif not mark:
            program += code[program.count("\n") :]
    if name(page) == "README.md":
        del reader["STRIPE_API_BASE"]  # its first lines start a sandbox
    path = tmp_path / "page.py"
    path.write_text(program, encoding="utf-8")
    succeeds(sys.executable, "-Werror", str(path), cwd=tmp_path, env=reader)
    if files:
        succeeds(sys.executable, "-mpytest", "-q", *map(str, files), cwd=tmp_path, env=reader)


@pytest.mark.parametrize(
    ("page", "commands"),
    COMMANDS,
    ids=[f"{name(page)}-{text.split()[0]}" for page, text in COMMANDS],
)
def test_blocks_of_commands(
    page: pathlib.Path, commands: str, reader: dict[str, str], tmp_path: pathlib.Path
) -> None:
    if is_known(commands, COMMANDS_NOT_RUN):
        return
    checkout = tmp_path / "checkout"
    shutil.copytree(ROOT / "examples", checkout / "examples")
    succeeds("bash", "-euo", "pipefail", "-c", commands, cwd=checkout, env=reader)


def succeeds(*command: str, cwd: pathlib.Path, env: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stdout + done.stderr


def test_commands_of_the_webhook_endpoints(reader: dict[str, str]) -> None:
    """The three terminals of the examples' page, at ports of their own."""
    serve, flask, trigger = (
        text.strip() for _, text in list(blocks(ROOT / "examples" / "README.md", "sh"))[-3:]
    )
    port = str(20_000 + os.getpid() % 10_000)  # none that a system hands out by itself
    del reader["STRIPE_API_BASE"]
    with terminal(f"{serve.replace('5000', port)} --port 0", reader) as sandbox:
        url = line(sandbox, r"Stripe sandbox at (\S+)")
        secret = line(sandbox, r"webhook secret +(\S+)")
        command = flask.replace("whsec_...", secret)
        with terminal(command, {**reader, "FLASK_RUN_PORT": port}) as endpoint:
            line(endpoint, "(Running on)")
            with terminal(f"{trigger} --url {url}", reader):
                line(endpoint, r"Paid: (pi_\w+), ")


@contextmanager
def terminal(command: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A command that goes on until it is ended; what it prints is one stream."""
    with subprocess.Popen(
        ["timeout", "120", "bash", "-ec", command],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def line(process: subprocess.Popen[str], pattern: str) -> str:
    """What the pattern finds in the next line that has it."""
    assert process.stdout is not None
    printed = ""
    for text in process.stdout:
        printed += text
        if found := re.search(pattern, text):
            return found[1]
    raise AssertionError(printed)
