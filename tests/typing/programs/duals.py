"""Methods of class and instance: the id is for the class alone."""

from __future__ import annotations

from typing_extensions import assert_type

import stripe

customer = stripe.Customer.retrieve("cus_1")
assert_type(stripe.Customer.delete("cus_1"), stripe.Customer)
assert_type(customer.delete(), stripe.Customer)
customer.delete("cus_1")  # error
stripe.Customer.delete()  # error
stripe.Customer.delete(5)  # error

intent = stripe.PaymentIntent.retrieve("pi_1")
assert_type(stripe.PaymentIntent.capture("pi_1", amount_to_capture=5), stripe.PaymentIntent)
assert_type(intent.capture(amount_to_capture=5), stripe.PaymentIntent)
stripe.PaymentIntent.capture(intent, amount_to_capture=5)
intent.capture("pi_1")  # error
intent.capture(amount="5")  # error
intent.capture(amount_to_capture="5")  # error
stripe.PaymentIntent.capture()  # error
stripe.PaymentIntent.capture("pi_1", amount=5)  # error

methods = stripe.Customer.list_payment_methods("cus_1", limit=3)
assert_type(methods, stripe.ListObject[stripe.PaymentMethod])
assert_type(customer.list_payment_methods(), stripe.ListObject[stripe.PaymentMethod])
customer.retrieve_payment_method("pm_1")
customer.retrieve_payment_method()  # error

refund = stripe.Refund.retrieve("re_1")
assert_type(stripe.Refund.TestHelpers.expire("re_1"), stripe.Refund)
assert_type(refund.test_helpers.expire(), stripe.Refund)
refund.test_helpers.expire("re_1")  # error

balance = stripe.Balance.retrieve()
stripe.Balance.retrieve("bal_1")  # error
