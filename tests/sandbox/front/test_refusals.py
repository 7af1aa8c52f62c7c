"""Wrong arguments of the handle and of the control routes: refused where they are said, naming what is near."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

NAN = float("nan")


def quiet(_body: bytes, _headers: dict[str, str]) -> int:
    return 200


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"route": "POST /v1/charge"}, "did you mean POST /v1/charges?"),
    ({"route": "post /v1/charges"}, "did you mean POST /v1/charges?"),
    ({"route": "POST /v1/charges/"}, "did you mean POST /v1/charges?"),
    ({"route": "POST https://api.stripe.com/v1/charges"}, "did you mean POST /v1/charges?"),
    ({"route": "POST /v1/charges?limit=1"}, "did you mean POST /v1/charges?"),
    ({"route": "v1/charges"}, "did you mean /v1/charges?"),
    ({"route": "PATCH /v1/charges"}, "did you mean POST /v1/charges?"),
    ({"route": "POST"}, "Routes are written POST /v1/charges"),
    ({"route": 5}, "route must be a text, not 5."),
    ({"kind": "drop_befor"}, "did you mean drop_before?"),
    ({"status": 999}, "status must be 400 to 599, not 999."),
    ({"status": 200}, "status must be 400 to 599, not 200."),
    ({"status": "500"}, "status must be a whole number, not '500'."),
    ({"share": 1.5}, "share must be 0 to 1, not 1.5."),
    ({"share": 0}, "share must be above 0"),
    ({"times": 0}, "times must be 1 to"),
    ({"times": 1.5}, "times must be a whole number"),
    ({"latency": -1}, "latency must be 0 to"),
    ({"retry_after": -1}, "retry_after must be 0 to"),
    ({"code": "card_declind"}, "did you mean card_declined?"),
    ({"decline_code": "insuficient_funds"}, "did you mean insufficient_funds?"),
    ({"type": "card_eror"}, "did you mean card_error?"),
    ({"message": 5}, "message must be a text, not 5."),
    ({"kind": "drop_before", "status": 429}, "status is for the kind error"),
    ({"kind": "garbage", "code": "rate_limit"}, "code is for the kind error"),
]


@pytest.mark.parametrize(("order", "says"), FAULTS)
def test_faults(
    sandbox: Sandbox, http: Callable[..., Any], order: dict[str, Any], says: str
) -> None:
    given = dict(order)
    with pytest.raises(ValueError, match=re.escape(says)):
        sandbox.fail(given.pop("route", None), **given)
    answer = http("POST", "/_sandbox/faults", order, key=None)
    assert answer.status == 400
    assert says in answer.error["message"]
    assert stripe.Customer.create().id  # no fault is in force


@pytest.mark.parametrize(
    ("route", "meets"),
    [
        ("GET /v1/customers/{id}", True),
        ("GET /v1/customers/{anything}", True),
        ("/v1/customers/{customer}", True),
        ("GET /v1/customers/{customer}/sources", False),
        ("DELETE /v1/customers/{customer}", False),
        ("GET /v1/customers/cus_other", False),
    ],
)
def test_any_name_of_a_variable_stands_for_an_id(
    sandbox: Sandbox, http: Callable[..., Any], route: str, meets: bool
) -> None:
    id = stripe.Customer.create().id
    sandbox.fail(route, status=503)
    assert http("GET", f"/v1/customers/{id}").status == (503 if meets else 200)
    assert http("GET", "/v1/customers/search", {"query": "email:'a'"}).status == 200


HANDLE: list[tuple[Callable[[Sandbox], Any], str]] = [
    (lambda s: s.forward_to("https://example.com/hook"), "on this machine"),
    (lambda s: s.forward_to("localhost:8000/hook"), "http and https addresses"),
    (lambda s: s.forward_to(5), "an address or a function, not to 5"),  # type: ignore[arg-type]
    (lambda s: s.forward_to(quiet, ["charge.suceeded"]), "did you mean charge.succeeded?"),
    (lambda s: s.forward_to(quiet, ["chrge.*"]), "did you mean charge.*?"),
    (lambda s: s.forward_to(quiet, "charge.*"), "must be a list"),  # type: ignore[arg-type]
    (lambda s: s.forward_to(quiet, []), "must be a list"),
    (lambda s: s.keys.revoke("sk_test_unknown123"), "no key sk_test_...n123"),
    (lambda s: s.keys.roll("sk_test_unknown123"), "not issued the key sk_test_...n123"),
    (lambda s: s.keys.create("secrt"), "did you mean secret?"),
    (lambda s: s.keys.create("secret", permissions={"customer": "read"}), "of a restricted key"),
    (
        lambda s: s.keys.create("restricted", permissions={"custmer": "read"}),
        "did you mean customer?",
    ),
    (lambda s: s.keys.create("restricted", permissions={"customer": "raed"}), "did you mean read?"),
    (lambda s: s.keys.create(account="acct_none"), "There is no account acct_none"),
    (lambda s: s.clock.advance(-5), "advance must be 0 to 253402300799, not -5."),
    (lambda s: s.clock.advance(NAN), "advance must be 0 to"),
    (lambda s: s.clock.advance("5"), "advance must be a number, not '5'."),  # type: ignore[arg-type]
    (lambda s: s.clock.move_to(5), "only moves forward"),
    (lambda s: s.clock.move_to(10**15), "move_to must be 0 to 253402300799"),
    (lambda s: s.clock.freeze(-1), "freeze must be 0 to"),
    (lambda s: s.webhooks.resend("evt_none"), "No such event: evt_none."),
    (lambda s: s.webhooks.faults.fail_next(-1), "fail_next must be 0 to"),
    (lambda s: s.webhooks.faults.delay_next(1, -5), "seconds must be 0 to"),
    (lambda s: s.restore(None), "what snapshot() gave, not None"),  # type: ignore[arg-type]
    (lambda s: setattr(s.settings, "retry_day", [1]), "did you mean retry_days?"),
    (lambda s: setattr(s.settings, "retry_days", 5), "must be a list of numbers"),
    (lambda s: setattr(s.settings, "after_retries", "cancell"), "did you mean cancel?"),
    (lambda s: setattr(s.settings, "finalize_after", -5), "finalize_after must be 0 to"),
    (lambda s: setattr(s.settings, "wait_for_webhooks", 1), "must be true or false, not 1."),
    (lambda s: s.authenticate("pi_none"), "No PaymentIntent or SetupIntent has the id 'pi_none'."),
    (lambda _: Sandbox(now="2020"), "now must be a number"),  # type: ignore[arg-type]
    (lambda _: Sandbox(port=70_000), "port must be 0 to 65535"),
    (lambda _: Sandbox(allow_hosts="app"), "allow_hosts must be a list of names, such as ['app']."),
]


@pytest.mark.parametrize(
    ("call", "says"), HANDLE, ids=lambda one: one if isinstance(one, str) else ""
)
def test_the_handle(sandbox: Sandbox, call: Callable[[Sandbox], Any], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        call(sandbox)


ROUTES: list[tuple[str, Any, str]] = [
    ("faults", {"stattus": 500}, "A fault has no stattus; did you mean status?"),
    ("listeners", {"url": "http://127.0.0.1:1/", "events": ["chrge.*"]}, "did you mean charge.*?"),
    ("keys", {"kind": "secrt"}, "did you mean secret?"),
    ("keys", {"kind": "restricted", "permissions": {"custmer": "read"}}, "did you mean customer?"),
    ("keys", {"account": "acct_none"}, "There is no account acct_none"),
    ("keys/revoke", {"key": "sk_test_unknown123"}, "no key sk_test_...n123"),
    ("keys/roll", {"key": "sk_test_unknown123"}, "not issued the key"),
    ("clock", {"advance": -5}, "advance must be 0 to 253402300799, not -5."),
    ("clock", {"advance": "5"}, "advance must be a number"),
    ("clock", {"move_to": 5}, "only moves forward"),
    ("deliveries/evt_none/resend", {}, "No such event: evt_none."),
    ("webhooks", {"fail_next": -1}, "fail_next must be 0 to"),
    ("webhooks", {"delay_next": [1, -5]}, "seconds must be 0 to"),
    ("settings", {"retry_day": [1]}, "There is no setting retry_day; did you mean retry_days?"),
    ("settings", {"after_retries": "cancell"}, "did you mean cancel?"),
    ("authenticate", {"intent": "pi_none"}, "has the id 'pi_none'."),
    ("trigger", {"name": "charge.suceeded"}, "Did you mean charge.succeeded?"),
    ("state", {"a": 1}, "not what `export` of this version writes"),
]


@pytest.mark.parametrize(("route", "body", "says"), ROUTES)
def test_control_routes(
    sandbox: Sandbox, http: Callable[..., Any], route: str, body: Any, says: str
) -> None:
    answer = http("POST", f"/_sandbox/{route}", body, key=None)
    assert answer.status == 400
    assert says in answer.error["message"]


def test_settings_by_http(sandbox: Sandbox, http: Callable[..., Any]) -> None:
    assert http("GET", "/_sandbox/settings", key=None).body["retry_days"] == [3, 5, 7]
    body = {"retry_days": [1], "after_retries": "unpaid"}
    answer = http("POST", "/_sandbox/settings", body, key=None).body
    assert (answer["retry_days"], sandbox.settings.retry_days) == ([1], [1])
    http("POST", "/_sandbox/settings", {"retry_days": [2], "after_retries": "no"}, key=None)
    assert (sandbox.settings.retry_days, sandbox.settings.after_retries) == ([1], "unpaid")


def test_keys_are_listed_in_short(sandbox: Sandbox, http: Callable[..., Any]) -> None:
    shown = [key["key"] for key in http("GET", "/_sandbox/keys", key=None).body["data"]]
    assert shown[0] == f"sk_test_...{sandbox.api_key[-4:]}"


def test_a_key_of_ones_own_is_revoked_once_it_was_used(
    sandbox: Sandbox, http: Callable[..., Any]
) -> None:
    own = "sk_test_of_the_application"
    assert http("GET", "/v1/customers", key=own).status == 200
    sandbox.keys.revoke(own)
    assert http("GET", "/v1/customers", key=own).status == 401


def test_a_restricted_key_may_do_nothing_but_what_it_was_given(
    sandbox: Sandbox, http: Callable[..., Any]
) -> None:
    bare = sandbox.keys.create("restricted")
    reader = sandbox.keys.create("restricted", permissions={"customer": "read"})
    assert http("GET", "/v1/customers", key=bare).status == 403
    assert http("GET", "/v1/customers", key=reader).status == 200
    assert http("POST", "/v1/customers", key=reader).status == 403


def test_keys_of_connected_accounts(sandbox: Sandbox) -> None:
    account = stripe.Account.create(type="express").id
    key = sandbox.keys.create(account=account)
    assert stripe.Account.retrieve(api_key=key).id == account
