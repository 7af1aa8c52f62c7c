"""Pickles made by the official SDK, versions 8 to 16, as they lie in caches, queues and sessions.

They name a class by its module (found by `stripe.aliases`), call it with an object's id and options, and
hand over its fields. Errors are called with their `args` and given their attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe._objects.field_types import type_fields

if TYPE_CHECKING:
    from stripe.stripe_object import StripeObject

# Inner classes of former versions, plain hashes today: module of the resource, and paths in it.
_FORMER_CLASSES = {
    "stripe.resources.billing.alert": "Filter UsageThresholdConfig",
    "stripe.resources.checkout.session": "ShippingDetails",
    "stripe.resources.credit_note": "TaxAmount",
    "stripe.resources.credit_note_line_item": "TaxAmount",
    "stripe.resources.invoice": "RenderingOptions SubscriptionDetails TotalTaxAmount TransferData",
    "stripe.resources.invoice_line_item": "ProrationDetails TaxAmount",
    "stripe.resources.payment_method_configuration": "IdBankTransfer Netbanking",
    "stripe.resources.product": "Feature",
    "stripe.resources.radar.payment_evaluation": "Insights",
    "stripe.resources.terminal.configuration": "Tipping.Bgn",
    "stripe.resources.usage_record_summary": "Period",
    "stripe.resources.v2.core.account": (
        "Identity.BusinessDetails.AnnualRevenue.Amount "
        "Identity.BusinessDetails.MonthlyEstimatedRevenue.Amount"
    ),
    # The inner classes of these, which are looked up on what is found for them.
    "stripe.stripe_object": "Address CreditedItems DisplayPreference FraudulentDispute",
}


def is_former_class(module: str, path: str) -> bool:
    """Whether an earlier version had an inner class at this path of the resource in `module`."""
    return path in _FORMER_CLASSES.get(module, "").split()


def take_official_state(instance: StripeObject, fields: dict[str, Any]) -> None:
    """Gives an object, made with its id and options already, the fields that were pickled."""
    object.__setattr__(instance, "__dict__", dict(fields))
    # Numbers that were texts in the version that made the pickle.
    type_fields(instance.__dict__, type(instance).field_readers() or {})
    for name in getattr(instance, "_DOCUMENTED", ()):  # of errors: newer versions know more of them
        instance.__dict__.setdefault(name, None)
    if not hasattr(type(instance), "OBJECT_NAME"):
        # The constructor makes objects of the API; this is a hash inside one.
        object.__delattr__(instance, "_last_response")
