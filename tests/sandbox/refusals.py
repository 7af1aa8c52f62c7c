"""The errors that calls are refused with."""

from collections.abc import Callable
from typing import Any

import pytest

import stripe


def refused(call: Callable[..., Any], *arguments: Any, **params: Any) -> Any:
    """Return the error of a request that is not valid."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call(*arguments, **params)
    return caught.value


def failed(call: Callable[..., Any], *arguments: Any, **params: Any) -> Any:
    """Return the error of a call, of whatever class."""
    with pytest.raises(stripe.StripeError) as caught:
        call(*arguments, **params)
    return caught.value
