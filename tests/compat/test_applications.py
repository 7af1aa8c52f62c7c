"""What programs written for the official SDK reach for beside its documented names.

Each case is something that published applications do, or their test suites.
"""

from __future__ import annotations

import importlib
import time
from typing import Any
from unittest import mock

import pytest
from sent_requests import Wire

import stripe


def page(*ids: str, more: bool = False) -> dict[str, Any]:
    data = [{"object": "line_item", "id": id} for id in ids]
    return {"object": "list", "url": "/v1/invoices/in_1/lines", "has_more": more, "data": data}


def test_the_page_size_of_a_nested_list_can_be_raised(wire: Wire) -> None:
    """tap-stripe walks through `invoice.lines` in pages of 100."""
    invoice = stripe.Invoice.construct_from(
        {"object": "invoice", "id": "in_1", "lines": page("il_1", more=True)}, "sk_test_123"
    )
    invoice.lines._retrieve_params["limit"] = 100  # type: ignore[index]
    wire.answer(page("il_2"))
    assert [line.id for line in invoice.lines.auto_paging_iter()] == ["il_1", "il_2"]
    assert wire.sent[-1].params == {"limit": "100", "starting_after": "il_1"}


def test_an_object_as_a_plain_dict_by_the_name_that_version_15_has() -> None:
    values = {"id": "evt_1", "object": "event", "data": {"object": {"id": "cs_1"}}}
    event: Any = stripe.Event.construct_from(values, None)
    assert event._to_dict_recursive() == values
    assert type(event._to_dict_recursive()["data"]["object"]) is dict


@pytest.mark.parametrize("requestor", [None, stripe.StripeClient("sk_test_own")._requestor])
def test_an_object_made_by_the_private_constructor(requestor: Any) -> None:
    items = {"object": "list", "data": [{"object": "subscription_item", "id": "si_1"}]}
    subscription = stripe.Subscription._construct_from(
        values={"id": "sub_1", "items": items}, requestor=requestor, api_mode="V1"
    )
    assert type(subscription["items"].data[0]) is stripe.SubscriptionItem
    assert subscription.api_key == (requestor and "sk_test_own")


def test_a_client_can_be_asked_for_its_settings() -> None:
    http_client = stripe.RequestsClient(timeout=(5, 30))
    client = stripe.StripeClient(
        "sk_test_own", stripe_context="acct_1", max_network_retries=1, http_client=http_client
    )
    options = client._requestor._options
    assert (options.api_key, options.stripe_context) == ("sk_test_own", "acct_1")
    assert (options.stripe_version, options.max_network_retries) == (stripe.api_version, 1)
    assert client._requestor._client is http_client
    assert isinstance(stripe.StripeClient("sk_test_own")._requestor._client, stripe.RequestsClient)


def test_an_http_client_can_be_asked_for_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "default_http_client", stripe.RequestsClient(timeout=7))
    default: Any = stripe.default_http_client
    assert (default._timeout, default._session, default._verify_ssl_certs) == (7, None, True)
    with pytest.raises(AttributeError):  # it would have no effect
        default._timeout = 8


def test_a_recorded_answer_is_read_as_the_api_gave_it() -> None:
    """Zulip's tests read their fixtures of errors so."""
    requestor: Any = importlib.import_module("stripe._api_requestor")._APIRequestor()
    body = '{"error": {"type": "card_error", "code": "card_declined", "message": "Declined."}}'
    with pytest.raises(stripe.CardError, match="Declined") as caught:
        requestor._interpret_response(body, 402, {"Request-Id": "req_1"}, "V1")
    assert caught.value.request_id == "req_1"
    answer = requestor._interpret_response('{"object": "customer", "id": "cus_1"}', 200, {}, "V1")
    assert type(answer) is stripe.Customer


def test_pauses_are_patched_where_the_official_module_takes_them_from() -> None:
    module = importlib.import_module("stripe._http_client")
    with mock.patch("stripe._http_client.time.sleep") as sleep:
        time.sleep(1)
    assert module.time is time
    sleep.assert_called_once_with(1)


def test_requests_are_stopped_where_the_client_takes_them_from() -> None:
    module = importlib.import_module("stripe._stripe_client")
    with (
        mock.patch.object(module._APIRequestor, "request", side_effect=ConnectionRefusedError),
        pytest.raises(ConnectionRefusedError),
    ):
        stripe.StripeClient("sk_test_own").v1.customers.list()


def test_whether_anything_is_printed_can_be_asked() -> None:
    assert importlib.import_module("stripe._util").STRIPE_LOG is stripe.log
