"""Faults on order: what goes wrong, for which requests, how many of them."""

import pytest

import stripe
from stripe.sandbox.api import app


def test_once(sandbox):
    sandbox.fail()
    with pytest.raises(stripe.APIError) as caught:
        stripe.Customer.create()
    assert caught.value.http_status == 500
    assert stripe.Customer.create().id


def test_retries_get_past_it(sandbox, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    sandbox.fail(status=503, times=1)
    customer = stripe.Customer.create(max_network_retries=1)
    assert [entry.status for entry in sandbox.requests] == [503, 200]
    assert len(stripe.Customer.list().data) == 1
    assert customer.id


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (429, stripe.RateLimitError, "rate_limit"),
        (409, stripe.APIError, "lock_timeout"),
        (402, stripe.CardError, "card_declined"),
        (500, stripe.APIError, None),
        (503, stripe.APIError, None),
    ],
)
def test_status(sandbox, status, kind, code):
    sandbox.fail("POST /v1/customers", status=status)
    with pytest.raises(kind) as caught:
        stripe.Customer.create()
    assert (caught.value.http_status, caught.value.code) == (status, code)


def test_rate_limit_names_the_pause(http, sandbox):
    sandbox.fail(status=429, retry_after=7)
    answer = http("GET", "/v1/customers")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "7")


def test_card_error_of_ones_own(sandbox):
    sandbox.fail(status=402, decline_code="insufficient_funds", message="No money.")
    with pytest.raises(stripe.CardError) as caught:
        stripe.Charge.create(amount=1000, currency="usd", source="tok_visa")
    assert caught.value.error.decline_code == "insufficient_funds"
    assert caught.value.user_message == "No money."


@pytest.mark.parametrize(
    "route",
    ["GET /v1/customers/{customer}", "/v1/customers/{customer}", "GET /v1/customers/cus_1",
     "/v1/customers/cus_1"],
)  # fmt: skip
def test_route(http, sandbox, route):
    sandbox.fail(route, status=503)
    assert http("GET", "/v1/customers").status == 200
    assert http("POST", "/v1/customers").status == 200
    assert http("GET", "/v1/customers/cus_1").status == 503
    assert http("GET", "/v1/customers/cus_1").status == 404


def test_next_n(http, sandbox):
    sandbox.fail(times=3, status=503)
    assert [http("GET", "/v1/customers").status for _ in range(4)] == [503, 503, 503, 200]


def test_always(http, sandbox):
    sandbox.fail(times=None, status=503)
    assert {http("GET", "/v1/customers").status for _ in range(5)} == {503}
    sandbox.reset()
    assert http("GET", "/v1/customers").status == 200


def test_share(http, sandbox):
    sandbox.fail(times=None, share=0.5, status=503)
    statuses = [http("GET", "/v1/customers").status for _ in range(60)]
    assert 15 <= statuses.count(503) <= 45


def test_dropped_before(sandbox):
    sandbox.fail("POST /v1/customers", kind="drop_before")
    with pytest.raises(stripe.APIConnectionError):
        stripe.Customer.create()
    assert stripe.Customer.list().data == []


def test_dropped_after(sandbox):
    """The case that idempotency keys exist for."""
    sandbox.fail("POST /v1/customers", kind="drop_after")
    with pytest.raises(stripe.APIConnectionError):
        stripe.Customer.create(idempotency_key="k1")
    [made] = stripe.Customer.list().data
    again = stripe.Customer.create(idempotency_key="k1")
    assert again.id == made.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(stripe.Customer.list().data) == 1


def test_dropped_before_leaves_the_key_free(sandbox):
    sandbox.fail("POST /v1/customers", kind="drop_before")
    with pytest.raises(stripe.APIConnectionError):
        stripe.Customer.create(idempotency_key="k1")
    again = stripe.Customer.create(idempotency_key="k1")
    assert "Idempotent-Replayed" not in again.last_response.headers


def test_truncated(sandbox):
    sandbox.fail(kind="truncate")
    with pytest.raises((stripe.APIConnectionError, stripe.APIError)):
        stripe.Customer.create()
    assert len(stripe.Customer.list().data) == 1


def test_garbage(sandbox):
    sandbox.fail(kind="garbage")
    with pytest.raises(stripe.APIError):
        stripe.Customer.list()


def test_latency(sandbox, monkeypatch):
    slept = []
    monkeypatch.setattr(app, "sleep", slept.append)
    sandbox.fail(kind="latency", latency=2.5)
    assert stripe.Customer.create().id
    sandbox.fail(latency=1.5)
    assert stripe.Customer.create().id
    assert slept == [2.5, 1.5]


def test_unknown_kind(sandbox):
    with pytest.raises(ValueError, match="kind must be one of"):
        sandbox.fail(kind="flood")


def test_by_http(http):
    order = {"route": "GET /v1/customers", "status": 503, "times": 1}
    assert http("POST", "/_sandbox/faults", order, key=None).status == 200
    assert http("GET", "/v1/customers").status == 503
    assert http("GET", "/v1/customers").status == 200
    assert http("POST", "/_sandbox/faults", {"colour": "red"}, key=None).status == 400
