"""What the API has dropped stays importable and callable, and says since when it is gone."""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

import pytest

import stripe
from codegen import compare, document, dropped, rules
from codegen.description import Description
from stripe.operation import dual

FACTS = dropped.read()


class Recorder(stripe.HTTPClient):
    """Answers everything with one object and keeps what was asked."""

    name = "recorder"

    def __init__(self, **answer: Any) -> None:
        self.answer = {"object": "thing", "id": "id_0", **answer}
        self.calls: list[str] = []

    def request(self, method, url, headers, post_data=None):
        self.calls.append(f"{method.upper()} {url.removeprefix('https://api.stripe.com')}")
        return json.dumps(self.answer), 200, {}


@pytest.fixture
def recorder(monkeypatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(stripe, "api_key", "sk_test_123")
    monkeypatch.setattr(stripe, "default_http_client", recorder)
    return recorder


def resolve(name: str) -> Any:
    found: Any = stripe
    for part in name.split("."):
        found = getattr(found, part)
    return found


def entries() -> list[tuple[str, str, str, str]]:
    """Class, method, kind and route of everything that was dropped."""
    classes = {name: entry["methods"] for name, entry in FACTS["classes"].items()}
    return [
        (owner, name, kind, route)
        for methods in (classes, FACTS["methods"])
        for owner, found in methods.items()
        for name, (kind, route, *_) in found.items()
    ]


def filled(route: str) -> tuple[str, list[str]]:
    ids = [f"id_{number}" for number in range(route.count("{"))]
    numbers = iter(ids)
    return re.sub(r"{\w+}", lambda _: next(numbers), route), ids


@pytest.mark.parametrize(("owner", "name", "kind", "route"), entries())
def test_dropped_methods_call_their_routes(recorder, owner, name, kind, route):
    expected, ids = filled(route)
    recorder.answer["object"] = {"list": "list", "search": "search_result"}.get(name, "thing")
    getattr(resolve(owner), name)(*ids)
    assert recorder.calls == [expected]
    member = inspect.getattr_static(resolve(owner), name)
    assert isinstance(member, dual) is (kind == "dual")
    if kind == "dual":
        instance = resolve(owner).construct_from({"id": "id_0"}, "sk_test_123")
        getattr(instance, name)(*ids[1:])
        assert recorder.calls[1:] == [expected]


@pytest.mark.parametrize("name", FACTS["classes"])
def test_dropped_classes_say_since_when(name):
    cls = resolve(name)
    assert issubclass(cls, stripe.StripeObject)
    assert cls.OBJECT_NAME == FACTS["classes"][name]["object"]
    assert re.match(r"Not in the API since \d{4}-\d\d-\d\d", cls.__doc__)


@pytest.mark.parametrize(
    ("method", "since"),
    [
        ("UsageRecord.create", "2025-03-31.basil"),
        ("SubscriptionItem.create_usage_record", "2025-03-31.basil"),
        ("SubscriptionItem.list_usage_record_summaries", "2025-03-31.basil"),
        ("Invoice.upcoming", "2025-03-31.basil"),
        ("Invoice.upcoming_lines", "2025-03-31.basil"),
        ("Order.create", "2022-11-15"),
        ("SKU.retrieve", "2022-11-15"),
        ("Recipient.list", "2022-08-01"),
        ("Customer.create_card", "2026-10-28.endive at the latest"),
    ],
)
def test_dropped_methods_say_since_when(method, since):
    assert f"Not in the API since {since}:" in inspect.getdoc(resolve(method))


def test_answers_become_objects_of_the_dropped_classes(recorder):
    recorder.answer.update(object="usage_record", quantity=5)
    record = stripe.UsageRecord.create(subscription_item="si_1", quantity=5)
    assert type(record) is stripe.UsageRecord
    assert record.quantity == 5
    assert recorder.calls == ["POST /v1/subscription_items/si_1/usage_records"]


def test_services_of_the_first_clients():
    recorder = Recorder()
    client = stripe.StripeClient("sk_test_123", http_client=recorder)
    client.v1.subscription_items.usage_records.create("si_1", {"quantity": 1})
    client.subscription_items.usage_record_summaries.list("si_1")
    client.v1.invoices.upcoming({"customer": "cus_1"})
    client.v1.invoices.upcoming_lines.list()
    assert recorder.calls == [
        "POST /v1/subscription_items/si_1/usage_records",
        "GET /v1/subscription_items/si_1/usage_record_summaries",
        "GET /v1/invoices/upcoming?customer=cus_1",
        "GET /v1/invoices/upcoming/lines",
    ]
    assert "2025-03-31.basil" in inspect.getdoc(client.v1.invoices.upcoming)


@pytest.mark.parametrize(("old", "new"), FACTS["renamed"].items())
def test_renamed_classes_are_the_classes_of_today(old, new):
    assert resolve(old) is resolve(new)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("UsageRecrd", "UsageRecord"),
        ("Custommer", "Customer"),
        ("sku", "SKU"),
        ("checkout.Sesion", "Session"),
        ("v2.core.Acount", "Account"),
        ("params.CustomerCreatParams", "CustomerCreateParams"),
        ("params.checkout.SessionCreatParams", "SessionCreateParams"),
        ("events.V1ChargeFailedEvnt", "V1ChargeFailedEvent"),
    ],
)
def test_a_name_that_never_was_leads_to_the_nearest_one(name, nearest):
    package, _, last = name.rpartition(".")
    with pytest.raises(AttributeError) as caught:
        resolve(name)
    module = f"stripe.{package}" if package else "stripe"
    assert str(caught.value) == (
        f"module {module!r} has no attribute {last!r}. Did you mean {nearest!r}?"
    )
    assert caught.value.name == last


