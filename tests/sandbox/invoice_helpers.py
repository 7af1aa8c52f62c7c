"""Short ways to what tests of invoices look at: events since last asked, drafts, states."""

import stripe


class Events:
    """The types of events since last asked."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.seen = 0

    def __call__(self):
        found = [e["type"] for e in self.sandbox.events if e["type"] != "balance.available"]
        new, self.seen = found[self.seen :], len(found)
        return new


def pays_with(customer, card):
    method = stripe.PaymentMethod.attach(card, customer=customer.id).id
    stripe.Customer.modify(customer.id, invoice_settings={"default_payment_method": method})
    return method


def draft(customer, amount=1000, **more):
    stripe.InvoiceItem.create(customer=customer.id, amount=amount, currency="usd")
    return stripe.Invoice.create(
        customer=customer.id, pending_invoice_items_behavior="include", **more
    )


def state(invoice):
    found = stripe.Invoice.retrieve(invoice.id)
    return found.status, found.attempt_count, found.attempted, found.next_payment_attempt
