"""Other means of payment than cards on the page: banks, wallets, vouchers, transfers."""

import pytest
from checkout_shop import CARD, again, item, session

import stripe

WHO = {"email": "jenny@example.com", "name": "Jenny Rosen"}


def types_since(sandbox, start):
    return [event["type"] for event in sandbox.events[start:]]


def in_currency(currency, kind, **params):
    return session(
        line_items=[item(150_000, currency=currency)],
        allowed_payment_method_types=["card", kind],
        **params,
    )


def test_what_is_offered_follows_the_session(sandbox, look):
    euros = look(in_currency("eur", "sepa_debit"))
    assert "SEPA direct debit" in euros
    assert 'name="sepa_debit[iban]"' in euros
    alone = session(allowed_payment_method_types=["card"])
    assert "payment_method_type" not in look(alone)
    free = look(session(line_items=[item(currency="eur")]))
    for words in ("Card", "iDEAL", "Bancontact", "Klarna"):
        assert words in free
    assert "iDEAL" not in look(session())
    assert "Klarna" not in look(session(excluded_payment_method_types=["klarna"]))


BANKS = [
    ("sepa_debit", "eur", {"iban": "AT61 1904 3002 3457 3201"}, "paid"),
    ("sepa_debit", "eur", {"iban": "AT861904300235473202"}, "unpaid"),
    ("bacs_debit", "gbp", {"sort_code": "10-88-00", "account_number": "00012345"}, "paid"),
    ("au_becs_debit", "aud", {"bsb_number": "000000", "account_number": "000123456"}, "paid"),
    (
        "acss_debit",
        "cad",
        {"institution_number": "000", "transit_number": "11000", "account_number": "000123456789"},
        "paid",
    ),
    (
        "us_bank_account",
        "usd",
        {"routing_number": "110000000", "account_number": "000123456789"},
        "paid",
    ),
]


@pytest.mark.parametrize(("kind", "currency", "account", "status"), BANKS)
def test_debits(sandbox, enter, kind, currency, account, status):
    made = in_currency(currency, kind)
    answer = enter(made, **WHO, payment_method_type=kind, **{kind: account})
    assert answer.status == 303
    again(made)  # the bank has answered by then
    done = again(made, "payment_intent.payment_method")
    assert (done.status, done.payment_status) == ("complete", status)
    last = [type for type in types_since(sandbox, 0) if type.startswith("checkout")]
    word = "succeeded" if status == "paid" else "failed"
    assert last == ["checkout.session.completed", f"checkout.session.async_payment_{word}"]


@pytest.mark.parametrize(
    ("kind", "currency", "account", "field"),
    [
        ("sepa_debit", "eur", {"iban": "AT00"}, "sepa_debit[iban]"),
        ("sepa_debit", "eur", {}, "sepa_debit[iban]"),
        (
            "us_bank_account",
            "usd",
            {"routing_number": "123", "account_number": "000123456789"},
            "us_bank_account[routing_number]",
        ),
    ],
)
def test_accounts_that_no_bank_has(sandbox, enter, kind, currency, account, field):
    made = in_currency(currency, kind)
    answer = enter(made, **WHO, payment_method_type=kind, **{kind: account or {"x": ""}})
    text = answer.raw.decode()
    assert answer.status == 400
    assert f'id="{field.replace("[", "-").rstrip("]")}-problem"' in text
    assert f'value="{kind}" checked' in text
    assert again(made).status == "open"


@pytest.mark.parametrize("outcome", ["succeed", "fail"])
@pytest.mark.parametrize(
    ("kind", "currency"), [("ideal", "eur"), ("cashapp", "usd"), ("p24", "pln")]
)
def test_redirects(sandbox, http, enter, kind, currency, outcome):
    made = in_currency(currency, kind)
    there = enter(made, **WHO, payment_method_type=kind).headers["Location"]
    there = there.removeprefix(sandbox.url)
    assert "test page" in http("GET", there, key=None).raw.decode()
    back = http("POST", there, {"outcome": outcome}, key=None)
    done = again(made)
    if outcome == "succeed":
        assert back.headers["Location"].endswith(made.id)
        assert (done.status, done.payment_status) == ("complete", "paid")
    else:
        assert (back.status, done.status) == (402, "open")
        assert enter(made, **CARD).status == 303
        assert again(made).payment_status == "paid"


@pytest.mark.parametrize("outcome", ["succeed", "fail"])
@pytest.mark.parametrize(
    ("kind", "currency"), [("oxxo", "mxn"), ("boleto", "brl"), ("konbini", "jpy")]
)
def test_vouchers_are_paid_later(sandbox, http, enter, kind, currency, outcome):
    made = session(
        line_items=[item(15_000, currency=currency)], allowed_payment_method_types=[kind]
    )
    fields = {"boleto": {"tax_id": "000.000.000-00"}} if kind == "boleto" else {}
    there = enter(made, **WHO, **fields).headers["Location"].removeprefix(sandbox.url)
    waiting = again(made)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    page = http("GET", there, key=None).raw.decode()
    assert f"https://example.com/done?session={made.id}" in page
    assert http("POST", there, {"outcome": outcome}, key=None).status == 303
    done = again(made)
    word = "succeeded" if outcome == "succeed" else "failed"
    assert done.payment_status == ("paid" if outcome == "succeed" else "unpaid")
    assert [type for type in types_since(sandbox, 0) if type.startswith("checkout")] == [
        "checkout.session.completed",
        f"checkout.session.async_payment_{word}",
    ]


def test_a_bank_transfer(sandbox, enter):
    made = session(
        line_items=[item(1500, currency="eur")],
        allowed_payment_method_types=["customer_balance"],
        payment_method_options={
            "customer_balance": {
                "funding_type": "bank_transfer",
                "bank_transfer": {
                    "type": "eu_bank_transfer",
                    "eu_bank_transfer": {"country": "DE"},
                },
            }
        },
    )
    assert enter(made, **WHO).status == 303
    waiting = again(made)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    stripe.Customer.TestHelpers.fund_cash_balance(waiting.customer, amount=3000, currency="eur")
    assert again(made).payment_status == "paid"


@pytest.mark.parametrize("mode", ["setup", "subscription"])
def test_a_debit_that_is_kept(sandbox, enter, mode):
    params = {"allowed_payment_method_types": ["sepa_debit"], "mode": mode}
    if mode == "setup":
        customer = stripe.Customer.create()
        params.update(customer=customer.id, line_items=None)
    else:
        monthly = item(currency="eur")
        monthly["price_data"]["recurring"] = {"interval": "month"}
        params["line_items"] = [monthly]
    made = session(**params)
    iban = {"sepa_debit": {"iban": "AT611904300234573201"}}
    assert enter(made, **WHO, **iban).status == 303
    sandbox.clock.advance(10)
    done = again(made, "subscription", "setup_intent")
    assert done.status == "complete"
    if mode == "setup":
        kept = stripe.PaymentMethod.retrieve(done.setup_intent.payment_method)
        assert (kept.type, kept.customer) == ("sepa_debit", customer.id)
    else:
        assert (done.payment_status, done.subscription.status) == ("paid", "active")
