"""Objects in the hands of generic code: pages, mappings, type variables, mocks, named tuples."""
# fmt: off

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypedDict, TypeGuard, TypeVar
from unittest import mock

from typing_extensions import assert_type

import stripe
from stripe import Customer, ListObject, StripeClient, StripeError
from stripe.checkout import Session
from stripe.params.checkout import SessionCreateParams, SessionCreateParamsLineItem

if TYPE_CHECKING:
    from stripe.params import SubscriptionUpdateParamsItem

T = TypeVar("T", bound=stripe.StripeObject)


def names(page: ListObject[Customer]) -> list[str | None]:
    return [c.name for c in page]


names(Customer.list())
names(stripe.Charge.list())  # error


def first(page: ListObject[T]) -> T | None:
    return page.data[0] if page.data else None


assert_type(first(stripe.Charge.list()), "stripe.Charge | None")


def is_card(pm: stripe.PaymentMethod) -> TypeGuard[stripe.PaymentMethod]:
    return pm.type == "card"


lines: list[SessionCreateParamsLineItem] = []
lines.append({"price": "p", "quantity": 1})
lines.append({"price": "p", "quantiy": 1})  # error
sess: SessionCreateParams = {"mode": "payment", "line_items": lines, "success_url": "x"}
Session.create(**sess)
sess["mode"] = "pay"  # error
items: list[SubscriptionUpdateParamsItem] = [{"id": "si", "deleted": True}, {"price": "p"}]
stripe.Subscription.modify("sub", items=items, proration_behavior="none")
stripe.Subscription.modify("sub", items=items, proration_behavior="never")  # error
stripe.Subscription.modify("sub", cancel_at_period_end="true")  # error
behaviour: Literal["none", "create_prorations"] = "none"
stripe.Subscription.modify("sub", proration_behavior=behaviour)


def dump(m: Mapping[str, Any]) -> str:
    return json.dumps(dict(m))


dump(Customer.retrieve("c"))
dump(Customer.retrieve("c").metadata)  # error


class Repo(Generic[T]):
    def __init__(self, cls: type[T]) -> None:
        self.cls = cls

    def load(self, data: dict[str, Any]) -> T:
        return self.cls.construct_from(data, None)


assert_type(Repo(stripe.Invoice).load({}), stripe.Invoice)
Repo(stripe.Invoice).load({}).totl  # error
with mock.patch.object(stripe.Customer, "create", autospec=True) as m:
    m.assert_called_once()


@stripe.subscribe("request_end")
def log(event: stripe.RequestEvent) -> None:
    event.duration + 1
    event.pth  # error


@stripe.subscribe("request_ended")  # error
def log2(event: stripe.RequestEvent) -> None: ...


client = StripeClient("sk")
raw = client.raw_request("get", "/v1/x", stripe_account="a")
raw.data["id"]
raw.coed  # error
obj = client.deserialize(raw, api_mode="V1")
obj["id"]
client.deserialize(raw, api_mode="V3")  # error
client.v1.checkout.sessions.line_items.list("cs")
client.v1.checkout.sessions.line_itms.list("cs")  # error
client.v1.invoices.line_items.update("in", "il", {"amount": 5})
client.v1.invoices.line_items.update("in", {"amount": 5})  # error
client.v1.test_helpers.test_clocks.advance("c", {"frozen_time": 5})
client.v1.test_helpers.test_clocks.advance("c", {})  # error
client.v1.accounts.persons.create("acct", {"first_name": "x"})
client.v1.billing_portal.sessions.create({"customer": "c", "flow_data": {"type": "payment_method_update"}})
client.v1.billing_portal.sessions.create({"customer": "c", "flow_data": {"type": "nope"}})  # error
client.v1.payment_intents.search({"query": "x"}).auto_paging_iter()
client.v1.payment_intents.search({})  # error
client.v1.files.create({"purpose": "dispute_evidence", "file": open("x", "rb")})
client.v1.files.create({"purpose": "dispute_evidnce", "file": open("x", "rb")})  # error
for ch in client.v1.charges.list({"limit": 3, "created": {"gte": 5}}).auto_paging_iter():
    ch.amount + 1
    ch.billing_details.address.city  # error
    if ch.billing_details.address:
        ch.billing_details.address.city
    ch.outcome.risk_level  # error
    ch.metadata["x"]
    ch.refunds.data  # error
    if ch.refunds:
        ch.refunds.data[0].amount


def total(objs: Sequence[stripe.Charge | stripe.Refund]) -> int:
    return sum(o.amount for o in objs)


total([stripe.Charge.retrieve("c"), stripe.Refund.retrieve("r")])
total([stripe.Payout.retrieve("c")])  # error


class Row(NamedTuple):
    id: str
    amount: int


rows = [Row(c.id, c.amount) for c in stripe.Charge.list()]
rows2 = [Row(c.id, c.customer) for c in stripe.Charge.list()]  # error


class Money(TypedDict):
    amount: int
    currency: str


def pay(**kw: Any) -> stripe.PaymentIntent:
    return stripe.PaymentIntent.create(**kw)


money: Money = {"amount": 5, "currency": "eur"}
stripe.PaymentIntent.create(**money)
stripe.PaymentIntent.create(**money, confirm="yes")  # error
try:
    pass
except StripeError as e:
    if isinstance(e, stripe.CardError):
        e.code
        e.cod  # error
    elif isinstance(e, stripe.InvalidRequestError):
        e.param
    e.http_status and e.http_status + 1
prices = {p.id: p for p in stripe.Price.list(expand=["data.product"])}
for p in prices.values():
    if isinstance(p.product, stripe.Product):
        p.product.name.upper()
        p.product.nmae  # error
    p.product.name  # error
    if p.recurring is not None:
        p.recurring.interval_count * 2
    p.unit_amount * 2  # error
    (p.unit_amount or 0) * 2
cu = stripe.Customer.retrieve("c")
cu.address.city  # error
cu.address and cu.address.city
cu.subscriptions.data  # error
cu.invoice_settings.default_payment_method  # error
cu.created.strftime("x")  # error
cu.get("deleted")
balance = stripe.Balance.retrieve()
balance.available[0].amount + 1
balance.available[0].amnt  # error
