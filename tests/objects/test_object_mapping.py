"""Objects where a dict would do: unions, copies, truth, and fields called as the methods are."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import django
import pytest
from django.conf import settings
from django.template import Context, Engine
from pydantic import TypeAdapter

import stripe
from stripe import StripeObject


def made(**values: Any) -> StripeObject:
    return StripeObject.construct_from(values, None)


UNIONS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "object | dict": (lambda: made(a=1, b=1) | {"b": 2}, {"a": 1, "b": 2}),
    "dict | object": (lambda: {"a": 0, "b": 2} | made(a=1), {"a": 1, "b": 2}),
    "object | object": (lambda: made(a=1) | made(a=2, c=3), {"a": 2, "c": 3}),
    "fields called keys and items": (
        lambda: {"a": 0} | made(keys="k") | made(items="i", update="u"),
        {"a": 0, "keys": "k", "items": "i", "update": "u"},
    ),
}


@pytest.mark.parametrize(("unite", "expected"), UNIONS.values(), ids=UNIONS)
def test_unions_are_plain_dicts(unite: Callable[[], Any], expected: dict[str, Any]) -> None:
    united = unite()
    assert type(united) is dict
    assert united == expected


def test_union_in_place() -> None:
    customer = stripe.Customer.construct_from({"id": "cus_1", "name": "Ada"}, None)
    same: Any = customer
    same |= {"name": "Grace"}
    same |= [("phone", "1")]
    assert same is customer
    assert same == {"id": "cus_1", "name": "Grace", "phone": "1"}
    assert customer.serialize(None) == {"name": "Grace", "phone": "1"}


@pytest.mark.parametrize("other", [None, 1, "ab", [("a", 1)]])
def test_unions_with_what_is_no_mapping(other: Any) -> None:
    with pytest.raises(TypeError):
        made(a=1) | other
    with pytest.raises(TypeError):
        other | made(a=1)


def test_a_copy_is_a_dict_of_the_same_values() -> None:
    customer: Any = stripe.Customer.construct_from({"id": "cus_1", "metadata": {"a": "1"}}, None)
    copied = customer.copy()
    assert type(copied) is dict
    assert copied == customer
    assert copied["metadata"] is customer.metadata
    copied["id"] = ""
    assert customer.id == "cus_1"


def test_empty_objects_are_false() -> None:
    customer: Any = stripe.Customer.construct_from({"id": "cus_1", "metadata": {}}, None)
    assert customer
    assert not customer.metadata
    customer.metadata["a"] = "1"
    assert customer.metadata
    assert not made()
    page: Any = stripe.ListObject[Any].construct_from({"object": "list", "data": []}, None)
    assert not page
    page.data.append(customer)
    assert page


def test_there_is_no_order_to_reverse() -> None:
    with pytest.raises(TypeError, match="not reversible"):
        reversed(made(a=1))  # type: ignore[call-overload]
    page: Any = stripe.ListObject[Any].construct_from({"object": "list", "data": [{}, {}]}, None)
    assert list(reversed(page)) == page.data[::-1]


METHODS = ["keys", "items", "values", "get", "update", "pop", "copy", "to_dict"]


@pytest.mark.parametrize("name", METHODS)
def test_a_field_called_as_a_method(name: str) -> None:
    values = {"a": "1", name: "door"}
    obj: Any = StripeObject.construct_from(values, None)
    assert getattr(obj, name) == obj[name] == "door"
    into: dict[str, Any] = {}
    into.update(obj)
    assert dict(obj) == {**obj} == into == values
    assert type(dict(obj)[name]) is str
    assert list(obj) == ["a", name]
    assert dict(**obj) == values
    setattr(obj, name, "gate")
    assert getattr(obj, name) == obj[name] == "gate"
    assert obj == {"a": "1", name: "gate"}


WALKS = {
    "text": "door",
    "list of the API": {"object": "list", "data": [{"object": "item", "id": "si_1"}]},
}


def walked(value: Any) -> Any:
    """As serializers go through what they are given."""
    if isinstance(value, stripe.ListObject):
        return {name: walked(value[name]) for name in value.keys()}  # noqa: SIM118
    if isinstance(value, Mapping):
        assert len(value.keys()) == len(value.values())
        return {name: walked(item) for name, item in value.items()}
    return [walked(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", ["keys", "items", "values"])
@pytest.mark.parametrize("field", WALKS.values(), ids=WALKS)
def test_who_walks_through_a_mapping_need_not_know_its_fields(name: str, field: Any) -> None:
    values = {"id": "x", name: field, "hash": {name: field}}
    obj: Any = made(**values)
    assert walked(obj) == walked(obj) == values
    assert TypeAdapter(dict[str, Any]).validate_python(obj) == obj
    assert getattr(obj, name) == obj[name] == getattr(obj, name)
    assert isinstance(getattr(obj, name), type(obj[name]))
    for copied in (copy.deepcopy(obj), pickle.loads(pickle.dumps(obj))):
        assert copied == obj
        assert walked(copied) == values
    assert obj.to_dict() == values
    assert type(obj.to_dict()[name]) is type(field)
    assert type(pickle.loads(pickle.dumps(getattr(obj, name)))) in (str, list, stripe.ListObject)


def test_an_array_is_an_array() -> None:
    """It would have to be of another class to be callable: who walks through a phase calls `to_dict`."""
    phase: Any = made(items=[1])
    assert type(phase.items) is list
    assert dict(phase) == {"items": [1]}


def test_a_list_of_the_api_is_itself() -> None:
    subscription: Any = made(items={"object": "list", "data": []})
    assert subscription.items is subscription["items"]
    assert list(subscription.items()) == [("items", subscription.items)]
    with pytest.raises(TypeError, match="not callable"):
        stripe.ListObject[Any].construct_from({"object": "list"}, None)()


def test_django_does_not_call_it() -> None:
    if not settings.configured:
        settings.configure()
    django.setup()
    obj: Any = made(items=WALKS["list of the API"], metadata={"items": "3"})
    assert callable(obj.items)
    template = Engine().from_string("{{ s.items.data.0.id }} {{ s.metadata.items }}")
    assert template.render(Context({"s": obj})) == "si_1 3"


def test_the_field_keys_is_its_text_in_every_other_way() -> None:
    obj: Any = made(keys="door", a=1)
    assert isinstance(obj.keys, str)
    assert f"{obj.keys}!" == "door!"
    assert list(obj.keys()) == ["keys", "a"]
    assert {obj.keys: 1} == {"door": 1}
    assert list(StripeObject.keys(obj)) == ["keys", "a"]
    assert made(keys=None).keys is None  # type: ignore[comparison-overlap]


PROTOCOLS = [
    "__reduce_ex__",
    "__reduce__",
    "__deepcopy__",
    "__copy__",
    "__getstate__",
    "__setstate__",
    "__class__",
    "__dict__",
    "__getnewargs_ex__",
    "__slots__",
    "__len__",
    "_requestor",
    "_replaced",
]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_metadata_with_keys_of_pythons_own(name: str) -> None:
    values = {"id": "cus_1", "object": "customer", "metadata": {name: "x", "a": "1"}}
    customer: Any = stripe.Customer.construct_from(values, None)
    copies = [copy.copy(customer), copy.deepcopy(customer), copy.deepcopy(customer.metadata)]
    copies += [pickle.loads(pickle.dumps(customer, protocol)) for protocol in range(2, 6)]
    copies[2] = {**values, "metadata": copies[2]}
    for copied in copies:
        assert copied == values
        assert type(copied["metadata"]) is StripeObject
        assert copied["metadata"][name] == "x"
