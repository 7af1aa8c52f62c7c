"""Lists: a page as a container, and walking through pages, of V1, of searches and of V2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sent_requests import Sent, Wire

import stripe


def page(*ids: str, more: bool = False, url: str = "/v1/charges", **rest: Any) -> dict[str, Any]:
    data = [{"object": "charge", "id": id} for id in ids]
    return {"object": "list", "url": url, "has_more": more, "data": data, **rest}


def found(*ids: str, token: str | None = None) -> dict[str, Any]:
    data = [{"object": "charge", "id": id} for id in ids]
    return {
        "object": "search_result",
        "url": "/v1/charges/search",
        "has_more": token is not None,
        "next_page": token,
        "data": data,
    }


def made(*ids: str, **rest: Any) -> stripe.ListObject[Any]:
    return stripe.ListObject.construct_from(page(*ids, **rest), "sk_test_list")


def ids_of(objects: Any) -> list[str]:
    return [each.id for each in objects]


# -- a page ---------------------------------------------------------------------------------


def test_a_page_is_a_container_of_its_objects():
    charges = made("a", "b")
    assert ids_of(charges) == ["a", "b"]
    assert ids_of(reversed(charges)) == ["b", "a"]
    assert len(charges) == 2
    assert bool(charges)
    assert not charges.is_empty
    assert charges.data[0].id == "a"
    assert isinstance(charges.data[0], stripe.Charge)
    empty = made()
    assert (len(empty), bool(empty), empty.is_empty, list(empty)) == (0, False, True, [])


@pytest.mark.parametrize("position", [0, -1, slice(1)])
def test_a_page_has_no_positions(position: Any):
    with pytest.raises(KeyError, match=r"\.data\["):
        made("a")[position]


def test_a_page_has_fields_all_the_same():
    charges = made("a", count=7)
    assert charges["url"] == charges.url == "/v1/charges"
    assert charges.get("count") == 7
    assert "count" in charges
    assert isinstance(charges, Mapping)
    assert list(charges.keys()) == ["object", "url", "has_more", "data", "count"]
    assert dict(charges)["count"] == 7
    assert charges.to_dict() == page("a", count=7)


# -- calls on a page ------------------------------------------------------------------------


def test_calls_of_a_page(wire: Wire):
    sources = made("a", url="/v1/customers/cus_1/sources")
    wire.answer(page("b"))
    assert ids_of(sources.list(limit=1)) == ["b"]
    wire.answer({"object": "card", "id": "card_1"})
    assert type(sources.create(source="tok_1", idempotency_key="k")) is stripe.Card
    wire.answer({"object": "card", "id": "card_1"})
    assert sources.retrieve("card/1", expand=["x"]).id == "card_1"
    assert [(sent.verb, sent.path) for sent in wire.sent] == [
        ("get", "/v1/customers/cus_1/sources"),
        ("post", "/v1/customers/cus_1/sources"),
        ("get", "/v1/customers/cus_1/sources/card%2F1"),
    ]
    assert [sent.params for sent in wire.sent] == [
        {"limit": "1"},
        {"source": "tok_1"},
        {"expand": ["x"]},
    ]
    assert {sent.key for sent in wire.sent} == {"sk_test_list"}
    assert wire.sent[1].headers["Idempotency-Key"] == "k"


@pytest.mark.parametrize("method", ["list", "create", "search"])
def test_calls_need_an_address(method: str, wire: Wire):
    cls = stripe.SearchResultObject if method == "search" else stripe.ListObject
    with pytest.raises(ValueError, match="url"):
        getattr(cls.construct_from({"data": []}, None), method)()
    with pytest.raises(ValueError, match="url"):
        made("a", url=7).retrieve("x")  # type: ignore[arg-type]
    assert wire.sent == []


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/x",
        "//example.com/x",
        "@example.com",
        ".example.com",
        "",
        "v1/x",
        "/\\example.com",
    ],
)
def test_addresses_of_an_answer_lead_nowhere_else(url: str, wire: Wire):
    with pytest.raises(ValueError, match="path"):
        made("a", url=url).list()
    with pytest.raises(ValueError, match="path"):
        made("a", url=url, more=True).next_page()
    assert wire.sent == []


@pytest.mark.parametrize("id", ["", None, 3, ".."])
def test_ids_of_a_page(id: Any, wire: Wire):
    with pytest.raises(stripe.InvalidRequestError):
        made("a").retrieve(id)
    assert wire.sent == []


# -- paging ---------------------------------------------------------------------------------


def test_next_and_previous_page(wire: Wire):
    wire.answer(page("a", "b", more=True))
    first = stripe.Charge.list(
        limit=2, customer="cus_1", expand=["data.refunds"], api_key="sk_test_2"
    )
    wire.answer(page("c", "d", more=True))
    second = first.next_page()
    wire.answer(page("e"))
    third = second.next_page(limit=5)
    assert ids_of(third) == ["e"]
    filters = {"customer": "cus_1", "expand": ["data.refunds"]}
    assert [sent.params for sent in wire.sent] == [
        {"limit": "2", **filters},
        {"limit": "2", "starting_after": "b", **filters},
        {"limit": "5", "starting_after": "d", **filters},
    ]
    assert {sent.key for sent in wire.sent} == {"sk_test_2"}
    wire.answer(page("a", "b", more=True))
    second.previous_page()
    assert wire.last.params == {"limit": "2", "ending_before": "c", **filters}


def test_there_is_no_page_after_the_last(wire: Wire):
    last = made("a")
    for after in (last.next_page(), last.previous_page(), made(more=True).next_page()):
        assert after.is_empty
        assert type(after) is stripe.ListObject
        assert list(after) == []
        assert not after.has_more
        assert list(after.auto_paging_iter()) == []
    assert wire.sent == []


def test_walking_forwards(wire: Wire):
    for answer in (page("a", "b", more=True), page("c", "d", more=True), page("e")):
        wire.answer(answer)
    walk = stripe.Charge.list(limit=2, customer="cus_1").auto_paging_iter()
    assert len(wire.sent) == 1
    assert [next(walk).id, next(walk).id] == ["a", "b"]
    assert len(wire.sent) == 1  # a page is fetched when it is needed
    assert ids_of(walk) == ["c", "d", "e"]
    assert [sent.params for sent in wire.sent] == [
        {"limit": "2", "customer": "cus_1"},
        {"limit": "2", "customer": "cus_1", "starting_after": "b"},
        {"limit": "2", "customer": "cus_1", "starting_after": "d"},
    ]


@pytest.mark.parametrize("extra", [{}, {"starting_after": None}])
def test_walking_backwards(extra: dict[str, Any], wire: Wire):
    for answer in (page("c", "d", more=True), page("a", "b")):
        wire.answer(answer)
    charges = stripe.Charge.list(ending_before="e", limit=2, **extra)
    assert ids_of(charges.auto_paging_iter()) == ["d", "c", "b", "a"]
    assert wire.last.params == {"limit": "2", "ending_before": "c"}


def test_a_cursor_that_is_none_is_no_cursor(wire: Wire):
    wire.answer(page("a", more=True))
    wire.answer(page("b"))
    assert ids_of(stripe.Charge.list(ending_before=None).auto_paging_iter()) == ["a", "b"]
    assert wire.last.params == {"starting_after": "a"}


def test_an_empty_page_is_the_end(wire: Wire):
    wire.answer(page("a", more=True))
    wire.answer(page(more=True))
    assert ids_of(stripe.Charge.list().auto_paging_iter()) == ["a"]
    assert len(wire.sent) == 2


def test_walking_again(wire: Wire):
    wire.answer(page("a", more=True))
    charges = stripe.Charge.list()
    for _ in range(2):
        wire.answer(page("b"))
        assert ids_of(charges.auto_paging_iter()) == ["a", "b"]


def test_walking_through_the_list_of_an_object(wire: Wire):
    customer = stripe.Customer.construct_from(
        {"id": "cus_1", "sources": page("a", more=True, url="/v1/customers/cus_1/sources")},
        "sk_test_2",
        stripe_account="acct_1",
    )
    wire.answer(page("b", url="/v1/customers/cus_1/sources"))
    assert ids_of(customer.sources.auto_paging_iter()) == ["a", "b"]
    assert (wire.only.key, wire.only.headers["Stripe-Account"]) == ("sk_test_2", "acct_1")


def test_objects_without_an_id(wire: Wire):
    listed = stripe.ListObject.construct_from({**page(more=True), "data": [{"object": "x"}]}, None)
    with pytest.raises(ValueError, match="id"):
        listed.next_page()
    assert wire.sent == []


def test_walking_over_a_class(wire: Wire):
    wire.answer(page("a", more=True))
    wire.answer(page("b"))
    assert ids_of(stripe.Charge.auto_paging_iter(limit=1, stripe_account="acct_1")) == ["a", "b"]
    assert wire.last.params == {"limit": "1", "starting_after": "a"}
    assert wire.last.headers["Stripe-Account"] == "acct_1"


def test_walking_with_a_client(client: stripe.StripeClient, wire: Wire):
    wire.answer(page("a", more=True))
    wire.answer(page("b"))
    charges = client.v1.charges.list({"limit": 1}, {"stripe_account": "acct_1"})
    assert ids_of(charges.auto_paging_iter()) == ["a", "b"]
    assert (wire.last.key, wire.last.headers["Stripe-Account"]) == ("sk_test_client", "acct_1")
    assert wire.last.params == {"limit": "1", "starting_after": "a"}


def test_a_list_is_what_a_list_call_gives(wire: Wire):
    wire.always({"object": "charge", "id": "ch_1"})
    with pytest.raises(TypeError, match="list"):
        stripe.Charge.list()
    with pytest.raises(TypeError, match="search_result"):
        stripe.Charge.search(query="x")
    with pytest.raises(TypeError):
        stripe.Charge.auto_paging_iter()


# -- searches -------------------------------------------------------------------------------


def test_searches(wire: Wire):
    for answer in (found("a", token="t1"), found("b", token="t2"), found("c")):
        wire.answer(answer)
    first = stripe.Charge.search(query="amount>1", limit=1, api_key="sk_test_2")
    assert type(first) is stripe.SearchResultObject
    assert (first.next_page, len(first), first.is_empty) == ("t1", 1, False)
    assert ids_of(first.auto_paging_iter()) == ["a", "b", "c"]
    assert [sent.params for sent in wire.sent] == [
        {"query": "amount>1", "limit": "1"},
        {"query": "amount>1", "limit": "1", "page": "t1"},
        {"query": "amount>1", "limit": "1", "page": "t2"},
    ]
    assert {(sent.path, sent.key) for sent in wire.sent} == {("/v1/charges/search", "sk_test_2")}


def test_pages_of_a_search(wire: Wire):
    wire.answer(found("a", token="t1"))
    first = stripe.Charge.search(query="x")
    wire.answer(found("b"))
    second = first.next_search_result_page(limit=9)
    assert wire.last.params == {"query": "x", "page": "t1", "limit": "9"}
    after = second.next_search_result_page()
    assert type(after) is stripe.SearchResultObject
    assert (after.is_empty, after.has_more, after.next_page) == (True, False, None)
    assert len(wire.sent) == 2
    wire.answer(found("d"))
    assert ids_of(second.search(query="y")) == ["d"]
    assert wire.last.params == {"query": "y"}


def test_walking_over_the_search_of_a_class(wire: Wire):
    wire.answer(found("a", token="t"))
    wire.answer(found("b"))
    assert ids_of(stripe.Charge.search_auto_paging_iter(query="x")) == ["a", "b"]


# -- V2 -------------------------------------------------------------------------------------


def page2(*ids: str, then: str | None = None) -> dict[str, Any]:
    data = [{"object": "v2.core.event_destination", "id": id} for id in ids]
    return {"data": data, "next_page_url": then, "previous_page_url": None}


def test_lists_of_v2(client: stripe.StripeClient, wire: Wire):
    wire.answer(page2("a", "b", then="/v2/core/event_destinations?page=2&limit=2"))
    wire.answer(page2(then="/v2/core/event_destinations?page=3&limit=2"))  # empty, and not the last
    wire.answer(page2("c"))
    listed = client.v2.core.event_destinations.list({"limit": 2}, {"stripe_context": "ctx"})
    assert type(listed) is stripe.v2.ListObject
    assert type(listed.data[0]) is stripe.v2.core.EventDestination
    assert (len(listed), bool(listed), ids_of(reversed(listed))) == (2, True, ["b", "a"])
    walk = listed.auto_paging_iter()
    assert [next(walk).id, next(walk).id] == ["a", "b"]
    assert len(wire.sent) == 1
    assert ids_of(walk) == ["c"]
    queries = [sent.url.partition("?")[2] for sent in wire.sent]
    assert queries == ["limit=2", "page=2&limit=2", "page=3&limit=2"]
    assert {sent.headers["Stripe-Context"] for sent in wire.sent} == {"ctx"}
    assert {sent.key for sent in wire.sent} == {"sk_test_client"}


@pytest.mark.parametrize("url", ["https://example.com/v2/x", "//example.com", "v2/x"])
def test_next_pages_of_v2_lead_nowhere_else(url: str, client: stripe.StripeClient, wire: Wire):
    wire.answer(page2("a", then=url))
    walk = client.v2.core.event_destinations.list().auto_paging_iter()
    assert next(walk).id == "a"
    with pytest.raises(ValueError, match="path"):
        next(walk)
    assert len(wire.sent) == 1


def test_v2_lists_are_of_v2_alone(client: stripe.StripeClient, wire: Wire):
    wire.always(page2("a"))
    assert type(client.v1.customers.retrieve("x")) is stripe.StripeObject
    assert type(client.raw_request("get", "/v2/x").data) is dict


def test_searches_of_v2_post_what_was_asked(client: stripe.StripeClient, wire: Wire):
    first = client.deserialize(
        {
            "object": "v2.search_result",
            "data": [{"id": "a"}],
            "next_page_url": "/v2/x/search?page=2",
        },
        {"query": "q", "limit": 1},
        api_mode="V2",
    )
    wire.answer({"object": "v2.search_result", "data": [{"id": "b"}], "next_page_url": None})
    assert ids_of(first.auto_paging_iter()) == ["a", "b"]
    sent: Sent = wire.only
    assert (sent.verb, sent.path, sent.params) == ("post", "/v2/x/search", {"query": "q"})
