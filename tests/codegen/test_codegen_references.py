"""Each operation has a page of its own in the API reference, named after its resource."""

from __future__ import annotations

import pytest

from codegen import document
from codegen.description import Description

REFERENCE = "https://docs.stripe.com/api"


@pytest.fixture(scope="module")
def links() -> dict[str, str]:
    return Description(document.read(document.COMMITTED)).links


def test_no_two_operations_share_a_page(links):
    assert len(links) == len(set(links.values())) > 600


@pytest.mark.parametrize(
    ("route", "place"),
    [
        ("POST /v1/checkout/sessions", "checkout/sessions/create"),
        ("POST /v1/billing_portal/sessions", "customer_portal/sessions/create"),
        ("POST /v1/payment_intents/{intent}/capture", "payment_intents/capture"),
        ("GET /v1/balance", "balance/retrieve"),
        ("POST /v1/accounts/{account}/persons", "persons/create"),
        ("POST /v1/issuing/cards/{card}", "issuing/cards/update"),
        ("GET /v1/payment_methods", "payment_methods/list"),
        ("GET /v1/customers/{customer}/payment_methods", "payment_methods/customer_list"),
        ("POST /v1/tax_ids", "tax_ids/create"),
        ("POST /v1/customers/{customer}/tax_ids", "tax_ids/customer_create"),
        ("POST /v1/test_helpers/refunds/{refund}/expire", "refunds/expire"),
        ("POST /v2/core/event_destinations/{id}/ping", "v2/core/event_destinations/ping"),
    ],
)
def test_the_page_is_that_of_the_resource(links, route, place):
    assert links[route] == f"{REFERENCE}/{place}"
