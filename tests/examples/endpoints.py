"""What the tests of webhook endpoints share: loading examples, paying, signing."""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import stripe

ROOT = Path(__file__).parents[2]
SECRET = "whsec_of_the_example"
Post = Callable[[bytes, "dict[str, str]"], int]


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def pay() -> stripe.PaymentIntent:
    return stripe.PaymentIntent.create(
        amount=2000,
        currency="eur",
        payment_method="pm_card_visa",
        automatic_payment_methods={"enabled": True, "allow_redirects": "never"},
        confirm=True,
    )


def signed(payload: str, secret: str = SECRET) -> dict[str, str]:
    header = stripe.WebhookSignature.generate_signature_header(payload, secret, int(time.time()))
    return {"Stripe-Signature": header}
