"""Operations as methods: how they look to help(), inspect and mocks."""

from __future__ import annotations

import inspect
import pydoc
import sys
from typing import Any
from unittest.mock import create_autospec, patch

import pytest
from sent_requests import Wire

import stripe
from stripe import SingletonAPIResource, StripeObject
from stripe.instance_operation import instance_operation
from stripe.operation import dual, operation
from stripe.stripe_service import StripeService, service_method

SIGNATURES = [
    (lambda: stripe.Customer.create, "(**params)"),
    (lambda: stripe.Customer.retrieve, "(id, **params)"),
    (lambda: stripe.Customer.modify, "(id, **params)"),
    (lambda: stripe.Customer.delete, "(customer, **params)"),
    (lambda: stripe.Customer.create_source, "(customer, **params)"),
    (lambda: stripe.Customer.retrieve_source, "(customer, id, **params)"),
    (lambda: stripe.Customer("cus_1").delete, "(**params)"),
    (lambda: stripe.Customer("cus_1").retrieve_payment_method, "(payment_method, **params)"),
    (lambda: stripe.Refund.TestHelpers.expire, "(refund, **params)"),
    (lambda: stripe.Refund("re_1").test_helpers.expire, "(**params)"),
    (lambda: stripe.CustomerService.update, "(self, customer, params=None, options=None)"),
]


@pytest.mark.parametrize(("function", "signature"), SIGNATURES)
def test_signatures(function: Any, signature: str, wire: Wire):
    assert str(inspect.signature(function())) == signature


def test_names_and_docstrings():
    capture = stripe.Charge.capture
    assert (capture.__name__, capture.__qualname__) == ("capture", "Charge.capture")
    assert capture.__doc__ == "POST /v1/charges/{charge}/capture"
    assert capture.__module__ == "stripe.resources.charge"
    assert "capture(charge, **params)" in pydoc.render_doc(
        stripe.Charge.capture, renderer=pydoc.plaintext
    )
    assert "GET /v1/customers/{customer}" in pydoc.render_doc(
        stripe.CustomerService, renderer=pydoc.plaintext
    )


def test_ids_by_name(wire: Wire, client: stripe.StripeClient):
    wire.always({"object": "customer", "id": "cus_1"})
    stripe.Customer.retrieve(id="cus_1")
    stripe.Customer.modify(id="cus_1", name="x")
    stripe.Customer.delete(customer="cus_1")
    stripe.Customer.retrieve_source(customer="cus_1", id="card_1")
    client.v1.customers.update(customer="cus_1", params={"name": "x"})
    assert [(sent.verb, sent.path) for sent in wire.sent] == [
        ("get", "/v1/customers/cus_1"),
        ("post", "/v1/customers/cus_1"),
        ("delete", "/v1/customers/cus_1"),
        ("get", "/v1/customers/cus_1/sources/card_1"),
        ("post", "/v1/customers/cus_1"),
    ]


@pytest.mark.parametrize(
    "call",
    [
        lambda: stripe.Customer.retrieve(),
        lambda: stripe.Customer.retrieve("cus_1", "x"),
        lambda: stripe.Customer("cus_1").delete("x"),
        lambda: stripe.Customer.create({"name": "x"}),
        lambda: stripe.Customer.retrieve_source("cus_1"),
    ],
)
def test_wrong_arguments(call: Any, wire: Wire):
    with pytest.raises(TypeError):
        call()
    assert wire.sent == []


@pytest.mark.parametrize(
    "name", ["create", "retrieve", "modify", "delete", "list", "create_source", "search"]
)
def test_methods_of_a_class_can_be_patched_and_restored(name: str, wire: Wire):
    before = vars(stripe.Customer)[name]
    with patch(f"stripe.Customer.{name}", return_value="patched") as mock:
        assert getattr(stripe.Customer, name)("cus_1", a=1) == "patched"
    mock.assert_called_once_with("cus_1", a=1)
    assert vars(stripe.Customer)[name] is before
    wire.always({"object": "list", "data": []} if name == "list" else {"object": "search_result", "data": []} if name == "search" else {})  # fmt: skip
    arguments = [] if name in ("create", "list", "search") else ["cus_1"]
    getattr(stripe.Customer, name)(*arguments)
    assert len(wire.sent) == 1


