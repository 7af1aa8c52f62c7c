"""Failures of the transport, and the mocks that applications put in its place."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import responses

import stripe

CUSTOMER = '{"id": "cus_1", "object": "customer"}'
ADDRESS = "https://api.stripe.com/v1/customers/cus_1"


# -- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raised", "message", "should_retry"),
    [
        (requests.exceptions.ConnectTimeout("late"), "Could not reach", True),
        (requests.exceptions.ReadTimeout("late"), "Could not reach", True),
        (requests.exceptions.ConnectionError("lost"), "Could not reach", True),
        (requests.exceptions.ProxyError("no"), "Could not reach", True),
        (requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED"), "certificate", False),
        (requests.exceptions.SSLError("WRONG_VERSION"), "TLS 1.2", False),
        (requests.exceptions.TooManyRedirects("31"), "broke off", False),
        (requests.exceptions.ChunkedEncodingError("cut"), "broke off", True),
        (requests.exceptions.ContentDecodingError("gzip"), "broke off", True),
        (requests.exceptions.InvalidURL("bad"), "broke off", False),
        (ValueError("odd"), "unexpected", False),
        (OSError("odd"), "unexpected", False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
@pytest.mark.parametrize("given", [False, True])
def test_errors_of_the_library_below(
    raised: Exception,
    message: str,
    should_retry: bool,
    given: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: Any, **settings: Any) -> Any:
        raise raised

    monkeypatch.setattr(requests.Session, "send", fail)
    client = stripe.RequestsClient(session=requests.Session() if given else None)
    for method in (client.request, client.request_stream):
        with pytest.raises(stripe.APIConnectionError, match=message) as caught:
            method("get", ADDRESS, {})
        error = caught.value
        assert error.should_retry is should_retry
        assert error.http_status is None
        assert error.__cause__ is raised
        assert str(error).endswith(f"(Network error: {type(raised).__name__}: {raised})")


def test_secrets_in_errors_of_the_library_below(monkeypatch: pytest.MonkeyPatch) -> None:
    client = stripe.StripeClient(
        "sk_test_http00000000", base_addresses={"api": "http://127.0.0.1:9"}
    )
    with pytest.raises(stripe.APIConnectionError) as caught:
        client.raw_request(
            "get",
            "/v1/payment_intents/pi_1",
            client_secret="pi_1_secret_abcdefgh",
            card={"number": "4242424242424242", "cvc": "737"},
        )
    error: BaseException | None = caught.value
    seen = 0
    while error is not None:
        for text in (str(error), repr(error)):
            assert "abcdefgh" not in text
            assert "4242" not in text
            assert "737" not in text
        error, seen = error.__cause__ or error.__context__, seen + 1
    assert seen == 2


def test_a_circle_of_causes_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ValueError("sk_test_circle00000000"), ValueError("b")
    first.__cause__, second.__cause__ = second, first

    def fail(*args: Any, **settings: Any) -> Any:
        raise first

    monkeypatch.setattr(requests.Session, "send", fail)
    with pytest.raises(stripe.APIConnectionError, match=r"ValueError: sk_test_\*\*\*\*\)"):
        stripe.RequestsClient().request("get", ADDRESS, {})


# -- the mocks that people use -----------------------------------------------------------------------


@responses.activate
@pytest.mark.parametrize("given", [False, True])
def test_responses(given: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if given:
        session = requests.Session()
        monkeypatch.setattr(stripe, "default_http_client", stripe.RequestsClient(session=session))
    responses.get(ADDRESS, body=CUSTOMER, headers={"Request-Id": "req_1"})
    responses.post("https://api.stripe.com/v1/customers", body=CUSTOMER)
    responses.get("https://files.stripe.com/v1/quotes/qt_1/pdf", body=b"%PDF")
    customer = stripe.Customer.retrieve("cus_1")
    assert customer.last_response is not None
    assert customer.last_response.request_id == "req_1"
    stripe.Customer.create(name="Jenny Rosen")
    assert responses.calls[1].request.body == "name=Jenny+Rosen"
    assert stripe.Quote.pdf("qt_1").io.read() == b"%PDF"


@responses.activate
def test_responses_that_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    responses.get(ADDRESS, body=requests.exceptions.ConnectionError("lost"))
    responses.get(ADDRESS, status=500, body="{}")
    responses.get(ADDRESS, body=CUSTOMER)
    assert stripe.Customer.retrieve("cus_1", max_network_retries=2).id == "cus_1"
    with pytest.raises(stripe.APIConnectionError):
        stripe.Customer.retrieve("cus_2")


@pytest.mark.parametrize("given", [False, True])
def test_requests_mock(given: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    requests_mock = pytest.importorskip("requests_mock")
    if given:
        session = requests.Session()
        monkeypatch.setattr(stripe, "default_http_client", stripe.RequestsClient(session=session))
    with requests_mock.Mocker() as mock:
        mock.get(ADDRESS, text=CUSTOMER)
        mock.post("https://api.stripe.com/v1/customers", text=CUSTOMER)
        assert stripe.Customer.retrieve("cus_1").id == "cus_1"
        stripe.Customer.create(name="Jenny Rosen")
        assert mock.last_request.text == "name=Jenny+Rosen"
