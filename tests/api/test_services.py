"""Every service method: `client.v1.charges.capture(id, params, options)`."""

from __future__ import annotations

from copy import deepcopy
from functools import reduce
from typing import Any

import pytest
from calls import IDS, OPTIONS, assert_answer, assert_options_sent, assert_sent, raw_answer
from description import DOCUMENT, OPERATIONS, SHORTCUTS, ServiceMethod, service_methods
from sent_requests import Wire

import stripe
from stripe import StripeClient

METHODS = service_methods()
NAMES = [method.name for method in METHODS]
# Its parameters are required (tests/faces/test_oauth.py).
WITHOUT_OAUTH = [method for method in METHODS if not method.name.startswith("oauth.")]


class Frozen(dict):  # type: ignore[type-arg]
    """A dict that nobody may change."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a dict of the caller is changed")

    __setitem__ = __delitem__ = pop = popitem = update = setdefault = clear = __ior__ = _refuse


def find(client: StripeClient, name: str) -> Any:
    return reduce(getattr, name.split("."), client)


def ids_of(method: ServiceMethod) -> list[str]:
    return IDS[: len(method.operation.placeholders)]


def test_there_are_as_many_as_the_api_has():
    assert len(OPERATIONS) == 652
    assert len([name for name in NAMES if not name.startswith("oauth.")]) == 649


@pytest.mark.parametrize("method", METHODS, ids=NAMES)
def test_with_all_parameters_and_options(method: ServiceMethod, client: StripeClient, wire: Wire):
    operation = method.operation
    params = operation.sample_params()
    before = deepcopy(params)
    wire.always(raw_answer(operation))
    answer = find(client, method.name)(*ids_of(method), Frozen(params), Frozen(OPTIONS))
    assert params == before
    sent = wire.only
    assert_sent(sent, operation, IDS, before)
    assert_options_sent(sent)
    assert sent.key == OPTIONS["api_key"]
    assert_answer(answer, operation)


@pytest.mark.parametrize("method", WITHOUT_OAUTH, ids=[method.name for method in WITHOUT_OAUTH])
def test_with_ids_alone(method: ServiceMethod, client: StripeClient, wire: Wire):
    wire.always("{}")
    find(client, method.name)(*ids_of(method))
    sent = wire.only
    assert_sent(sent, method.operation, IDS, {})
    assert "Stripe-Account" not in sent.headers
    assert "Stripe-Context" not in sent.headers
    assert sent.headers["Stripe-Version"] == stripe.api_version
    assert sent.key == "sk_test_client"
    has_key = sent.verb == "post" or (sent.verb == "delete" and method.operation.is_v2)
    assert ("Idempotency-Key" in sent.headers) == has_key


@pytest.mark.parametrize("name", SHORTCUTS)
def test_older_spellings(name: str, client: StripeClient):
    assert getattr(client, name) is getattr(client.v1, name)
    assert name in dir(StripeClient)


def test_older_spellings_are_no_others(client: StripeClient):
    assert len(SHORTCUTS) == 74
    with pytest.raises(AttributeError, match="payment_intent'"):
        _ = client.payment_intent


def services_of(node: dict[str, Any], path: str) -> list[str]:
    return [f"{path}.{name}" for name in node.get("services", [])]


def test_the_service_tree(client: StripeClient):
    tree = DOCUMENT["x-sdk-services"]
    assert {"v1", "v2"} <= set(tree)
    for path, node in tree.items():
        service = find(client, path)
        assert type(service).__name__ == node["class"], path
        for below in services_of(node, path):
            assert find(client, below) is find(client, below)
            assert below in tree