@pytest.mark.parametrize("cls", [stripe.Charge, stripe.Customer, stripe.Subscription])
def test_autospec(cls: Any):
    with patch.object(cls, "retrieve", autospec=True) as retrieve:
        cls.retrieve("x_1", expand=["y"])
        cls.retrieve(id="x_1")
        if sys.version_info >= (3, 11):  # before, mocks of class methods took anything
            with pytest.raises(TypeError):
                cls.retrieve("x_1", "y")
    assert retrieve.call_count == 2
    spec = create_autospec(cls)
    spec.create(name="x")
    spec.list(limit=3)


def test_autospec_of_an_instance_method(wire: Wire):
    charge = stripe.Charge("ch_1")
    with patch.object(charge, "capture", autospec=True) as capture:
        charge.capture(amount=1)
    capture.assert_called_once_with(amount=1)


def test_both_forms_through_an_instance_and_its_answer(wire: Wire):
    wire.answer({"object": "charge", "id": "ch_1", "captured": True})
    charge = stripe.Charge.construct_from({"object": "charge", "id": "ch_1", "x": 1}, "sk_test_1")
    assert charge.capture(amount=1) is charge
    assert dict(charge) == {"object": "charge", "id": "ch_1", "captured": True}
    wire.answer({"object": "list", "url": "/v1/x", "data": []})
    customer = stripe.Customer("cus_1")
    listed = customer.list_payment_methods()
    assert type(listed) is stripe.ListObject
    assert dict(customer) == {"id": "cus_1"}


def test_a_deletion_is_about_the_instance(wire: Wire):
    wire.always({"object": "customer", "id": "cus_1", "deleted": True})
    customer = stripe.Customer("cus_1")
    assert customer.delete() is customer
    assert customer.deleted is True
    assert stripe.Customer.delete("cus_1").deleted is True


def test_instances_without_an_id(wire: Wire):
    for call in (
        stripe.Charge().capture,
        stripe.Customer().refresh,
        stripe.Refund().test_helpers.expire,
    ):
        with pytest.raises(stripe.InvalidRequestError) as caught:
            call()
        assert caught.value.param == "id"
    assert wire.sent == []


class Gadget(stripe.APIResource[Any]):
    OBJECT_NAME = "gadget"
    create = operation("POST /v1/gadgets")
    turn = dual("POST /v1/gadgets/{gadget}/parts/{part}/turn/{way}")
    stop = instance_operation("POST /v1/gadgets/{gadget}/stop")


class GadgetService(StripeService):
    turn = service_method("POST /v1/gadgets/{gadget}/parts/{part}/turn/{way}")


def test_operations_of_ones_own(wire: Wire, client: stripe.StripeClient):
    Gadget.create(a=1)
    Gadget.retrieve("g")
    Gadget.turn("g", "p", "left", b=2)
    Gadget("g").turn("p", "left", b=2)
    Gadget.turn(Gadget("g"), "p", "left")
    Gadget("g").stop()
    GadgetService(client._requestor).turn("g", "p", "left", {"b": 2})
    turned = ("post", "/v1/gadgets/g/parts/p/turn/left")
    assert [(sent.verb, sent.path) for sent in wire.sent] == [
        ("post", "/v1/gadgets"),
        ("get", "/v1/gadgets/g"),
        turned,
        turned,
        turned,
        ("post", "/v1/gadgets/g/stop"),
        turned,
    ]
    assert Gadget.class_url() == "/v1/gadgets"
    assert not hasattr(Gadget, "stop") or inspect.isfunction(Gadget.stop)


@pytest.mark.parametrize(
    "base", [stripe.APIResource, stripe.CreateableAPIResource, stripe.ListableAPIResource]
)
def test_abstract_classes_have_no_address(base: Any):
    with pytest.raises(NotImplementedError, match="abstract"):
        base.class_url()


class Weather(SingletonAPIResource):
    """Of an application: a resource that the library does not know."""

    OBJECT_NAME = "weather"


