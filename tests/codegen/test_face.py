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


def test_what_it_imports_is_a_small_part_of_the_sandbox():
    rooms = {line.split(".")[2] for line in face.text().splitlines() if "from stripe." in line}
    assert rooms == {"front", "state"}
