"""Suites of applications put something in place of `requests.Session.request`: nothing may go past it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
import requests
from fault_server import FaultServer

import stripe

ANSWER = {
    "status_code": 200,
    "content": b'{"id": "cus_2", "object": "customer"}',
    "headers": {"Request-Id": "req_1"},
}


def _removed(patch: pytest.MonkeyPatch) -> None:
    patch.delattr("requests.sessions.Session.request")  # as pytest's manual says


def _refusing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("requests.Session.request", mock.Mock(side_effect=RuntimeError("no network")))


@pytest.mark.parametrize("guard", [_removed, _refusing])
@pytest.mark.parametrize("calls_before", [0, 1])
def test_a_guard_stops_the_call(
    guard: Callable[[pytest.MonkeyPatch], None],
    calls_before: int,
    monkeypatch: pytest.MonkeyPatch,
    server: FaultServer,
) -> None:
    for _ in range(calls_before):
        stripe.Customer.retrieve("cus_1")
    with monkeypatch.context() as patch:
        guard(patch)
        with pytest.raises(stripe.APIConnectionError):
            stripe.Customer.retrieve("cus_1")
        with pytest.raises(stripe.APIConnectionError):
            stripe.Quote.pdf("qt_1")
    assert len(server.requests) == calls_before
    assert stripe.Customer.retrieve("cus_1").name == "Jenny Rosen"


@pytest.mark.parametrize("spec", [None, requests.Response])
@pytest.mark.parametrize("own_session", [False, True], ids=["the usual session", "a given session"])
def test_an_answer_is_made_up(
    spec: Any, own_session: bool, monkeypatch: pytest.MonkeyPatch, server: FaultServer
) -> None:
    if own_session:
        client = stripe.RequestsClient(session=requests.Session())
        monkeypatch.setattr(stripe, "default_http_client", client)
    with mock.patch("requests.Session.request", return_value=mock.Mock(spec, **ANSWER)) as request:
        customer = stripe.Customer.create(name="Jenny")
    assert customer.id == "cus_2"
    assert customer.last_response is not None
    assert customer.last_response.request_id == "req_1"
    assert request.call_args.args == ("post", f"{server.url}/v1/customers")
    assert request.call_args.kwargs["data"] == "name=Jenny"
    assert server.requests == []
