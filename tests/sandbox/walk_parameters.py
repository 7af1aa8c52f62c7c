"""Parameters of operations beyond what the description requires, by operation.

`{variable}` gives what a variable of the path stands for, where that is more than an object of its kind;
`+` names what must be there. `@name`: see walk_things.
"""

from walk_things import (
    THINGS,
    USD,
)

# Required parameters that name an object, by their own names.
REFERENCES = {
    "customer": "customer",
    "charge": "charge",
    "invoice": "open invoice",
    "price": "price",
    "product": "product",
    "subscription": "subscription",
    "account": "account",
    "destination": "account",
    "file": "file",
    "setup_intent": "done setup_intent",
    "value_list": "radar.value_list",
    "cardholder": "issuing.cardholder",
    "card": "issuing.card",
    "entitlement_feature": "entitlements.feature",
    "financial_account": "treasury.financial_account",
    "physical_bundle": "issuing.physical_bundle",
}

CUSTOMER = {"customer": "@customer"}
AMOUNT_OF_RECORD = {"value": 100, "currency": "usd"}
LINE = {"{invoice}": "@invoice", "{line_item_id}": "@invoice:lines:data:0:id"}
BALANCES = {**CUSTOMER, "+": ["@billing.credit_grant"]}
INTENT = {"payment_intent": "@payment_intent"}
READING = {"{reader}": "@busy terminal.reader"}
ASKED = {"{reader}": "@asking terminal.reader"}


def made_like(*names):
    """The creations of things, with the parameters with which the table of things makes them."""
    return {THINGS[name][0]: THINGS[name][1] for name in names}


