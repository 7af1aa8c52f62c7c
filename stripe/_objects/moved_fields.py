"""Fields that objects had in earlier API versions, each with where its content is now."""

from __future__ import annotations

_PAYMENT = 'payments.data[0].payment, with expand=["payments"]'
_INVOICE_OF_A_PAYMENT = (
    'stripe.InvoicePayment.list(payment={"type": "payment_intent", "payment_intent": ...})'
)

MOVED: dict[tuple[str, str], str] = {
    ("charge", "invoice"): _INVOICE_OF_A_PAYMENT,
    ("credit_note", "tax_amounts"): "total_taxes",
    ("discount", "coupon"): "source.coupon",
    ("invoice", "charge"): _PAYMENT,
    ("invoice", "discount"): "discounts",
    ("invoice", "paid"): 'status, which is "paid"',
    ("invoice", "payment_intent"): _PAYMENT,
    ("invoice", "quote"): "parent.quote_details.quote",
    ("invoice", "subscription"): "parent.subscription_details.subscription",
    ("invoice", "subscription_details"): "parent.subscription_details",
    ("invoice", "tax"): "total_taxes",
    ("invoice", "total_tax_amounts"): "total_taxes",
    ("invoiceitem", "price"): "pricing.price_details.price",
    ("invoiceitem", "subscription"): "parent.subscription_details.subscription",
    ("invoiceitem", "unit_amount"): "pricing.unit_amount_decimal",
    ("line_item", "plan"): "pricing.price_details.price",
    ("line_item", "price"): "pricing.price_details.price",
    ("line_item", "tax_amounts"): "taxes",
    ("payment_intent", "charges"): "latest_charge",
    ("payment_intent", "invoice"): _INVOICE_OF_A_PAYMENT,
    ("promotion_code", "coupon"): "promotion.coupon",
    ("subscription", "current_period_end"): "items.data[0].current_period_end",
    ("subscription", "current_period_start"): "items.data[0].current_period_start",
    ("subscription", "discount"): "discounts",
}
"""Object and field, and what to read instead."""
