"""Idempotency keys: replay, mismatch, in flight, what is not kept."""

import threading

import pytest

import stripe


def _create(http, key, params=None, **more):
    headers = {"Idempotency-Key": key, **more.pop("headers", {})}
    sender = {"key": more["api_key"]} if "api_key" in more else {}
    return http("POST", "/v1/customers", params or {"name": "Jenny"}, headers=headers, **sender)


def test_replay(http, sandbox):
    first, second = _create(http, "k1"), _create(http, "k1")
    assert first.body == second.body
    assert second.headers["Idempotent-Replayed"] == "true"
    assert second.headers["Idempotency-Key"] == "k1"
    assert second.headers["Original-Request"] == first.headers["Request-Id"]
    assert "Idempotent-Replayed" not in first.headers
    assert len(stripe.Customer.list().data) == 1
    assert len(sandbox.events) == 1


def test_the_order_of_parameters_does_not_count(http):
    first = _create(http, "k1", {"name": "Jenny", "description": "A"})
    second = _create(http, "k1", {"description": "A", "name": "Jenny"})
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.body == second.body


def test_other_parameters(http):
    _create(http, "k1")
    answer = _create(http, "k1", {"name": "Jonas"})
    assert (answer.status, answer.error["type"]) == (400, "idempotency_error")
    assert answer.error["message"].startswith("Keys for idempotent requests can only be used")
    assert "'k1'" in answer.error["message"]


def test_other_endpoint(http):
    _create(http, "k1")
    answer = http("POST", "/v1/products", {"name": "Jenny"}, headers={"Idempotency-Key": "k1"})
    assert (answer.status, answer.error["type"]) == (400, "idempotency_error")
    assert "for the same endpoint" in answer.error["message"]
    assert "('/v1/products' vs '/v1/customers')" in answer.error["message"]


def test_keys_are_per_account_and_mode(http):
    first = _create(http, "k1").body["id"]
    assert _create(http, "k1", api_key="sk_live_123456").body["id"] != first
    account = http("POST", "/v1/accounts", {"type": "express"}).body["id"]
    other = _create(http, "k1", headers={"Stripe-Account": account})
    assert other.body["id"] != first
    assert other.status == 200


def test_refusals_of_validation_are_not_kept(http):
    assert _create(http, "k1", {"nmae": "x"}).status == 400
    assert _create(http, "k1").status == 200


def test_declines_are_kept(http):
    charge = {"amount": 1000, "currency": "usd", "source": "tok_chargeDeclined"}
    headers = {"Idempotency-Key": "k1"}
    first = http("POST", "/v1/charges", charge, headers=headers)
    second = http("POST", "/v1/charges", charge, headers=headers)
    assert (first.status, second.status) == (402, 402)
    assert first.error["charge"] == second.error["charge"]
    assert second.headers["Idempotent-Replayed"] == "true"


def test_faults_on_order_are_not_kept(http, sandbox):
    sandbox.fail(status=500)
    assert _create(http, "k1").status == 500
    assert _create(http, "k1").status == 200


@pytest.mark.stripe_sandbox(now=1_700_000_000)
def test_keys_last_a_day(http, sandbox):
    first = _create(http, "k1").body["id"]
    sandbox.clock.advance(23 * 3600)
    assert _create(http, "k1").body["id"] == first
    sandbox.clock.advance(2 * 3600)
    assert _create(http, "k1").body["id"] != first


def test_in_flight(http, sandbox):
    entered, leave = threading.Event(), threading.Event()
    answers = []

    def wait(seconds):
        entered.set()
        leave.wait(10)

    from stripe.sandbox.api import app

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "sleep", wait)
        sandbox.fail("POST /v1/customers", kind="latency", latency=1)
        first = threading.Thread(target=lambda: answers.append(_create(http, "k1")))
        first.start()
        assert entered.wait(10)
        second = _create(http, "k1")
        leave.set()
        first.join(10)
    assert (second.status, second.error["code"]) == (409, "idempotency_key_in_use")
    assert second.headers["Stripe-Should-Retry"] == "true"
    assert answers[0].status == 200
    assert _create(http, "k1").body["id"] == answers[0].body["id"]


@pytest.mark.parametrize("key", ["x" * 256])
def test_key_out_of_range(http, key):
    assert _create(http, key).status == 400


def test_get_ignores_the_key(http):
    headers = {"Idempotency-Key": "k1"}
    http("GET", "/v1/customers", headers=headers)
    _create(http, "k1")
    answer = http("GET", "/v1/customers", headers=headers)
    assert len(answer.body["data"]) == 1


def test_v2_and_multipart(http, sandbox):
    headers = {"Idempotency-Key": "k2"}
    body = {"contact_email": "a@example.com"}
    first = http("POST", "/v2/core/accounts", body, headers=headers)
    second = http("POST", "/v2/core/accounts", body, headers=headers)
    assert (first.status, first.body["id"]) == (200, second.body["id"])


def test_an_answer_is_kept_for_a_day_of_the_clock(sandbox):
    first = stripe.Customer.create(idempotency_key="daily")
    sandbox.clock.advance(86_000)
    assert stripe.Customer.create(idempotency_key="daily").id == first.id
    sandbox.clock.advance(400)
    assert stripe.Customer.create(idempotency_key="daily", name="Jenny").id != first.id
