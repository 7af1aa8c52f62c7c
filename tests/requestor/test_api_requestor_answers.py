"""What a requestor makes of answers, and what it measures."""

from __future__ import annotations

import io
import json
import logging
import pickle
from collections import OrderedDict
from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe._wire import requestor_options, retries
from stripe.api_requestor import APIRequestor

CUSTOMER = {"id": "cus_1", "object": "customer"}


# -- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "fails"), [(199, True), (200, False), (201, False), (299, False), (300, True)]
)
def test_what_is_a_success(
    status: int, fails: bool, client: stripe.StripeClient, wire: Wire
) -> None:
    wire.answer(CUSTOMER, status)
    if fails:
        with pytest.raises(stripe.APIError):
            client.v1.customers.retrieve("cus_1")
    else:
        assert client.v1.customers.retrieve("cus_1").last_response.code == status  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "body", ["", "<html>", b"\xff\xfe", "[" * 100_000, '{"id": ', "\x00"], ids=range(6)
)
@pytest.mark.parametrize("status", [200, 400])
def test_bodies_that_are_no_json(
    body: Any, status: int, client: stripe.StripeClient, wire: Wire
) -> None:
    wire.always(body, status)
    stays_cut = status == 200 and body in ("", '{"id": ')
    expected = (
        (stripe.APIConnectionError, "breaks off") if stays_cut else (stripe.APIError, "Invalid")
    )
    with pytest.raises(expected[0], match=expected[1]) as caught:
        client.v1.customers.retrieve("cus_1", {}, {"max_network_retries": 0})
    assert caught.value.http_status == status
    assert caught.value.json_body is None


@pytest.mark.parametrize("body", [b"[1, 2]", "[1, 2]", bytearray(b"[1, 2]")], ids=type)
def test_answers_that_are_no_objects(body: Any) -> None:
    client = stripe.StripeClient("sk_test_1", http_client=lambda *_request: (body, 200, {}))
    assert client.v1.balance.retrieve() == [1, 2]


@pytest.mark.parametrize("kind", [dict, OrderedDict])
def test_bytes_and_dicts_of_a_transport(kind: type[dict[str, str]]) -> None:
    def send(*request: Any) -> Any:
        return b'{"id": "cus_1", "object": "customer"}', 200, kind({"request-ID": "req_1"})

    client = stripe.StripeClient("sk_test_1", http_client=send)
    customer = client.v1.customers.retrieve("cus_1")
    assert customer.last_response is not None
    assert customer.last_response.request_id == "req_1"


def test_plain_dicts_of_a_client_of_other_people(wire: Wire) -> None:
    wire.answer(CUSTOMER, REQUEST_ID="req_1")
    customer = stripe.Customer.retrieve("cus_1")
    assert customer.last_response is not None
    assert customer.last_response.headers["request-id"] == "req_1"


def test_a_v2_deletion_is_of_its_own_class(client: stripe.StripeClient, wire: Wire) -> None:
    wire.answer({"id": "ed_1", "object": "v2.core.event_destination"})
    deleted = client.v2.core.event_destinations.delete("ed_1")
    assert type(deleted) is stripe.v2.DeletedObject
    assert deleted.id == "ed_1"


