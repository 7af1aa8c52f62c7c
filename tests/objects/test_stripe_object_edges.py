"""Edges of an object's attributes: names that are nearly a word of Python, or none at all."""

from __future__ import annotations

from typing import Any

import pytest

import stripe


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("from_", "from"),
        ("is_", "is"),
        ("iso", "iso"),  # `is` and a letter
        ("inn", "inn"),
        ("id_", "id_"),  # no word of Python
        ("", ""),
        ("💳", "💳"),
        ("items_", "items_"),
    ],
)
def test_the_field_that_an_attribute_sets(name: str, field: str) -> None:
    made: Any = stripe.Customer("cus_1")
    setattr(made, name, 1)
    assert dict(made) == {"id": "cus_1", field: 1}
    assert getattr(made, name) == 1
    assert made[field] == 1


@pytest.mark.parametrize("name", ["", "iso", "💳", "from_"])
def test_an_attribute_that_is_deleted(name: str) -> None:
    made: Any = stripe.Customer("cus_1")
    setattr(made, name, 1)
    delattr(made, name)
    assert dict(made) == {"id": "cus_1"}
    with pytest.raises(AttributeError):
        getattr(made, name)


@pytest.mark.parametrize("name", ["idx", "id_", "is_", "_id"])
def test_an_attribute_that_is_not_there_deletes_no_other(name: str) -> None:
    made: Any = stripe.Customer("cus_1")
    with pytest.raises(AttributeError):
        delattr(made, name)
    assert dict(made) == {"id": "cus_1"}
