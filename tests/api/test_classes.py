"""Every method of every resource class: on the class, on an instance, on the class with an instance."""

from __future__ import annotations

import json
from copy import deepcopy
from inspect import signature
from typing import Any

import pytest
from calls import (
    IDS,
    OPTIONS,
    assert_answer,
    assert_options_sent,
    assert_sent,
    class_of,
    named,
    raw_answer,
)
from conftest import KEY
from description import CLASSES, SCHEMAS, ClassMethod, class_methods, class_name, object_name
from sent_requests import Wire

import stripe

METHODS = class_methods()
ON_CLASS = [
    method
    for method in METHODS
    # Addressed by their owner's id too: tests/operations/test_resource_mixins.py.
    if method.on_class and method.full_name not in ("BankAccount.delete", "Card.delete")
]
ON_INSTANCE = [method for method in METHODS if method.on_instance]
BOTH = [method for method in ON_INSTANCE if method in ON_CLASS]
OWN_PARAMS = {
    "Charge.mark_as_fraudulent": {"fraud_details": {"user_report": "fraudulent"}},
    "Charge.mark_as_safe": {"fraud_details": {"user_report": "safe"}},
}


def name_of(method: ClassMethod) -> str:
    return f"{method.full_name}:{method.operation.path}"


def arguments(method: ClassMethod) -> tuple[list[str], dict[str, Any]]:
    return IDS[: len(method.operation.placeholders)], method.operation.sample_params()


def instance_for(method: ClassMethod) -> stripe.StripeObject:
    """An object with the ids that the path needs, of an account of its own."""
    cls = named(method.cls.partition(".TestHelpers")[0])
    values = {"id": IDS[0]}
    for name, field in zip(method.operation.placeholders, method.sources, strict=True):
        if field not in ("", "id"):
            values[field] = f"{name}_1"
    instance: stripe.StripeObject = cls.construct_from(
        values, "sk_test_own", stripe_account="acct_own"
    )
    return instance


def ids_on(instance: stripe.StripeObject, method: ClassMethod) -> list[str]:
    return [instance[field] if field else IDS[place] for place, field in enumerate(method.sources)]


def test_there_are_as_many_as_the_api_has():
    assert len(METHODS) == 567


@pytest.mark.parametrize("method", ON_CLASS, ids=name_of)
def test_on_the_class(method: ClassMethod, wire: Wire):
    ids, params = arguments(method)
    before = deepcopy(params)
    wire.always(raw_answer(method.operation))
    answer = getattr(named(method.cls), method.name)(*ids, **params, **OPTIONS)
    assert params == before
    assert_sent(wire.only, method.operation, IDS, before)
    assert_options_sent(wire.only)
    assert wire.only.key == OPTIONS["api_key"]
    assert_answer(answer, method.operation)


@pytest.mark.parametrize("method", ON_CLASS, ids=name_of)
def test_on_the_class_with_ids_alone(method: ClassMethod, wire: Wire):
    if method.full_name == "EphemeralKey.create":
        pytest.skip("needs stripe_version: tests/operations/test_resource_mixins.py")
    ids, _ = arguments(method)
    wire.always(raw_answer(method.operation))
    getattr(named(method.cls), method.name)(*ids)
    assert_sent(wire.only, method.operation, IDS, {})
    assert wire.only.key == KEY
    assert wire.only.headers["Stripe-Version"] == stripe.api_version
    assert "Stripe-Account" not in wire.only.headers


@pytest.mark.parametrize("method", ON_INSTANCE, ids=name_of)
def test_on_an_instance(method: ClassMethod, wire: Wire):
    instance = instance_for(method)
    ids = ids_on(instance, method)
    extra = [each for each, field in zip(IDS, method.sources, strict=False) if not field]
    params = {} if method.full_name in OWN_PARAMS else method.operation.sample_params()
    target = instance.test_helpers if method.is_test_helper else instance
    wire.always(raw_answer(method.operation))
    answer = getattr(target, method.name)(*extra, **params)
    sent = wire.only
    assert_sent(sent, method.operation, ids, OWN_PARAMS.get(method.full_name, params))
    assert (sent.key, sent.headers["Stripe-Account"]) == ("sk_test_own", "acct_own")
    if answer is instance:
        assert answer.last_response.code == 200
        assert (answer.api_key, answer.stripe_account) == ("sk_test_own", "acct_own")
    else:
        assert type(answer) is not type(instance)
        assert_answer(answer, method.operation)


