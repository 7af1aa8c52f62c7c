"""Calls that are handed on: decorated, to threads and pools, as functions, as parts of classes."""
# fmt: off

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from typing_extensions import ParamSpec, Unpack, assert_type

import stripe
from stripe.params import CustomerCreateParams, PaymentIntentCreateParams

P = ParamSpec("P")
R = TypeVar("R")


def retry(f: Callable[P, R]) -> Callable[P, R]:
    @functools.wraps(f)
    def inner(*a: P.args, **k: P.kwargs) -> R:
        return f(*a, **k)
    return inner


create = retry(stripe.Customer.create)
assert_type(create(email="x"), stripe.Customer)
create(emial="x")  # error
cap = retry(stripe.PaymentIntent.capture)
assert_type(cap("pi_1", amount_to_capture=5), stripe.PaymentIntent)
cap(amount_to_capture=5)  # error
part = functools.partial(stripe.Customer.retrieve, "cus_1")
assert_type(part(), stripe.Customer)


async def main() -> None:
    c = await asyncio.to_thread(stripe.Customer.retrieve, "cus_1", expand=["sources"])
    assert_type(c, stripe.Customer)
    await asyncio.to_thread(stripe.Customer.retrieve, 5)  # error
    await asyncio.to_thread(stripe.Customer.retrieve, "c", expnad=["x"])  # error
    stripe.Customer.retrieve_async("x")  # error


with ThreadPoolExecutor() as pool:
    fs: list[Future[stripe.Customer]] = [pool.submit(stripe.Customer.retrieve, i) for i in ("a", "b")]
    got = list(pool.map(stripe.Customer.retrieve, ["a", "b"]))
    assert_type(got, "list[stripe.Customer]")
    pool.submit(stripe.Customer.create, emial="x")  # error


def charges(c: stripe.Customer) -> Iterator[stripe.Charge]:
    yield from stripe.Charge.list(customer=c.id).auto_paging_iter()
    yield from stripe.Refund.list().auto_paging_iter()  # error


by_id: dict[str, stripe.Charge] = {c.id: c for c in stripe.Charge.list(limit=100)}
biggest = max(by_id.values(), key=lambda c: c.amount)
worst = sorted(by_id.values(), key=lambda c: c.amonut)  # error
tot = sum(c.amount for c in by_id.values())
tot.upper()  # error
params: CustomerCreateParams = {"email": "a", "metadata": {"a": "b"}}
params["address"] = {"line1": "x"}
params["adress"] = {"line1": "x"}  # error
stripe.Customer.create(**params)
stripe.Charge.create(**params)  # error
p2: PaymentIntentCreateParams = {"amount": 5}  # error
p3: PaymentIntentCreateParams = {"amount": 5, "currency": "eur", "payment_method_types": ["card"], "payment_method_options": {"card": {"request_three_d_secure": "always"}}}  # error
rest: dict[str, Any] = {"email": "x"}
stripe.Customer.create(**rest)
client = stripe.StripeClient("sk")
client.v1.customers.create(params)
client.v1.customers.create(params, {"idempotency_key": "x", "stripe_account": "a"})
client.v1.customers.create(params, {"idempotencykey": "x"})  # error
client.v1.customers.create(email="x")  # error
client.v1.payment_intents.create({"currency": "eur"})  # error
client.v1.subscriptions.create({"customer": "c", "items": [{"price": "p", "quantity": "2"}]})  # error
client.v1.subscriptions.create({"customer": "c", "items": [{"price": "p", "quantity": 2}], "trial_end": "now"})
client.v1.subscriptions.create({"customer": "c", "items": [{"price": "p"}], "trial_end": "later"})  # error


class HasId(Protocol):
    @property
    def id(self) -> str: ...


def ids(xs: Iterable[HasId]) -> list[str]:
    return [x.id for x in xs]


ids(stripe.Customer.list())
ids(stripe.Charge.list().data)


@dataclass
class Order:
    intent: stripe.PaymentIntent
    charge: stripe.Charge | None = None


Order(stripe.PaymentIntent.retrieve("pi"), charge=stripe.Charge.retrieve("c"))
Order(stripe.Charge.retrieve("c"))  # error
f: Callable[[str], stripe.Customer] = stripe.Customer.retrieve
g: Callable[[int], stripe.Customer] = stripe.Customer.retrieve  # error
h: Callable[..., stripe.Charge] = stripe.Customer.retrieve  # error


def made(**params: Unpack[CustomerCreateParams]) -> stripe.Customer:
    return stripe.Customer.create(**params)


made(email="x")
made(email=5)  # error


class MyCustomer(stripe.Customer):
    def full(self) -> str:
        return f"{self.name} {self.email}"


mine = MyCustomer.retrieve("cus")
