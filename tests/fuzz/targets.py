"""What is fuzzed: each target takes bytes, and raises nothing but what is documented."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

import stripe
from stripe._objects.hydration import hydrate
from stripe._wire.encoding import encode_form
from stripe.api_requestor import APIRequestor
from stripe.webhook import Webhook, WebhookSignature

SECRET = "whsec_fuzzing"
REQUESTOR = APIRequestor("sk_test_fuzzing")


def webhook(data: bytes) -> None:
    """A payload that was signed, a header that was not: an event, or a documented error."""
    header, _, payload = data.partition(b"\n")
    try:
        Webhook.construct_event(payload, header.decode("latin-1"), SECRET)
    except stripe.SignatureVerificationError:
        pass
    signed = WebhookSignature.generate_signature_header(payload, SECRET)
    try:
        event = Webhook.construct_event(payload, signed, SECRET)
    except ValueError:
        return
    assert isinstance(event, stripe.Event)
    str(event)
    repr(event)
    for name in event:
        assert name in event


def form(data: bytes) -> None:
    """Parameters, given as JSON: what is encoded is read back, whatever the names and nesting."""
    try:
        params = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(params, dict):
        return
    try:
        text = encode_form(params)
    except stripe.InvalidRequestError:
        return
    assert text.isascii()
    wanted = [(name, value) for name, value in _leaves(params)]
    pairs = [pair.split("=", 1) for pair in text.split("&")] if text else []
    assert [(unquote_plus(name), unquote_plus(value)) for name, value in pairs] == wanted


def _leaves(value: Any, name: str | None = None) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)  # type: ignore[assignment]
    elif value is None:
        return []
    elif isinstance(value, bool):
        return [(str(name), "true" if value else "false")]
    else:
        return [(str(name), str(value))]
    found = []
    for key, item in items:
        found += _leaves(item, str(key) if name is None else f"{name}[{key}]")
    return found


def hydration(data: bytes) -> None:
    """An answer: an object whose text, dict and pickle say the same, or ValueError."""
    try:
        text = data.decode()
        plain = json.loads(text)
    except (ValueError, RecursionError):
        return
    for mode in ("V1", "V2"):
        made = hydrate(text, REQUESTOR, mode)
        if not isinstance(made, stripe.StripeObject):
            continue
        assert list(made.__dict__) == list(plain)  # iterating over a list gives its items
        back = stripe.StripeObject.to_dict(made, for_json=True)
        assert json.dumps(back, default=str) == json.dumps(_typed(plain, back))
        loaded = pickle.loads(pickle.dumps(made))
        assert str(loaded) == str(made)
        repr(made)


def _typed(plain: Any, back: Any) -> Any:
    """`plain`, with the numbers in text that the library reads as numbers (int64) as such."""
    if isinstance(plain, dict) and isinstance(back, dict):
        return {name: _typed(value, back.get(name)) for name, value in plain.items()}
    if isinstance(plain, list) and isinstance(back, list):
        return [_typed(*pair) for pair in zip(plain, back, strict=True)]
    if (
        isinstance(plain, str)
        and isinstance(back, int)
        and re.fullmatch(r"\s*[-+]?[\d_]+\s*", plain)
    ):
        return int(plain)
    if isinstance(plain, str) and isinstance(back, str) and plain != back:
        from decimal import Decimal

        assert Decimal(plain) == Decimal(back) or Decimal(plain).is_nan()
        return back
    return plain


TARGETS: dict[str, Callable[[bytes], None]] = {
    "webhook": webhook,
    "form": form,
    "hydration": hydration,
}