def test_notices(client: stripe.StripeClient, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    wire.always(CUSTOMER, Stripe_Notice="This is a beta.")
    with pytest.warns(UserWarning, match=r"This is a beta.\n.*STRIPE_SUPPRESS_NOTICES"):
        client.v1.customers.retrieve("cus_1")
    client.raw_request("get", "/v1/x")
    monkeypatch.setenv("STRIPE_SUPPRESS_NOTICES", "True")
    client.v1.customers.retrieve("cus_1")


# -- metrics -------------------------------------------------------------------------------------


def metrics(wire: Wire) -> list[Any]:
    told = [sent.headers.get("X-Stripe-Client-Telemetry") for sent in wire.sent]
    return [one and json.loads(one)["last_request_metrics"] for one in told]


def test_metrics_of_the_last_request(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([10.0, 10.25, 20.0, 20.5, 30.0, 30.75])
    monkeypatch.setattr("stripe._wire.retries.clock", lambda: next(times))
    wire.always(CUSTOMER, Request_Id="req_1")
    client = stripe.StripeClient("sk_test_1", http_client=wire)
    stripe.Customer.retrieve("cus_1")
    client.v1.customers.retrieve("cus_1")
    client.raw_request("get", "/v1/x")
    assert metrics(wire) == [
        None,
        {"request_id": "req_1", "request_duration_ms": 250},
        {"request_id": "req_1", "request_duration_ms": 500, "usage": ["stripe_client"]},
    ]


def test_metrics_are_told_once_and_need_a_request_id(wire: Wire) -> None:
    wire.answer(CUSTOMER, Request_Id="req_1")
    for _ in range(3):
        stripe.Customer.retrieve("cus_1")
    assert [bool(told) for told in metrics(wire)] == [False, True, False]


def test_metrics_of_a_header_of_the_callers(wire: Wire) -> None:
    wire.always(CUSTOMER, Request_Id="req_1")
    stripe.Customer.retrieve("cus_1")
    stripe.Customer.retrieve("cus_1", headers={"X-Stripe-Client-Telemetry": "mine"})
    assert wire.last.headers["X-Stripe-Client-Telemetry"] == "mine"


def test_no_metrics_if_not_wanted(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", False)
    wire.always(CUSTOMER, Request_Id="req_1")
    for _ in range(2):
        stripe.Customer.retrieve("cus_1")
    monkeypatch.setattr(stripe, "enable_telemetry", True)
    stripe.Customer.retrieve("cus_1")
    assert metrics(wire) == [None, None, None]
    stripe.enable_telemetry = False
    stripe.Customer.retrieve("cus_1")
    assert metrics(wire)[-1] is None


# -- itself --------------------------------------------------------------------------------------


def test_a_requestor_tells_no_key() -> None:
    requestor = APIRequestor("sk_test_requestor00000000", stripe_account="acct_1")
    assert repr(requestor) == (f"<APIRequestor account='acct_1' version={stripe.api_version!r}>")


def test_copies_of_a_requestor() -> None:
    from copy import copy, deepcopy

    requestor = APIRequestor("sk_test_1")
    assert copy(requestor) is requestor
    assert deepcopy(requestor) is requestor


@pytest.mark.parametrize(
    ("status", "good"), [(199, False), (200, True), (201, True), (299, True), (300, False)]
)
def test_statuses_of_a_stream(status: int, good: bool, client: stripe.StripeClient) -> None:
    def send(*request: Any) -> Any:
        return '{"error": {"message": "no"}}', status, {}

    client = stripe.StripeClient("sk_test_client", http_client=send, max_network_retries=0)
    if good:
        assert client.v1.quotes.pdf("qt_1").code == status
    else:
        with pytest.raises(stripe.APIError):
            client.v1.quotes.pdf("qt_1")


def test_the_duration_of_a_request_is_in_milliseconds(
    client: stripe.StripeClient, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([3.0, 10.25, 20.0, 20.0])
    monkeypatch.setattr(retries, "clock", lambda: next(moments))
    wire.always({"object": "customer", "id": "cus_1"}, Request_Id="req_1")
    client.v1.customers.retrieve("cus_1")
    client.v1.customers.retrieve("cus_1")
    sent = json.loads(wire.last.headers["X-Stripe-Client-Telemetry"])
    assert sent["last_request_metrics"]["request_duration_ms"] == 7250


@pytest.mark.parametrize(
    ("status", "fails"),
    [(199, True), (200, False), (201, False), (204, False), (299, False), (300, True), (302, True)],
)
def test_which_streams_are_a_success(status: int, fails: bool, wire: Wire) -> None:
    wire.always({"error": {"message": "no"}}, status)
    client = stripe.StripeClient("sk_test_1", http_client=wire, max_network_retries=0)
    if fails:
        with pytest.raises(stripe.StripeError):
            client.v1.quotes.pdf("qt_1")
    else:
        assert b"no" in client.v1.quotes.pdf("qt_1").io.read()


@pytest.mark.parametrize("verb", ["get", "post", "delete"])
@pytest.mark.parametrize("version", ["v1", "v2"])
def test_only_what_v2_deletes_is_a_deleted_object(
    verb: str, version: str, client: stripe.StripeClient, wire: Wire
) -> None:
    wire.always({"id": "x_1", "object": "x"})
    answer = client._requestor.request(verb, f"/{version}/x/x_1")
    expected = "DeletedObject" if (verb, version) == ("delete", "v2") else "StripeObject"
    assert type(answer).__name__ == expected


@pytest.mark.parametrize("params", [None, {"limit": 1, "email": "a@b.c"}])
def test_a_page_keeps_what_it_was_asked_with(
    params: Any, client: stripe.StripeClient, wire: Wire
) -> None:
    page = {"object": "list", "url": "/v1/customers", "has_more": True, "data": [CUSTOMER]}
    wire.answer(page)
    wire.answer({**page, "has_more": False, "data": [{**CUSTOMER, "id": "cus_2"}]})
    found = client.v1.customers.list(params).auto_paging_iter()
    assert [one.id for one in found] == ["cus_1", "cus_2"]
    kept = {name: str(value) for name, value in (params or {}).items()}
    assert wire.last.params == {**kept, "starting_after": "cus_1"}


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO, logging.WARNING])
@pytest.mark.parametrize("stream", [False, True])
def test_what_is_logged_of_an_answer(level: int, stream: bool, wire: Wire, caplog: Any) -> None:
    caplog.set_level(level, "stripe")
    wire.always({**CUSTOMER, "name": "Jenny Rosen"}, Request_Id="req_1")
    if stream:
        client = stripe.StripeClient("sk_test_1", http_client=wire)
        client.v1.quotes.pdf("qt_1").io.close()
    else:
        stripe.Customer.retrieve("cus_1")
    text = caplog.text
    assert ("response_code=200" in text) == (level <= logging.INFO)
    assert ("Jenny" in text) == (level == logging.DEBUG and not stream)
    assert ("logs/req_1" in text) == (level == logging.DEBUG)


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
def test_what_is_logged_of_an_error(level: int, wire: Wire, caplog: Any) -> None:
    caplog.set_level(level, "stripe")
    wire.always({"error": {"message": "No such one", "code": "resource_missing"}}, 404)
    with pytest.raises(stripe.InvalidRequestError):
        stripe.Customer.retrieve("cus_1")
    assert ("error_code=resource_missing" in caplog.text) == (level == logging.INFO)


@pytest.mark.parametrize("key", ["sk_test_module", "sk_test_other"])
def test_an_account_set_later_does_not_lift_the_check_of_the_key(
    key: str, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = pickle.loads(pickle.dumps(stripe.Customer("cus_1", api_key="sk_test_module")))
    loaded.stripe_account = "acct_1"
    monkeypatch.setattr(stripe, "api_key", key)
    wire.always(CUSTOMER)
    if key == "sk_test_module":
        assert loaded.refresh().id == "cus_1"
        assert wire.only.key == key
    else:
        with pytest.raises(stripe.AuthenticationError, match="unpickled"):
            loaded.refresh()
        assert wire.sent == []


def test_the_mark_of_a_key_is_the_same_in_all_releases() -> None:
    # Pickles of one release are read by another: a cache outlives a deployment.
    import hashlib

    whole = hashlib.sha256(b"stripe-python-pickle:sk_test_1").hexdigest()
    assert requestor_options.fingerprint("sk_test_1") == whole[:32]
    assert requestor_options.fingerprint("sk_test_2") != whole[:32]


def test_a_key_that_is_replaced_needs_no_check() -> None:
    loaded = pickle.loads(pickle.dumps(APIRequestor("sk_test_1")))
    assert loaded.replaced(api_key="sk_test_2").resolved_api_key() == "sk_test_2"


def test_a_stream_of_a_function_is_a_file() -> None:
    client = stripe.StripeClient("sk_test_1", http_client=lambda *request: ("%PDF", 200, {}))
    assert isinstance(client.v1.quotes.pdf("qt_1").io, io.BytesIO)
