"""Options of calls: where they are given, what wins, and what stays with the object."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pytest
from conftest import KEY
from sent_requests import Sent, Wire

import stripe
from stripe import StripeContext

OBJECT = {
    "object": "customer",
    "id": "cus_1",
    "sources": {"object": "list", "url": "/v1/x", "data": []},
}


def seen(sent: Sent) -> tuple[Any, ...]:
    return (
        sent.key,
        *(sent.headers.get(f"Stripe-{name}") for name in ("Account", "Context", "Version")),
    )


PINNED = stripe.api_version
STICKY: dict[str, Any] = {
    "api_key": "sk_test_2",
    "stripe_account": "acct_2",
    "stripe_context": "ctx_2",
    "stripe_version": "2020-08-27",
}
STUCK = ("sk_test_2", "acct_2", "ctx_2", "2020-08-27")
PLAIN = (KEY, None, None, PINNED)


def test_options_are_no_parameters(wire: Wire, client: stripe.StripeClient):
    passing: dict[str, Any] = {
        "idempotency_key": "k",
        "headers": {"X-A": "b"},
        "max_network_retries": 1,
    }
    stripe.Customer.create(name="a", **STICKY, **passing)
    assert wire.last.params == {"name": "a"}
    assert seen(wire.last) == STUCK
    client.v1.customers.create({"name": "a"}, {**STICKY, **passing})
    assert wire.last.params == {"name": "a"}
    assert seen(wire.last) == STUCK
    # In client style an option's name among the parameters is a parameter.
    client.v1.customers.create({"name": "a", "stripe_account": "x", "api_key": "y"})
    assert wire.last.params == {"name": "a", "stripe_account": "x", "api_key": "y"}
    assert seen(wire.last) == ("sk_test_client", None, None, PINNED)


LATER = [
    ("refresh", lambda made: made.refresh()),
    ("save", lambda made: (made.__setitem__("name", "x"), made.save())),
    ("delete", lambda made: made.delete()),
    ("instance method", lambda made: made.list_payment_methods()),
    ("nested list", lambda made: made.sources.list()),
    ("list.create", lambda made: made.sources.create(source="tok_1")),
]


@pytest.mark.parametrize(("name", "later"), LATER)
def test_sticky_options_stay_with_the_object(
    name: str, later: Any, wire: Wire, client: stripe.StripeClient
):
    wire.always(OBJECT)
    passing: dict[str, Any] = {
        "idempotency_key": "k",
        "headers": {"X-A": "b"},
        "max_network_retries": 9,
    }
    made: list[Any] = [
        stripe.Customer.create(**STICKY, **passing),
        stripe.Customer.retrieve("cus_1", **STICKY, **passing),
        stripe.Customer.modify("cus_1", **STICKY, **passing),
        client.v1.customers.create({}, {**STICKY, **passing}),  # type: ignore[typeddict-item]
    ]
    for each in made:
        wire.sent.clear()
        later(each)
        assert seen(wire.only) == STUCK
        assert "X-A" not in wire.only.headers
        assert wire.only.headers.get("Idempotency-Key") != "k"


def test_options_of_an_instance_method_are_for_that_call(wire: Wire):
    wire.always(OBJECT)
    made = stripe.Customer.retrieve("cus_1")
    made.delete_discount(**STICKY)
    assert seen(wire.last) == STUCK
    made.delete(**STICKY)
    assert seen(wire.last) == STUCK
    assert made.sources.stripe_account is None
    for later in (made.refresh, made.sources.list):
        later()
        assert seen(wire.last) == PLAIN


def test_pages_and_their_objects_keep_options(wire: Wire):
    page = {"object": "list", "url": "/v1/customers", "has_more": True, "data": [OBJECT]}
    wire.answer(page)
    wire.answer({**page, "has_more": False})
    walk = stripe.Customer.list(**STICKY).auto_paging_iter()
    objects = list(walk)
    assert seen(wire.last) == STUCK
    wire.always(OBJECT)
    for each in objects:
        each.refresh()
        assert seen(wire.last) == STUCK


def test_none_is_not_given(wire: Wire, client: stripe.StripeClient):
    nothing: dict[str, Any] = dict.fromkeys(
        ["api_key", "stripe_version", "stripe_account", "stripe_context", "max_network_retries",
         "idempotency_key", "content_type", "headers"]
    )  # fmt: skip
    stripe.Customer.create(name="a", **nothing)
    assert seen(wire.last) == PLAIN
    assert wire.last.params == {"name": "a"}
    assert len(wire.last.headers["Idempotency-Key"]) == 36
    own = stripe.StripeClient(
        "sk_test_3", stripe_account="acct_3", stripe_context="c3", http_client=wire
    )
    own.v1.customers.create({}, nothing)  # type: ignore[arg-type]
    assert seen(wire.last) == ("sk_test_3", "acct_3", "c3", PINNED)


@pytest.mark.parametrize("empty", ["", StripeContext()])
def test_empty_account_and_context_clear(empty: Any, wire: Wire):
    own = stripe.StripeClient(
        "sk_test_3", stripe_account="acct_3", stripe_context="c3", http_client=wire
    )
    options: Any = {"stripe_account": "", "stripe_context": empty, "api_key": ""}
    wire.always(OBJECT)
    made = own.v1.customers.retrieve("cus_1", None, options)
    made.refresh()
    for sent in wire.sent:
        assert seen(sent) == ("sk_test_3", None, None, PINNED)


def test_a_context_of_segments(wire: Wire):
    stripe.Customer.retrieve("cus_1", stripe_context=StripeContext(["a", "b"]))
    assert wire.only.headers["Stripe-Context"] == "a/b"


def test_class_methods_through_an_instance_use_the_settings_of_the_module(wire: Wire):
    made = stripe.Customer.construct_from(OBJECT, "sk_test_2", stripe_account="acct_2")
    made.retrieve("cus_2")
    assert seen(wire.last) == PLAIN


def test_headers_are_laid_over_all_others(wire: Wire):
    stripe.Customer.create(
        headers={
            "Stripe-Version": "x",
            "authorization": "Bearer y",
            "X-Z": "z",
            "Idempotency-Key": "k",
        },
        stripe_version="2020-08-27",
    )
    headers = wire.only.headers
    assert (headers["Stripe-Version"], headers["authorization"], headers["X-Z"]) == (
        "x",
        "Bearer y",
        "z",
    )
    assert "Authorization" not in headers
    assert headers["Idempotency-Key"] == "k"


@pytest.mark.parametrize(
    "options",
    [{"headers": {"X-A": "b\r\nX-C: d"}}, {"idempotency_key": "a\nb"}, {"stripe_account": "ж"}, {"stripe_context": "a\r"}],
)  # fmt: skip
def test_headers_hold_one_line(options: dict[str, Any], wire: Wire):
    with pytest.raises(ValueError, match="line break"):
        stripe.Customer.create(**options)
    assert wire.sent == []


def test_retries_of_a_call(
    wire: Wire, client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    wire.always({"error": {"message": "x"}}, 503)
    for retries in (0, 1, 3):
        for call in (
            lambda n: stripe.Customer.create(max_network_retries=n),
            lambda n: client.v1.customers.create({}, {"max_network_retries": n}),
        ):
            wire.sent.clear()
            with pytest.raises(stripe.APIError):
                call(retries)
            assert len(wire.sent) == 1 + retries
            assert len({sent.headers["Idempotency-Key"] for sent in wire.sent}) == 1


def test_keys_of_idempotency(wire: Wire, client: stripe.StripeClient):
    wire.always("{}")
    calls: list[tuple[Any, bool]] = [
        (lambda: client.v1.customers.create(), True),
        (lambda: client.v1.customers.update("x"), True),
        (lambda: client.v1.customers.retrieve("x"), False),
        (lambda: client.v1.customers.delete("x"), False),
        (lambda: client.v2.core.event_destinations.create(), True),
        (lambda: client.v2.core.event_destinations.retrieve("x"), False),
        (lambda: client.v2.core.event_destinations.delete("x"), True),
    ]
    for call, has_one in calls:
        call()
        assert ("Idempotency-Key" in wire.last.headers) == has_one
    keys = [
        sent.headers["Idempotency-Key"] for sent in wire.sent if "Idempotency-Key" in sent.headers
    ]
    assert len(set(keys)) == len(keys) == 4
    client.v1.customers.retrieve("x", None, {"idempotency_key": "mine"})
    client.v1.customers.delete("x", None, {"idempotency_key": "mine"})
    assert [sent.headers["Idempotency-Key"] for sent in wire.sent[-2:]] == ["mine", "mine"]


def test_objects_keep_the_addresses_and_retries_of_their_moment(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    wire.always(OBJECT)
    made = stripe.Customer.retrieve("cus_1")
    monkeypatch.setattr(stripe, "api_base", "https://example.com")
    monkeypatch.setattr(stripe, "max_network_retries", 0)
    made.refresh()
    assert wire.last.host == "api.stripe.com"
    wire.always({}, 500)
    wire.sent.clear()
    with pytest.raises(stripe.APIError):
        made.refresh()
    assert len(wire.sent) == 3


def test_callers_dicts_stay_as_they_are(wire: Wire, client: stripe.StripeClient):
    params: Any = {"metadata": {"a": [1, {"b": None}]}, "name": None}
    options: Any = {"headers": {"A": "b"}, "api_key": "sk_test_2"}
    client.v1.customers.create(params, options)
    assert params == {"metadata": {"a": [1, {"b": None}]}, "name": None}
    assert options == {"headers": {"A": "b"}, "api_key": "sk_test_2"}


class Setting(str, Enum):
    """Applications keep their settings so; `str()` of one is its name."""

    KEY = "sk_test_enumerated"
    ACCOUNT = "acct_2"
    CONTEXT = "ctx_2"
    VERSION = "2020-08-27"
    IDEMPOTENCY = "once"
    TRACE = "trace_1"


def test_members_of_an_enumeration_are_sent_by_their_value(
    wire: Wire, client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch
):
    options: Any = {
        "api_key": Setting.KEY,
        "stripe_account": Setting.ACCOUNT,
        "stripe_context": Setting.CONTEXT,
        "stripe_version": Setting.VERSION,
        "idempotency_key": Setting.IDEMPOTENCY,
        "headers": {"Trace": Setting.TRACE},
    }
    standing: dict[str, Any] = {name: options[name] for name in STICKY}
    own = stripe.StripeClient(**standing, http_client=client._requestor.http_client)
    monkeypatch.setattr(stripe, "api_key", Setting.KEY)
    monkeypatch.setattr(stripe, "api_version", Setting.VERSION)
    calls: list[tuple[Any, Any]] = [
        (lambda: stripe.Customer.create(**options), ("acct_2", "ctx_2")),
        (lambda: client.v1.customers.create({}, options), ("acct_2", "ctx_2")),
        (lambda: own.v1.customers.retrieve("cus_1"), ("acct_2", "ctx_2")),
        (lambda: stripe.Customer.retrieve("cus_1"), (None, None)),
    ]
    for call, about in calls:
        wire.always(OBJECT)
        call()
        assert seen(wire.last) == ("sk_test_enumerated", *about, "2020-08-27")
    assert wire.sent[0].headers["Idempotency-Key"] == "once"
    assert wire.sent[1].headers["Trace"] == "trace_1"
    assert stripe.StripeClient(Setting.KEY)._requestor._options.api_key == "sk_test_enumerated"


@pytest.mark.parametrize("name", ["Stripe-Version", "stripe-version"])
def test_a_header_of_none_is_not_sent(name: str, wire: Wire, client: stripe.StripeClient):
    for headers in ({name: None}, {name: None, "X-Trace": None}):
        options: Any = {"headers": headers}
        stripe.Customer.create(**options)
        assert not {"Stripe-Version", name, "X-Trace"} & set(wire.last.headers)
        client.v1.customers.create({}, options)
        assert not {"Stripe-Version", name, "X-Trace"} & set(wire.last.headers)


@pytest.mark.parametrize("headers", ["X-Trace: 1", True, ["a", "b"], {1: "a"}, {b"X": "a"}])
def test_what_are_no_headers(headers: Any, wire: Wire, client: stripe.StripeClient):
    with pytest.raises(ValueError, match="headers must be a dict of texts, not a "):
        stripe.Customer.create(headers=headers)
    with pytest.raises(ValueError, match="headers must be a dict of texts, not a "):
        client.v1.customers.create({}, {"headers": headers})
    assert wire.sent == []
