"""What recipes are made of: requests, one after another."""

from __future__ import annotations

from typing import NamedTuple

from stripe.sandbox.json import Obj


class Step(NamedTuple):
    """One request; `fails` says that an error answer is what it is for."""

    route: str
    params: Obj
    fails: bool = False
