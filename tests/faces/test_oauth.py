"""OAuth: addresses for users, and the requests to the Connect host."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

import stripe
from stripe import OAuth, oauth_error

TOKEN = {
    "access_token": "sk_test_4eC39HqLyjWDarjtT1zdP7dc",
    "scope": "read_write",
    "livemode": False,
    "token_type": "bearer",
    "stripe_user_id": "acct_1",
}


class Server:
    """Answers every request the same, and keeps it."""

    def __init__(self):
        self.answer, self.status, self.requests = TOKEN, 200, []

    def __call__(self, method, url, headers, post_data):
        self.requests.append((method, url, dict(parse_qsl(post_data or "")), headers))
        return json.dumps(self.answer), self.status, {}


@pytest.fixture
def server(monkeypatch):
    made = Server()
    monkeypatch.setattr(stripe, "default_http_client", made)
    monkeypatch.setattr(stripe, "api_key", "sk_test_module")
    monkeypatch.setattr(stripe, "client_id", "ca_module")
    return made


@pytest.fixture
def client(server):
    return stripe.StripeClient("sk_test_client", client_id="ca_client", http_client=server)


def query(url):
    return dict(parse_qsl(urlsplit(url).query))


# -- authorize_url -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("express", "path"), [(False, "/oauth/authorize"), (True, "/express/oauth/authorize")]
)
def test_authorize_url(server, client, express, path):
    params = {
        "scope": "read_write",
        "state": "a b&c",
        "stripe_user": {"email": "a@example.com"},
        "suggested_capabilities": ["transfers", "card_payments"],
        "always_prompt": True,
    }
    expected = {
        "response_type": "code",
        "scope": "read_write",
        "state": "a b&c",
        "stripe_user[email]": "a@example.com",
        "suggested_capabilities[0]": "transfers",
        "suggested_capabilities[1]": "card_payments",
        "always_prompt": "true",
    }
    before = json.dumps(params)
    by_module = OAuth.authorize_url(express=express, **params)
    by_client = client.oauth.authorize_url(params, {"express": express})
    for url, client_id in ((by_module, "ca_module"), (by_client, "ca_client")):
        assert url.startswith(f"https://connect.stripe.com{path}?")
        assert query(url) == {**expected, "client_id": client_id}
    assert json.dumps(params) == before
    assert server.requests == []


def test_order_of_an_authorize_url(server, client):
    """The official one: suites of applications compare the whole text."""
    address = "https://connect.stripe.com/oauth/authorize?scope=read_write&client_id="
    assert OAuth.authorize_url(scope="read_write") == f"{address}ca_module&response_type=code"
    by_client = client.oauth.authorize_url({"scope": "read_write"})
    assert by_client == f"{address}ca_client&response_type=code"


def test_authorize_url_without_parameters(server, client):
    address = "https://connect.stripe.com/oauth/authorize?client_id="
    assert OAuth.authorize_url() == f"{address}ca_module&response_type=code"
    assert client.oauth.authorize_url() == f"{address}ca_client&response_type=code"


def test_parameters_win(server, client):
    for url in (
        OAuth.authorize_url(client_id="ca_mine", response_type="token"),
        client.oauth.authorize_url({"client_id": "ca_mine", "response_type": "token"}),
    ):
        assert query(url) == {"client_id": "ca_mine", "response_type": "token"}


def test_address_is_read_at_each_call(server, monkeypatch):
    OAuth.authorize_url()
    monkeypatch.setattr(stripe, "connect_api_base", "https://connect.example.com")
    monkeypatch.setattr(stripe, "client_id", "ca_new")
    assert OAuth.authorize_url().startswith("https://connect.example.com/oauth/authorize?")
    assert query(OAuth.authorize_url())["client_id"] == "ca_new"


def test_address_of_the_client(server):
    client = stripe.StripeClient(
        "sk_test_1",
        client_id="ca_1",
        http_client=server,
        base_addresses={"connect": "https://connect.example.com"},
    )
    assert client.oauth.authorize_url().startswith("https://connect.example.com/oauth/")
    client.oauth.token({"grant_type": "refresh_token"})
    assert server.requests[0][1] == "https://connect.example.com/oauth/token"


def test_no_client_id(server, monkeypatch):
    monkeypatch.setattr(stripe, "client_id", None)
    client = stripe.StripeClient("sk_test_1", http_client=server)
    for call in (
        OAuth.authorize_url,
        lambda: OAuth.deauthorize(stripe_user_id="acct_1"),
        client.oauth.authorize_url,
        lambda: client.oauth.deauthorize({"stripe_user_id": "acct_1"}),
    ):
        with pytest.raises(stripe.AuthenticationError, match=r"stripe\.client_id"):
            call()
    assert server.requests == []


# -- token and deauthorize ---------------------------------------------------------------------------


def test_token(server, client):
    params = {"grant_type": "authorization_code", "code": "ac_1", "assert_capabilities": ["a"]}
    for token in (OAuth.token(**params), client.oauth.token(params)):
        assert isinstance(token, OAuth.OAuthToken)
        assert token.access_token == TOKEN["access_token"]
        assert token.stripe_user_id == "acct_1"
        assert token.last_response.code == 200
        assert TOKEN["access_token"] not in repr(token)
    for method, url, sent, _ in server.requests:
        assert (method, url) == ("post", "https://connect.stripe.com/oauth/token")
        assert sent == {
            "grant_type": "authorization_code",
            "code": "ac_1",
            "assert_capabilities[0]": "a",
        }


def test_deauthorize(server, client):
    server.answer = {"stripe_user_id": "acct_1"}
    params = {"stripe_user_id": "acct_1"}
    for answer in (OAuth.deauthorize(**params), client.oauth.deauthorize(params)):
        assert isinstance(answer, OAuth.OAuthDeauthorization)
        assert answer.stripe_user_id == "acct_1"
    assert params == {"stripe_user_id": "acct_1"}
    for (method, url, sent, _), client_id in zip(
        server.requests, ("ca_module", "ca_client"), strict=True
    ):
        assert (method, url) == ("post", "https://connect.stripe.com/oauth/deauthorize")
        assert sent == {"stripe_user_id": "acct_1", "client_id": client_id}


def test_keys_and_options(server, client):
    OAuth.token(grant_type="refresh_token", refresh_token="rt_1")
    OAuth.token("sk_test_first", grant_type="refresh_token", refresh_token="rt_1")
    OAuth.token(api_key="sk_test_named", grant_type="refresh_token", refresh_token="rt_1")
    OAuth.deauthorize(api_key="sk_test_named", stripe_user_id="acct_1")
    client.oauth.token({"grant_type": "refresh_token"})
    client.oauth.token({"grant_type": "refresh_token"}, {"api_key": "sk_test_option"})
    client.oauth.deauthorize({"stripe_user_id": "acct_1"}, {"api_key": "sk_test_option"})
    OAuth.token(grant_type="refresh_token", stripe_version="2020-01-01", headers={"X-A": "b"})
    keys = [stripe_key(headers) for *_, headers in server.requests]
    assert keys == [
        "sk_test_module",
        "sk_test_first",
        "sk_test_named",
        "sk_test_named",
        "sk_test_client",
        "sk_test_option",
        "sk_test_option",
        "sk_test_module",
    ]
    assert "api_key" not in server.requests[2][2]
    assert server.requests[-1][2] == {"grant_type": "refresh_token"}
    assert server.requests[-1][3]["Stripe-Version"] == "2020-01-01"
    assert server.requests[-1][3]["X-A"] == "b"


def stripe_key(headers):
    from base64 import b64decode

    return b64decode(headers["Authorization"].removeprefix("Basic ")).decode().rstrip(":")


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "invalid_grant", oauth_error.InvalidGrantError),
        (401, "invalid_client", oauth_error.InvalidClientError),
        (400, "something_new", oauth_error.OAuthError),
    ],
)
def test_errors(server, client, status, code, expected):
    server.status = status
    server.answer = {"error": code, "error_description": "Because."}
    for call in (
        lambda: OAuth.token(grant_type="authorization_code", code="ac_1"),
        lambda: client.oauth.token({"grant_type": "authorization_code"}),
        lambda: OAuth.deauthorize(stripe_user_id="acct_1"),
    ):
        with pytest.raises(expected) as caught:
            call()
        assert type(caught.value) is expected
        assert (caught.value.code, caught.value.http_status) == (code, status)
        assert caught.value.error.error_description == "Because."


def test_typed_dicts_are_public():
    for name, field in {
        "OAuthAuthorizeUrlParams": "redirect_uri",
        "OAuthAuthorizeUrlParamsStripeUser": "email",
        "OAuthTokenParams": "grant_type",
        "OAuthDeauthorizeParams": "stripe_user_id",
    }.items():
        assert field in getattr(OAuth, name).__annotations__ or hasattr(
            getattr(OAuth, name), "__required_keys__"
        )
    assert "express" in stripe.OAuthService.OAuthAuthorizeUrlOptions.__annotations__
