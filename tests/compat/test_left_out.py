"""Names of the official SDK that this library has not, and fields that are not there: what to do instead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from all_classes import all_classes

import stripe
from stripe._objects.moved_fields import MOVED

ASYNC: dict[str, Callable[[stripe.StripeClient], Any]] = {
    "class": lambda client: stripe.Customer.create_async,  # type: ignore[attr-defined]
    "class, dual": lambda client: stripe.Charge.capture_async,  # type: ignore[attr-defined]
    "object": lambda client: stripe.Customer("cus_1").save_async,  # type: ignore[attr-defined]
    "list": lambda client: stripe.ListObject[Any]().auto_paging_iter_async,  # type: ignore[attr-defined]
    "service": lambda client: client.v1.customers.create_async,  # type: ignore[attr-defined]
    "service of v2": lambda client: client.v2.core.events.list_async,  # type: ignore[attr-defined]
    "client": lambda client: client.raw_request_async,  # type: ignore[attr-defined]
    "test helpers": lambda client: stripe.Refund("re_1").test_helpers.expire_async,  # type: ignore[attr-defined]
    "handler": lambda client: client.async_notification_handler,  # type: ignore[attr-defined]
    "class of handlers": lambda client: stripe.AsyncStripeEventNotificationHandler,  # type: ignore[attr-defined]
    "class of answers": lambda client: stripe.StripeStreamResponseAsync,  # type: ignore[attr-defined]
    "oauth of a client": lambda client: client.oauth.token_async,  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("find", ASYNC.values(), ids=ASYNC)
def test_asynchronous_methods(find: Callable[[Any], Any], client: stripe.StripeClient) -> None:
    with pytest.raises(AttributeError) as caught:
        find(client)
    assert "asyncio.to_thread" in str(caught.value)
    name = caught.value.name
    assert name is not None
    assert repr(re.sub("_async$|^async_|Async", "", name)) in str(caught.value)


CLIENTS = ["UrllibClient", "HTTPXClient", "AIOHTTPClient", "PycurlClient", "UrlFetchClient"]


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("place", [stripe, stripe.http_client])
def test_other_http_clients(place: Any, name: str) -> None:
    with pytest.raises(AttributeError, match=r"stripe\.RequestsClient"):
        getattr(place, name)


def test_fields_that_come_on_request() -> None:
    customer: Any = stripe.Customer.construct_from({"id": "cus_1", "object": "customer"}, None)
    with pytest.raises(AttributeError) as caught:
        customer.sources  # noqa: B018  # looked up
    assert str(caught.value).startswith(
        """Customer has no field 'sources' here: ask for it with expand=["sources"]"""
    )
    with pytest.raises(AttributeError, match="has no field or method 'fax'"):
        customer.fax  # noqa: B018
    with pytest.raises(AttributeError, match="has no field or method 'email'"):
        customer.email  # noqa: B018  # it comes unasked
    with pytest.raises(KeyError):
        customer["sources"]
    assert getattr(customer, "sources", None) is None


SCHEMAS: dict[str, Any] = json.loads(
    Path(__file__).parents[2].joinpath("codegen/openapi.json").read_text(encoding="utf-8")
)["components"]["schemas"]


@pytest.mark.parametrize(("kind", "name"), MOVED)
def test_fields_of_earlier_versions_say_where_their_content_is(kind: str, name: str) -> None:
    there = SCHEMAS[kind]["properties"]
    place = MOVED[kind, name]
    assert name not in there
    assert place.startswith("stripe.InvoicePayment.list(") or re.split(r"\W", place)[0] in there
    obj: Any = stripe.convert_to_stripe_object({"object": kind, "id": "x_1"})
    with pytest.raises(AttributeError) as caught:
        getattr(obj, name)
    assert (
        str(caught.value) == f"{type(obj).__name__} has no field {name!r} any more: read {place}."
    )
    older = stripe.convert_to_stripe_object({"object": kind, name: "x_2"})
    assert getattr(older, name) == "x_2"


KNOWN = [
    (stripe.Charge, "refunds"),
    (stripe.checkout.Session, "line_items"),
    (stripe.Coupon, "applies_to"),
    (stripe.Customer, "tax"),
    (stripe.Invoice, "payments"),
    (stripe.PaymentLink, "line_items"),
    (stripe.Price, "tiers"),
    (stripe.Quote, "line_items"),
    (stripe.tax.Calculation, "line_items"),
    (stripe.treasury.Transaction, "entries"),
]


@pytest.mark.parametrize(
    ("cls", "name"), KNOWN, ids=lambda value: getattr(value, "__name__", value)
)
def test_fields_that_are_known_to_come_on_request(cls: Any, name: str) -> None:
    with pytest.raises(AttributeError, match=rf'expand=\["{name}"\]'):
        getattr(cls("id_1"), name)


def test_no_field_that_is_always_there_and_none_that_cannot_be_expanded() -> None:
    told = {cls.OBJECT_NAME: cls.EXPANDABLE for cls in all_classes() if "EXPANDABLE" in vars(cls)}
    told.pop(None, None)
    assert len(told) > 40
    for kind, names in told.items():
        schema = SCHEMAS.get(kind) or SCHEMAS["item"]
        assert not set(names) & set(schema["required"]), kind
        assert set(names) <= set(schema["x-expandableFields"]), kind
