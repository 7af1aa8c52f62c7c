"""The page of an invoice: paid by card, by a bank, after an authentication."""

import pytest
from checkout_shop import CARD

import stripe


def invoice(**params):
    customer = stripe.Customer.create(email="jenny@example.com")
    made = stripe.Invoice.create(
        customer=customer.id,
        collection_method="send_invoice",
        days_until_due=7,
        currency=params.pop("currency", "usd"),
        **params,
    )
    stripe.InvoiceItem.create(
        customer=customer.id, invoice=made.id, amount=1000, currency=made.currency
    )
    return stripe.Invoice.finalize_invoice(made.id)


@pytest.fixture
def visit(sandbox, http):
    def visit(made, **entered):
        path = made.hosted_invoice_url[made.hosted_invoice_url.index("/i/") :]
        return http("POST" if entered else "GET", path, entered or None, key=None)

    return visit


def test_a_card(sandbox, visit):
    made = invoice()
    assert "Pay $10.00" in visit(made).raw.decode()
    declined = visit(made, **{**CARD, "number": "4000000000000002"})
    assert (declined.status, "Your card was declined." in declined.raw.decode()) == (402, True)
    assert visit(made, **CARD).status == 303
    assert stripe.Invoice.retrieve(made.id).status == "paid"
    assert "This invoice is paid." in visit(made).raw.decode()


def test_a_debit(sandbox, visit):
    settings = {"payment_method_types": ["card", "sepa_debit"]}
    made = invoice(currency="eur", payment_settings=settings)
    entered = {
        "email": "jenny@example.com",
        "name": "Jenny",
        "payment_method_type": "sepa_debit",
        "sepa_debit": {"iban": "AT611904300234573201"},
    }
    assert visit(made, **entered).status == 303
    assert "Your payment is being processed." in visit(made).raw.decode()
    sandbox.clock.advance(10)
    assert stripe.Invoice.retrieve(made.id).status == "paid"


@pytest.mark.parametrize("outcome", ["succeed", "fail"])
def test_an_authentication_leads_back_to_the_invoice(sandbox, http, visit, outcome):
    made = invoice()
    there = visit(made, **{**CARD, "number": "4000000000003220"}).headers["Location"]
    page = there[there.index("/sandbox/authenticate") :]
    back = http("POST", page, {"outcome": outcome}, key=None)
    assert back.headers["Location"].startswith(made.hosted_invoice_url)
    paid = stripe.Invoice.retrieve(made.id)
    assert paid.status == ("paid" if outcome == "succeed" else "open")
