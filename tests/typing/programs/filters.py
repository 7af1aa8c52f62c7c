"""Filters and options of lists and searches."""

from __future__ import annotations

from datetime import datetime, timezone

import stripe

today = datetime.now(tz=timezone.utc)

stripe.Charge.list(created={"gt": today, "lte": 1735689600}, customer="cus_1", limit=100)
stripe.Charge.list(created=today)
stripe.Charge.list(created="2025-01-01")  # error
stripe.Charge.list(created={"gte": "2025-01-01"})  # error
stripe.Charge.list(created={"after": 1735689600})  # error
stripe.Charge.list(created=[1, 2])  # error
stripe.Charge.list(customer=5)  # error
stripe.Charge.list(customers="cus_1")  # error
stripe.Charge.list("cus_1")  # error
stripe.Charge.list(limit=None)  # error
stripe.Charge.list(limit=2.5)  # error
stripe.Charge.list(starting_after=5)  # error
stripe.Charge.list(expand=["data.customer"])
stripe.Charge.list(expand="data.customer")  # error
stripe.Charge.list(expand=[5])  # error
stripe.Charge.list(status="succeeded")  # error

stripe.Customer.list(email="jenny@example.com", limit=1)
stripe.Customer.list(emails="jenny@example.com")  # error
stripe.Customer.list(email=None)  # error
stripe.Invoice.list(status="open", collection_method="send_invoice", due_date={"lt": today})
stripe.Invoice.list(status="unpaid")  # error
stripe.Invoice.list(collection_method="send")  # error
stripe.Subscription.list(status="all", price="price_1")
stripe.Subscription.list(status="running")  # error
stripe.Subscription.list(current_period_end={"gt": "soon"})  # error
stripe.PaymentMethod.list(customer="cus_1", type="card")
stripe.PaymentMethod.list(customer="cus_1", type="visa")  # error
stripe.Price.list(active=True, lookup_keys=["gold"], type="recurring")
stripe.Price.list(active="true")  # error
stripe.Price.list(lookup_keys="gold")  # error
stripe.Product.list(ids=["prod_1"])
stripe.Product.list(ids="prod_1")  # error
stripe.Event.list(type="invoice.paid", types=["invoice.paid"])
stripe.Event.list(types="invoice.paid")  # error
stripe.Event.list(delivery_success="yes")  # error
stripe.BalanceTransaction.list(type="charge", payout="po_1")
stripe.BalanceTransaction.list(payout=1)  # error

stripe.Charge.search(query="amount>999", limit=5, page="token")
stripe.Charge.search("amount>999")  # error
stripe.Charge.search(query=999)  # error
stripe.Charge.search(limit=5)  # error
stripe.Charge.search(query="amount>999", starting_after="ch_1")  # error

customer = stripe.Customer.retrieve("cus_1", expand=["subscriptions"])
stripe.Customer.retrieve("cus_1", expand="subscriptions")  # error
stripe.Customer.retrieve(id="cus_1")
stripe.Customer.retrieve(None)  # error
stripe.Customer.retrieve()  # error
stripe.Customer.retrieve("cus_1", "cus_2")  # error
stripe.Customer.retrieve(customer)  # error

stripe.Charge.list(api_key=5)  # error
stripe.Charge.list(stripe_account=stripe.Account.retrieve())  # error
stripe.Charge.list(timeout="5")  # error
stripe.Charge.list(max_network_retries="3")  # error
stripe.Charge.list(headers=["A: b"])  # error
stripe.Charge.list(headers={"A": 5})  # error
stripe.Charge.list(stripe_version=2026)  # error
stripe.Charge.list(stripe_context=5)  # error
stripe.Charge.list(stripe_context=stripe.StripeContext.parse("acct_1"))
stripe.Charge.list(apikey="sk_test_1")  # error
stripe.Charge.create(amount=1, currency="usd", idempotency="a")  # error
