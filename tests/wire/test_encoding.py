"""Parameters to form, query and JSON, seen from the outside: what a call sends."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sent_requests import Wire

import stripe
from stripe import StripeObject
from stripe._wire.encoding import add_query

AWARE = datetime(2024, 2, 29, 12, 30, 15, 999999, tzinfo=timezone(timedelta(hours=2)))
NAIVE = datetime(2024, 2, 29, 12, 30, 15, 999999)
AWARE_SECONDS = str(int(AWARE.timestamp()))
NAIVE_SECONDS = str(int(time.mktime(NAIVE.timetuple())))


class Text(str):
    __slots__ = ()


class Color(str, Enum):
    RED = "red"


class Number(IntEnum):
    ONE = 1


class Size(Enum):
    BIG = 12
    SMALL = Decimal("0.5")
    NONE = None


class Lazy:
    """A text that is made when it is needed, as translations are."""

    def __str__(self) -> str:
        return "lazy"


class Owner:
    id = "cus_1"


def obj(**fields: Any) -> StripeObject:
    return StripeObject.construct_from(fields, "sk_test_1")


VALUES = [
    (None, []),
    ("", [("", "")]),
    ("a b&c=d+é/[%]", [("", "a b&c=d+é/[%]")]),
    (Text("x"), [("", "x")]),
    (True, [("", "true")]),
    (False, [("", "false")]),
    (0, [("", "0")]),
    (-12, [("", "-12")]),
    (10**30, [("", "1" + "0" * 30)]),
    (1.5, [("", "1.5")]),
    (Decimal("1.10"), [("", "1.10")]),
    (Fraction(1, 2), [("", "1/2")]),
    (b"bytes \xc3\xa9", [("", "bytes é")]),
    (bytearray(b"x"), [("", "x")]),
    (AWARE, [("", AWARE_SECONDS)]),
    (NAIVE, [("", NAIVE_SECONDS)]),
    (datetime(1969, 12, 31, 23, 59, 59, tzinfo=timezone.utc), [("", "-1")]),
    (date(2024, 2, 29), [("", "2024-02-29")]),
    (UUID(int=1), [("", "00000000-0000-0000-0000-000000000001")]),
    (Color.RED, [("", "red")]),
    (Number.ONE, [("", "1")]),
    (Size.BIG, [("", "12")]),
    (Size.SMALL, [("", "0.5")]),
    (Size.NONE, []),
    (Lazy(), [("", "lazy")]),
    (Owner(), [("", "cus_1")]),
    (obj(id="cus_2", name="x"), [("", "cus_2")]),
    (obj(name="x", items=1), [("[name]", "x"), ("[items]", "1")]),
    (obj(id=None, keys="k"), [("[keys]", "k")]),
    ({}, []),
    ([], []),
    ((), []),
    ({"a": {}, "b": [], "c": None, "d": {"e": None}}, []),
    ({"a": {"b": {"c": "d"}}}, [("[a][b][c]", "d")]),
    ({1: "x", 2.5: ""}, [("[1]", "x"), ("[2.5]", "")]),
    (OrderedDict([("z", 1), ("a", 2)]), [("[z]", "1"), ("[a]", "2")]),
    (MappingProxyType({"a": 1}), [("[a]", "1")]),
    ([1, "b"], [("[0]", "1"), ("[1]", "b")]),
    ((1,), [("[0]", "1")]),
    ([[1, 2], [3]], [("[0][0]", "1"), ("[0][1]", "2"), ("[1][0]", "3")]),
    ([{"a": 1}, {"a": [2]}], [("[0][a]", "1"), ("[1][a][0]", "2")]),
    ([True, None, False], [("[0]", "true"), ("[2]", "false")]),
    (
        [AWARE, Color.RED, obj(id="x"), b"y"],
        list(zip(["[0]", "[1]", "[2]", "[3]"], [AWARE_SECONDS, "red", "x", "y"])),
    ),
    ({"b", "a"}, [("[0]", "a"), ("[1]", "b")]),
    (frozenset(["x"]), [("[0]", "x")]),
    ((n for n in (1, 2)), [("[0]", "1"), ("[1]", "2")]),
    (range(2), [("[0]", "0"), ("[1]", "1")]),
    ({"k": "v"}.values(), [("[0]", "v")]),
    (
        {"k]": 1, "a b": 2, "é": 3, "x&y=z": 4},
        [("[k]]", "1"), ("[a b]", "2"), ("[é]", "3"), ("[x&y=z]", "4")],
    ),
]


@pytest.mark.parametrize("style", ["post", "get", "delete"])
def test_form_and_query(style: str, wire: Wire, client: stripe.StripeClient):
    for value, pairs in VALUES:
        if style != "post" and not isinstance(value, (str, int, Mapping, list)):
            continue
        wanted = [(f"p{name}", text) for name, text in pairs]
        client.raw_request(style, "/v1/x", p=value, last="1")
        assert wire.last.pairs == [*wanted, ("last", "1")], repr(value)


def test_brackets_stay_readable_in_a_body_and_are_quoted_in_a_query(wire: Wire):
    wire.always({"object": "list", "data": []})
    stripe.Customer.create(metadata={"a": "1"}, address={"line1": "b c"})
    assert wire.last.body == "metadata[a]=1&address[line1]=b+c"
    stripe.Customer.list(created={"gt": 1})
    assert wire.last.url == "https://api.stripe.com/v1/customers?created%5Bgt%5D=1"


@pytest.mark.parametrize(("params", "body"), [({}, ""), ({"a": None}, ""), ({"a": ""}, "a=")])
def test_empty_bodies(params: dict[str, Any], body: str, wire: Wire):
    wire.always({"object": "list", "data": []})
    stripe.Customer.create(**params)
    assert wire.last.body == body
    stripe.Customer.list(**params)
    assert urlsplit(wire.last.url).query == body


V2_VALUES = [
    (None, None),
    ("", ""),
    ("é", "é"),
    (True, True),
    (False, False),
    (1, 1),
    (1.5, 1.5),
    (Decimal("1.10"), "1.10"),
    (AWARE, int(AWARE_SECONDS)),
    (NAIVE, int(NAIVE_SECONDS)),
    (date(2024, 2, 29), "2024-02-29"),
    (Color.RED, "red"),
    (Number.ONE, 1),
    (Size.BIG, 12),
    (b"x", "x"),
    ({}, {}),
    ([], []),
    ((1, None), [1, None]),
    (
        {"a": {"b": [None, True, {"c": AWARE}]}},
        {"a": {"b": [None, True, {"c": int(AWARE_SECONDS)}]}},
    ),
    (MappingProxyType({"a": 1}), {"a": 1}),
    ({"b", "a"}, ["a", "b"]),
    (obj(id="x", name="y"), "x"),
    (obj(items=[1], keys=None), {"items": [1], "keys": None}),
    ([obj(id="x")], ["x"]),
    (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
]


@pytest.mark.parametrize(("value", "wanted"), V2_VALUES)
def test_json(value: Any, wanted: Any, wire: Wire, client: stripe.StripeClient):
    client.v2.core.event_destinations.create({"p": value})
    found = json.loads(str(wire.last.body))
    assert found == {"p": wanted}
    assert type(found["p"]) is type(wanted)


def test_json_without_parameters(wire: Wire, client: stripe.StripeClient):
    client.v2.core.event_destinations.create()
    assert wire.last.body == "{}"


def test_v2_queries_are_like_those_of_v1(wire: Wire, client: stripe.StripeClient):
    client.v2.core.accounts.list({"limit": 3, "applied_configurations": ["a", "b"], "x": None})
    assert wire.last.body is None
    assert wire.last.pairs == [
        ("limit", "3"),
        ("applied_configurations[0]", "a"),
        ("applied_configurations[1]", "b"),
    ]


@pytest.mark.parametrize(("value", "wanted"), [(Decimal("12.5"), "12.5"), (12, "12"), (12.5, "12.5"), ("12", "12"), (True, True), (None, None)])  # fmt: skip
def test_decimals_of_v2_go_out_as_text(
    value: Any, wanted: Any, wire: Wire, client: stripe.StripeClient
):
    person = {"relationship": {"percent_ownership": value, "x": 1.5}}
    calls: list[tuple[Any, Any]] = [
        (lambda p: client.v2.core.accounts.create(p), {"identity": {"individual": person}}),
        (
            lambda p: client.v2.core.accounts.update("acct_1", p),
            {"identity": {"individual": person}},
        ),
        (lambda p: client.v2.core.account_tokens.create(p), {"identity": {"individual": person}}),
        (lambda p: client.v2.core.accounts.persons.create("acct_1", p), person),
        (lambda p: client.v2.core.accounts.persons.update("acct_1", "p", p), person),
        (lambda p: client.v2.core.accounts.person_tokens.create("acct_1", p), person),
    ]
    for call, params in calls:
        before = repr(params)
        call(params)
        assert repr(params) == before
        sent = wire.last.params
        sent = sent.get("identity", {"individual": sent})["individual"]
        assert sent == {"relationship": {"percent_ownership": wanted, "x": 1.5}}


@dataclass
class Unknown:
    x: int = 1


UNENCODABLE = [
    object(),
    Unknown(),
    Unknown,
    len,
    lambda: 1,
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    b"\xff",
    "\ud800",
    memoryview(b"x"),
]


@pytest.mark.parametrize("value", UNENCODABLE, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(
    ("params", "path"),
    [
        (lambda bad: {"a": 1, "p": bad}, "p"),
        (lambda bad: {"p": {"q": [1, {"r": bad}]}}, "p[q][1][r]"),
        (lambda bad: {"metadata": {"order": bad}}, "metadata[order]"),
    ],
)
def test_what_cannot_be_encoded_is_named(
    value: Any, params: Any, path: str, wire: Wire, client: stripe.StripeClient
):
    calls: list[Any] = [
        lambda given: stripe.Customer.create(**given),
        lambda given: stripe.Customer.list(**given),
        lambda given: client.v1.customers.create(given),
    ]
    if value != b"\xff" or path != "p":  # as a file it may be sent
        calls.append(lambda given: stripe.File.create(**given))
    if value != "\ud800":  # JSON has an escape for it
        calls.append(lambda given: client.v2.core.accounts.create(given))
    for call in calls:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            call(params(value))
        assert caught.value.param == path
        assert path in str(caught.value)
    assert wire.sent == []


def test_parameters_that_contain_themselves(wire: Wire, client: stripe.StripeClient):
    loop: dict[str, Any] = {}
    loop["a"] = [loop]
    for call in (
        client.v1.customers.create,
        client.v1.customers.list,
        client.v2.core.accounts.create,
    ):
        with pytest.raises(stripe.InvalidRequestError, match="contain themselves"):
            call(loop)  # type: ignore[arg-type]
    assert wire.sent == []


@pytest.mark.parametrize("params", ["cus_1", ["a"], 7, {"a"}])
def test_parameters_that_are_no_dict(params: Any, wire: Wire, client: stripe.StripeClient):
    for call in (
        client.v1.customers.create,
        client.v1.customers.list,
        client.v2.core.accounts.create,
    ):
        with pytest.raises(TypeError, match="dict"):
            call(params)
    assert wire.sent == []


def test_a_file_goes_to_uploads_only(wire: Wire, client: stripe.StripeClient, tmp_path: Any):
    path = tmp_path / "f"
    path.write_bytes(b"x")
    with (
        path.open("rb") as file,
        pytest.raises(stripe.InvalidRequestError, match="upload") as caught,
    ):
        stripe.Customer.create(metadata={"a": file})
    assert caught.value.param == "metadata[a]"
    assert wire.sent == []


QUERIES = [
    # what is in the address, parameters, what is sent
    ("?a=1", {}, [("a", "1")]),
    ("?a=1&b=2", {"b": 3}, [("a", "1"), ("b", "3")]),
    ("?expand[]=x", {"expand": ["y"]}, [("expand[0]", "x"), ("expand[1]", "y")]),
    (
        "?expand%5B0%5D=x&expand%5B1%5D=y",
        {"expand": ["y", "z"]},
        [("expand[0]", "x"), ("expand[1]", "y"), ("expand[2]", "z")],
    ),
    ("?expand[]=x", {"limit": 1}, [("expand[0]", "x"), ("limit", "1")]),
    ("?type=a&type=b", {"limit": 1}, [("type[0]", "a"), ("type[1]", "b"), ("limit", "1")]),
    (
        "?starting_after=x&limit=2",
        {"starting_after": "y"},
        [("limit", "2"), ("starting_after", "y")],
    ),
    ("?a=", {"b": 1}, [("a", ""), ("b", "1")]),
    ("?created[gt]=1", {"limit": 1}, [("created[gt]", "1"), ("limit", "1")]),
    ("?q=a%20b%26c", {"limit": 1}, [("q", "a b&c"), ("limit", "1")]),
]


@pytest.mark.parametrize(("query", "params", "sent"), QUERIES)
def test_queries_of_addresses_are_merged(query: str, params: Any, sent: Any, wire: Wire):
    page = stripe.ListObject.construct_from({"object": "list", "url": f"/v1/x{query}"}, "sk_test_1")
    page.list(**params)
    assert wire.last.path == "/v1/x"
    assert wire.last.pairs == sent


@pytest.mark.parametrize(
    ("path", "params", "expected"),
    [
        ("/x?expand=a", {"expand": ["b"], "email": "c"}, "expand%5B0%5D=a&expand%5B1%5D=b&email=c"),
        ("/x?expand[]=a", {"expand": ["a"], "zip": "c"}, "expand%5B0%5D=a&zip=c"),
        ("/x?expand[]=a&expand[]=b", {"limit": 1}, "expand%5B0%5D=a&expand%5B1%5D=b&limit=1"),
        ("/x?expand=a", {"limit": 1}, "expand%5B0%5D=a&limit=1"),
        ("/x?limit=3&page=2", {"limit": 1}, "page=2&limit=1"),
        ("/x?ids[]=1", {"limit": 1}, "ids=1&limit=1"),
        ("/x?ids[]=1&ids[]=2", {"limit": 1}, "ids%5B0%5D=1&ids%5B1%5D=2&limit=1"),
        ("/x?page=", {"limit": 1}, "page=&limit=1"),
        ("/x", {"limit": None}, None),
        ("/x?a=1", {}, "a=1"),
    ],
)
def test_queries_of_both_sides(path: str, params: Any, expected: str | None) -> None:
    assert add_query(path, params) == ("/x" if expected is None else f"/x?{expected}")
