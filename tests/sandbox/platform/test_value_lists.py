"""Radar's value lists show their items, which are of the list's type."""

from __future__ import annotations

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

Item = stripe.radar.ValueListItem


def new(kind: str | None = None) -> Any:
    more: Any = {"item_type": kind} if kind else {}
    return stripe.radar.ValueList.create(alias="blocked", name="Blocked", **more)


def test_a_list_shows_its_items(sandbox: Sandbox) -> None:
    made = new()
    assert made.item_type == "string"
    assert made.list_items.url == f"/v1/radar/value_list_items?value_list={made.id}"
    first = Item.create(value_list=made.id, value="one")
    second = Item.create(value_list=made.id, value="two")
    assert [item.id for item in made.refresh().list_items] == [second.id, first.id]
    first.delete()
    assert [item.value for item in made.refresh().list_items] == ["two"]
    assert [item.id for item in Item.list(value_list=made.id)] == [second.id]


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("ip_address", "192.0.2.1", "somewhere"),
        ("email", "jenny@example.com", "jenny"),
        ("country", "FR", "France"),
        ("card_bin", "424242", "4242"),
        ("customer_id", "cus_123", "jenny"),
    ],
)
def test_items_are_of_the_type_of_their_list(
    sandbox: Sandbox, kind: str, right: str, wrong: str
) -> None:
    made = new(kind)
    assert Item.create(value_list=made.id, value=right).value == right
    with pytest.raises(stripe.InvalidRequestError) as refused:
        Item.create(value_list=made.id, value=wrong)
    assert refused.value.param == "value"
