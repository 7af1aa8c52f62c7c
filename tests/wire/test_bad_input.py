"""What must not be: each is a clear error, and nothing is sent where nothing should be."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sent_requests import Wire

import stripe

CALLS: list[Any] = [
    lambda client: stripe.Customer.retrieve("cus_1"),
    lambda client: stripe.Customer.create(name="x"),
    lambda client: stripe.Customer.list(),
    lambda client: stripe.Customer("cus_1").refresh(),
    lambda client: stripe.Customer("cus_1").delete(),
    lambda client: client.v1.customers.update("cus_1", {"name": "x"}),
    lambda client: client.v2.core.accounts.create({}),
    lambda client: client.raw_request("get", "/v1/x"),
]
BODIES = [
    "<html><body>Bad gateway</body></html>",
    "",
    "   ",
    '{"object": "customer", "id": "cus',
    '{"object": "customer"',
    "{'object': 'customer'}",
    '{"a": 1} trailing',
    "[1, 2",
    '{\n  "object": "customer",\n  "address": {\n    "city": null\n  }',
    "\ufeff{}",
    "[" * 100_000,
]

CUT = (
    "",
    "   ",
    '{"object": "customer", "id": "cus',
    '{"object": "customer"',
    "[1, 2",
    '{\n  "object": "customer",\n  "address": {\n    "city": null\n  }',
)


@pytest.mark.parametrize("status", [200, 204, 304, 400, 404, 500, 502])
@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:20]))
def test_bodies_that_are_no_json(body: str, status: int, wire: Wire, client: stripe.StripeClient):
    wire.always(body, status, Request_Id="req_1")
    breaks_off = body in CUT and 200 <= status < 300
    for call in CALLS:
        with pytest.raises((stripe.APIError, stripe.APIConnectionError)) as caught:
            call_once(call, client)
        error = caught.value
        if breaks_off:
            assert type(error) is stripe.APIConnectionError
            assert f"(HTTP status {status}) breaks off" in str(error)
        else:
            assert type(error) is stripe.APIError
            assert str(error).startswith("Request req_1: Invalid response body from API: ")
            assert str(error).endswith(f"(HTTP response code was {status})")
        assert (error.http_status, error.http_body, error.json_body) == (status, body or None, None)
        assert error.request_id == "req_1"


def call_once(call: Any, client: stripe.StripeClient) -> Any:
    # As retries are about other things, there are none.
    stripe.max_network_retries = 0
    client._requestor.max_network_retries = 0
    return call(client)


@pytest.mark.parametrize("body", [b"\xff\xfe{}", b'{"a": "\xff"}'])
def test_bodies_that_are_no_text(body: bytes, wire: Wire, client: stripe.StripeClient):
    wire.always(body)
    for call in CALLS:
        with pytest.raises(stripe.APIError, match="Invalid response body"):
            call(client)


@pytest.mark.parametrize(
    "body",
    ['{"error": null}', '{"error": "what_is_this"}', '{"message": "x"}', "[]", "7", "null", '"x"'],
)
def test_errors_of_an_unexpected_shape(body: str, wire: Wire, client: stripe.StripeClient):
    wire.always(body, 400)
    for call in CALLS:
        with pytest.raises(stripe.StripeError) as caught:
            call(client)
        assert caught.value.http_status == 400
        assert caught.value.http_body == body


@pytest.mark.parametrize(
    "id",
    [
        "",
        " ",
        "\t\n",
        None,
        0,
        7,
        1.5,
        True,
        b"cus_1",
        [],
        {},
        object(),
        "..",
        ".",
        "../x",
        "a/..",
        "a/./b",
    ],
)
def test_ids(id: Any, wire: Wire, client: stripe.StripeClient):
    calls: list[Any] = [
        lambda: stripe.Customer.retrieve(id),
        lambda: stripe.Customer.modify(id, name="x"),
        lambda: stripe.Customer.delete(id),
        lambda: stripe.Customer.list_sources(id),
        lambda: stripe.Customer.retrieve_source("cus_1", id),
        lambda: stripe.Subscription.delete(id),
        lambda: stripe.Refund.TestHelpers.expire(id),
        lambda: client.v1.customers.retrieve(id),
        lambda: client.v1.customers.payment_sources.retrieve("cus_1", id),
        lambda: client.v2.core.accounts.retrieve(id),
        lambda: stripe.Customer.construct_from({"id": id}, None).refresh(),
        lambda: stripe.Customer.construct_from({"id": id}, None).delete(),
    ]
    for call in calls:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            call()
        assert caught.value.param == "id"
        assert caught.value.http_status is None
    assert wire.sent == []


@pytest.mark.parametrize(
    ("id", "path"),
    [
        ("cus/1", "cus%2F1"),
        ("cus 1", "cus+1"),
        ("cus?x=y#z", "cus%3Fx%3Dy%23z"),
        ("cus%2F1", "cus%252F1"),
        ("..cus", "..cus"),
        ("a@b:c", "a%40b%3Ac"),
        ("é", "%C3%A9"),
        ("\\..\\", "%5C..%5C"),
        ("a\r\nb", "a%0D%0Ab"),
    ],
)
def test_ids_are_quoted(id: str, path: str, wire: Wire, client: stripe.StripeClient):
    for call in (
        lambda: stripe.Customer.retrieve(id),
        lambda: client.v1.customers.retrieve(id),
        lambda: stripe.Customer(id).refresh(),
    ):
        call()
        assert wire.last.path == f"/v1/customers/{path}"


def test_an_object_in_place_of_an_id(wire: Wire):
    customer = stripe.Customer("cus_1")
    stripe.Customer.modify(customer, name="x")
    assert wire.last.path == "/v1/customers/cus_1"
    with pytest.raises(stripe.InvalidRequestError, match="not a Card"):
        stripe.Customer.retrieve_source(customer, stripe.Card("card_1"))


@pytest.mark.parametrize("call", CALLS)
def test_no_key(call: Any, wire: Wire, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stripe, "api_key", None)
    client = stripe.StripeClient("sk_test_1", http_client=wire)
    client._requestor.api_key = None
    with pytest.raises(stripe.AuthenticationError) as caught:
        call(client)
    assert "stripe.api_key" in str(caught.value)
    assert wire.sent == []


@pytest.mark.parametrize("call", CALLS[:3])
def test_transports_that_fail(
    call: Any, wire: Wire, client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    tried = 0

    def request(*args: Any, **kwargs: Any) -> Any:
        nonlocal tried
        tried += 1
        raise stripe.APIConnectionError("lost", should_retry=True)

    monkeypatch.setattr(wire, "request", request)
    with pytest.raises(stripe.APIConnectionError, match="lost") as caught:
        call(client)
    assert tried == 3
    assert caught.value.http_status is None


def test_a_file_in_json_is_named(client: stripe.StripeClient, wire: Wire) -> None:
    params: Any = {"display_name": io.BytesIO(b"x")}
    with pytest.raises(stripe.InvalidRequestError, match="upload") as caught:
        client.v2.core.accounts.create(params)
    assert caught.value.param == "display_name"
    assert wire.sent == []
