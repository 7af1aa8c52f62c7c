"""What people and tools learn of the classes of objects: `help()`, `inspect`, completion."""

from __future__ import annotations

import inspect
import pydoc

import pytest
from all_classes import all_classes

import stripe

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
