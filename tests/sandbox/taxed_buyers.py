"""Customers at addresses, what is taxed there, and invoices with automatic tax."""

import stripe

SEATTLE = {"country": "US", "state": "WA", "city": "Seattle", "postal_code": "98104"}
BERLIN = {"country": "DE", "city": "Berlin"}
ON = {"enabled": True}

# address -> exclusive taxes of 10000, kinds
PLACES = [
    (SEATTLE, {"sales_tax": 650}),
    ({"country": "US", "state": "or"}, {}),
    (BERLIN, {"vat": 1900}),
    ({"country": "GB"}, {"vat": 2000}),
    ({"country": "CA", "state": "QC"}, {"gst": 500, "qst": 998}),
    ({"country": "CA", "state": "ON"}, {"hst": 1300}),
    ({"country": "AU"}, {"gst": 1000}),
    ({"country": "JP"}, {"jct": 1000}),
    ({"country": "BR"}, {}),
]


def buyer(address=None, **more):
    params = {"address": address} if address else {}
    return stripe.Customer.create(
        email="jenny@example.com",
        payment_method="pm_card_visa",
        invoice_settings={"default_payment_method": "pm_card_visa"},
        **params,
        **more,
    )


def invoice(customer, *items, **more):
    for item in items:
        stripe.InvoiceItem.create(customer=customer.id, **item)
    return stripe.Invoice.create(
        customer=customer.id,
        automatic_tax=ON,
        pending_invoice_items_behavior="include",
        **more,
    )


def item(amount=10000, **more):
    return {"amount": amount, "currency": "usd", **more}
