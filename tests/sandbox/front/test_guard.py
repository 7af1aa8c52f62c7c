"""Who may ask a served sandbox: hosts, pages of elsewhere, keys where others can reach it."""

import pytest
import requests

import stripe
from stripe.sandbox import Sandbox

EVIL = {"Origin": "http://evil.example"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def served():
    sandbox = Sandbox(allow_hosts=["Stripe.Test"])
    sandbox.serve(0)
    yield sandbox
    sandbox.close()


def ask(sandbox, method, path, headers=None, *, key=None, **more):
    key = {"Authorization": f"Bearer {key}"} if key else {}
    url = sandbox.url + path
    return requests.request(method, url, headers={**key, **(headers or {})}, timeout=20, **more)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.1.2.3:80", 200),
        ("localhost:12111", 200),
        ("LOCALHOST", 200),
        ("app.localhost", 200),
        ("[::1]:12111", 200),
        ("stripe.test:12111", 200),
        ("evil.example", 403),
        ("evil.example:12111", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("169.254.169.254", 403),
        ("127.0.0.1@evil.example", 403),
        ("localhost:x", 403),
        ("", 403),
    ],
)
def test_hosts(served, host, status):
    headers = {"Host": host}
    assert ask(served, "GET", "/v1/customers", headers, key=served.api_key).status_code == status
    assert ask(served, "GET", "/_sandbox", headers).status_code == status
    answer = ask(served, "GET", "/c/pay/cs_none", headers)
    assert answer.status_code == (404 if status == 200 else 403)


@pytest.mark.parametrize(
    ("origin", "method", "path", "status"),
    [
        ("http://evil.example", "GET", "/v1/customers", 403),
        ("http://evil.example", "POST", "/v1/customers", 403),
        ("http://evil.example", "DELETE", "/v1/customers/cus_1", 403),
        ("http://evil.example", "GET", "/v2/core/accounts", 403),
        ("http://evil.example", "POST", "/oauth/token", 403),
        ("http://evil.example", "GET", "/v1/tokens/tok_visa", 200),
        ("http://evil.example", "OPTIONS", "/v1/tokens", 204),
        ("null", "GET", "/v1/customers", 403),
        ("http://localhost.evil.example", "GET", "/v1/customers", 403),
        ("http://localhost:3000", "GET", "/v1/customers", 200),
        ("https://127.0.0.1:8443", "GET", "/v1/customers", 200),
        ("http://stripe.test", "GET", "/v1/customers", 200),
    ],
)
def test_pages_of_elsewhere(served, origin, method, path, status):
    answer = ask(served, method, path, {"Origin": origin}, key="sk_test_invented")
    assert answer.status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        EVIL,
        {"Origin": "http://localhost:3000"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_own_routes_are_for_own_pages(served, headers):
    made = stripe.StripeClient(served.api_key, base_addresses={"api": served.url})
    intent = made.v1.payment_intents.create({"amount": 500, "currency": "usd"})
    for path in ("/_sandbox/keys", "/_sandbox/reset", "/_sandbox/clock"):
        answer = ask(served, "POST", path, {**JSON, **headers}, data="{}")
        assert answer.status_code == 403
    assert ask(served, "GET", "/_sandbox/requests", headers).status_code == 403
    page = f"/sandbox/authenticate/{intent.id}?client_secret={intent.client_secret}"
    assert ask(served, "POST", page, headers, data={"outcome": "fail"}).status_code == 403
    assert ask(served, "GET", page, headers).status_code == 200
    own = {**JSON, "Origin": served.url, "Sec-Fetch-Site": "same-origin"}
    assert ask(served, "POST", "/_sandbox/clock", own, data="{}").status_code == 200


def test_strict_keys_close_the_route_for_keys():
    sandbox = Sandbox(strict_keys=True)
    sandbox.serve(0)
    sample = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"
    for key, status in ((None, 401), ("sk_test_invented", 401), (sample, 401)):
        assert ask(sandbox, "GET", "/_sandbox/keys", key=key).status_code == status
        answer = ask(sandbox, "POST", "/_sandbox/keys", JSON, key=key, data="{}")
        assert answer.status_code == status
    publishable = sandbox.publishable_key
    assert ask(sandbox, "GET", "/_sandbox/keys", key=publishable).status_code == 401
    assert ask(sandbox, "GET", "/_sandbox/keys", key=sandbox.api_key).status_code == 200
    assert ask(sandbox, "GET", "/_sandbox/requests").status_code == 200
    sandbox.close()


def test_a_sandbox_that_others_reach_asks_for_a_key():
    sandbox = Sandbox(host="0.0.0.0")
    url = sandbox.serve(0).replace("0.0.0.0", "127.0.0.1")
    assert requests.get(f"{url}/_sandbox/health", timeout=20).json() == {"status": "ok"}
    for path in ("", "/requests", "/keys", "/events"):
        answer = requests.get(f"{url}/_sandbox{path}", timeout=20)
        assert (answer.status_code, answer.json()["error"]["type"]) == (
            401,
            "invalid_request_error",
        )
        headers = {"Authorization": f"Bearer {sandbox.api_key}"}
        assert requests.get(f"{url}/_sandbox{path}", headers=headers, timeout=20).ok
    sandbox.close()


def test_links_follow_the_host_of_the_request(served):
    form = {"mode": "setup", "currency": "usd", "success_url": "https://example.com"}
    for host in ("stripe.test:4000", "localhost:12111"):
        headers = {"Host": host}
        made = ask(
            served, "POST", "/v1/checkout/sessions", headers, key=served.api_key, data=form
        ).json()
        assert made["url"].startswith(f"http://{host}/c/pay/cs_test_")
    assert served.url.startswith("http://127.0.0.1:")
