"""Names that modules know each other by: whoever listens is told, whoever registers is found."""

import re
from pathlib import Path

import pytest

import stripe.sandbox
from stripe.sandbox.generic import registry
from stripe.sandbox.spec import description
from stripe.sandbox.state import changes

HERE = Path(stripe.sandbox.__file__).parent
SOURCE = "\n".join(path.read_text("utf-8") for path in HERE.rglob("*.py"))


def test_every_reaction_is_to_an_event_or_to_what_is_announced() -> None:
    registry.load()
    announced = set(re.findall(r'\.announce\(\s*"([^"]+)"', SOURCE))
    assert announced
    assert set(changes._reactions) - announced <= set(description.event_types())


def test_a_room_that_nobody_knows_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "OTHER_ROOMS", frozenset())
    with pytest.raises(ImportError, match=r"stripe\.sandbox\.\w+ is in no list of rooms"):
        registry.load.__wrapped__()
