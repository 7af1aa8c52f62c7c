"""Things that operations act on, each with the request that makes it.

A name is that of the object, with words before it where it is in a certain state. `@name` in a path or a
value stands for the id of a thing, `@name:path:to:field` for a field of it; within one test each thing is
made once.
"""

ADDRESS = {
    "line1": "510 Townsend St",
    "city": "San Francisco",
    "state": "CA",
    "postal_code": "94103",
    "country": "US",
}
USD = {"amount": 2000, "currency": "usd"}
CARD = {"payment_method_types": ["card"]}
BANK = {"routing_number": "110000000", "account_number": "000123456789"}
RETURN = {"return_url": "https://example.com/return"}
BROWSER = {
    "type": "browser",
    "browser": {
        "accept_header": "text/html",
        "ip_address": "192.0.2.1",
        "javascript_enabled": True,
        "language": "en-US",
        "user_agent": "Mozilla/5.0",
    },
}
SECRET = {"name": "token", "payload": "hunter2", "scope": {"type": "account"}}
PAYMENT_RECORD = {
    "amount_requested": {"value": 2000, "currency": "usd"},
    "initiated_at": 1_700_000_000,
    "payment_method_details": {"type": "custom", "custom": {"display_name": "Cash"}},
    "processor_details": {"type": "custom", "custom": {"payment_reference": "123"}},
}
CREDIT_GRANT = {
    "amount": {"type": "monetary", "monetary": {"currency": "usd", "value": 1000}},
    "applicability_config": {"scope": {"price_type": "metered"}},
    "category": "paid",
    "customer": "@customer",
}


def intent(method="pm_card_visa", kind="payment_intents", **more):
    amount = USD if kind == "payment_intents" else {}
    given = {**amount, **CARD, "payment_method": method, "confirm": True}
    return f"POST /v1/{kind}", {**given, **more}


def bank_intent(kind):
    bank = {**BANK, "account_holder_type": "individual"}
    data = {"type": "us_bank_account", "us_bank_account": bank}
    data["billing_details"] = {"name": "Jenny Rosen", "email": "jenny@example.com"}
    acceptance = {"customer_acceptance": {"type": "offline"}}
    types = {"payment_method_types": ["us_bank_account"], "mandate_data": acceptance}
    return intent("", kind, payment_method_data=data, **types)


def authorization(**more):
    return "POST /v1/test_helpers/issuing/authorizations", {"card": "@issuing.card", **USD, **more}


def session(**more):
    item = {"price": "@price", "quantity": 1}
    page = {"success_url": "https://example.com/thanks"}
    return "POST /v1/checkout/sessions", {"mode": "payment", "line_items": [item], **page, **more}


def person(given="Jenny"):
    return {"given_name": given, "surname": "Rosen"}


