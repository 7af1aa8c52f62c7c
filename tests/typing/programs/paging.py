"""Walking through lists and search results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from typing_extensions import assert_type

import stripe


def emails(customers: Iterable[stripe.Customer]) -> list[str]:
    """The addresses that are known."""
    return [customer.email for customer in customers if customer.email]


def unchecked(customers: Iterable[stripe.Customer]) -> list[str]:
    """The same without a check."""
    return [customer.email for customer in customers]  # error


page = stripe.Customer.list(limit=3)
emails(page)
emails(page.data)
emails(page.auto_paging_iter())
emails(stripe.Customer.search(query="x"))
emails(stripe.Charge.list())  # error
emails(stripe.Customer.search)  # error

assert_type(page.next_page(), stripe.ListObject[stripe.Customer])
assert_type(page.next_page().data[0].name, str | None)
assert_type(len(page), int)
assert_type(page.is_empty, bool)
page[0]  # error
page["data"]
page.data[0].emial  # error
page.data["email"]  # error
page.items  # the method of a mapping
page.has_mroe  # error
page.next  # error
page.total  # error
page.has_more + "1"  # error
page.auto_paging_iter  # without a call
for each in page.auto_paging_iter:  # error
    pass
for customer in page.auto_paging_iter():
    customer.charges  # error
    customer.balance.upper()  # error
for key in page.keys():
    assert_type(key, str)
for position, customer in enumerate(page):
    assert_type(customer, stripe.Customer)
    customer.nmae  # error
newest = next(page.auto_paging_iter())
assert_type(newest, stripe.Customer)
newest.email.upper()  # error
by_id = {customer.id: customer for customer in page}
assert_type(by_id, dict[str, stripe.Customer])
by_id["cus_1"].emial  # error
total: str = sum(charge.amount for charge in stripe.Charge.list())  # error
sorted(page, key=lambda customer: customer.created)
sorted(page, key=lambda customer: customer.craeted)  # error
reversed(page)
first_page: list[stripe.Customer] = page  # error
copied: list[stripe.Customer] = list(page)

found = stripe.PaymentIntent.search(query="amount>1000")
assert_type(found.data, list[stripe.PaymentIntent])
assert_type(found.next_page, str | None)
assert_type(found.next_search_result_page(), stripe.SearchResultObject[stripe.PaymentIntent])
found.next_page.upper()  # error
found.next_page()  # error
found.previous_page()  # error
intents: stripe.ListObject[stripe.PaymentIntent] = found  # error
for intent in found.auto_paging_iter():
    intent.amonut  # error

lines = stripe.Invoice.list_lines("in_1", limit=2)
assert_type(lines, stripe.ListObject[stripe.InvoiceLineItem])
for line in lines.auto_paging_iter():
    line.descripton  # error
invoice = stripe.Invoice.retrieve("in_1")
for line in invoice.lines.auto_paging_iter():
    assert_type(line, stripe.InvoiceLineItem)
items = stripe.checkout.Session.list_line_items("cs_1")
assert_type(items.data[0], stripe.LineItem)
items.data[0].price.unit_amount  # error
items.data[0].qty  # error
transfer = stripe.Transfer.retrieve("tr_1")
assert_type(transfer.reversals.data[0], stripe.Reversal)
sources = stripe.Customer.list_sources("cus_1")
for source in sources:
    source.last4  # error
    if isinstance(source, stripe.Card):
        source.last4
        source.lst4  # error


def walk(client: stripe.StripeClient) -> Iterator[stripe.Invoice]:
    """Generators, and lists of both versions of the API."""
    yield from client.v1.invoices.list({"status": "open"}).auto_paging_iter()
    yield from client.v1.invoices.list({"status": "open"})
    yield from client.v1.charges.list()  # error
    accounts = client.v2.core.accounts.list({"limit": 2})
    accounts.has_more  # error
    assert_type(accounts.next_page_url, str | None)
    accounts.url  # error
    accounts.next_page()  # error
    accounts.next_page_url.upper()  # error
    for account in accounts.auto_paging_iter():
        assert_type(account, stripe.v2.core.Account)
        account.display_name.upper()  # error
    persons = client.v2.core.accounts.persons.list("acct_1")
    persons.data[0].given_nmae  # error
