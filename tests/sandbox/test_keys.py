"""API keys: kinds, modes, what they may do, how refusals quote them."""

import pytest

import stripe
from stripe.sandbox import Sandbox

SAMPLE = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"


@pytest.mark.parametrize("basic", [True, False], ids=["Basic", "Bearer"])
@pytest.mark.parametrize(
    "key", [SAMPLE, "sk_test_of_any_application", "rk_test_123", "sk_test_..."]
)
def test_well_formed_secret_keys_open_the_default_account(http, key, basic):
    made = http("POST", "/v1/customers", key=SAMPLE).body["id"]
    assert http("GET", f"/v1/customers/{made}", key=key, basic=basic).body["id"] == made


def test_no_key(http):
    answer = http("GET", "/v1/customers", key=None)
    assert answer.status == 401
    assert answer.error["message"].startswith("You did not provide an API key.")
    assert answer.error["type"] == "invalid_request_error"
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Stripe"'


@pytest.mark.parametrize(
    ("key", "shown"),
    [("sk_wrong", "sk_w****rong"), ("nonsense_key_here", None), ("sk_test_", None)],
)
def test_malformed_key_is_masked(http, key, shown):
    answer = http("GET", "/v1/customers", key=key)
    assert answer.status == 401
    assert answer.error["message"].startswith("Invalid API Key provided: ")
    assert key not in answer.error["message"] or len(key) <= 8


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/customers"), ("POST", "/v1/refunds"), ("GET", "/v1/balance")]
)
def test_publishable_keys_are_refused(http, sandbox, method, path):
    answer = http(method, path, key=sandbox.publishable_key)
    assert (answer.status, answer.error["code"]) == (403, "secret_key_required")
    assert answer.error["message"].startswith("This API call cannot be made with a publishable")


def test_publishable_keys_make_tokens(http, sandbox):
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    answer = http("POST", "/v1/tokens", {"card": card}, key=sandbox.publishable_key)
    assert (answer.status, answer.body["object"]) == (200, "token")


def test_test_and_live_never_meet(http):
    live = http("POST", "/v1/customers", key="sk_live_0123456789").body
    assert live["livemode"] is True
    answer = http("GET", f"/v1/customers/{live['id']}")
    assert answer.status == 404
    assert answer.error["message"] == (
        f"No such customer: '{live['id']}'; a similar object exists in live mode, but a test mode "
        "key was used to make this request."
    )
    test = http("POST", "/v1/customers").body
    answer = http("GET", f"/v1/customers/{test['id']}", key="sk_live_0123456789")
    assert "exists in test mode, but a live mode key" in answer.error["message"]


@pytest.mark.stripe_sandbox(strict_keys=True)
def test_strict_keys(http, sandbox):
    assert http("GET", "/v1/customers", key=sandbox.api_key).status == 200
    assert http("GET", "/v1/customers", key=SAMPLE).status == 200
    answer = http("GET", "/v1/customers", key="sk_test_not_from_here")
    assert (answer.status, "Invalid API Key" in answer.error["message"]) == (401, True)


def test_revoked_key(http, sandbox):
    key = sandbox.keys.create("secret")
    assert http("GET", "/v1/customers", key=key).status == 200
    sandbox.keys.revoke(key)
    answer = http("GET", "/v1/customers", key=key)
    assert (answer.status, answer.error["code"]) == (401, "api_key_expired")
    assert answer.error["message"].startswith("Expired API Key provided: sk_test_***")
    assert key not in answer.error["message"]


def test_rolled_key(http, sandbox):
    old = sandbox.keys.create("secret")
    new = sandbox.keys.roll(old)
    assert http("GET", "/v1/customers", key=old).status == 401
    assert http("GET", "/v1/customers", key=new).status == 200


def test_restricted_key(http, sandbox):
    key = sandbox.keys.create("restricted", permissions={"customer": "read", "product": "write"})
    assert http("GET", "/v1/customers", key=key).status == 200
    assert http("POST", "/v1/products", {"name": "x"}, key=key).status == 200
    for method, path in (("POST", "/v1/customers"), ("GET", "/v1/charges")):
        answer = http(method, path, key=key)
        assert (answer.status, answer.error["code"]) == (403, "more_permissions_required")
        assert "does not have the required permissions for this endpoint" in answer.error["message"]
        assert key not in answer.error["message"]


def test_classes_of_the_library(sandbox):
    with pytest.raises(stripe.AuthenticationError):
        stripe.Customer.list(api_key="wrong")
    with pytest.raises(stripe.PermissionError):
        stripe.Customer.list(api_key=sandbox.publishable_key)


def test_keys_do_not_show(sandbox):
    shown = repr(sandbox.keys.issued()) + repr(sandbox) + repr(sandbox.requests)
    assert sandbox.api_key not in shown


def test_unknown_kind_of_key():
    with pytest.raises(ValueError, match="kind must be one of"):
        Sandbox().keys.create("golden")
