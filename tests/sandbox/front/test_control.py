"""What is said wrongly to control routes, the handle and the API gets a sentence, never a traceback."""

import math

import pytest

import stripe

DEEP = "[" * 100_000
DIGITS = "9" * 5000


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("clock", '{"advance": NaN}', "not valid JSON"),
        ("clock", '{"advance": 1e999}', "advance must be 0 to"),
        ("clock", '{"advance": 1e18}', "advance must be 0 to"),
        ("clock", '{"move_to": 1e18}', "move_to must be 0 to"),
        ("clock", '{"move_to": 1e14}', "move_to must be 0 to"),
        ("clock", '{"advance": -1}', "advance must be 0 to"),
        ("clock", '{"advance": "1"}', "advance must be a number"),
        ("clock", '{"advance": true}', "advance must be a number"),
        ("clock", f'{{"advance": {DIGITS}}}', "not valid JSON"),
        ("clock", '{"forward": 1}', "Unknown name forward"),
        ("clock", "[]", "must be a JSON object"),
        ("clock", "1", "must be a JSON object"),
        ("clock", DEEP, "not valid JSON"),
        ("clock", '{"a": ' + "[" * 100 + "]" * 100 + "}", "nested too deeply"),
        ("clock", "{", "not valid JSON"),
        ("reset", "[1]", "must be a JSON object"),
        ("reset", '{"all": true}', "Unknown name all"),
        ("faults", '{"rout": "x"}', "did you mean route?"),
        ("faults", '{"route": "POST /v1/chargs"}', "did you mean POST /v1/charges?"),
        ("faults", '{"route": 5}', "route must be a text"),
        ("faults", '{"kind": "odd"}', "kind must be one of"),
        ("faults", '{"status": 200}', "status must be 400 to 599"),
        ("faults", '{"status": "500"}', "status must be a whole number"),
        ("faults", '{"times": 0}', "times must be 1"),
        ("faults", '{"share": 2}', "share must be 0 to 1"),
        ("faults", '{"latency": 1e9}', "latency must be 0 to"),
        ("faults", '{"message": {}}', "message must be a text"),
        ("webhooks", '{"fail_next": "x"}', "fail_next must be a whole number"),
        ("webhooks", '{"delay_next": 1}', "[number, seconds]"),
        ("webhooks", '{"faill_next": 1}', "Unknown name faill_next"),
        ("keys", '{"kind": "x"}', "kind must be one of"),
        ("keys", '{"kind": []}', "kind must be one of"),
        ("keys", '{"livemode": 1}', "livemode must be true or false"),
        ("keys", '{"account": 1}', "account is missing"),
        ("keys", '{"permissions": {"customer": "read"}}', "those of a restricted key"),
        ("keys", '{"kind": "restricted", "permissions": []}', "those of a restricted key"),
        (
            "keys",
            '{"kind": "restricted", "permissions": {"custmer": "read"}}',
            "did you mean customer?",
        ),
        (
            "keys",
            '{"kind": "restricted", "permissions": {"customer": "all"}}',
            "none, read, write",
        ),
        ("keys/roll", '{"key": "sk_test_x"}', "has not issued the key"),
        ("keys/roll", '{"key": 1}', "key is missing"),
        ("keys/revoke", "{}", "key is missing"),
        ("trigger", '{"name": "no.such"}', "no recipe for no.such"),
        ("trigger", '{"name": []}', "name is missing"),
        ("authenticate", '{"intent": {}}', "intent is missing"),
    ],
)
def test_control_routes(http, path, body, said):
    answer = http("POST", f"/_sandbox/{path}", body=body, key=None)
    assert (answer.status, answer.error["type"]) == (400, "invalid_request_error")
    assert said in answer.error["message"]
    assert len(answer.error["message"]) < 500


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/_sandbox/requests?limit=x", 400),
        ("GET", "/_sandbox/requests?limit=９", 400),
        ("GET", f"/_sandbox/events?limit={DIGITS}", 400),
        ("GET", "/_sandbox/requests/req_none", 404),
        ("GET", "/_sandbox/nothing", 404),
        ("POST", "/_sandbox/nothing", 404),
        ("POST", "/_sandbox/keys/nothing", 404),
        ("POST", "/_sandbox/deliveries/evt_1/nothing", 404),
        ("PUT", "/_sandbox/clock", 404),
    ],
)
def test_routes_that_are_none(http, method, path, status):
    assert http(method, path, body="{}" if method == "POST" else None).status == status


def test_health(http):
    assert http("GET", "/_sandbox/health", key=None).body == {"status": "ok"}


@pytest.mark.parametrize(
    "order",
    [
        {"route": "GET /v1/custmers"},
        {"route": "PATCH /v1/customers"},
        {"status": 99},
        {"share": math.nan},
        {"times": -1},
        {"latency": -1.0},
        {"kind": "explode"},
    ],
    ids=str,
)
def test_faults_that_no_request_can_meet(sandbox, order):
    with pytest.raises(ValueError, match=r"\.$|\?$"):
        sandbox.fail(**order)
    assert stripe.Customer.create().id


@pytest.mark.parametrize(
    "route", ["/v1/customers/{customer}", "/v1/customers/cus_1", "GET /v1/payment_pages/cs_1", None]
)
def test_faults_that_some_request_can_meet(sandbox, route):
    sandbox.fail(route)