class Cell(StripeObject):
    """One with three ids in its path."""

    OBJECT_NAME = "cell"
    find = operation("GET /v1/books/{book}/sheets/{sheet}/cells/{cell}")


def test_a_singleton_of_ones_own(wire: Wire) -> None:
    wire.always({"object": "weather", "sky": "blue"})
    weather = Weather.retrieve(stripe_account="acct_1")
    assert (type(weather), weather.sky) == (Weather, "blue")
    assert (wire.only.verb, wire.only.path) == ("get", "/v1/weather")
    assert weather.instance_url() == "/v1/weather"


def test_three_ids(wire: Wire) -> None:
    Cell.find("b 1", "s/2", "c")
    assert wire.only.url.endswith("/v1/books/b+1/sheets/s%2F2/cells/c")


def test_addresses_of_test_helpers() -> None:
    helpers: Any = stripe.Refund.TestHelpers
    assert helpers.class_url() == "/v1/test_helpers/refunds"
    assert stripe.Refund("re_1").test_helpers.instance_url() == "/v1/test_helpers/refunds/re_1"


def test_what_a_deletion_answers(client: stripe.StripeClient, wire: Wire) -> None:
    wire.always({"object": "customer", "id": "cus_1", "deleted": True})
    assert type(client.v1.customers.delete("cus_1")) is stripe.Customer
    wire.always({"object": "v2.core.event_destination", "id": "ed_1"})
    deleted = client.v2.core.event_destinations.delete("ed_1")
    assert type(deleted) is stripe.v2.DeletedObject
    for call in (
        client.v2.core.event_destinations.retrieve,
        client.v2.core.event_destinations.disable,
    ):
        assert type(call("ed_1")) is stripe.v2.core.EventDestination


# -- `_cls_capture`: what a call on the class goes through, patched by tests of applications --------

ON_THE_CLASS = [
    (cls, name)
    for cls in (stripe.PaymentMethod, stripe.Charge, stripe.Customer, stripe.Refund.TestHelpers)
    for name, found in vars(cls).items()
    if isinstance(found, dual)
]


@pytest.mark.parametrize(
    ("cls", "name"), ON_THE_CLASS, ids=lambda value: getattr(value, "__qualname__", value)
)
def test_class_calls_can_be_patched_by_their_private_name(cls: Any, name: str, wire: Wire) -> None:
    place = f"{cls.__module__}.{cls.__qualname__}._cls_{name}"
    assert getattr(cls, f"_cls_{name}") == getattr(cls, name)
    ids = ["id_1"] * len(vars(cls)[name].route.ids)
    with patch(place, autospec=True, return_value="patched") as patched:
        assert getattr(cls, name)(*ids, a=1) == "patched"
        patched.assert_called_once_with(*ids, a=1)
        assert getattr(type("Own", (cls,), {}), name)(*ids) == "patched"
    assert not wire.sent
    wire.always({"id": "id_1"})
    getattr(cls, name)(*ids)
    assert len(wire.sent) == 1


def test_the_private_name_of_an_inherited_deletion(wire: Wire) -> None:
    class Gizmo(stripe.DeletableAPIResource[Any]):
        OBJECT_NAME = "gizmo"

    with patch.object(Gizmo, "_cls_delete", return_value="patched"):
        assert Gizmo.delete("giz_1") == "patched"  # type: ignore[arg-type]
    wire.always({"id": "giz_1", "deleted": True})
    Gizmo.delete("giz_1")  # type: ignore[arg-type]
    assert wire.last.url.endswith("/v1/gizmos/giz_1")


@pytest.mark.parametrize("name", ["make", "stop", "_cls_stop"])
def test_what_tools_read_of_a_method_that_nobody_has_looked_up(name: str) -> None:
    class Widget(stripe.APIResource[Any]):
        OBJECT_NAME = "widget"
        make = operation("POST /v1/widgets")
        stop = dual("POST /v1/widgets/{widget}/stop")

    found = vars(Widget)[name]
    assert isinstance(found, classmethod)
    assert f"Widget.{name.removeprefix('_cls_')} at " in repr(found)
    assert found.__func__ is inspect.unwrap(found) is getattr(Widget, name).__func__
