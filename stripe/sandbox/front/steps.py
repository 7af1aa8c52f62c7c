"""What recipes are made of: requests, one after another."""

from __future__ import annotations

from typing import Any, NamedTuple

from stripe.sandbox.json import Obj


class Step(NamedTuple):
    """One request; `fails` says that an error answer is what it is for."""

    route: str
    params: Obj
    fails: bool = False


def post(path: str, params: Obj | None = None, *, fails: bool = False) -> Step:
    """A POST below `/v1/`."""
    return Step(f"POST /v1/{path}", params or {}, fails)


def after(steps: list[Step], path: str, params: Obj | None = None) -> list[Step]:
    """Steps, and one more POST behind them."""
    return [*steps, post(path, params)]


USD: Obj = {"amount": 2000, "currency": "usd"}
FOO: Obj = {"metadata": {"foo": "bar"}}
MONTHLY: Obj = {"unit_amount": 1500, "currency": "usd", "recurring": {"interval": "month"}}
CUSTOMER = post("customers", {"description": "(created by trigger)"})
PRODUCT = post("products", {"name": "myproduct", "description": "(created by trigger)"})


def charge(source: str = "tok_visa", *, fails: bool = False, **more: Any) -> Step:
    """A charge of 20 dollars."""
    return post("charges", {**USD, "source": source, **more}, fails=fails)
