"""From an answer to the class of the error."""

from __future__ import annotations

import json
import pickle

import pytest

from stripe import error, oauth_error
from stripe._wire.answers import from_response, not_json

HEADERS = {"request-id": "req_1", "Stripe-Version": "x"}


# -- From an answer to the class ---------------------------------------------------------------------

V2_TYPES = {
    "already_canceled": error.AlreadyCanceledError,
    "blocked_by_stripe": error.BlockedByStripeError,
    "cannot_proceed": error.CannotProceedError,
    "capability_not_enabled": error.CapabilityNotEnabledError,
    "controlled_by_alternate_resource": error.ControlledByAlternateResourceError,
    "feature_not_enabled": error.FeatureNotEnabledError,
    "financial_account_not_open": error.FinancialAccountNotOpenError,
    "fx_quote_needs_refresh": error.FxQuoteNeedsRefreshError,
    "idempotency_error": error.IdempotencyError,
    "insufficient_funds": error.InsufficientFundsError,
    "invalid_payment_method": error.InvalidPaymentMethodError,
    "invalid_payout_method": error.InvalidPayoutMethodError,
    "invalid_vaulted_credential": error.InvalidVaultedCredentialError,
    "not_cancelable": error.NotCancelableError,
    "quota_exceeded": error.QuotaExceededError,
    "rate_limit": error.RateLimitError,
    "recipient_not_notifiable": error.RecipientNotNotifiableError,
    "temporary_session_expired": error.TemporarySessionExpiredError,
    "verification_attempt_failed": error.VerificationAttemptFailedError,
    "verification_expired": error.VerificationExpiredError,
    "verification_not_initiated": error.VerificationNotInitiatedError,
}

V1_ANSWERS = [
    (400, {}, error.InvalidRequestError),
    (404, {}, error.InvalidRequestError),
    (400, {"type": "idempotency_error"}, error.IdempotencyError),
    (404, {"type": "idempotency_error"}, error.IdempotencyError),
    (409, {"type": "idempotency_error"}, error.APIError),
    (400, {"code": "rate_limit"}, error.RateLimitError),
    (429, {"code": "lock_timeout"}, error.RateLimitError),
    (401, {}, error.AuthenticationError),
    (402, {"type": "card_error"}, error.CardError),
    (402, {"type": "invalid_request_error"}, error.CardError),
    (403, {}, error.PermissionError),
    (405, {}, error.APIError),
    (500, {}, error.APIError),
    (503, {"type": "idempotency_error"}, error.APIError),
    (302, {}, error.APIError),
]


@pytest.mark.parametrize(("status", "details", "expected"), V1_ANSWERS)
@pytest.mark.parametrize("api_mode", ["V1", "V2"])
def test_status_decides_the_class(status, details, expected, api_mode):
    if api_mode == "V2" and details.get("type") in V2_TYPES:
        expected = V2_TYPES[details["type"]]
    answer = {"error": {"message": "no", "code": "a_code", "param": "p", **details}}
    result = from_response(json.dumps(answer), status, answer, HEADERS, api_mode)
    assert type(result) is expected
    assert (result.user_message, result.http_status, result.request_id) == ("no", status, "req_1")
    # The official SDK leaves it None for some statuses.
    assert result.code == answer["error"]["code"]
    if isinstance(result, error.StripeErrorWithParamCode):
        assert result.param == "p"


@pytest.mark.parametrize(("kind", "expected"), V2_TYPES.items())
@pytest.mark.parametrize("status", [400, 404, 429, 500])
def test_v2_type_decides_the_class_whatever_the_status(kind, expected, status):
    details = {
        "type": kind,
        "code": "c",
        "message": "m",
        "reason": "r",
        "invalid_param": "i",
        "verification_status": "v",
    }
    result = from_response("{}", status, {"error": details}, {}, "V2")
    assert type(result) is expected
    assert (result.code, str(result)) == ("c", "m")
    for name in ("reason", "invalid_param", "verification_status"):
        assert getattr(result, name, details[name]) == details[name]


