"""Redirects: followed on the same host; to another one neither key nor parameters go along."""

from __future__ import annotations

import io
from typing import Any

import pytest
import requests
from fault_server import Behaviour, FaultServer, answers, serving

import stripe

OURS = ("authorization", "idempotency-key", "stripe-account", "stripe-version", "content-type")


def redirect(status: int, to: str) -> Behaviour:
    return answers(status, b"", Location=to)


def session(given: bool) -> dict[str, Any]:
    return {"session": requests.Session()} if given else {}


def client_of(server: FaultServer, **settings: Any) -> stripe.StripeClient:
    return stripe.StripeClient(
        "sk_test_redirects00000000",
        stripe_account="acct_1",
        base_addresses={"api": server.url, "files": server.url},
        http_client=stripe.RequestsClient(**settings),
    )


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_on_the_same_host_everything_goes_along(status: int, given: bool) -> None:
    with serving(redirect(status, "/v1/customers/cus_2")) as server:
        client = client_of(server, **session(given))
        assert client.v1.customers.retrieve("cus_1").id == "cus_1"
        client.close()
    first, second = server.requests
    assert second.target == "/v1/customers/cus_2"
    assert second.headers["authorization"] == first.headers["authorization"]


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize("verb", ["create", "delete"])
@pytest.mark.parametrize("status", [301, 302, 303])
def test_what_is_no_get_never_becomes_one(status: int, verb: str, given: bool) -> None:
    place = "/elsewhere?client_secret=pi_1_secret_abcdefgh"
    with serving(redirect(status, place)) as server:
        client = client_of(server, **session(given))
        with pytest.raises(
            stripe.APIError, match=rf"redirect \({status}\) to /elsewhere,"
        ) as caught:
            customers = client.v1.customers
            customers.create({}) if verb == "create" else customers.delete("cus_1")
        client.close()
    assert "abcdefgh" not in str(caught.value)
    assert caught.value.http_status == status
    assert [request.target.partition("?")[0] for request in server.requests] != ["/elsewhere"]
    assert len(server.requests) == 1


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("name", ["create", "delete", "upload", "large upload"])
def test_what_is_to_be_repeated_is_repeated_as_it_is(status: int, name: str, given: bool) -> None:
    file = io.BytesIO(b"x" * (3_000_000 if name == "large upload" else 10))
    with serving(redirect(status, "/elsewhere")) as server:
        client = client_of(server, **session(given))
        if name == "create":
            client.v1.customers.create({"name": "Jenny"})
        elif name == "delete":
            client.v1.customers.delete("cus_1")
        else:
            client.v1.files.create({"file": file, "purpose": "dispute_evidence"})
        client.close()
    first, second = server.requests
    assert second.target == "/elsewhere"
    assert second.method == first.method
    assert second.body == first.body
    assert second.headers["authorization"] == first.headers["authorization"]
    assert second.headers.get("idempotency-key") == first.headers.get("idempotency-key")


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_get_to_another_host_goes_with_empty_hands(status: int, given: bool) -> None:
    with serving() as other, serving(redirect(status, f"{other.url}/elsewhere")) as server:
        client = client_of(server, **session(given))
        assert client.v1.customers.retrieve("cus_1").id == "cus_1"
        client.close()
    (request,) = other.requests
    assert not set(OURS) & set(request.headers)
    assert "sk_test" not in str(request)


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
def test_and_stays_empty_handed_on_the_way_back(given: bool) -> None:
    with serving() as other, serving() as server:
        server.behaviours.append(redirect(302, f"{other.url}/there"))
        other.behaviours.append(redirect(302, f"{server.url}/and/back"))
        client = client_of(server, **session(given))
        client.v1.customers.retrieve("cus_1")
        client.close()
    assert [request.target for request in server.requests] == ["/v1/customers/cus_1", "/and/back"]
    assert "authorization" not in server.requests[1].headers


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("verb", ["create", "delete"])
def test_parameters_go_nowhere_else(status: int, verb: str, given: bool) -> None:
    with serving() as other, serving(redirect(status, f"{other.url}/elsewhere")) as server:
        client = client_of(server, **session(given))
        with pytest.raises(stripe.APIError) as caught:
            if verb == "create":
                client.v1.tokens.create({"card": {"number": "4242424242424242"}})
            else:
                client.v1.customers.delete("cus_1")
        client.close()
    assert caught.value.http_status == status
    assert other.requests == []
    assert other.connections == 0
    assert len(server.requests) == 1


def test_a_given_session_takes_no_key_to_another_host() -> None:
    with serving() as other, serving(redirect(302, f"{other.url}/elsewhere")) as server:
        server_url, other_url = server.url, other.url.replace("127.0.0.1", "localhost")
        server.behaviours[:] = [redirect(302, f"{other_url}/elsewhere")]
        client = client_of(server, session=requests.Session())
        assert server_url in client._requestor.base_addresses["api"]
        client.v1.customers.retrieve("cus_1")
        client.close()
    assert "authorization" not in other.requests[0].headers


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
def test_a_circle_ends(given: bool) -> None:
    with serving(*[redirect(302, "/v1/customers/cus_1")] * 50) as server:
        client = client_of(server, **session(given))
        with pytest.raises(stripe.APIConnectionError, match="TooManyRedirects"):
            client.v1.customers.retrieve("cus_1")
        client.close()
    assert len(server.requests) == 31


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v1/customers",
        "//evil.example/v1/customers",
        "@evil.example/v1/customers",
        ".evil.example/v1/customers",
        "/\\evil.example/",
        "evil.example",
        "",
    ],
)
@pytest.mark.parametrize("place", ["list.url", "next_page_url", "related_object.url"])
def test_an_address_from_the_server_keeps_to_its_host(url: str, place: str) -> None:
    with serving() as server:
        client = client_of(server)
        with pytest.raises(ValueError):
            if place == "list.url":
                body = {"object": "list", "url": url, "data": [{"id": "cus_1"}], "has_more": True}
                page = client.deserialize(body, api_mode="V1")
                page.next_page()
            elif place == "next_page_url":
                answer = {"data": [{"id": "x"}], "next_page_url": url or "x"}
                list(client.deserialize(answer, api_mode="V2").auto_paging_iter())
            else:
                client.raw_request("get", url)
        client.close()
    assert server.requests == []
