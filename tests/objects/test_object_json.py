"""Objects to JSON: by name (`json_default`, `to_json`), and wherever others do the dumping."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from all_classes import all_classes
from django.core.serializers.json import DjangoJSONEncoder

import stripe

VALUES: dict[str, Any] = {
    "object": "price",
    "unit_amount_decimal": "0.5",
    "metadata": {"items": "i", "keys": "k"},
    "tiers": [{"flat_amount_decimal": "1.5", "up_to": None}],
    "currency_options": {"eur": {"unit_amount_decimal": "2.5"}},
}


DUMPS: dict[str, Callable[[Any], str]] = {
    "to_json": stripe.to_json,
    "json_default": lambda value: json.dumps(value, default=stripe.json_default),
    "to_dict_recursive": lambda value: json.dumps(value.to_dict_recursive()),
    "str": str,
}


@pytest.mark.parametrize("dump", DUMPS.values(), ids=DUMPS)
def test_json_is_what_came_from_the_api(dump: Callable[[Any], str]) -> None:
    price = stripe.Price.construct_from(VALUES, None)
    assert price.unit_amount_decimal == Decimal("0.5")
    assert json.loads(dump(price)) == VALUES


def test_every_class() -> None:
    for cls in all_classes():
        made = cls.construct_from({"a": [{"b": "c"}], "n": None}, None)
        made.amount = Decimal("1.50")  # type: ignore[attr-defined]
        made.at = datetime(2026, 1, 1, tzinfo=timezone.utc)  # type: ignore[attr-defined]
        expected = {**made.to_dict(), "amount": "1.50", "at": 1767225600}
        for dump in DUMPS.values():
            assert json.loads(dump(made)) == expected, cls


def test_data_with_objects_in_it() -> None:
    price = stripe.Price.construct_from(VALUES, None)
    data = {"prices": [price], "amount": Decimal("1.5"), "metadata": price.metadata}
    assert json.loads(stripe.to_json(data)) == {
        "prices": [VALUES],
        "amount": "1.5",
        "metadata": VALUES["metadata"],
    }
    assert stripe.to_json({"b": price.metadata, "a": 1}, sort_keys=True, indent=1).startswith(
        '{\n "a": 1'
    )
    assert stripe.to_json({1, 2}, default=list) == "[1, 2]"


@pytest.mark.parametrize("value", [object(), {1}, b"x", stripe.Customer])
def test_what_json_has_nothing_for(value: Any) -> None:
    for dump in (stripe.to_json, stripe.json_default):
        with pytest.raises(TypeError, match="not JSON serializable"):
            dump(value)


class FallingBack(json.JSONEncoder):
    """As the encoders of task queues and frameworks are."""

    def default(self, o: object) -> Any:
        return "bytes" if isinstance(o, bytes) else super().default(o)


@pytest.fixture
def patched() -> Iterator[None]:
    before = json.JSONEncoder.default
    stripe.patch_json()
    stripe.patch_json()
    yield
    json.JSONEncoder.default = before  # type: ignore[method-assign]


@pytest.mark.usefixtures("patched")
@pytest.mark.parametrize(
    "settings", [{}, {"indent": 2}, {"cls": FallingBack}, {"cls": DjangoJSONEncoder}]
)
def test_patched_json_takes_objects(settings: Any) -> None:
    price = stripe.Price.construct_from(VALUES, None)
    page = stripe.ListObject[Any].construct_from({"object": "list", "data": []}, None)
    assert json.loads(json.dumps(price, **settings)) == VALUES
    assert json.loads(json.dumps([{"page": page}], **settings)) == [{"page": page.to_dict()}]
    for value in (object(), {1}):
        with pytest.raises(TypeError, match="not JSON serializable"):
            json.dumps(value, **settings)
    assert json.dumps(Decimal("1.5"), cls=DjangoJSONEncoder) == '"1.5"'
    with pytest.raises(TypeError):
        json.dumps(Decimal("1.5"))


def test_nothing_is_patched_unasked() -> None:
    code = (
        "import json, stripe; stripe.Customer; stripe.to_json; json.dumps(stripe.Customer('cus_1'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "TypeError: Object of type Customer is not JSON serializable" in done.stderr
