"""Runs inside each environment: makes calls and tells the CPU time of one.

Reads lines `measure count` from standard input, answers each with seconds a call. It must not import
this package, which the other environments do not have.

    python worker.py ours|official|plain ADDRESS
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
from collections.abc import Callable
from typing import Any

KEY = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"
SECRET = "whsec_benchmark"
NESTED: Any = {
    "email": "jenny.rosen@example.com",
    "name": "Jenny Rosen",
    "address": {"line1": "1 Main Street", "city": "Berlin", "country": "DE"},
    "shipping": {"name": "Jenny", "address": {"line1": "1 Main Street", "postal_code": "10115"}},
    "metadata": {"order": "6735", "plan": "gold"},
    "preferred_locales": ["de", "en"],
    "expand": ["subscriptions"],
}
FLAT = {
    "email": "jenny.rosen@example.com",
    "name": "Jenny Rosen",
    "address[line1]": "1 Main Street",
    "address[city]": "Berlin",
    "address[country]": "DE",
    "shipping[name]": "Jenny",
    "shipping[address][line1]": "1 Main Street",
    "shipping[address][postal_code]": "10115",
    "metadata[order]": "6735",
    "metadata[plan]": "gold",
    "preferred_locales[0]": "de",
    "preferred_locales[1]": "en",
    "expand[0]": "subscriptions",
}


def event() -> tuple[bytes, str]:
    """A signed event of 4 kB."""
    charge = {
        "id": "ch_1",
        "object": "charge",
        "amount": 1000,
        "currency": "usd",
        "billing_details": {"address": {"city": "Berlin", "country": "DE"}, "email": None},
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": "4242"}},
        "refunds": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": "/v1/charges/ch_1/refunds",
        },
        "metadata": {f"key_{number}": f"value {number}" for number in range(70)},
    }
    body = {
        "id": "evt_1",
        "object": "event",
        "type": "charge.succeeded",
        "created": 1_700_000_000,
        "api_version": "2026-01-28",
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": "req_1", "idempotency_key": None},
        "data": {"object": charge},
    }
    payload = json.dumps(body, indent=2).encode()
    stamp = str(int(time.time()))
    signed = stamp.encode() + b"." + payload
    signature = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    return payload, f"t={stamp},v1={signature}"


def of_stripe(address: str) -> dict[str, Callable[[], object]]:
    """The measures with a client called `stripe`, whichever is installed."""
    import stripe

    stripe.api_key, stripe.api_base = KEY, address
    payload, header = event()

    def read() -> int:
        total = 0
        for charge in stripe.Charge.list(limit=100):
            total += charge.amount + len(charge.currency)
            total += charge.billing_details.address is None
            details = charge.payment_method_details
            total += len(details.type) if details is not None else 0
        return total

    def construct_and_read() -> object:
        event: Any = stripe.Webhook.construct_event(payload, header, SECRET)
        return event.data.object.id

    return {
        "retrieve": lambda: stripe.Customer.retrieve("cus_1"),
        "create": lambda: stripe.Customer.create(**NESTED),
        "list": lambda: stripe.Charge.list(limit=100),
        "list and read": read,
        "event": construct_and_read,
    }


def of_requests(address: str) -> dict[str, Callable[[], object]]:
    """The same by hand."""
    import requests

    session = requests.Session()
    payload, header = event()

    def get(path: str) -> dict[str, object]:
        answer: dict[str, object] = session.get(address + path).json()
        return answer

    def verify() -> object:
        stamp, signature = (part.partition("=")[2] for part in header.split(","))
        signed = stamp.encode() + b"." + payload
        expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected, signature):
            raise ValueError(signature)
        return json.loads(payload)["data"]["object"]["id"]

    return {
        "retrieve": lambda: get("/v1/customers/cus_1"),
        "create": lambda: session.post(f"{address}/v1/customers", data=FLAT).json(),
        "list": lambda: get("/v1/charges?limit=100"),
        "list and read": lambda: get("/v1/charges?limit=100"),
        "event": verify,
    }


def main(name: str, address: str) -> None:
    """Answers until standard input ends."""
    measures = of_requests(address) if name == "plain" else of_stripe(address)
    for call in measures.values():
        for _ in range(20):
            call()
    for line in sys.stdin:
        measure, _, count = line.strip().rpartition(" ")
        call = measures[measure]
        started = time.process_time()
        for _ in range(int(count)):
            call()
        print((time.process_time() - started) / int(count), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
