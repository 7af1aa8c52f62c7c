"""`python -m stripe`: one request from the shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from sent_requests import Wire

import stripe
from stripe.__main__ import main
from stripe.sandbox import Sandbox

KEY = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", KEY)


def test_a_customers_life(capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> dict[str, object]:
        assert main(words) == 0
        return dict(json.loads(capsys.readouterr().out))

    with Sandbox():
        made = run("post", "/v1/customers", "-d", "email=a@b.c", "-d", "metadata[plan]=gold")
        assert (made["email"], made["metadata"]) == ("a@b.c", {"plan": "gold"})
        listed = run("get", "/v1/customers", "-d", "limit=1")
        assert [entry["id"] for entry in listed["data"]] == [made["id"]]  # type: ignore[attr-defined]
        assert run("delete", f"/v1/customers/{made['id']}")["deleted"] is True


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (["a=1", "b=x=y"], "a=1&b=x%3Dy"),
        (["a[b][c]=1", "a[b][d]="], "a[b][c]=1&a[b][d]="),
        (["e[]=1", "e[]=2"], "e[0]=1&e[1]=2"),
        (["i[][price]=p", "i[][quantity]=2", "i[][price]=q"], "i[0][price]=p&i[0][quantity]=2&i[1][price]=q"),
        (["i[0][price]=p", "i[1][price]=q"], "i[0][price]=p&i[1][price]=q"),
    ],
)  # fmt: skip
def test_parameters(data: list[str], body: str, wire: Wire, capsys: object) -> None:
    assert main(["post", "/v1/things", *(f"-d{pair}" for pair in data)]) == 0
    assert wire.only.body == body


def test_parameters_of_v2_are_json(wire: Wire, capsys: object) -> None:
    assert main(["post", "/v2/core/things", "-d", "on=true", "-d", "types[]=a", "-d", "n=x"]) == 0
    assert json.loads(wire.only.body or "") == {"on": True, "types": ["a"], "n": "x"}


def test_options(wire: Wire, capsys: object) -> None:
    options = ["--account", "acct_1", "--idempotency-key", "once", "--expand", "customer"]
    assert main(["post", "/v1/charges", *options, "--expand", "refunds"]) == 0
    headers = wire.only.headers
    assert (headers["Stripe-Account"], headers["Idempotency-Key"]) == ("acct_1", "once")
    assert wire.only.body == "expand[0]=customer&expand[1]=refunds"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["get", "/v1/customers/cus_no"], "error: resource_missing: "),
        (["get", "v1/customers"], "error: 'v1/customers' is no path"),
        (["get", "/v1/customers", "-d", "limit"], "write NAME=VALUE"),
        (["get", "/v1/customers", "-d", "a=1", "-d", "a[b]=1"], "can't be a text"),
        (["get", "/v1/customers", "-d", "a[]=1", "-d", "a[b]=1"], "can't be a text"),
    ],
)
def test_an_error_is_one_line(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Sandbox():
        assert main(words) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert says in output.err
    assert output.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "key", "says"),
    [
        (["get", "/v1/customers"], "", "STRIPE_API_KEY"),
        (["get", "/v1/customers"], "sk_live_123", "--live"),
        (["get", "/v1/customers"], "rk_live_123", "--live"),
        (["put", "/v1/customers"], KEY, "invalid choice"),
    ],
)
def test_wrong_use(
    words: list[str],
    key: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("STRIPE_API_KEY", key)
    with pytest.raises(SystemExit) as caught:
        main(words)
    error = capsys.readouterr().err
    assert (caught.value.code, says in error) == (2, True)
    assert "live_123" not in error


def test_a_live_key_that_is_meant(wire: Wire, capsys: object) -> None:
    assert main(["get", "/v1/balance", "--api-key", "sk_live_123", "--live"]) == 0
    assert wire.only.key == "sk_live_123"


def test_colours_on_a_terminal_only(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wire.always({"object": "balance", "livemode": False, "note": 'a "b": true'})
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["get", "/v1/balance"]) == 0
    shown = capsys.readouterr().out
    assert '\x1b[34m"livemode"\x1b[0m: \x1b[33mfalse\x1b[0m' in shown
    assert '\x1b[32m"a \\"b\\": true"\x1b[0m' in shown
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["get", "/v1/balance"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_as_a_program() -> None:
    def run(*words: str) -> str:
        command = [sys.executable, "-m", "stripe", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
        return done.stdout

    assert run("--version") == f"stripe {stripe.VERSION}\n"
    assert "python -m stripe get" in run("--help")
    assert "serve" in run("sandbox", "--help")


def test_a_reader_who_has_enough() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with Sandbox(port=0) as sandbox:
        done = subprocess.run(
            [sys.executable, "-m", "stripe", "get", "/v1/balance"],
            env={**os.environ, "STRIPE_API_BASE": sandbox.url or ""},
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
        )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
