"""A loopback server with the answers of a few operations, made by the sandbox, all in memory.

python -m benchmarks.server    # prints its address
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import stripe
import stripe.sandbox

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def answers() -> dict[str, bytes]:
    """Bodies by path."""
    with stripe.sandbox.Sandbox(seed=1, now=1_700_000_000) as sandbox:
        stripe.api_key = sandbox.api_key
        customer = stripe.Customer.create(
            email="jenny.rosen@example.com",
            name="Jenny Rosen",
            address={"line1": "1 Main Street", "city": "Berlin", "country": "DE"},
            metadata={"order": "6735", "plan": "gold"},
        )
        for number in range(100):
            stripe.Charge.create(
                amount=1000 + number,
                currency="usd",
                source="tok_visa",
                metadata={"order": str(number)},
            )
        charges = stripe.Charge.list(limit=100)
        data: dict[str, Any] = {
            "/v1/customers": customer.to_dict(),
            f"/v1/customers/{customer.id}": customer.to_dict(),
            "/v1/customers/cus_1": customer.to_dict(),
            "/v1/charges": charges.to_dict(),
        }
    return {path: json.dumps(body, indent=2).encode() for path, body in data.items()}


def main() -> None:
    """Serves until its standard input is closed."""
    bodies = answers()

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = bodies[environ["PATH_INFO"]]
        environ["wsgi.input"].read()
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Request-Id", "req_1"),
            ("Stripe-Version", stripe.api_version),
        ]
        start_response("200 OK", headers)
        return [body]

    create_server: Any = import_module("waitress.server").create_server  # it has no types
    server = create_server(application, host="127.0.0.1", port=0, threads=2)
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)
    threading.Thread(target=server.run, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
