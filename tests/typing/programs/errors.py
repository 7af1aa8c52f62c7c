"""Errors, settings, and names that are not there."""

from __future__ import annotations

from typing_extensions import assert_type

import stripe
import stripe.error
from stripe.error import RateLimitError

stripe.api_key = "sk_test_1"
stripe.max_network_retries = 3
stripe.set_app_info("shop", version="1.0")
stripe.set_app_info()  # error
stripe.nothing  # error
stripe.checkout.Sesion  # error

try:
    stripe.Customer.create()
except stripe.CardError as error:
    assert_type(error.code, str | None)
    assert_type(error.param, str | None)
    error.decline  # error
    if error.error is not None:
        assert_type(error.error.decline_code, str | None)
except stripe.error.InvalidRequestError as error:
    assert_type(error.http_status, int | None)
except RateLimitError:
    pass
except stripe.StripeError as error:
    assert_type(error.user_message, str | None)
    assert_type(error.request_id, str | None)

url: str = stripe.OAuth.authorize_url(client_id="ca_1")
context = stripe.StripeContext.parse("acct_1/acct_2")
assert_type(context.push("acct_3"), stripe.StripeContext)
usage = stripe.UsageRecord
gone = stripe.SubscriptionItem.create_usage_record("si_1", quantity=5)
