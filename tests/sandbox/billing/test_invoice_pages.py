"""The page of an invoice that the sandbox serves: seen, paid by card, refused, authenticated; PDFs."""

from urllib.parse import urlsplit

import pytest

import stripe

CARD = {"email": "jenny@example.com", "exp_month": "1", "exp_year": "2040", "cvc": "123"}


@pytest.fixture
def invoice(sandbox):
    customer = stripe.Customer.create(email="jenny@example.com")
    stripe.InvoiceItem.create(
        customer=customer.id, amount=1000, currency="usd", description="Wood & <nails>"
    )
    made = stripe.Invoice.create(customer=customer.id, pending_invoice_items_behavior="include")
    return stripe.Invoice.finalize_invoice(made.id)


def path(url):
    return urlsplit(url).path


def test_seen_and_paid(sandbox, http, invoice):
    served = sandbox.url.startswith("http://")
    host = sandbox.url if served else "https://invoice.stripe.com"
    assert invoice.hosted_invoice_url.startswith(f"{host}/i/acct_")
    page = http("GET", path(invoice.hosted_invoice_url), key=None)
    text = page.raw.decode()
    assert (page.status, "Pay $10.00" in text) == (200, True)
    assert "Wood &amp; &lt;nails&gt;" in text
    where = path(invoice.hosted_invoice_url)
    declined = http("POST", where, {**CARD, "number": "4000000000000002"}, key=None)
    assert (declined.status, "Your card was declined." in declined.raw.decode()) == (402, True)
    paid = http("POST", where, {**CARD, "number": "4242424242424242"}, key=None)
    assert (paid.status, path(paid.headers["Location"])) == (303, where)
    assert "This invoice is paid." in http("GET", where, key=None).raw.decode()
    assert stripe.Invoice.retrieve(invoice.id).status == "paid"


def test_authenticated(http, invoice):
    where = path(invoice.hosted_invoice_url)
    sent_on = http("POST", where, {**CARD, "number": "4000000000003220"}, key=None)
    assert (sent_on.status, "/authenticate/" in sent_on.headers["Location"]) == (303, True)
    target = urlsplit(sent_on.headers["Location"])
    http("POST", f"{target.path}?{target.query}", {"outcome": "succeed"}, key=None)
    assert stripe.Invoice.retrieve(invoice.id).status == "paid"


def test_pdfs(http, invoice):
    note = stripe.CreditNote.create(invoice=invoice.id, amount=100)
    for url, name in ((invoice.invoice_pdf, b"Invoice "), (note.pdf, b"Credit note ")):
        found = http("GET", path(url), key=None)
        assert found.headers["Content-Type"] == "application/pdf"
        assert found.raw.startswith(b"%PDF-1.4")
        assert name in found.raw


def test_none(http):
    for where in ("/i/acct_1/in_x", "/invoice/acct_1/in_x/pdf", "/credit_notes/acct_1/cn_x/pdf"):
        assert http("GET", where, key=None).status == 404
