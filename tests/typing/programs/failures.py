"""What goes wrong, and what an error says about it."""

from __future__ import annotations

from typing_extensions import assert_type

import stripe
import stripe.oauth_error
from stripe import CardError, InvalidRequestError, error


def charge(source: str) -> str | None:
    """Charges a card, and tells what is to be told."""
    try:
        stripe.Charge.create(amount=100, currency="usd", source=source)
    except CardError as failure:
        assert_type(failure.http_status, int | None)
        assert_type(failure.user_message, str | None)
        failure.user_mesage  # error
        failure.code.upper()  # error
        failure.param.upper()  # error
        failure.http_status + 1  # error
        failure.error.decline_code  # error
        failure.error.payment_intent.id  # error
        failure.json_body["error"]  # error
        failure.headers["Request-Id"].upper()
        failure.headers[5]  # error
        if failure.error is not None:
            assert_type(failure.error.charge, str | None)
            assert_type(failure.error.payment_method, stripe.PaymentMethod | None)
            failure.error.declined_code  # error
            failure.error.message.lower()  # error
            if failure.error.payment_intent:
                failure.error.payment_intent.stauts  # error
        return failure.user_message
    except InvalidRequestError as failure:
        assert_type(failure.param, str | None)
        failure.parameter  # error
        failure.http_body.upper()  # error
    except (stripe.RateLimitError, stripe.APIConnectionError) as failure:
        failure.param  # error
        failure.should_retry  # error
        failure.retry  # error
    except stripe.AuthenticationError as failure:
        failure.param  # error
        raise SystemExit(failure.http_status) from None
    except stripe.IdempotencyError as failure:
        number: int = failure.code  # error
    except error.PermissionError as failure:
        text: str = failure.user_message  # error
    except stripe.StripeError as failure:
        failure.request_id.lower()  # error
        return failure.request_id
    return 5  # error


def kinds() -> None:
    """Names of errors."""
    stripe.error.CardError
    stripe.error.CannotProceedError("", None).reason
    stripe.error.CannotProceedError("", None).raeson  # error
    stripe.error.CardErorr  # error
    stripe.CardErorr  # error
    stripe.error.InvalidGrantError  # error
    stripe.oauth_error.InvalidGrantError
    try:
        stripe.OAuth.token(grant_type="authorization_code", code="ac_1")
        stripe.OAuth.token(grant_type=5)  # error
        stripe.OAuth.tokens(code="ac_1")  # error
        stripe.OAuth.deauthorize(client_id="ca_1", stripe_user_id="acct_1")
    except stripe.oauth_error.InvalidClientError as failure:
        failure.stripe_user  # error
    except stripe.oauth_error.OAuthError as failure:
        failure.error.error_descripton  # error


def made() -> list[stripe.StripeError]:
    """Errors that tests of applications make."""
    stripe.CardError("Declined", "number", "card_declined", http_status=402)
    stripe.CardError("Declined")  # error
    stripe.CardError("Declined", "number", 402)  # error
    stripe.InvalidRequestError("No such customer", "id", code="resource_missing")
    stripe.InvalidRequestError("No such customer", prm="id")  # error
    stripe.SignatureVerificationError("bad", "t=1", b"{}")
    stripe.SignatureVerificationError("bad")  # error
    stripe.APIConnectionError("network", should_retry=True)
    stripe.StripeError("x", http_status="402")  # error
    return [stripe.CardError("Declined", "number", "card_declined"), stripe.APIError("x")]