@pytest.mark.parametrize("method", BOTH, ids=name_of)
def test_on_the_class_with_an_instance(method: ClassMethod, wire: Wire):
    instance = instance_for(method)
    extra = [each for each, field in zip(IDS, method.sources, strict=False) if not field]
    ids = ids_on(instance, method)
    wire.always(raw_answer(method.operation))
    answer = getattr(named(method.cls), method.name)(instance, *extra)
    assert_sent(wire.only, method.operation, ids, {})
    assert wire.only.key == "sk_test_own"
    schema = method.operation.answer_schema
    if class_name(schema) is not None and class_of(class_name(schema) or "") is type(instance):
        assert answer is instance


@pytest.mark.parametrize("method", METHODS, ids=name_of)
def test_signature_and_docstring(method: ClassMethod):
    function = getattr(named(method.cls), method.name)
    assert function.__doc__
    assert function.__name__ == method.name or method.name == "delete"
    assert "params" in signature(function).parameters or method.full_name in OWN_PARAMS


@pytest.mark.parametrize("method", ON_CLASS, ids=name_of)
def test_ids_that_are_none(method: ClassMethod, wire: Wire):
    ids, _ = arguments(method)
    if method.full_name in ("Account.retrieve", "Account.modify"):
        return  # without an id they are about the account of the key
    function = getattr(named(method.cls), method.name)
    for place in range(len(ids)):
        for id in ("", "  ", None, 7, b"cus_1", "..", "a/../b"):
            with pytest.raises(stripe.InvalidRequestError) as caught:
                function(*ids[:place], id, *ids[place + 1 :])
            assert caught.value.param == "id"
    assert wire.sent == []


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_classes(kind: str, wire: Wire):
    module, name = CLASSES[kind]
    path = ".".join([*module.split(".")[1:-1], name])
    cls = named(path)
    assert cls.__name__ == name
    mode = "V2" if kind.startswith("v2.") else "V1"
    if kind in ("v2.core.event", "list", "search_result", "v2.list", "v2.search_result"):
        return
    assert kind == cls.OBJECT_NAME
    wire.always(json.dumps({"object": kind, "id": "x"}))
    made = stripe.convert_to_stripe_object({"object": kind, "id": "x"}, api_mode=mode)
    assert type(made) is cls


@pytest.mark.parametrize(
    "schema",
    [each for each in SCHEMAS.values() if "x-sdk-class-url" in each],
    ids=lambda each: each["x-sdk-class"],
)
def test_class_urls(schema: dict[str, Any]):
    cls = named(schema["x-sdk-class"])
    assert cls.class_url() == schema["x-sdk-class-url"]
    assert object_name(schema) == cls.OBJECT_NAME
    for base in schema.get("x-sdk-bases", []):
        assert issubclass(cls, getattr(stripe, base))
    for method in schema.get("x-sdk-custom-methods", []):
        assert callable(getattr(cls, method))


@pytest.mark.parametrize(
    ("schema", "template"),
    [(each, url) for each in SCHEMAS.values() for url in each.get("x-sdk-instance-urls", [])],
    ids=lambda each: each["x-sdk-class"] if isinstance(each, dict) else each,
)
@pytest.mark.parametrize("expanded", [False, True])
def test_instance_urls(schema: dict[str, Any], template: str, expanded: bool):
    cls = named(schema["x-sdk-class"])
    values: dict[str, Any] = {"id": "a b"}
    for part in template.split("{")[1:]:
        owner = part.partition("}")[0]
        if owner != "id":
            values[owner] = {"id": "o/1", "object": "x"} if expanded else "o/1"
    url = cls.construct_from(values, None).instance_url()
    wanted = template.replace("{id}", "a+b")
    for owner in values:
        wanted = wanted.replace(f"{{{owner}}}", "o%2F1")
    assert url == wanted


@pytest.mark.parametrize(
    ("cls", "method"),
    [
        (each["x-sdk-class"], method)
        for each in SCHEMAS.values()
        for method in each.get("x-sdk-unsupported-methods", [])
    ],
)
def test_what_needs_an_owner(cls: str, method: str, wire: Wire):
    with pytest.raises(NotImplementedError, match=cls):
        getattr(named(cls), method)("x_1", name="y")
    assert wire.sent == []


@pytest.mark.parametrize(
    ("cls", "resource"),
    [
        (each["x-sdk-class"], resource)
        for each in SCHEMAS.values()
        for resource in each.get("x-sdk-nested-resources", [])
    ],
)
def test_addresses_of_nested_resources(cls: str, resource: str, wire: Wire):
    owner = named(cls)
    url = getattr(owner, f"{resource}s_url")("o 1")
    assert url.startswith(f"{owner.class_url()}/o+1/")
    assert getattr(owner, f"{resource}s_url")("o 1", "n/1") == f"{url}/n%2F1"
    getattr(owner, f"{resource}s_request")("get", url, limit=3, stripe_account="acct_1")
    assert (wire.only.path, wire.only.params) == (url, {"limit": "3"})
    assert wire.only.headers["Stripe-Account"] == "acct_1"
