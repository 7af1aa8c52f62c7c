"""No fault moves money twice: the sandbox behind the fault server counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import fault_server
import pytest
from fault_server import Answer, Execute, Received, serving
from faults import FAULTS, Fault

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.front.in_process import InProcessClient


@pytest.fixture
def bank() -> Iterator[InProcessClient]:
    sandbox = Sandbox()
    yield InProcessClient(sandbox._app)
    sandbox.close()


def executed_by(bank: InProcessClient, done: threading.Event | None = None) -> Execute:
    def execute(request: Received) -> Answer:
        body, status, headers = bank.request(
            request.method.lower(),
            f"http://127.0.0.1{request.target}",
            request.headers,
            request.body,
        )
        if done is not None:
            done.set()
        kept = {name: text for name, text in headers.items() if name.lower() != "content-length"}
        return status, kept, body

    return execute


def charges(bank: InProcessClient) -> list[Any]:
    client = stripe.StripeClient("sk_test_faults00000000", http_client=bank)
    return list(client.v1.charges.list().auto_paging_iter())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@pytest.mark.parametrize("retries", [0, 2])
def test_a_charge_is_made_once_at_the_most(
    fault: Fault, retries: int, bank: InProcessClient
) -> None:
    params = {"amount": 2000, "currency": "usd", "source": "tok_visa"}
    options: Any = {"idempotency_key": "order-1234", "max_network_retries": retries}
    done = threading.Event()
    execute = executed_by(bank, done)
    with serving(*[fault.behaviour] * fault.times, execute=execute) as server:
        client = stripe.StripeClient(
            "sk_test_faults00000000",
            base_addresses={"api": server.url},
            http_client=stripe.RequestsClient(**fault.client),
        )
        try:
            assert client.v1.charges.create(params, options).amount == 2000
            failed = False
        except stripe.StripeError:
            failed = True
        if fault.executes:
            assert done.wait(20)  # a busy server may be at it when the client has given up
        made = charges(bank)
        assert len(made) == 1 if not failed else len(made) <= 1
        if fault.executes:
            assert len(made) == 1
        # The program does it again, as the documentation advises, when the fault is over.
        server.behaviours.clear()
        client.close()
        patient = stripe.StripeClient("sk_test_faults00000000", base_addresses={"api": server.url})
        charge = patient.v1.charges.create(params, options)
        patient.close()
    assert [one.id for one in charges(bank)] == [charge.id]
    assert charge.paid


def test_a_key_of_our_own_making_keeps_the_tries_of_a_call_together(bank: InProcessClient) -> None:
    behaviours = [fault_server.reset_after, fault_server.hang_up_after]
    with serving(*behaviours, execute=executed_by(bank)) as server:
        client = stripe.StripeClient(
            "sk_test_faults00000000",
            base_addresses={"api": server.url},
        )
        charge = client.v1.charges.create({"amount": 999, "currency": "usd", "source": "tok_visa"})
        client.close()
    assert len(server.requests) == 3
    assert [one.id for one in charges(bank)] == [charge.id]


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "truncate", "garbage"])
def test_faults_of_the_sandbox_itself(kind: str) -> None:
    with Sandbox(port=0) as sandbox:
        sandbox.fail("POST /v1/charges", kind=kind)
        options: Any = {"idempotency_key": "order-1234"}
        params: Any = {"amount": 2000, "currency": "usd", "source": "tok_visa"}
        client = stripe.StripeClient(sandbox.api_key, base_addresses={"api": sandbox.url})
        try:
            charge = client.v1.charges.create(params, options)
        except stripe.StripeError:
            charge = client.v1.charges.create(params, options)
        assert [one.id for one in client.v1.charges.list()] == [charge.id]
        client.close()
