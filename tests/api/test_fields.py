"""Every field of every schema: read back by attribute and by key, whatever its name, in the right class."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from calls import named
from description import CLASSES, SCHEMAS, class_name, object_name, resolved, sample_answer

import stripe
from stripe import StripeObject

RESOURCES = {
    kind: SCHEMAS[kind]
    for kind in CLASSES
    if kind in SCHEMAS and object_name(SCHEMAS[kind]) == kind and kind != "v2.core.event"
}
# Maps from a name to an inner object that are plain dicts.
PLAIN_MAPS = {
    "balance_settings.payments.payouts.automatic_transfer_rules_by_currency",
    "promotion_code.restrictions.currency_options",
    "shipping_rate.fixed_amount.currency_options",
    "v2.money_management.payout_intent.fx_quote.rates",
}


def chosen(schema: dict[str, Any], raw: Any) -> dict[str, Any]:
    """Of alternatives the one that the sample was made of."""
    schema = resolved(schema)
    while "anyOf" in schema:
        choices = [resolved(each) for each in schema["anyOf"]]
        is_text = isinstance(raw, str)
        fitting = [each for each in choices if (each.get("type") == "string") == is_text]
        schema = (fitting or choices)[0]
    return schema


class Walk:
    """Compares an object with what it was made of, all the way down."""

    def __init__(self) -> None:
        self.fields = 0

    def value(self, schema: dict[str, Any], raw: Any, value: Any, owner: str, path: str) -> None:
        schema = chosen(schema, raw)
        if raw is None:
            assert value is None, path
        elif isinstance(raw, list):
            assert type(value) is list, path
            for item, each in zip(raw, value, strict=True):
                self.value(schema["items"], item, each, owner, path)
        elif type(value) is dict:
            assert path in PLAIN_MAPS
            for key, item in raw.items():
                self.value(schema["additionalProperties"], item, value[key], owner, path)
        elif isinstance(raw, dict):
            self.object(schema, raw, value, owner, path)
        elif schema.get("format") == "decimal":
            assert (type(value), value) == (Decimal, Decimal(raw)), path
        elif schema.get("format") == "int64" and schema.get("type") == "string":
            assert (type(value), value) == (int, int(raw)), path
        else:
            assert (type(value), value) == (type(raw), raw), path

    def object(
        self, schema: dict[str, Any], raw: dict[str, Any], value: Any, owner: str, path: str
    ) -> None:
        name = class_name(schema)
        if name is not None and "x-resourceId" not in schema and owner.startswith("v2."):
            # Inner classes of V2 are named within the class around them.
            name = None if name == "Amount" else f"{owner}.{name}"
        assert isinstance(value, StripeObject), path
        if name is not None:
            assert type(value) is named(name), path
        assert list(StripeObject.keys(value)) == list(raw), path
        properties = schema.get("properties", {})
        extra = schema.get("additionalProperties")
        for key, item in raw.items():
            below = f"{path}.{key}"
            self.fields += 1
            assert getattr(value, key) is value[key], below
            assert key in value, below
            assert StripeObject.get(value, key) is value[key], below
            kind = properties.get(key, extra if isinstance(extra, dict) else {})
            if "x-sdk-name" in kind:
                assert getattr(value, kind["x-sdk-name"]) is value[key], below
            self.value(kind, item, value[key], name or owner, below)


@pytest.mark.parametrize("kind", RESOURCES)
def test_fields(kind: str):
    schema = RESOURCES[kind]
    raw = sample_answer(schema)
    text = json.dumps(raw)
    mode = "V2" if kind.startswith("v2.") else "V1"
    made = stripe.convert_to_stripe_object(raw, "sk_test_1", api_mode=mode)
    walk = Walk()
    walk.object(schema, raw, made, "", kind)
    assert walk.fields > 0
    assert json.dumps(raw) == text  # what it is made of stays as it is
    constructed = named(class_name(schema) or "").construct_from(raw, "sk_test_1", api_mode=mode)
    assert constructed == made
    if "int64" not in json.dumps(schema):
        assert json.loads(str(made)) == raw
        assert StripeObject.to_dict(made, for_json=True) == raw


def names_of_fields() -> list[str]:
    found: set[str] = set()

    def collect(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("properties"), dict):
                found.update(node["properties"])
            for each in node.values():
                collect(each)
        elif isinstance(node, list):
            for each in node:
                collect(each)

    collect(SCHEMAS)
    return sorted(found)


# What the library has beside the fields, on any class, and metadata may be called as one likes.
OF_THE_LIBRARY = sorted(
    {
        name
        for cls in (stripe.Customer, stripe.ListObject, stripe.Account, dict)
        for name in dir(cls)
        if not name.startswith("_")
    }
    - {"mro"}
)


@pytest.mark.parametrize(
    "cls",
    [StripeObject, stripe.Customer, stripe.Charge.BillingDetails],
    ids=lambda cls: cls.__name__,
)
def test_names_of_all_kinds(cls: type[StripeObject]):
    names = [name for name in {*names_of_fields(), *OF_THE_LIBRARY} if not name.startswith("_")]
    assert {"items", "keys", "api_key", "last_response", "refresh", "save", "to_dict"} <= set(names)
    fields = dict.fromkeys(names, None) | {name: f"value of {name}" for name in names}
    made = cls.construct_from(fields, "sk_test_1", stripe_account="acct_1")
    for name, value in fields.items():
        assert getattr(made, name) == value
        assert made[name] == value
        assert name in made
        assert name in dir(made)
    assert StripeObject.to_dict(made) == fields
    assert json.loads(str(made)) == fields
    assert {**dict(StripeObject.items(made))} == fields
    assert made == fields
    assert repr(made).startswith(f"<{cls.__name__} ")


def test_setting_and_deleting():
    for name in sorted({*names_of_fields(), *OF_THE_LIBRARY} - {"id", "serialize"}):
        made = StripeObject.construct_from({"id": "x", name: 1}, "sk_test_1")
        made[name] = 2
        assert getattr(made, name) == 2
        assert made.serialize(None) == {name: 2}
        if name not in ("api_key", "stripe_account", "stripe_context", "stripe_version"):
            setattr(made, name, 3)
            assert made[name] == 3
        delattr(made, name)
        assert name not in made
        if not hasattr(StripeObject, name):
            with pytest.raises(AttributeError, match=name):
                getattr(made, name)
        with pytest.raises(KeyError, match=name):
            made[name]