def test_a_name_like_no_other_still_gets_the_nearest_one():
    with pytest.raises(
        AttributeError, match=r"no attribute 'Xyzzy'\. The nearest name is '\w+'\.$"
    ):
        _ = stripe.Xyzzy
    assert not hasattr(stripe, "Xyzzy")
    assert not hasattr(stripe, "__wrapped__")


def test_an_older_description_is_compared_with_todays(shop_path, committed):
    facts = compare.compare(Description(document.read(shop_path)), Description(committed))
    assert facts["compared"] == ["2031-02-03.fern", committed["info"]["version"]]
    gadget = facts["classes"]["Gadget"]
    assert gadget["methods"]["polish"] == ["dual", "POST /v1/gadgets/{gadget}/polish"]
    assert gadget["methods"]["list"] == ["class", "GET /v1/gadgets"]
    assert gadget["url"] == "/v1/gadgets"
    assert "Event" not in facts["classes"]
    assert facts["classes"]["Order"]["since"] == "2022-11-15"  # known without a document


def test_what_a_description_has_is_not_dropped_from_it(shop_path):
    description = Description(document.read(shop_path))
    facts = {
        "compared": ["2031-02-03.fern", "2040-01-01"],
        "classes": {
            "Gadget": {"object": "gadget", "methods": {}},
            "Gizmo": {"object": "gizmo", "methods": {"list": ["class", "GET /v1/gizmos"]}},
        },
        "methods": {
            "Gadget": {
                "polish": ["dual", "POST /v1/gadgets/{gadget}/polish"],
                "paint": ["dual", "POST /v1/gadgets/{gadget}/paint", "2035-05-05"],
            },
            "Nothing": {"list": ["class", "GET /v1/nothings"]},
        },
        "services": {
            "v1.gadgets": {"class": "GadgetService", "methods": {"list": ["class", "GET /v1/x"]}},
            "v1.gadgets.coats": {
                "class": "GadgetCoatService",
                "methods": {"list": ["class", "GET /v1/gadgets/{gadget}/coats", "2035-05-05"]},
            },
            "v1.none.such": {"class": "SuchService", "methods": {}},
        },
    }
    dropped.add(description, facts)
    (gizmo,) = description.dropped_resources
    assert (gizmo.public_name, gizmo.module) == ("Gizmo", "gizmo")
    assert (
        gizmo.note
        == "Not in the API since 2040-01-01 at the latest: for accounts on older versions."
    )
    (paint,) = description.resources["gadget"].dropped
    assert (paint.name, paint.since) == ("paint", "2035-05-05")
    assert description.services["v1.gadgets"].dropped == []
    assert description.services["v1.gadgets"].children["coats"] == "v1.gadgets.coats"
    assert description.services["v1.gadgets.coats"].module == "gadget_coat_service"
    assert "v1.none.such" not in description.services


def test_what_a_newer_description_drops_is_kept(shop_path):
    newer = json.loads(shop_path.read_text(encoding="utf-8"))
    newer["info"]["version"] = "2032-01-01.moss"
    del newer["paths"]["/v1/gadgets/{gadget}/polish"]
    del newer["paths"]["/v1/pictures"]
    del newer["components"]["schemas"]["picture"]
    facts = {
        "compared": ["2030-01-01", "2031-02-03.fern"],
        "classes": {"Gizmo": {"object": "gizmo", "methods": {}}},
        "methods": {"Picture": {"frame": ["dual", "POST /v1/pictures/{picture}/frame"]}},
        "renamed": {},
        "services": {},
    }
    gone_since = "2032-01-01.moss"
    old = Description(document.read(shop_path))
    kept = compare.with_newly_dropped(facts, old, Description(rules.complete(newer)))
    assert kept["compared"] == facts["compared"]
    assert list(kept["classes"]) == ["Gizmo", "Picture"]
    assert kept["classes"]["Picture"]["since"] == gone_since
    assert kept["classes"]["Picture"]["methods"] == {
        "create": ["class", "POST /v1/pictures", gone_since],
        "frame": ["dual", "POST /v1/pictures/{picture}/frame"],
    }
    polish = ["POST /v1/gadgets/{gadget}/polish", gone_since]
    assert kept["methods"] == {"Gadget": {"polish": ["dual", *polish]}}
    assert kept["services"]["v1.gadgets"]["methods"] == {"polish": ["class", *polish]}
    assert kept["services"]["v1.pictures"] == {
        "class": "PictureService",
        "module": "picture_service",
        "methods": {"create": ["class", "POST /v1/pictures", gone_since]},
    }
