"""Right code, as people write it: no checker says a word."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import logging
import os
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar
from unittest import mock

import requests

import stripe
from stripe import Customer, ListObject, StripeClient, StripeError, Webhook
from stripe.checkout import Session

log = logging.getLogger(__name__)
stripe.api_key = "sk_test_1"
stripe.api_key = os.environ["STRIPE_KEY"]
stripe.api_version = "2026-10-28.endive"
stripe.max_network_retries = 3
stripe.log = "info"
stripe.proxy = "http://localhost:3128"
stripe.ca_bundle_path = "/etc/ssl/ca.pem"
print(stripe.version.VERSION, stripe.VERSION)


class Plan(str, Enum):
    GOLD = "price_gold"


@dataclass
class User:
    id: int
    email: str
    customer_id: str | None = None


def ensure_customer(user: User) -> stripe.Customer:
    if user.customer_id:
        customer = stripe.Customer.retrieve(user.customer_id)
        if not customer.deleted:
            return customer
        if getattr(customer, "deleted", False):
            print("gone")
    customer = stripe.Customer.create(
        email=user.email,
        metadata={"user_id": str(user.id)},
        idempotency_key=f"user-{user.id}",
    )
    user.customer_id = customer.id
    return customer


def subscribe(user: User, plan: Plan, coupon: str | None = None) -> stripe.Subscription:
    params: stripe.params.SubscriptionCreateParams = {
        "customer": ensure_customer(user).id,
        "items": [{"price": plan.value}],
    }
    if coupon:
        params["discounts"] = [{"coupon": coupon}]
    return stripe.Subscription.create(**params)


def change(subscription_id: str, price: str) -> None:
    subscription = stripe.Subscription.retrieve(subscription_id)
    stripe.Subscription.modify(
        subscription.id,
        items=[{"id": subscription["items"]["data"][0].id, "price": price}],
        proration_behavior="create_prorations",
    )
    stripe.Subscription.modify(
        subscription.id,
        items=[{"id": item.id, "price": price} for item in subscription.items.data],
        cancel_at_period_end=True,
    )
    stripe.SubscriptionItem.modify(subscription.items.data[0].id, quantity=2)
    end = datetime.fromtimestamp(subscription.items.data[0].current_period_end, tz=timezone.utc)
    print(
        end.isoformat(),
        subscription.status == "active",
        subscription.status in {"active", "trialing"},
    )


def revenue(since: datetime) -> dict[str, int]:
    totals: defaultdict[str, int] = defaultdict(int)
    for charge in stripe.Charge.list(
        created={"gte": int(since.timestamp())}, limit=100
    ).auto_paging_iter():
        if charge.paid and not charge.refunded:
            totals[charge.currency] += charge.amount - charge.amount_refunded
    for charge in stripe.Charge.list(created={"gte": since}).auto_paging_iter():
        pass
    return dict(totals)


def latest(client: StripeClient, customer: str) -> stripe.PaymentIntent | None:
    intents = client.v1.payment_intents.list({"customer": customer, "limit": 1})
    return intents.data[0] if intents.data else None


def first(intents: ListObject[stripe.PaymentIntent]) -> stripe.PaymentIntent | None:
    return next(iter(intents), None)


def card(intent: stripe.PaymentIntent) -> str | None:
    method = intent.payment_method
    if method is None:
        return None
    if isinstance(method, str):
        method = stripe.PaymentMethod.retrieve(method)
    return method.card.last4 if method.card else None


def customer_id(value: str | stripe.Customer) -> str:
    return value if isinstance(value, str) else value.id


def checkout(price: str, count: int) -> str:
    session = Session.create(
        mode="payment",
        line_items=[{"price": price, "quantity": count}],
        success_url="https://example.com/{CHECKOUT_SESSION_ID}",
        cancel_url="https://example.com",
        client_reference_id="user_1",
        metadata={"cart": json.dumps([1, 2])},
        expires_at=int(time.time()) + 3600,
    )
    assert session.url is not None
    return session.url


def hook(body: bytes, headers: dict[str, str]) -> None:
    event = stripe.Webhook.construct_event(
        payload=body, sig_header=headers["Stripe-Signature"], secret="whsec_1"
    )
    if event["type"] == "checkout.session.completed":
        session = event["data"]["object"]
        print(session["customer_email"], session.get("metadata", {}).get("cart"))
    match event.type:
        case "checkout.session.completed":
            done(event.data.object)
        case "invoice.paid" | "invoice.payment_succeeded":
            if event.data.object.parent and event.data.object.parent.subscription_details:
                print(event.data.object.parent.subscription_details.subscription)
        case other:
            log.info("unhandled %s", other)
    print(event.id, event.livemode, event.to_dict(), event.data.object["id"])
    if event.account:
        stripe.Charge.list(stripe_account=event.account)


def done(session: Session) -> None:
    full = Session.retrieve(session.id, expand=["line_items", "customer"])
    if full.line_items:
        for item in full.line_items.data:
            print(item.description, item.quantity, item.price.id if item.price else None)
    if full.customer_details and full.customer_details.email:
        print(full.customer_details.email.lower())
    cart = full.metadata.get("cart") if full.metadata else None
    if cart is not None:
        json.loads(cart)


HANDLERS = {"invoice.paid": done}


def dispatch(event: stripe.Event) -> Any:
    handler = HANDLERS.get(event.type)
    return handler(event.data.object) if handler else None


def upload(path: Path) -> stripe.File:
    with open(path, "rb") as file:
        return stripe.File.create(purpose="dispute_evidence", file=file)


def dispute(id: str, file: stripe.File) -> stripe.Dispute:
    return stripe.Dispute.modify(id, evidence={"receipt": file.id}, submit=True)


def safely(amount: int) -> stripe.Charge | str:
    try:
        return stripe.Charge.create(amount=amount, currency="usd", source="tok_visa")
    except stripe.CardError as error:
        body: Any = error.json_body
        err = body.get("error", {})
        return err.get("message") or error.user_message or "declined"
    except stripe.RateLimitError:
        time.sleep(1)
    except stripe.InvalidRequestError as error:
        return f"{error.param}: {error}"
    except StripeError as error:
        log.exception("request %s", error.request_id)
        if error.http_status and error.http_status >= 500:
            raise
    return "?"


async def background() -> list[stripe.Customer]:
    loop = asyncio.get_running_loop()
    call = functools.partial(stripe.Customer.retrieve, "cus_1")
    one = await loop.run_in_executor(None, call)
    two = await asyncio.to_thread(stripe.Customer.retrieve, "cus_2")
    three = await asyncio.to_thread(stripe.Customer.retrieve, "cus_2", expand=["sources"])
    return [one, two, three]


def parallel(ids: list[str]) -> list[stripe.Customer]:
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(stripe.Customer.retrieve, ids))
        pool.submit(stripe.Charge.capture, "ch_1")
        pool.submit(stripe.Customer.modify, "cus_1", name="Jenny").result().id
    return found


def retries(client: StripeClient) -> None:
    client.v1.customers.create(
        {"email": "a@example.com"},
        options={"idempotency_key": "a", "stripe_account": "acct_1", "max_network_retries": 5},
    )
    for invoice in client.v1.invoices.list({"status": "open"}).auto_paging_iter():
        client.v1.invoices.pay(invoice.id or "", {"paid_out_of_band": True})
    response = client.raw_request("post", "/v1/customers", email="x", stripe_account="acct_1")
    obj = client.deserialize(response, api_mode="V1")
    print(obj.id)
    account: dict[str, Any] = response.data
    print(account["id"])


def own_client() -> None:
    session = requests.Session()
    session.headers["X-Team"] = "billing"
    stripe.default_http_client = stripe.RequestsClient(session=session, timeout=(3, 30))
    http = stripe.RequestsClient(timeout=5)
    StripeClient("sk_test_1", http_client=http, max_network_retries=1).v1.balance.retrieve()
    stripe.default_http_client = stripe.http_client.new_default_http_client(
        proxy="http://localhost:3128"
    )
    with StripeClient("sk_test_1") as client:
        client.v1.customers.list()


class Store(Protocol):
    def save(self, customer: stripe.Customer) -> None: ...


T = TypeVar("T", bound=stripe.StripeObject)


def every(page: ListObject[T]) -> list[T]:
    return list(page.auto_paging_iter())


customers: list[Customer] = every(stripe.Customer.list())
by_email: dict[str, Customer] = {c.email: c for c in customers if c.email}


def balance() -> Decimal:
    available = stripe.Balance.retrieve().available
    cents = sum(each.amount for each in available if each.currency == "usd")
    return Decimal(cents) / 100


def transfers() -> None:
    transfer = stripe.Transfer.create(amount=5, currency="usd", destination="acct_1")
    stripe.Transfer.create_reversal(transfer.id, amount=5)
    stripe.Account.create_external_account("acct_1", external_account="btok_1")
    stripe.Account.create_login_link("acct_1").url.lower()
    stripe.AccountLink.create(
        account="acct_1", refresh_url="https://a", return_url="https://b", type="account_onboarding"
    )
    stripe.EphemeralKey.create(customer="cus_1", stripe_version="2026-10-28.endive").secret
    stripe.Token.create(card={"number": "4242424242424242", "exp_month": "1", "exp_year": "2030"})
    stripe.Customer.create_source("cus_1", source="tok_visa")
    stripe.Customer.create_balance_transaction("cus_1", amount=-5, currency="usd")
    stripe.InvoiceItem.create(customer="cus_1", amount=5, currency="usd")
    invoice = stripe.Invoice.create(customer="cus_1", auto_advance=True)
    invoice.finalize_invoice()
    stripe.Invoice.pay(str(invoice.id))
    stripe.Coupon.create(percent_off=25.5, duration="once")
    stripe.Coupon.create(percent_off=25, duration="repeating", duration_in_months=3)
    stripe.PromotionCode.create(promotion={"type": "coupon", "coupon": "c"}, code="GO")
    stripe.TaxRate.create(display_name="VAT", percentage=19, inclusive=True)
    stripe.Refund.create(payment_intent="pi_1", amount=5, reason="requested_by_customer")
    intent = stripe.PaymentIntent.create(amount=5, currency="usd", customer="cus_1")
    intent.confirm(payment_method="pm_card_visa")
    intent.cancel(cancellation_reason="abandoned")
    intent.modify(intent.id, metadata={"a": "b"})
    method = stripe.PaymentMethod.attach("pm_1", customer="cus_1")
    method.detach()
    stripe.PaymentMethod.detach("pm_1")


def test_view() -> None:
    with mock.patch.object(stripe.Customer, "create") as create:
        create.return_value = stripe.Customer.construct_from({"id": "cus_1"}, "sk_test_1")
    with mock.patch(
        "stripe.Charge.create", side_effect=stripe.CardError("no", "number", "card_declined")
    ):
        pass
    event = stripe.Event.construct_from({"id": "evt_1", "type": "invoice.paid"}, stripe.api_key)
    assert event.type == "invoice.paid"
    header = stripe.WebhookSignature.generate_signature_header(b"{}", "whsec_1")
    with contextlib.suppress(stripe.SignatureVerificationError):
        Webhook.construct_event(b"{}", header, "whsec_1")


class MyCustomer(stripe.Customer):
    @property
    def greeting(self) -> str:
        return f"Hello {self.name or 'you'}"


mode: Literal["payment", "setup"] = "payment" if os.environ.get("PAY") else "setup"
Session.create(mode=mode)
locale: Any = "de"
Session.create(locale=locale)
when = datetime.now(tz=timezone.utc) + timedelta(days=7)
stripe.Subscription.create(customer="cus_1", items=[{"price": "p"}], trial_end=when)
stripe.SubscriptionSchedule.create(
    customer="cus_1", start_date="now", phases=[{"items": [{"price": "p"}]}]
)
stripe.billing.Meter.list_event_summaries("mtr_1", customer="cus_1", start_time=1, end_time=2)
stripe.financial_connections.Account.retrieve("fca_1").refresh_account(features=["balance"])
stripe.identity.VerificationSession.create(type="document")
stripe.terminal.Reader.process_payment_intent("tmr_1", payment_intent="pi_1")
stripe.terminal.Reader.retrieve("tmr_1")
stripe.radar.ValueListItem.create(value_list="rsl_1", value="x")
stripe.apps.Secret.create(name="n", payload="p", scope={"type": "account"})
stripe.climate.Order.create(product="p", amount=5)
stripe.issuing.Card.modify("ic_1", status="inactive")
stripe.tax.Calculation.create(currency="usd", line_items=[{"amount": 5, "reference": "a"}])


def as_a_mapping_and_as_json(customer: stripe.Customer) -> list[dict[str, Any]]:
    """What dicts and `json` do."""
    text: str = stripe.to_json(customer, indent=2)
    json.dumps({"customer": customer, "text": text}, default=stripe.json_default)
    stripe.patch_json()
    customer |= {"name": "Jenny"}
    return [customer | {"a": 1}, {"a": 1} | customer, customer.copy(), {**customer}]
