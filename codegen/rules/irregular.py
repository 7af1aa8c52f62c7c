"""Names that no rule gives: history, and words that other languages reserve."""

from __future__ import annotations

CLASSES = {
    "fee_refund": "ApplicationFeeRefund",
    "invoiceitem": "InvoiceItem",
    "item": "LineItem",
    "line_item": "InvoiceLineItem",
    "scheduled_query_run": "sigma.ScheduledQueryRun",
    "sku": "SKU",
}
"""OBJECT_NAME -> class below `stripe`, where CamelCase of the name is not it."""

PACKAGES = frozenset(
    [
        "error",
        "events",
        "oauth",
        "params",
        "resources",
        "sandbox",
        "services",
        "util",
        "webhook",
    ]
)
"""Modules of ours: a namespace of the API with such a name gets an underscore."""

SERVICES = {
    "account": "accounts",
    "charges.refunds": "",
    "apple_pay.domains": "apple_pay_domains",
    "customers.sources": "customers.payment_sources",
    "invoiceitems": "invoice_items",
}
"""Collection, without version and variables -> its place on the client."""

CUSTOM = {
    "get /v1/account": "retrieve_current",
    "delete /v1/subscriptions/{}": "cancel",
    "post /v1/apps/secrets/delete": "delete_where",
    "post /v1/billing/credit_grants/{}/void": "void_grant",
}
"""Route with its variables unnamed -> method."""

SUFFIXED = ("finalize", "return", "send", "void")
"""Actions that some language reserves: the name of the object follows."""

INHERITED = frozenset(
    [
        "class_url",
        "clear",
        "copy",
        "get",
        "instance_url",
        "items",
        "keys",
        "pop",
        "popitem",
        "refresh",
        "refresh_from",
        "request",
        "save",
        "serialize",
        "setdefault",
        "test_helpers",
        "to_dict",
        "update",
        "values",
    ]
)
"""Methods that every resource has: an action of such a name gets the name of the object too."""

SERVICE_CLASSES = {"v2.test_helpers": "TestHelperService"}
"""Services whose class is not named by rule."""

ALIASES = {"delete /v1/customers/{}/sources/{}": ("v1.sources", "detach")}
"""Routes that a second service has too."""

ALONE = {"post /v2/test_helpers/money_management/recipient_verifications"}
"""Routes whose last part is a method of a service, not a service."""

METHODS = {
    "delete /v1/accounts/{}/external_accounts/{}": [
        ("account", "delete_external_account", "class"),
        ("bank_account", "delete", "instance"),
        ("card", "delete", "instance"),
    ],
    "delete /v1/customers/{}/sources/{}": [
        ("customer", "delete_source", "class"),
        ("bank_account", "delete", "instance"),
        ("card", "delete", "instance"),
        ("source", "detach", "instance"),
    ],
    "get /v1/billing/meters/{}/event_summaries": [
        ("billing.meter", "list_event_summaries", "class"),
    ],
    "get /v1/credit_notes/{}/lines": [("credit_note", "list_lines", "class")],
    "get /v1/customers/{}/cash_balance": [("customer", "retrieve_cash_balance", "class")],
    "get /v1/payment_intents/{}/amount_details_line_items": [
        ("payment_intent", "list_amount_details_line_items", "class"),
    ],
    "get /v1/invoices/{}/lines": [("invoice", "list_lines", "class")],
    "get /v1/sources/{}/source_transactions": [("source", "list_source_transactions", "instance")],
    "post /v1/accounts/{}/login_links": [("account", "create_login_link", "class")],
    "post /v1/charges/{}": [
        ("charge", "modify", "class"),
        ("charge", "mark_as_fraudulent", "instance"),
        ("charge", "mark_as_safe", "instance"),
    ],
    "post /v1/customers/{}/cash_balance": [("customer", "modify_cash_balance", "class")],
    "post /v1/invoices/{}/lines/{}": [("line_item", "modify", "class")],
    "post /v1/application_fees/{}/refunds": [
        ("application_fee", "create_refund", "class"),
        ("application_fee", "refund", "instance"),
    ],
    "post /v1/application_fees/{}/refunds/{}": [
        ("fee_refund", "modify", "class"),
        ("application_fee", "modify_refund", "class"),
    ],
    "get /v1/accounts/{}/persons": [
        ("account", "list_persons", "class"),
        ("account", "persons", "instance"),
    ],
    "get /v1/customers/{}/payment_methods": [("customer", "list_payment_methods", "instance")],
    "get /v1/customers/{}/payment_methods/{}": [
        ("customer", "retrieve_payment_method", "instance")
    ],
    "post /v1/financial_connections/accounts/{}/refresh": [
        ("financial_connections.account", "refresh_account", "instance")
    ],
    "post /v1/orders/{}/returns": [("order", "return_order", "instance")],
    "post /v1/subscription_items/{}/usage_records": [
        ("usage_record", "create", "class"),
        ("subscription_item", "create_usage_record", "class"),
    ],
    "get /v1/subscription_items/{}/usage_record_summaries": [
        ("subscription_item", "list_usage_record_summaries", "class"),
    ],
    "post /v1/treasury/financial_accounts/{}/features": [
        ("treasury.financial_account", "update_features", "instance")
    ],
}
"""Route -> object name, method and form of each method of a resource class that it has."""

SEVERAL = {("bank_account", "delete"), ("card", "delete")}
"""Methods with a route for each kind of owner."""

SHARED_PARAMS = {
    ("account", "modify"),
    ("charge", "mark_as_fraudulent"),
    ("charge", "mark_as_safe"),
    ("fee_refund", "modify"),
    ("line_item", "modify"),
    ("source", "detach"),
}
"""Methods of classes whose parameters have the service's name."""

NOT_ON_CLASS = {
    "get /v1/account",
    "post /v1/customers/{}/sources/{}/verify",
}
"""Routes that no resource class has a method for."""
