"""Class decorators of earlier versions, for resources that applications define."""

from __future__ import annotations

from typing import Any

import pytest
from sent_requests import Wire

import stripe


@stripe.nested_resource_class_methods(
    "part", operations=["create", "retrieve", "update", "delete", "list"]
)
@stripe.nested_resource_class_methods(
    "entry", path="log", operations=["list"], resource_plural="entries"
)
@stripe.custom_method("do_stuff", http_verb="post", http_path="do_the_thing")
@stripe.custom_method("peek", http_verb="get")
class Machine(stripe.CreateableAPIResource[Any], stripe.ListableAPIResource[Any], stripe.SearchableAPIResource[Any],
              stripe.UpdateableAPIResource[Any], stripe.DeletableAPIResource[Any]):  # fmt: skip
    OBJECT_NAME = "factory.machine"


@pytest.mark.parametrize(
    ("call", "verb", "path"),
    [
        (lambda: Machine.create(a=1), "post", ""),
        (lambda: Machine.list(a=1), "get", ""),
        (lambda: Machine.search(a=1), "get", "/search"),
        (lambda: Machine.retrieve("m", a=1), "get", "/m"),
        (lambda: Machine.modify("m", a=1), "post", "/m"),
        (lambda: Machine.modify(sid="m", a=1), "post", "/m"),
        (lambda: Machine.delete("m", a=1), "delete", "/m"),
        (lambda: Machine("m").delete(a=1), "delete", "/m"),
        (lambda: Machine.do_stuff("m", a=1), "post", "/m/do_the_thing"),
        (lambda: Machine("m").do_stuff(a=1), "post", "/m/do_the_thing"),
        (lambda: Machine.peek("m", a=1), "get", "/m/peek"),
        (lambda: Machine.create_part("m", a=1), "post", "/m/parts"),
        (lambda: Machine.retrieve_part("m", "p", a=1), "get", "/m/parts/p"),
        (lambda: Machine.modify_part("m", "p", a=1), "post", "/m/parts/p"),
        (lambda: Machine.delete_part("m", "p", a=1), "delete", "/m/parts/p"),
        (lambda: Machine.list_parts("m", a=1), "get", "/m/parts"),
        (lambda: Machine.list_entries("m", a=1), "get", "/m/log"),
    ],
)
def test_methods(call: Any, verb: str, path: str, wire: Wire):
    call()
    assert (wire.only.verb, wire.only.path) == (verb, f"/v1/factory/machines{path}")
    assert wire.only.params == {"a": "1"}


@stripe.custom_method("start", http_verb="post")
class Pump(stripe.APIResource[Any]):
    OBJECT_NAME = "factory.pump"

    def start(self, **params: Any) -> Any:
        return self._request_and_refresh("post", self.instance_url() + "/begin", params)


def test_a_method_of_its_own_stays_with_the_instance(wire: Wire):
    wire.answer({"id": "p", "running": True})
    pump: Any = Pump("p")
    assert pump.start(a=1) is pump
    assert pump.running
    Pump.start("p", a=1)  # type: ignore[arg-type]
    assert [sent.path for sent in wire.sent] == [
        "/v1/factory/pumps/p/begin", "/v1/factory/pumps/p/start"]  # fmt: skip


def test_addresses():
    assert Machine.parts_url("m", "p") == "/v1/factory/machines/m/parts/p"
    with pytest.raises(AttributeError):
        _ = Machine.wheels_url


def test_saving(wire: Wire):
    machine = Machine.construct_from({"id": "m", "a": 1}, None)
    machine.a = 2
    machine.save()
    assert (wire.only.path, wire.only.params) == ("/v1/factory/machines/m", {"a": "2"})


def test_walking(wire: Wire):
    wire.answer(
        {"object": "list", "url": "/v1/factory/machines", "data": [{"id": "m"}], "has_more": False}
    )
    assert [each.id for each in Machine.auto_paging_iter()] == ["m"]
    wire.answer(
        {"object": "search_result", "url": "/v1/x", "data": [{"id": "n"}], "has_more": False}
    )
    assert [each.id for each in Machine.search_auto_paging_iter(query="x")] == ["n"]


def test_what_cannot_be_declared():
    with pytest.raises(ValueError, match="put"):
        stripe.custom_method("x", http_verb="put")
    with pytest.raises(ValueError, match="operations"):
        stripe.nested_resource_class_methods("part", operations=["paint"])
    with pytest.raises(ValueError, match="operations"):
        stripe.nested_resource_class_methods("part")


def test_a_method_that_differs_on_the_class() -> None:
    from stripe.util import class_method_variant

    class Door(stripe.APIResource[Any]):
        OBJECT_NAME = "door"

        @classmethod
        def _cls_open(cls, door: str, **params: Any) -> object:
            return cls, door, params

        @class_method_variant("_cls_open")
        def open(self, **params: Any) -> object:
            return self, params

    door = Door("d_1")
    assert Door.open("d_2", wide=True) == (Door, "d_2", {"wide": True})
    assert door.open(wide=True) == (door, {"wide": True})