@pytest.mark.parametrize("seconds", [-1, math.nan, math.inf, 1e18])
def test_times_that_are_none(sandbox, seconds):
    with pytest.raises(ValueError, match="advance must be"):
        sandbox.clock.advance(seconds)
    if seconds != -1:
        with pytest.raises(ValueError, match="move_to must be"):
            sandbox.clock.move_to(seconds)


# -- what is sent to the API -----------------------------------------------------------------------

URLS = ("/relative", "javascript:alert(1)", "//host/x", "http://", "http:///x", "https://a b", "x")


@pytest.mark.parametrize("url", [*URLS, "http://169.254.169.254\\@127.0.0.1/", "ftp://host"])
def test_addresses_that_are_none(http, url):
    accounts = http("POST", "/v1/accounts", {"type": "custom", "country": "US"})
    link = {"account": accounts.body["id"], "type": "account_onboarding"}
    good = "https://example.com"
    for path, params in (
        ("checkout/sessions", {"mode": "setup", "currency": "usd", "success_url": url}),
        (
            "checkout/sessions",
            {"mode": "setup", "currency": "usd", "success_url": good, "cancel_url": url},
        ),
        ("account_links", {**link, "return_url": good, "refresh_url": url}),
        ("webhook_endpoints", {"url": url, "enabled_events": ["*"]}),
    ):
        answer = http("POST", f"/v1/{path}", params)
        assert (answer.status, answer.error["code"]) == (400, "url_invalid")
        assert (answer.error["message"], answer.error["param"]) == (
            "Not a valid URL",
            next(name for name, value in params.items() if value == url),
        )


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://example.com/ありがとう?session={CHECKOUT_SESSION_ID}", 200),
        ("http://localhost:3000/done#there", 200),
        ("https://" + "a" * 4992, 200),
        ("https://" + "a" * 4993, 400),
    ],
)
def test_addresses(http, url, status):
    params = {"mode": "setup", "currency": "usd", "success_url": url}
    assert http("POST", "/v1/checkout/sessions", params).status == status


@pytest.mark.parametrize("url", URLS)
def test_addresses_deep_in_parameters(http, url):
    line = {"price_data": {"currency": "usd", "unit_amount": 100, "product_data": {"name": "x"}}}
    after = {"type": "redirect", "redirect": {"url": url}}
    link = {"line_items": [{**line, "quantity": 1}], "after_completion": after}
    portal = {"features": {"invoice_history": {"enabled": True}}, "default_return_url": url}
    for path, params, param in (
        ("payment_links", link, "after_completion[redirect][url]"),
        ("billing_portal/configurations", portal, "default_return_url"),
    ):
        answer = http("POST", f"/v1/{path}", params)
        assert (answer.error["code"], answer.error["param"]) == ("url_invalid", param)
    assert (
        http(
            "POST", "/v1/billing_portal/configurations", {**portal, "default_return_url": ""}
        ).status
        == 200
    )
    assert http("POST", "/v1/products", {"name": "x", "url": "example.com"}).status == 200


def test_an_application_is_an_address_to_return_to(http):
    params = {
        "amount": 500,
        "currency": "usd",
        "payment_method": "pm_card_threeDSecure2Required",
        "confirm": True,
        "return_url": "myapp://done",
    }
    assert http("POST", "/v1/payment_intents", params).body["status"] == "requires_action"
    answer = http("POST", "/v1/payment_intents", {**params, "return_url": "javascript:alert(1)"})
    assert answer.error["code"] == "url_invalid"


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("charges", {"amount": "１００", "currency": "usd", "source": "tok_visa"}),
        ("charges", {"amount": DIGITS, "currency": "usd", "source": "tok_visa"}),
        ("charges", {"amount": "1_000", "currency": "usd", "source": "tok_visa"}),
        ("coupons", {"percent_off": "nan", "duration": "once"}),
        ("coupons", {"percent_off": "infinity", "duration": "once"}),
        ("coupons", {"percent_off": "１0", "duration": "once"}),
        (
            "coupons",
            {"percent_off": "10", "duration": "once", "redeem_by": "99999999999999999999"},
        ),
        (
            "tokens",
            {"card": {"number": "４242424242424242", "exp_month": "12", "exp_year": "2040"}},
        ),
    ],
)
def test_numbers_have_plain_digits(http, path, params):
    assert http("POST", f"/v1/{path}", params).status in (400, 402)


@pytest.mark.parametrize(
    "body",
    [
        "a" + "[b]" * 3000 + "=1",
        "k" * 5_000_000 + "=1",
        "metadata[" + "k" * 5_000_000 + "]=1",
        "description=" + "d" * 5_000_000,
        "balance=" + "9" * 1_000_000,
    ],
    ids=lambda body: body[:12],
)
def test_large_and_deep_forms(http, body):
    answer = http("POST", "/v1/customers", body=body)
    assert (answer.status, len(answer.raw) < 25_000) == (400, True)


@pytest.mark.parametrize(
    "body", ["[" * 200_000 + "]" * 200_000, '{"a":' * 1000, '{"n":NaN}', DIGITS]
)
def test_large_and_deep_json(http, body):
    answer = http("POST", "/v2/core/accounts", body=body)
    assert (answer.status, answer.error["code"]) == (400, "invalid_json")


def test_a_long_key_is_not_sent_back(sandbox):
    with pytest.raises(stripe.AuthenticationError) as caught:
        stripe.Customer.list(api_key="sk_test_-" + "a" * 100_000)
    assert len(str(caught.value)) < 500
