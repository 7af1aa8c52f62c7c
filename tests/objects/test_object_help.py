"""What people and tools learn of the classes of objects: `help()`, `inspect`, completion."""

from __future__ import annotations

import inspect
import pydoc

import pytest
from all_classes import all_classes

import stripe

CUSTOMER = {
    "id": "cus_1",
    "object": "customer",
    "address": {"city": "Bonn"},
    "metadata": {"a b": "c"},
}

PAGES = [stripe.Customer, stripe.Charge, stripe.ListObject, stripe.StripeObject, stripe.ErrorObject]
PAGES += [stripe.checkout.Session, stripe.v2.core.Account, stripe.Charge.BillingDetails]


def test_attributes_of_every_class_can_be_classified() -> None:
    for cls in all_classes():
        names = {attribute.name for attribute in inspect.classify_class_attrs(cls)}
        assert "to_dict" in names
        assert names >= set(dir(cls)) - {"__abstractmethods__"}


@pytest.mark.parametrize("cls", PAGES, ids=lambda cls: cls.__qualname__)
def test_help(cls: type) -> None:
    text = pydoc.plain(pydoc.render_doc(cls))
    assert f"class {cls.__name__}" in text
    assert "to_dict(self, recursive" in text
    assert inspect.getmembers(cls)


def test_help_of_every_other_public_class() -> None:
    others = [getattr(stripe, name) for name in dir(stripe) if name[:1].isupper()]
    for cls in others:
        if isinstance(cls, type) and cls not in all_classes():
            assert pydoc.render_doc(cls)
            assert inspect.classify_class_attrs(cls)


def test_ipython_completes_keys_and_attributes() -> None:
    customer = stripe.Customer.construct_from(CUSTOMER, None)
    assert customer._ipython_key_completions_() == ["id", "object", "address", "metadata"]
    assert customer.metadata._ipython_key_completions_() == ["a b"]
    assert {"address", "list_payment_methods", "save"} <= set(dir(customer))
    assert "city" in dir(customer.address)


def test_the_sandbox_shows_what_is_for_users() -> None:
    assert dir(stripe.sandbox) == ["Sandbox", "start"]
