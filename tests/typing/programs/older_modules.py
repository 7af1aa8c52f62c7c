"""Private modules of the official SDK that applications import from."""

from __future__ import annotations

from typing_extensions import assert_type

import stripe
from stripe import _error
from stripe._error import CardError, SignatureVerificationError
from stripe._http_client import HTTPClient
from stripe._list_object import ListObject
from stripe._oauth import OAuth
from stripe._stripe_client import StripeClient
from stripe._stripe_object import StripeObject
from stripe._util import convert_to_stripe_object
from stripe._webhook import Webhook, WebhookSignature

assert_type(CardError, type[stripe.CardError])
_error.CardErorr  # error


def view(payload: bytes, header: str) -> str | None:
    """As in a FastAPI view."""
    try:
        WebhookSignature.verify_header("p", "h")  # error
        return Webhook.construct_event(payload, header, "whsec_1").id
    except SignatureVerificationError as failure:
        failure.sig_heder  # error
        return failure.sig_header
    except _error.StripeError as failure:
        return failure.request_id


def first(page: ListObject[stripe.Charge], client: StripeClient, http: HTTPClient) -> StripeObject:
    """Types in annotations."""
    OAuth.token(grant_typ="x")  # error
    client.v1.customers.list({"limt": 5})  # error
    http.close()
    convert_to_stripe_object({"object": "charge"})
    return page.data[0]