THINGS = {
    # Payments
    "charge": ("POST /v1/charges", {**USD, "source": "tok_visa"}),
    "uncaptured charge": ("POST /v1/charges", {**USD, "source": "tok_visa", "capture": False}),
    "bank money": ("POST /v1/charges", {"amount": 90000, "currency": "usd", "source": "tok_bypassPending"}),
    "disputed charge": ("POST /v1/charges", {**USD, "source": "tok_createDispute"}),
    "risky charge": ("POST /v1/charges", {**USD, "source": "tok_riskLevelElevated"}),
    "fraudulent charge": ("POST /v1/charges", {**USD, "source": "tok_createIssuerFraudRecord"}),
    "balance_transaction": ("GET /v1/balance_transactions", {"source": "@charge"}),
    "dispute": ("GET /v1/disputes", {"charge": "@disputed charge"}),
    "review": ("GET /v1/reviews", {"+": ["@risky charge"]}),
    "radar.early_fraud_warning": (
        "GET /v1/radar/early_fraud_warnings", {"charge": "@fraudulent charge"}),
    "refund": ("POST /v1/refunds", {"charge": "@charge", "amount": 100}),
    "waiting refund": ("POST /v1/refunds", {"payment_intent": "@voucher payment_intent"}),
    "voucher payment_intent": (
        "GET /v1/payment_intents/@unpaid voucher payment_intent", {"+": ["@paid voucher"]}),
    "unpaid voucher payment_intent": intent(
        "", payment_method_types=["konbini"], currency="jpy",
        payment_method_data={"type": "konbini", "billing_details": {
            "name": "Jenny", "email": "jenny@example.com"}},
    ),
    "paid voucher": (
        "POST /_sandbox/authenticate", {"intent": "@unpaid voucher payment_intent"}),
    "payment_intent": ("POST /v1/payment_intents", {**USD, **CARD}),
    "shop payment_intent": (
        "POST /v1/payment_intents", {**USD, "payment_method_types": ["card_present"]}),
    "chosen payment_intent": intent(confirm=False),
    "capturable payment_intent": intent(
        capture_method="manual",
        payment_method_options={"card": {"request_incremental_authorization": "if_available"}},
    ),
    "paid payment_intent": intent(),
    "bank payment_intent": bank_intent("payment_intents"),
    "transfer payment_intent": (
        "POST /v1/payment_intents",
        {
            **USD, "customer": "@customer", "confirm": True,
            "payment_method_types": ["customer_balance"],
            "payment_method_data": {"type": "customer_balance"},
            "payment_method_options": {"customer_balance": {
                "funding_type": "bank_transfer", "bank_transfer": {"type": "us_bank_transfer"}}},
        },
    ),
    "saving customer": (
        "POST /v1/customers/@customer/cash_balance", {"settings": {"reconciliation_mode": "manual"}}),
    "funded customer": (
        "POST /v1/test_helpers/customers/@customer/fund_cash_balance",
        {**USD, "+": ["@saving customer"]}),
    "setup_intent": ("POST /v1/setup_intents", CARD),
    "chosen setup_intent": intent(kind="setup_intents", confirm=False),
    "bank setup_intent": bank_intent("setup_intents"),
    "setup_intent with mandate": bank_intent("setup_intents"),
    "done setup_intent": intent(kind="setup_intents"),
    "mandate": ("POST /v1/setup_intents/@bank setup_intent/verify_microdeposits", {"amounts": [32, 45]}, "mandate"),
    "payment_method": ("POST /v1/payment_methods", {"type": "card", "card": {"token": "tok_visa"}}),
    "attached payment_method": (
        "POST /v1/payment_methods/pm_card_visa/attach", {"customer": "@customer"}),
    "token": ("POST /v1/tokens", {"card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2035}}),
    "confirmation_token": ("POST /v1/test_helpers/confirmation_tokens", {"payment_method": "pm_card_visa"}),
    "unverified source": (
        "POST /v1/sources",
        {"type": "ach_debit", "currency": "usd", "owner": {"name": "Jenny Rosen"}}),
    "source": ("POST /v1/sources", {"type": "card", "token": "tok_visa"}),
    "payment_record": ("POST /v1/payment_records/report_payment", PAYMENT_RECORD),
    "guaranteed payment_record": (
        "POST /v1/payment_records/report_payment",
        {**PAYMENT_RECORD, "outcome": "guaranteed", "guaranteed": {"guaranteed_at": 1_700_000_001}},
    ),
    "failed payment_record": (
        "POST /v1/payment_records/report_payment",
        {**PAYMENT_RECORD, "outcome": "failed", "failed": {"failed_at": 1_700_000_001}},
    ),
    "payment_attempt_record": (
        "GET /v1/payment_attempt_records", {"payment_record": "@payment_record"}),
    "file": ("POST /v1/files", {"purpose": "dispute_evidence", "file": "picture.png"}),
    "file_link": ("POST /v1/file_links", {"file": "@file"}),
    # Customers
    "customer": (
        "POST /v1/customers",
        {"name": "Jenny Rosen", "email": "jenny@example.com", "source": "tok_visa"}),
    "customer with coupon": ("POST /v1/customers", {"coupon": "@coupon"}),
    "card": ("POST /v1/customers/@customer/sources", {"source": "tok_mastercard"}),
    "bank_account": ("POST /v1/customers/@customer/sources", {"source": "btok_us"}),
    "customer_balance_transaction": (
        "POST /v1/customers/@customer/balance_transactions", {"amount": -500, "currency": "usd"}),
    "customer_cash_balance_transaction": (
        "POST /v1/test_helpers/customers/@customer/fund_cash_balance", USD),
    "tax_id": ("POST /v1/tax_ids", {"type": "eu_vat", "value": "DE123456789"}),
    "customer's tax_id": (
        "POST /v1/customers/@customer/tax_ids", {"type": "eu_vat", "value": "DE123456789"}),
    "ephemeral_key": ("POST /v1/ephemeral_keys", {"customer": "@customer"}),
    # Billing
    "product": ("POST /v1/products", {"name": "Gold"}),
    "price": ("POST /v1/prices", {"currency": "usd", "unit_amount": 1500, "product": "@product"}),
    "monthly price": (
        "POST /v1/prices",
        {"currency": "usd", "unit_amount": 1500, "product": "@product",
         "recurring": {"interval": "month"}},
    ),
    "yearly price": (
        "POST /v1/prices",
        {"currency": "usd", "unit_amount": 15000, "product": "@product",
         "recurring": {"interval": "year"}},
    ),
    "coupon": ("POST /v1/coupons", {"percent_off": 25, "duration": "forever"}),
    "promotion_code": ("POST /v1/promotion_codes", {"promotion": {"type": "coupon", "coupon": "@coupon"}}),
    "tax_rate": ("POST /v1/tax_rates", {"display_name": "VAT", "inclusive": False, "percentage": 19}),
    "shipping_rate": (
        "POST /v1/shipping_rates",
        {"display_name": "Ground", "type": "fixed_amount",
         "fixed_amount": {"amount": 500, "currency": "usd"}},
    ),
    "plan": ("POST /v1/plans", {**USD, "interval": "month", "product": {"name": "Silver"}}),
    "subscription": (
        "POST /v1/subscriptions", {"customer": "@customer", "items": [{"price": "@monthly price"}]}),
    "discounted subscription": (
        "POST /v1/subscriptions",
        {"customer": "@customer", "items": [{"price": "@monthly price"}],
         "discounts": [{"coupon": "@coupon"}]},
    ),
    "classic subscription": (
        "POST /v1/subscriptions",
        {"customer": "@customer", "items": [{"price": "@monthly price"}],
         "billing_mode": {"type": "classic"}},
    ),
    "paused subscription": (
        "POST /v1/subscriptions/@subscription/pause", {"type": "subscription"}),
    "subscription_item": (
        "POST /v1/subscription_items", {"subscription": "@subscription", "price": "@other monthly price"}),
    "other monthly price": (
        "POST /v1/prices",
        {"currency": "usd", "unit_amount": 700, "product": "@product",
         "recurring": {"interval": "month"}},
    ),
    "subscription_schedule": (
        "POST /v1/subscription_schedules",
        {"customer": "@customer", "start_date": "now",
         "phases": [{"items": [{"price": "@monthly price"}]}]},
    ),
    "invoiceitem": ("POST /v1/invoiceitems", {"customer": "@customer", **USD}),
    "invoice": (
        "POST /v1/invoices",
        {"customer": "@customer", "pending_invoice_items_behavior": "include", "+": ["@invoiceitem"]}),
    "empty invoice": ("POST /v1/invoices", {"customer": "@customer"}),
    "open invoice": ("POST /v1/invoices/@invoice/finalize", {}),
    "payment of an invoice": ("POST /v1/payment_intents", {**intent()[1], "amount": 500, "customer": "@customer"}),
    "sent invoice": (
        "POST /v1/invoices",
        {"customer": "@customer", "pending_invoice_items_behavior": "include", "+": ["@invoiceitem"],
         "collection_method": "send_invoice", "days_until_due": 30},
    ),
    "invoice_payment": ("GET /v1/invoice_payments", {"invoice": "@open invoice"}),
    "credit_note": ("POST /v1/credit_notes", {"invoice": "@open invoice", "amount": 100}),
    "quote": ("POST /v1/quotes", {"customer": "@customer", "line_items": [{"price": "@monthly price"}]}),
    "open quote": ("POST /v1/quotes/@quote/finalize", {}),
    "billing.meter": (
        "POST /v1/billing/meters",
        {"display_name": "Calls", "event_name": "calls", "default_aggregation": {"formula": "sum"}},
    ),
    "inactive billing.meter": ("POST /v1/billing/meters/@billing.meter/deactivate", {}),
    "counted usage": (
        "POST /v1/billing/meter_events",
        {"event_name": "calls", "identifier": "one", "+": ["@billing.meter"],
         "payload": {"value": "3", "stripe_customer_id": "@customer"}},
        "identifier",
    ),
    "billing.credit_grant": ("POST /v1/billing/credit_grants", CREDIT_GRANT),
    "billing.credit_balance_transaction": (
        "GET /v1/billing/credit_balance_transactions",
        {"customer": "@customer", "+": ["@billing.credit_grant"]},
    ),
    "billing.alert": (
        "POST /v1/billing/alerts",
        {"title": "Much", "alert_type": "usage_threshold",
         "usage_threshold": {"meter": "@billing.meter", "gte": 100, "recurrence": "one_time"}},
    ),
    "inactive billing.alert": ("POST /v1/billing/alerts/@billing.alert/deactivate", {}),
    "entitlements.feature": ("POST /v1/entitlements/features", {"name": "API", "lookup_key": "api"}),
    "product_feature": (
        "POST /v1/products/@product/features", {"entitlement_feature": "@entitlements.feature"}),
    "entitlements.active_entitlement": (
        "GET /v1/entitlements/active_entitlements",
        {"customer": "@customer", "+": ["@product_feature", "@subscription"]},
    ),
    "test_helpers.test_clock": ("POST /v1/test_helpers/test_clocks", {"frozen_time": 1_900_000_000}),
    "billing_portal.configuration": (
        "POST /v1/billing_portal/configurations",
        {"features": {"invoice_history": {"enabled": True}}},
    ),
    "product_catalog.trial_offer": (
        "POST /v1/product_catalog/trial_offers",
        {"price": "@monthly price", "duration": {"type": "relative", "relative": {"iterations": 1}},
         "end_behavior": {"transition": {"price": "@yearly price"}}},
    ),
    # Checkout
    "checkout.session": session(),
    "payment_link": ("POST /v1/payment_links", {"line_items": [{"price": "@price", "quantity": 1}]}),
    # Connect
    "account": (
        "POST /v1/accounts",
        {"type": "express", "country": "US", "email": "shop@example.com",
         "capabilities": {"transfers": {"requested": True}, "card_payments": {"requested": True}}},
    ),
    "custom account": (
        "POST /v1/accounts",
        {"type": "custom", "country": "US", "business_type": "company",
         "capabilities": {"transfers": {"requested": True}}},
    ),
    "external account": (
        "POST /v1/accounts/@custom account/external_accounts",
        {"external_account": {"object": "bank_account", "country": "US", "currency": "usd", **BANK}},
    ),
    "second external account": (
        "POST /v1/accounts/@custom account/external_accounts",
        {"external_account": {"object": "bank_account", "country": "US", "currency": "usd", **BANK,
                              "account_number": "000222222227"}, "+": ["@external account"]},
    ),
    "person": (
        "POST /v1/accounts/@custom account/persons", {"first_name": "Jenny", "last_name": "Rosen"}),
    "transfer": ("POST /v1/transfers", {**USD, "destination": "@account", "+": ["@bank money"]}),
    "transfer_reversal": ("POST /v1/transfers/@transfer/reversals", {"amount": 100}),
    "topup": ("POST /v1/topups", {**USD, "description": "More"}),
    "payout": ("POST /v1/payouts", {**USD, "+": ["@bank money"]}),
    "paid payout": ("GET /v1/payouts/@payout", {"+": ["@payout", 10 * 86_400]}),
    "charge with fee": (
        "POST /v1/charges",
        {**USD, "source": "tok_visa", "application_fee_amount": 100,
         "transfer_data": {"destination": "@account"}},
    ),
    "application_fee": ("GET /v1/application_fees", {"charge": "@charge with fee"}),
    "fee_refund": ("POST /v1/application_fees/@application_fee/refunds", {"amount": 10}),
    # Platform and reference data
    "apps.secret": ("POST /v1/apps/secrets", SECRET),
    "event": ("GET /v1/events", {"+": ["@customer"]}),
    "exchange_rate": ("GET /v1/exchange_rates", {}),
    "country_spec": ("GET /v1/country_specs", {}),
    "tax_code": ("GET /v1/tax_codes", {}),
    "reporting.report_type": ("GET /v1/reporting/report_types", {}),
    "webhook_endpoint": (
        "POST /v1/webhook_endpoints",
        {"url": "https://example.com/hook", "enabled_events": ["charge.succeeded"]}),
    "terminal.reader": (
        "POST /v1/terminal/readers",
        {"registration_code": "simulated-wpe", "location": "@terminal.location"}),
    "busy terminal.reader": (
        "POST /v1/terminal/readers/@terminal.reader/process_payment_intent",
        {"payment_intent": "@shop payment_intent"}),
    "asking terminal.reader": (
        "POST /v1/terminal/readers/@terminal.reader/collect_inputs",
        {"inputs": [{"type": "email", "custom_text": {"title": "Your address"}}]}),
    "connected account": (
        "POST /oauth/token", {"code": "@oauth code", "grant_type": "authorization_code"},
        "stripe_user_id"),
    # Issuing, Treasury, tax, radar, climate
    "issuing.cardholder": (
        "POST /v1/issuing/cardholders",
        {"type": "individual", "name": "Jenny Rosen", "billing": {"address": ADDRESS}}),
    "issuing.card": (
        "POST /v1/issuing/cards",
        {"cardholder": "@issuing.cardholder", "currency": "usd", "type": "physical",
         "shipping": {"name": "Jenny Rosen", "address": ADDRESS}, "status": "active"},
    ),
    "issuing.authorization": authorization(),
    "issuing.transaction": (
        "POST /v1/test_helpers/issuing/transactions/create_force_capture",
        {"card": "@issuing.card", **USD}),
    "issuing.physical_bundle": ("GET /v1/issuing/physical_bundles", {}),
    "climate.product": ("GET /v1/climate/products", {}),
    "climate.supplier": ("GET /v1/climate/suppliers", {}),
    "climate.order": (
        "POST /v1/climate/orders", {"product": "@climate.product", "metric_tons": "1.5"}),
    "treasury.transaction": (
        "GET /v1/treasury/transactions",
        {"financial_account": "@treasury.financial_account", "+": ["@treasury.outbound_payment"]}),
    "issuing.dispute": ("POST /v1/issuing/disputes", {"transaction": "@issuing.transaction"}),
    "treasury.financial_account": (
        "POST /v1/treasury/financial_accounts", {"supported_currencies": ["usd"]}),
    "succeeded treasury.inbound_transfer": (
        "POST /v1/test_helpers/treasury/inbound_transfers/@treasury.inbound_transfer/succeed", {}),
    "tax.calculation": (
        "POST /v1/tax/calculations",
        {"currency": "usd", "line_items": [{"amount": 1000, "reference": "L1"}],
         "customer_details": {"address": {"country": "IE"}, "address_source": "billing"}}),
    "tax.transaction": (
        "POST /v1/tax/transactions/create_from_calculation",
        {"calculation": "@tax.calculation", "reference": "order"}),
    "tax.registration": (
        "POST /v1/tax/registrations",
        {"country": "IE", "country_options": {"ie": {"type": "standard",
         "standard": {"place_of_supply_scheme": "standard"}}}, "active_from": "now"},
    ),
    "radar.value_list_item": (
        "POST /v1/radar/value_list_items", {"value_list": "@radar.value_list", "value": "text"}),
    "three_d_secure.authentication": (
        "POST /v1/three_d_secure/authentications",
        {"payment_method": "@payment_method", "channel": BROWSER,
         "message_category": "payment_authentication", **USD},
    ),
    "identity.verification_session": ("POST /v1/identity/verification_sessions", {"type": "document"}),
    "forwarding.request": (
        "POST /v1/forwarding/requests",
        {"payment_method": "@payment_method", "replacements": ["card_number"],
         "url": "https://example.com/pay", "request": {"body": "{}"}},
    ),
    # V2
    "v2.core.account": (
        "POST /v2/core/accounts", {"contact_email": "jenny@example.com", "display_name": "Jenny"}),
    "v2.core.account_person": ("POST /v2/core/accounts/@v2.core.account/persons", person()),
    "v2.core.account_person_token": (
        "POST /v2/core/accounts/@v2.core.account/person_tokens", person()),
    "v2.core.event_destination": (
        "POST /v2/core/event_destinations",
        {"name": "Ours", "type": "webhook_endpoint", "event_payload": "thin",
         "enabled_events": ["v1.billing.meter.error_report_triggered", "v2.core.account.created"],
         "webhook_endpoint": {"url": "https://example.com/hook"}},
    ),
    "disabled v2.core.event_destination": (
        "POST /v2/core/event_destinations/@v2.core.event_destination/disable", {}),
    "v2.core.event": ("GET /v2/core/events", {"+": ["@v2.core.event_destination", "@v2.core.account"]}),
}  # fmt: skip
