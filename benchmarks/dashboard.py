"""Pages of the sandbox's dashboard with many objects: `python -m benchmarks.dashboard [OBJECTS]`.

Half of them are customers, half charges. What counts is the time of the processor, in which nothing else
on the machine has a part.
"""

from __future__ import annotations

import sys
import time

import stripe
import stripe.sandbox
from stripe.sandbox.http import Request
from stripe.sandbox.sandbox import Sandbox

PAGES = {
    "home": "/",
    "list": "/objects/charge",
    "found by e-mail": "/objects/customer?q=7@example.com",
    "found by the start of an id": "/objects/customer?q=cus_none",
    "found by metadata": "/objects/customer?q=order=7",
    "the oldest object": "/objects/customer/{oldest}",
    "requests": "/developers/requests",
    "events": "/developers/events",
    "events of an object": "/developers/events?q={oldest}",
    "what is due": "/time",
}


def main(objects: int) -> None:
    """Makes the objects, then prints what each page takes, in milliseconds."""
    with Sandbox() as sandbox:
        oldest = stripe.Customer.create().id
        for at in range(objects // 2):
            stripe.Customer.create(email=f"{at}@example.com", metadata={"order": str(at)})
            stripe.Charge.create(amount=1000 + at % 1000, currency="usd", source="tok_visa")
        for name, page in PAGES.items():
            path, _, query = page.format(oldest=oldest).partition("?")
            took: list[float] = []
            for _ in range(5):
                started = time.process_time()
                answer = sandbox._app.handle(Request("GET", path, query, {}, b""))
                took.append((time.process_time() - started) * 1000)
                assert answer.status == 200, page
            print(f"{name:28} {sorted(took)[2]:6.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