def test_own_fields_of_v2_errors():
    fields = {
        "cannot_proceed": "reason",
        "invalid_payment_method": "invalid_param",
        "invalid_vaulted_credential": "invalid_param",
        "verification_attempt_failed": "verification_status",
        "verification_expired": "verification_status",
        "verification_not_initiated": "verification_status",
    }
    for kind, field in fields.items():
        result = from_response("{}", 400, {"error": {"type": kind, field: "x"}}, {}, "V2")
        assert getattr(result, field) == "x"
        assert getattr(pickle.loads(pickle.dumps(result)), field) == "x"
        assert getattr(V2_TYPES[kind]("message", **{field: "y"}), field) == "y"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("invalid_client", oauth_error.InvalidClientError),
        ("invalid_grant", oauth_error.InvalidGrantError),
        ("invalid_request", oauth_error.InvalidRequestError),
        ("invalid_scope", oauth_error.InvalidScopeError),
        ("unsupported_grant_type", oauth_error.UnsupportedGrantTypeError),
        ("unsupported_response_type", oauth_error.UnsupportedResponseTypeError),
        ("temporarily_unavailable", oauth_error.OAuthError),
    ],
)
@pytest.mark.parametrize("api_mode", ["V1", "V2"])
def test_oauth_errors_are_texts(code, expected, api_mode):
    answer = {"error": code, "error_description": "Because."}
    result = from_response(json.dumps(answer), 400, answer, HEADERS, api_mode)
    assert type(result) is expected
    assert isinstance(result, oauth_error.OAuthError)
    assert (result.code, result.user_message, result.http_status) == (code, "Because.", 400)
    assert result.error.error == code
    assert result.error.error_description == "Because."


def test_oauth_error_without_description():
    result = from_response("", 401, {"error": "invalid_client"}, {})
    assert type(result) is oauth_error.InvalidClientError
    assert result.user_message == "invalid_client"
    assert result.error.error_description is None


@pytest.mark.parametrize(
    ("status", "expected"), [(502, error.APIError), (401, error.AuthenticationError)]
)
def test_text_of_a_proxy_is_no_oauth_error(status, expected):
    result = from_response("", status, {"error": "Bad gateway"}, {})
    assert type(result) is expected
    assert str(result) == "Bad gateway"
    assert result.error is None


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"error": None},
        {"error": 5},
        {"error": ["a"]},
        {"error": True},
        {"message": "Not found"},
        [],
        ["error"],
        "error",
        7,
        None,
        True,
    ],
    ids=repr,
)
@pytest.mark.parametrize("api_mode", ["V1", "V2"])
def test_answer_that_is_no_error_object(answer, api_mode):
    body = json.dumps(answer).encode()
    result = from_response(body, 404, answer, HEADERS, api_mode)
    assert type(result) is error.APIError
    assert str(result) == (
        f"Request req_1: Invalid response object from API: {body.decode()} "
        "(HTTP response code was 404)"
    )
    assert result.json_body == answer
    assert result.error is None


@pytest.mark.parametrize("field", ["message", "code", "type", "param", "reason"])
@pytest.mark.parametrize("value", [5, None, ["a"], {"a": 1}, True], ids=repr)
def test_fields_of_the_wrong_type_do_no_harm(field, value):
    for api_mode in ("V1", "V2"):
        for status in (400, 402, 500):
            details = {"message": "m", "code": "c", "type": "cannot_proceed", field: value}
            result = from_response("{}", status, {"error": details}, {}, api_mode)
            assert isinstance(result, error.StripeError)
            assert str(result)
            assert repr(result)
            assert result.error[field] == value or field == "type"
            assert str(pickle.loads(pickle.dumps(result))) == str(result)


@pytest.mark.parametrize("body", ["<html>", b"<html>", b"\xff\xfe", ""])
def test_body_that_is_not_json(body):
    result = not_json(body, 502, HEADERS)
    assert type(result) is error.APIError
    shown = body if isinstance(body, str) else body.decode("utf-8", "replace")
    assert str(result) == (
        f"Request req_1: Invalid response body from API: {shown} (HTTP response code was 502)"
    )
    assert (result.http_status, result.json_body) == (502, None)


def test_a_web_page_is_not_quoted_in_full():
    page = "<html>" + "x" * 100_000
    for result in (not_json(page, 502, {}), from_response(page, 502, {}, {})):
        assert len(str(result)) < 1200
        assert "100006 characters" in str(result)
        assert result.http_body == page
