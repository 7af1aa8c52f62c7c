"""stripe.util: the helpers that applications import."""

from __future__ import annotations

import logging
from decimal import Decimal

import pytest

import stripe
from stripe import util

LIST = {
    "object": "list",
    "url": "/v1/charges",
    "has_more": True,
    "data": [{"object": "charge", "id": "ch_1"}],
}


def test_convert_to_stripe_object():
    converted = util.convert_to_stripe_object(
        {"object": "customer", "sources": {"object": "list", "data": [{"object": "card"}]}},
        "sk_test_1",
        stripe_account="acct_1",
    )
    assert isinstance(converted, stripe.Customer)
    assert isinstance(converted.sources, stripe.ListObject)
    assert isinstance(converted.sources.data[0], stripe.Card)
    assert (converted.api_key, converted.stripe_account) == ("sk_test_1", "acct_1")
    assert stripe.convert_to_stripe_object is util.convert_to_stripe_object


@pytest.mark.parametrize("data", [None, 1, "text", Decimal(1), True])
def test_convert_of_what_is_no_object(data):
    assert util.convert_to_stripe_object(data) is data


def test_convert_of_lists():
    found = util.convert_to_stripe_object([{"object": "charge"}, [{"object": "refund"}], 1])
    assert isinstance(found[0], stripe.Charge)
    assert isinstance(found[1][0], stripe.Refund)
    assert found[2] == 1


def test_convert_leaves_its_input_alone():
    values = {"object": "customer", "address": {"city": "a"}}
    converted = util.convert_to_stripe_object(values)
    converted.address.city = "b"
    assert values == {"object": "customer", "address": {"city": "a"}}


def test_class_for_what_does_not_name_itself():
    found = util.convert_to_stripe_object({"id": "x"}, klass_=stripe.Customer)
    assert isinstance(found, stripe.Customer)
    found = util.convert_to_stripe_object({"object": "charge"}, klass_=stripe.Customer)
    assert isinstance(found, stripe.Charge)
    assert type(util.convert_to_stripe_object({"id": "x"})) is stripe.StripeObject
    found = util.convert_to_stripe_object([{"id": "x"}], klass_=stripe.Customer)
    assert isinstance(found[0], stripe.Customer)


def test_pages_of_a_converted_list_keep_the_parameters(monkeypatch):
    urls = []

    def send(method, url, headers, post_data):
        urls.append(url)
        return '{"object": "list", "data": []}', 200, {}

    monkeypatch.setattr(stripe, "default_http_client", send)
    page = util.convert_to_stripe_object(LIST, "sk_test_1", params={"limit": 1})
    page.next_page()
    assert urls == ["https://api.stripe.com/v1/charges?limit=1&starting_after=ch_1"]


def test_convert_of_an_answer():
    answer = stripe.StripeResponse('{"object": "charge", "id": "ch_1"}', 200, {"request-id": "r"})
    charge = util.convert_to_stripe_object(answer)
    assert isinstance(charge, stripe.Charge)
    assert charge.last_response is answer


def test_v2():
    values = {"object": "v2.core.account", "id": "acct_1"}
    found = util.convert_to_stripe_object(values, api_mode="V2")
    assert isinstance(found, stripe.v2.core.Account)


def test_convert_to_dict():
    values = {"object": "customer", "sources": LIST, "tags": [{"a": 1}]}
    converted = util.convert_to_stripe_object(values)
    for found in (
        util.convert_to_dict(converted),
        util.convert_to_dict({"x": converted})["x"],
        util.convert_to_dict([converted])[0],
    ):
        assert found == values
        assert type(found["sources"]["data"][0]) is dict
    assert util.convert_to_dict(5) == 5


def test_small_ones(monkeypatch):
    assert util.populate_headers("key") == {"Idempotency-Key": "key"}
    assert util.populate_headers(None) is None
    assert util.merge_dicts({"a": 1, "b": 1}, {"b": 2}) == {"a": 1, "b": 2}
    assert util.sanitize_id("a/b c") == "a%2Fb+c"
    assert util.secure_compare("a", "a")
    assert not util.secure_compare("a", "b")
    assert util.get_api_mode("/v2/core/events") == "V2"
    assert util.get_api_mode("/v1/charges") == "V1"
    assert util.logger is logging.getLogger("stripe")
    for key, mode in {
        "sk_live_1": "live",
        "rk_live_1": "live",
        "sk_test_1": "test",
        None: "test",
    }.items():
        monkeypatch.setattr(stripe, "api_key", key)
        assert util.dashboard_link("req_1") == f"https://dashboard.stripe.com/{mode}/logs/req_1"
