"""Right code of larger programs: generic helpers, classes of one's own, patterns, tests."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Generic, TypeVar

from typing_extensions import assert_type

import stripe
from stripe import ListObject, StripeObject

T = TypeVar("T", bound=stripe.APIResource[Any])
L = TypeVar("L", bound=StripeObject)


class Repository(Generic[T]):
    """Objects of one class."""

    def __init__(self, cls: type[T]) -> None:
        self.cls = cls

    def get(self, id: str) -> T:
        """Fetches one."""
        return self.cls.retrieve(id)


customers = Repository(stripe.Customer)
assert_type(customers.get("cus_1"), stripe.Customer)
assert_type(Repository(stripe.Charge).get("ch_1").amount, int)


def everything(cls: type[stripe.ListableAPIResource[L]], **filters: Any) -> Iterator[L]:
    """All objects of a class."""
    yield from cls.list(limit=100, **filters).auto_paging_iter()


def created(cls: type[stripe.CreateableAPIResource[L]], **params: Any) -> L:
    """A new object of a class."""
    return cls.create(**params)


for charge in everything(stripe.Charge, customer="cus_1"):
    assert_type(charge, stripe.Charge)
assert_type(created(stripe.Customer, email="x"), stripe.Customer)


def page_size(page: ListObject[L]) -> int:
    """The number of objects on a page."""
    return len(page.data)


page_size(stripe.Customer.list())
page_size(stripe.checkout.Session.list())


def describe(object: StripeObject) -> str:
    """What any object says of itself."""
    fields = {name: value for name, value in object.items() if value is not None}
    return json.dumps(fields, default=str) + str(object.get("id")) + str(object["id"])


describe(stripe.Customer.retrieve("cus_1"))


def who(value: str | stripe.Customer | None) -> str:
    """An expandable field, by pattern."""
    match value:
        case None:
            return "nobody"
        case str() as id:
            return id
        case stripe.Customer(email=str() as email):
            return email
        case stripe.Customer() as customer:
            return customer.id


def last4(charge: stripe.Charge) -> str | None:
    """Digits of the card, found with a walrus."""
    if (details := charge.payment_method_details) and (card := details.card):
        return card.last4
    return None


@lru_cache
def product(id: str) -> stripe.Product:
    """A product, fetched once."""
    return stripe.Product.retrieve(id)


product("prod_1").name.upper()
fetch = partial(stripe.Customer.retrieve, expand=["default_source"])
assert_type(fetch("cus_1"), stripe.Customer)


class Counting(stripe.HTTPClient):
    """A client that counts."""

    name = "counting"

    def __init__(self, inner: stripe.HTTPClient) -> None:
        super().__init__()
        self.inner = inner
        self.calls = 0

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: Any = None,
        **more: Any,
    ) -> tuple[Any, int, Mapping[str, str]]:
        """Counts a call."""
        self.calls += 1
        return self.inner.request(method, url, headers, post_data)

    def close(self) -> None:
        """Closes the inner client."""
        self.inner.close()


stripe.default_http_client = Counting(stripe.RequestsClient(timeout=5))
client = stripe.StripeClient("sk_test_1", http_client=Counting(stripe.RequestsClient()))


class ShopError(stripe.StripeError):
    """An error of our own below the library's."""

    def __init__(self, order: str) -> None:
        super().__init__(f"order {order}")
        self.order = order


class Gateway:
    """The API behind a class that tests can replace."""

    def __init__(self, client: stripe.StripeClient | None = None) -> None:
        self.client = client or stripe.StripeClient("sk_test_1")
        self.prices: dict[str, stripe.Price] = {}

    def price(self, key: str) -> stripe.Price:
        """The price with a lookup key."""
        if key not in self.prices:
            found = self.client.v1.prices.list({"lookup_keys": [key], "expand": ["data.product"]})
            self.prices[key] = found.data[0]
        return self.prices[key]

    def product_name(self, key: str) -> str:
        """The name of its product."""
        product = self.price(key).product
        return product.name if isinstance(product, stripe.Product) else product

    def retry(self, times: int = 3) -> stripe.Balance:
        """Tries again."""
        last: stripe.StripeError | None = None
        for _ in range(times):
            try:
                return self.client.v1.balance.retrieve()
            except (stripe.APIConnectionError, stripe.RateLimitError) as error:
                last = error
        raise last or stripe.APIConnectionError("no try")


def test_gateway() -> None:
    """Objects of tests, made from plain data."""
    values: dict[str, Any] = {"id": "price_1", "object": "price", "product": "prod_1"}
    price = stripe.Price.construct_from(values, "sk_test_1")
    assert price.product == "prod_1"
    assert price == values
    assert copy.deepcopy(price).id == "price_1"
    restored: stripe.Price = pickle.loads(pickle.dumps(price))
    assert restored.to_dict() == values
    error = stripe.CardError(
        "no", "number", "card_declined", http_status=402, json_body={"error": {}}
    )
    assert error.code == "card_declined"
    event = stripe.Event.construct_from({"type": "invoice.paid", "data": {"object": values}}, None)
    assert event.type == "invoice.paid"
    assert event.data.object.object == "invoice"
    subscription = stripe.Subscription.construct_from({"id": "sub_1"}, stripe.api_key)
    assert subscription.get("items") is None
    assert hasattr(subscription, "id")
    assert "id" in subscription


def thin(payload: bytes, header: str | None) -> None:
    """A thin event, as the documentation handles it."""
    notification = client.parse_event_notification(payload, header, "whsec_1")
    match notification.type:
        case "v1.billing.meter.error_report_triggered":
            meter = notification.fetch_related_object()
            print(meter.display_name, notification.related_object.id)
            for error in notification.fetch_event().data.reason.error_types:
                print(error.code, error.error_count)
        case "v2.core.account.created":
            print(notification.fetch_related_object().contact_email)
        case _:
            print(notification.id, notification.created, notification.type)


def sandbox() -> None:
    """The Stripe in the box."""
    with stripe.sandbox.Sandbox() as box:
        client = stripe.StripeClient("sk_test_1")
        client.v1.customers.create({"email": "jenny@example.com"})
        box.fail("POST /v1/charges", times=2)
        box.clock.advance(60)
        print(box.api_key.lower(), box.url, box.requests[0].path)
    stripe.sandbox.start(seed=1).close()