PARAMETERS = {
    "POST /v1/files": THINGS["file"][1],
    **made_like(
        "charge", "coupon", "invoiceitem", "invoice", "payment_method", "plan", "price", "promotion_code",
        "shipping_rate", "source", "subscription", "subscription_schedule", "token", "tax.registration", "climate.order",
        "tax.calculation", "tax.transaction",
        "billing.alert", "billing.credit_grant", "billing_portal.configuration", "payment_link", "payout",
        "transfer", "product_catalog.trial_offer", "issuing.card", "issuing.dispute", "ephemeral_key",
        "three_d_secure.authentication", "forwarding.request", "v2.core.event_destination", "refund",
        "confirmation_token", "subscription_item", "credit_note", "quote", "payment_record",
        "checkout.session",
    ),
    # Payments
    "POST /v1/charges/{charge}/capture": {"{charge}": "@uncaptured charge"},
    "POST /v1/payment_intents/{intent}/confirm": {"{intent}": "@chosen payment_intent"},
    "POST /v1/payment_intents/{intent}/capture": {"{intent}": "@capturable payment_intent"},
    "POST /v1/payment_intents/{intent}/increment_authorization": {
        "{intent}": "@capturable payment_intent", "amount": 2500},
    "POST /v1/payment_intents/{intent}/verify_microdeposits": {
        "{intent}": "@bank payment_intent", "amounts": [32, 45]},
    "POST /v1/payment_intents/{intent}/apply_customer_balance": {
        "{intent}": "@transfer payment_intent", "+": ["@transfer payment_intent", "@funded customer"]},
    "POST /v1/setup_intents/{intent}/confirm": {"{intent}": "@chosen setup_intent"},
    "POST /v1/setup_intents/{intent}/verify_microdeposits": {
        "{intent}": "@bank setup_intent", "amounts": [32, 45]},
    "POST /v1/payment_methods/{payment_method}": {"{payment_method}": "@attached payment_method"},
    "POST /v1/payment_methods/{payment_method}/attach": CUSTOMER,
    "POST /v1/payment_methods/{payment_method}/detach": {
        "{payment_method}": "@attached payment_method"},
    "POST /v1/payment_records/{id}/report_refund": {
        "{id}": "@guaranteed payment_record", "outcome": "refunded", "amount": AMOUNT_OF_RECORD,
        "refunded": {"refunded_at": 1_700_000_500},
        "processor_details": {"type": "custom", "custom": {"refund_reference": "9"}},
    },
    "POST /v1/refunds/{refund}/cancel": {"{refund}": "@waiting refund"},
    "POST /v1/sources/{source}/verify": {"{source}": "@unverified source", "values": ["32", "45"]},
    # Customers
    "DELETE /v1/customers/{customer}/discount": {"{customer}": "@customer with coupon"},
    "DELETE /v1/customers/{customer}/sources/{id}": {"{id}": "@card"},
    "GET /v1/customers/{customer}/sources/{id}": {"{id}": "@card"},
    "POST /v1/customers/{customer}/sources": {"source": "tok_mastercard"},
    "POST /v1/customers/{customer}/sources/{id}": {"{id}": "@card", "name": "Jenny"},
    "POST /v1/customers/{customer}/sources/{id}/verify": {
        "{id}": "@bank_account", "amounts": [32, 45]},
    "GET /v1/customers/{customer}/payment_methods/{payment_method}": {
        "{payment_method}": "@attached payment_method"},
    "GET /v1/customers/{customer}/tax_ids/{id}": {"{id}": "@customer's tax_id"},
    "DELETE /v1/customers/{customer}/tax_ids/{id}": {"{id}": "@customer's tax_id"},
    "POST /v1/customers/{customer}/funding_instructions": {
        "bank_transfer": {"type": "us_bank_transfer"}},
    "POST /v1/customer_sessions": {
        **CUSTOMER, "components": {"pricing_table": {"enabled": True}}},
    # Billing
    "GET /v1/billing/credit_balance_summary": {
        **BALANCES,
        "filter": {"type": "applicability_scope", "applicability_scope": {"price_type": "metered"}}},
    "GET /v1/billing/credit_balance_transactions": BALANCES,
    "GET /v1/billing/meters/{id}/event_summaries": {
        **CUSTOMER, "start_time": 1_799_999_940, "end_time": 1_800_000_060,
        "+": ["@counted usage"]},
    "POST /v1/billing/alerts/{id}/activate": {"{id}": "@inactive billing.alert"},
    "POST /v1/billing/meters/{id}/reactivate": {"{id}": "@inactive billing.meter"},
    "POST /v1/billing/meter_events": {
        "event_name": "calls", "+": ["@billing.meter"],
        "payload": {"value": "3", "stripe_customer_id": "@customer"}},
    "POST /v1/billing/meter_event_adjustments": {
        "event_name": "calls", "type": "cancel", "cancel": {"identifier": "one"},
        "+": ["@counted usage"]},
    "POST /v1/billing_portal/sessions": {**CUSTOMER, "+": ["@billing_portal.configuration"]},
    "GET /v1/credit_notes/preview": {"amount": 100},
    "GET /v1/credit_notes/preview/lines": {"amount": 100},
    "POST /v1/invoices/create_preview": {
        **CUSTOMER, "subscription_details": {"items": [{"price": "@monthly price"}]}},
    "POST /v1/invoices/{invoice}/add_lines": {
        "{invoice}": "@empty invoice", "lines": [{"amount": 500, "description": "More"}]},
    "POST /v1/invoices/{invoice}/update_lines": {
        "{invoice}": "@invoice", "lines": [{"id": LINE["{line_item_id}"], "amount": 700}]},
    "POST /v1/invoices/{invoice}/remove_lines": {
        "{invoice}": "@invoice",
        "lines": [{"id": LINE["{line_item_id}"], "behavior": "delete"}]},
    "POST /v1/invoices/{invoice}/lines/{line_item_id}": {**LINE, "amount": 700},
    "POST /v1/invoices/{invoice}/attach_payment": {
        "{invoice}": "@open invoice", "payment_intent": "@payment of an invoice"},
    "POST /v1/invoices/{invoice}/mark_uncollectible": {"{invoice}": "@open invoice"},
    "POST /v1/invoices/{invoice}/send": {"{invoice}": "@sent invoice"},
    "POST /v1/invoices/{invoice}/void": {"{invoice}": "@open invoice"},
    "GET /v1/prices/search": {"query": "active:'true'"},
    "GET /v1/products/search": {"query": "active:'true'"},
    "GET /v1/quotes/{quote}/pdf": {"{quote}": "@open quote"},
    "POST /v1/quotes/{quote}/accept": {"{quote}": "@open quote"},
    "DELETE /v1/subscriptions/{subscription_exposed_id}/discount": {
        "{subscription_exposed_id}": "@discounted subscription"},
    "POST /v1/subscriptions/{subscription}/migrate": {
        "{subscription}": "@classic subscription", "billing_mode": {"type": "flexible"}},
    "POST /v1/subscriptions/{subscription}/resume": {"{subscription}": "@paused subscription"},
    "POST /v1/test_helpers/test_clocks/{test_clock}/advance": {"frozen_time": 1_900_000_600},
    # Connect
    "POST /oauth/deauthorize": {"stripe_user_id": "@connected account", "client_id": "ca_123"},
    "POST /oauth/token": {"code": "@oauth code", "grant_type": "authorization_code"},
    "POST /v1/account_links": {
        "type": "account_onboarding", "refresh_url": "https://example.com/refresh",
        "return_url": "https://example.com/return"},
    "POST /v1/account_sessions": {"components": {"account_onboarding": {"enabled": True}}},
    "POST /v1/accounts/{account}/external_accounts": {
        "{account}": "@custom account", "external_account": "btok_us"},
    "GET /v1/accounts/{account}/external_accounts/{id}": {
        "{account}": "@custom account", "{id}": "@external account"},
    "POST /v1/accounts/{account}/external_accounts/{id}": {
        "{account}": "@custom account", "{id}": "@external account"},
    "DELETE /v1/accounts/{account}/external_accounts/{id}": {
        "{account}": "@custom account", "{id}": "@second external account"},
    **{
        f"{method} /v1/accounts/{{account}}/persons/{{person}}": {"{account}": "@custom account"}
        for method in ("GET", "POST", "DELETE")
    },
    **{
        f"{method} /v1/accounts/{{account}}/capabilities/{{capability}}": {
            "{capability}": "transfers"}
        for method in ("GET", "POST")
    },
    "POST /v1/payouts/{payout}/reverse": {"{payout}": "@paid payout"},
    # Terminal
    "POST /v1/terminal/readers/{reader}/collect_payment_method": INTENT,
    "POST /v1/terminal/readers/{reader}/process_payment_intent": INTENT,
    "POST /v1/terminal/readers/{reader}/confirm_payment_intent": {
        "payment_intent": "@chosen payment_intent"},
    "POST /v1/terminal/readers/{reader}/process_setup_intent": {"setup_intent": "@setup_intent"},
    "POST /v1/terminal/readers/{reader}/refund_payment": {"charge": "@charge"},
    "POST /v1/terminal/onboarding_links": {
        "link_type": "apple_terms_and_conditions",
        "link_options": {"apple_terms_and_conditions": {"merchant_display_name": "Gold Ltd"}}},
    "POST /v1/test_helpers/terminal/readers/{reader}/present_payment_method": READING,
    "POST /v1/test_helpers/terminal/readers/{reader}/succeed_input_collection": ASKED,
    "POST /v1/test_helpers/terminal/readers/{reader}/timeout_input_collection": ASKED,
    "POST /v1/test_helpers/refunds/{refund}/expire": {"{refund}": "@waiting refund"},
    # Radar, tax, Treasury, apps
    "POST /v1/radar/payment_evaluations": {
        "customer_details": CUSTOMER,
        "payment_details": {
            **USD, "payment_method_details": {"payment_method": "@payment_method"}}},
    "GET /v1/tax/associations/find": INTENT,
    "POST /v1/tax/transactions/create_reversal": {
        "mode": "full", "original_transaction": "@tax.transaction", "reference": "refund"},
    "POST /v1/test_helpers/issuing/personalization_designs/{personalization_design}/reject": {
        "rejection_reasons": {"card_logo": ["geographic_location"]}},
    "POST /v1/test_helpers/treasury/inbound_transfers/{id}/return": {
        "{id}": "@succeeded treasury.inbound_transfer"},
    "GET /v1/apps/secrets/find": {"name": "@apps.secret:name"},
    "POST /v1/apps/secrets/delete": {"name": "@apps.secret:name"},
    # V2
    "POST /v2/core/event_destinations/{id}/enable": {"{id}": "@disabled v2.core.event_destination"},
}  # fmt: skip


NEVER_MADE = {
    "/v1/financial_connections/accounts/": "customers connect no accounts",
    "/v1/financial_connections/transactions/": "customers connect no accounts",
    "/v1/identity/verification_reports/": "nobody's documents are looked at",
    "/v1/invoice_rendering_templates/": "templates are made in the Dashboard",
    "/v1/issuing/tokens/": "no wallet holds an issued card",
    "/v1/sigma/scheduled_query_runs/": "queries are scheduled in the Dashboard",
    "/v1/tax/associations/": "payments make no tax transactions",
    "/v1/treasury/transaction_entries/": "transactions of Treasury stay open",
    "/v2/money_management/adjustments/": "no money is kept in V2 accounts",
    "/v2/money_management/financial_accounts/": "they are opened in the Dashboard",
    "/v2/money_management/payout_methods/": "recipients enter them elsewhere",
    "/v2/money_management/received_credits/": "no money is kept in V2 accounts",
    "/v2/money_management/transaction_entries/": "no money is kept in V2 accounts",
    "/v2/money_management/transactions/": "no money is kept in V2 accounts",
}
"""Why there is nothing below some addresses: operations on one such object have none to act on."""
