"""stripe/sandbox/face.pyi declares what `Sandbox` is: type checkers read it in its place."""

from __future__ import annotations

import inspect

import pytest

import stripe
from codegen import face

PUBLIC = sorted(name for name in vars(stripe.sandbox.Sandbox) if not name.startswith("_"))


def test_the_committed_stub_is_the_sandbox():
    committed = face.COMMITTED.read_text(encoding="utf-8")
    assert committed == face.text(), "python -m codegen.face writes it"


@pytest.mark.parametrize("name", PUBLIC)
def test_it_has_each_member_with_its_docstring(name: str):
    documented = inspect.getdoc(getattr(stripe.sandbox.Sandbox, name)) or ""
    stub = face.COMMITTED.read_text(encoding="utf-8")
    assert f"def {name}(self" in stub
    assert documented.partition("\n")[0] in stub


def test_it_needs_nothing_else_of_the_library():
    assert "from stripe." not in face.text()


@pytest.mark.parametrize(
    "member",
    [
        "advance(self, seconds: float)",
        "retry_days: list[int]",
        "fail_next(self, count: int)",
        "status: int",
        "def issued(self) -> list[Key]",
        "class Triggered(NamedTuple)",
    ],
)
def test_it_has_what_the_sandbox_hands_out(member: str):
    assert member in face.text()


@pytest.mark.parametrize("internal", ["World", "_offset", "__setattr__", "Delivery]"])
def test_it_has_nothing_of_what_that_is_made_of(internal: str):
    assert internal not in face.text()
