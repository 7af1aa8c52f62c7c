"""Answers that are too early, too large, or end before their end."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from typing import Any

import pytest
import requests
from fault_server import (
    Answer,
    Behaviour,
    FaultServer,
    Received,
    chunked_cut,
    chunked_cut_503,
    gzip_lie_502,
    http,
    interim,
    raw,
    serving,
    truncated,
    truncated_500,
    truncated_by_reset,
)

import stripe
from stripe._http import pool


def whoever_is_asked_for(request: Received) -> Answer:
    id = request.target.rsplit("/", 1)[1]
    return 200, {}, json.dumps({"id": id, "object": "customer"}).encode()


def client_of(server: FaultServer, given: bool) -> stripe.StripeClient:
    return stripe.StripeClient(
        "sk_test_1",
        base_addresses={"api": server.url},
        http_client=stripe.RequestsClient(session=requests.Session() if given else None),
    )


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize("status", [100, 101, 102, 103, 199])
def test_interim_answers_shift_nothing(status: int, given: bool) -> None:
    with serving(execute=whoever_is_asked_for) as server:
        client = client_of(server, given)
        for number in range(6):
            if number % 2:
                server.behaviours.append(interim(status, number))
            assert client.v1.customers.retrieve(f"cus_{number}").id == f"cus_{number}"
        client.close()
    assert server.connections == 1


def test_a_server_that_never_comes_to_the_point() -> None:
    with serving(*[interim(102, 30)] * 9) as server:
        client = stripe.StripeClient(
            "sk_test_1", base_addresses={"api": server.url}, max_network_retries=0
        )
        with pytest.raises(stripe.APIConnectionError, match="interim answers"):
            client.v1.customers.retrieve("cus_1")
        client.close()


def compressed(encoding: str, size: int) -> Behaviour:
    body = b'{"id": "cus_1", "object": "customer", "name": "' + b"a" * size + b'"}'
    packed = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
    return raw("compressed", lambda _: http(200, {"Content-Encoding": encoding}, packed), keep=True)


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_an_answer_that_would_fill_the_memory(
    encoding: str, given: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "LARGEST_UNPACKED", 1 << 20)
    with serving(compressed(encoding, 1000), compressed(encoding, 5 << 20)) as server:
        client = client_of(server, given)
        assert len(client.v1.customers.retrieve("cus_1").name or "") == 1000
        with pytest.raises(stripe.APIConnectionError, match="larger than 1 MiB") as caught:
            client.v1.customers.retrieve("cus_1")
        client.close()
    assert caught.value.should_retry is False
    assert len(server.requests) == 2


READS: dict[str, Any] = {
    "read": lambda file: file.read(),
    "read some": lambda file: [file.read(7) for _ in range(99)],
    "readinto": lambda file: [file.readinto(bytearray(7)) for _ in range(99)],
    "pieces": lambda file: list(file.stream(7)),
    "lines": lambda file: list(file),
    "buffered": lambda file: io.BytesIO().writelines(iter(lambda: file.read(9), b"")),
}


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize(
    "behaviour", [truncated, truncated_by_reset, chunked_cut], ids=lambda one: one.name
)
def test_a_stream_that_breaks_off(behaviour: Behaviour, read: str) -> None:
    with serving(behaviour) as server:
        client = stripe.StripeClient("sk_test_1", base_addresses={"files": server.url})
        with client.v1.quotes.pdf("qt_1").io as file:
            with pytest.raises(stripe.APIConnectionError, match="broke off"):
                READS[read](file)
        client.close()


@pytest.mark.parametrize("read", READS)
def test_a_stream_that_is_whole(read: str) -> None:
    with serving() as server:
        client = stripe.StripeClient("sk_test_1", base_addresses={"files": server.url})
        answer = client.v1.quotes.pdf("qt_1")
        READS[read](answer.io)
        answer.io.close()
        assert answer.io.closed
        client.close()


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize(
    "behaviour", [truncated_500, chunked_cut_503, gzip_lie_502], ids=lambda one: one.name
)
def test_the_status_comes_before_the_body(behaviour: Behaviour, given: bool) -> None:
    with serving(*[behaviour] * 3) as server:
        client = client_of(server, given)
        with pytest.raises(stripe.APIError) as caught:
            client.v1.customers.create({})
        client.close()
    assert caught.value.http_status == int(behaviour.name[:3])
    assert caught.value.idempotency_key == server.requests[0].headers["idempotency-key"]
    assert len(server.requests) == 3


@pytest.mark.parametrize("length", range(1, 60))
def test_json_cut_anywhere(length: int) -> None:
    whole = '{"id": "cus_1", "object": "customer", "metadata": {"a": "}"}}'
    bodies = [whole[:length], whole]
    client = stripe.StripeClient("sk_test_1", http_client=lambda *_sent: (bodies.pop(0), 200, {}))
    assert client.v1.customers.create({}).metadata == {"a": "}"}
    assert bodies == []


@pytest.mark.parametrize("value", ["}", "{", "[", "]]", '\\"}'])
def test_braces_in_texts_break_nothing(value: str) -> None:
    calls = []

    def send(*request: Any) -> Any:
        calls.append(request)
        return json.dumps({"id": "cus_1", "object": "customer", "name": value}), 200, {}

    assert stripe.StripeClient("sk_test_1", http_client=send).v1.customers.create({}).name == value
    assert len(calls) == 1


def test_the_key_of_a_failed_call_repeats_it() -> None:
    sent: list[Any] = []

    def send(method: str, url: str, headers: Any, body: Any) -> Any:
        sent.append(headers["Idempotency-Key"])
        return ("", 200, {}) if len(sent) < 4 else ('{"id": "ch_1", "object": "charge"}', 200, {})

    client = stripe.StripeClient("sk_test_1", http_client=send)
    with pytest.raises(stripe.APIConnectionError, match="breaks off") as caught:
        client.v1.charges.create({"amount": 1})
    assert caught.value.should_retry
    key = caught.value.idempotency_key
    client.v1.charges.create({"amount": 1}, {"idempotency_key": key})
    assert sent == [key] * 4
