"""What operations leave out of what the API documents for them: notes by method and path, for coverage.

A pattern is a key of the route table in which `*` stands for anything; the first that fits counts.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

NO_MAIL = "no e-mail is sent"
NOT_CANCELED = "nobody cancels at the reader"
NO_LOOK = "documents are kept, nobody looks at them"

NOTES: dict[str, str] = {
    # Connect
    "POST /oauth/token": "`assert_capabilities` changes nothing",
    "POST /v1/account_links": "the page asks the same whatever `collection_options` says",
    "POST /v1/account_sessions": "the secret opens no component",
    "POST /v1/accounts/{account}/persons*": NO_LOOK,
    "POST /v1/accounts/{account}/reject": "`payouts_action` changes nothing",
    "POST /v1/accounts/{account}/external_accounts*": NO_LOOK,
    "POST /v1/accounts": f"{NO_LOOK}; requirements are those of no country in particular; "
    "`account_token` is not read",
    "POST /v1/accounts/{account}": f"{NO_LOOK}; `account_token` is not read",
    "POST /v2/core/account_links": "the address leads to no page",
    "POST /v2/core/account_tokens": "accounts do not read it",
    "POST /v2/core/accounts/{account_id}/person_tokens": "persons do not read it",
    "POST /v2/core/accounts/{account_id}/persons*": "requirements do not ask for it",
    # Payments
    "POST /v1/payment_intents/{intent}/confirm": "`amount_to_confirm`, `radar_options`, `hooks` and "
    "`excluded_payment_method_types` change nothing",
    "POST /v1/payment_intents*": "`radar_options` and `hooks` change nothing",
    "POST /v1/charges": "`radar_options` changes nothing",
    "POST /v1/refunds": "cash balances (`origin`) are not refunded",
    "POST /v1/sources": "`mandate` changes nothing; sources are not cloned (`original_source`)",
    "POST /v1/tokens": "of accounts and persons the token alone is kept",
    "POST /v1/payment_records/report_payment": "dates are those of the request",
    "POST /v1/payment_records/{id}/report_*": "dates are those of the request",
    "POST /v1/payment_method_configurations*": "payments do not look at it",
    "POST /v1/payment_method_domains*": "every wallet counts as active, no domain is looked at",
    "POST /v1/apple_pay/domains": "no domain is looked at",
    "POST /v1/three_d_secure/authentications*": "no issuer is asked; a submission succeeds",
    "POST /v1/forwarding/requests": "nothing is forwarded: no response comes",
    "POST /v1/terminal/readers/{reader}/confirm_payment_intent": "`return_url` changes nothing",
    "POST /v1/terminal/readers/{reader}/process_*": f"{NOT_CANCELED}; `return_url` changes nothing",
    "POST /v1/terminal/readers/{reader}/collect_payment_method": NOT_CANCELED,
    "POST /v1/terminal/readers/{reader}/refund_payment": NOT_CANCELED,
    "POST /v1/test_helpers/terminal/readers/{reader}/succeed_input_collection": "no inputs are made "
    "up",
    "POST /v1/customers": "nobody is found by `tax[ip_address]`",
    "POST /v1/customers/{customer}": "nobody is found by `tax[ip_address]`",
    "POST /v1/test_helpers/confirmation_tokens": "installments of `payment_method_options` change "
    "nothing",
    "POST /v1/terminal/configurations*": "readers do not behave by it",
    "POST /v1/terminal/connection_tokens": "no reader asks for it",
    "POST /v1/terminal/onboarding_links": "the address leads to no page",
    "POST /v1/ephemeral_keys": "`nonce` changes nothing",
    "POST /v1/customer_sessions": "the secret opens no component",
    "POST /v1/customers/{customer}/tax_ids": "no authority is asked: but for the test numbers, "
    "verification stays pending",
    # Billing
    "POST /v1/invoices/{invoice}/pay": "`forgive` changes nothing",
    "POST /v1/invoices/{invoice}/send": NO_MAIL,
    "POST /v1/credit_notes": NO_MAIL,
    "DELETE /v1/subscription_items/{item}": "`clear_usage` changes nothing",
    "POST /v1/product_catalog/trial_offers*": "no subscription takes it",
    "POST /v1/billing/feedback_options*": "no page shows it",
    # Tax
    "POST /v1/tax/registrations*": "tax is computed without it",
    "GET /v1/tax/associations/find": "finds none: payments make no tax transactions",
    # Money elsewhere
    "POST /v1/balance_settings": "payouts are made on request alone",
    "POST /v1/climate/orders*": "nothing is confirmed or delivered, the balance is not charged",
    "POST /v1/issuing/authorizations/{authorization}/*": "the balance does not move",
    "POST /v1/issuing/cards*": "spending controls refuse nothing; PINs are not kept",
    "POST /v1/issuing/disputes*": "nobody decides them",
    "POST /v1/issuing/*": "the balance does not move",
    "POST /v1/test_helpers/issuing/cards/*": "only the state moves",
    "POST /v1/test_helpers/issuing/personalization_designs/*": "only the state moves",
    "POST /v1/test_helpers/issuing/*": "the balance does not move",
    "POST /v1/treasury/*": "no money moves: balances stay 0, transactions open",
    "POST /v1/test_helpers/treasury/*": "only the state moves",
    "POST /v2/money_management/*": "no money moves",
    "POST /v2/test_helpers/money_management/*": "no money moves",
    "POST /v2/core/vault/*": "no bank is asked",
    # Platform
    "POST /v1/apps/installs*": "no app is installed",
    "POST /v1/financial_connections/sessions": "no customer connects an account",
    "POST /v1/identity/verification_sessions*": "no documents are looked at: a page says what they prove",
    "POST /v1/radar/payment_evaluations": "nothing is assessed",
    "POST /v1/radar/value_list*": "no rule reads it",
    "POST /v1/reporting/report_runs": "reports have no rows",
    "POST /v2/commerce/*": "nothing is imported",
    "POST /v2/core/event_destinations": "clouds get nothing: addresses on this machine alone do",
    "POST /v1/webhook_endpoints*": "addresses on this machine alone are contacted",
}


@cache
def note(key: str) -> str:
    """What an operation leaves out, empty if nothing."""
    return next((text for pattern, text in NOTES.items() if fnmatchcase(key, pattern)), "")
