"""Write the run-time modules: resources, services, names, events."""

from __future__ import annotations

from codegen import event_modules, namespaces, resource_modules, service_modules, text
from codegen.description import Description
from codegen.reading import AMOUNT


def files(description: Description) -> dict[str, str]:
    """Return the generated run-time files: path below stripe/ -> text."""
    found = {
        **resource_modules.files((*description.resources.values(), *description.dropped_resources)),
        **service_modules.files(description.services),
        **namespaces.files(description),
        **event_modules.files(description),
        "resources/v2/amount.py": AMOUNT_MODULE,
    }
    found.setdefault("resources/v2/__init__.py", text.HEADER)
    return found


AMOUNT_MODULE = text.module(
    "from typing import TypedDict\n\nfrom stripe.stripe_object import StripeObject",
    f"class {AMOUNT.rpartition('.')[2]}(StripeObject):\n    value: int\n    currency: str",
    "class AmountParam(TypedDict):\n    value: int\n    currency: str",
)
