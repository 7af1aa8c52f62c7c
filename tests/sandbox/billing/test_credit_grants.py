"""Credit grants: their ledger, what they add up to, and what of them is refused."""

import pytest

import stripe
from stripe.sandbox.billing import credit_grants

NOW = 1_800_000_000
DAY = 24 * 3600


@pytest.fixture
def customer(sandbox):
    return stripe.Customer.create()


def grant(customer, value=1000, currency="usd", scope=None, **more):
    return stripe.billing.CreditGrant.create(
        customer=customer.id,
        amount={"type": "monetary", "monetary": {"value": value, "currency": currency}},
        applicability_config={"scope": scope or {"price_type": "metered"}},
        **{"category": "paid", **more},
    )


def ledger_of(found):
    """The transactions of a grant, oldest first: sign, kind, amount."""
    listed = stripe.billing.CreditBalanceTransaction.list(
        customer=found.customer, credit_grant=found.id
    )
    sides = [(entry.type, entry[entry.type]) for entry in reversed(listed.data)]
    return [(side, of.type, of.amount.monetary.value) for side, of in sides]


def summary(customer, **asked):
    given = {"type": "applicability_scope", "applicability_scope": {"price_type": "metered"}}
    found = stripe.billing.CreditBalanceSummary.retrieve(
        customer=customer.id, filter=asked or given
    )
    return {
        one.ledger_balance.monetary.currency: (
            one.ledger_balance.monetary.value,
            one.available_balance.monetary.value,
        )
        for one in found.balances
    }


@pytest.mark.stripe_sandbox(now=NOW)
def test_a_grant_is_credited(sandbox, customer):
    made = grant(customer, name="Welcome")
    assert (made.priority, made.effective_at, made.voided_at) == (50, NOW, None)
    assert ledger_of(made) == [("credit", "credits_granted", 1000)]
    assert summary(customer) == {"usd": (1000, 1000)}
    types = [event["type"] for event in sandbox.events]
    assert types[-2:] == [
        "billing.credit_grant.created",
        "billing.credit_balance_transaction.created",
    ]


@pytest.mark.stripe_sandbox(now=NOW)
def test_grants_end(sandbox, customer):
    later = grant(customer, 100, expires_at=NOW + DAY)
    voided = stripe.billing.CreditGrant.void_grant(grant(customer, 200).id)
    expired = stripe.billing.CreditGrant.expire(grant(customer, 300).id)
    assert (voided.voided_at, expired.expires_at) == (NOW, NOW)
    assert ledger_of(voided)[1:] == [("debit", "credits_voided", 200)]
    assert ledger_of(expired)[1:] == [("debit", "credits_expired", 300)]
    assert summary(customer) == {"usd": (100, 100)}
    sandbox.clock.advance(DAY)
    assert ledger_of(later)[1:] == [("debit", "credits_expired", 100)]
    assert summary(customer) == {"usd": (0, 0)}
    for act in ("expire", "void_grant"):
        with pytest.raises(stripe.InvalidRequestError, match="already expired or was voided"):
            getattr(stripe.billing.CreditGrant, act)(later.id)


@pytest.mark.stripe_sandbox(now=NOW)
def test_summaries_by_scope_and_time(sandbox, customer):
    metered = grant(customer, 100)
    grant(customer, 50, currency="eur")
    grant(customer, 30, effective_at=NOW + DAY)
    product = stripe.Product.create(name="p")
    price = stripe.Price.create(product=product.id, currency="usd", unit_amount=1)
    grant(customer, 7, scope={"prices": [{"id": price.id}]})
    assert summary(customer) == {"usd": (100, 100), "eur": (50, 50)}
    assert summary(customer, type="credit_grant", credit_grant=metered.id) == {"usd": (100, 100)}
    scope = {"type": "applicability_scope", "applicability_scope": {"prices": [{"id": price.id}]}}
    assert summary(customer, **scope) == {"usd": (7, 7)}


MONEY = {"type": "monetary", "monetary": {"value": 10, "currency": "usd"}}
REFUSED = [
    ({"value": -5}, "amount[monetary][value]"),
    ({"value": 0}, "amount[monetary][value]"),
    ({"expires_at": NOW}, "expires_at"),
    ({"expires_at": NOW + DAY, "effective_at": NOW + 2 * DAY}, "expires_at"),
    ({"priority": 101}, "priority"),
    (
        {"scope": {"price_type": "metered", "prices": [{"id": "price_none"}]}},
        "applicability_config[scope]",
    ),
    ({"scope": {"prices": [{"id": "no"}]}}, "applicability_config[scope][prices][0][id]"),
]


@pytest.mark.parametrize(("params", "param"), REFUSED)
@pytest.mark.stripe_sandbox(now=NOW)
def test_grants_that_cannot_be(sandbox, customer, params, param):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        grant(customer, **params)
    assert caught.value.param == param
    assert stripe.billing.CreditGrant.list(customer=customer.id).data == []


def test_at_most_a_hundred_unused(sandbox, customer):
    for _ in range(100):
        grant(customer, 1)
    with pytest.raises(stripe.InvalidRequestError, match="at most 100"):
        grant(customer, 1)


# -- what of an invoice they pay: the function that finalization calls ---------------------------------


def invoice_of(customer, **more):
    return {"id": "in_1", "customer": customer.id, "currency": "usd", "period_end": NOW, **more}


def line(id, price):
    details = {"price_details": {"price": price.id}}
    return {"id": id, "pricing": details, "parent": {"type": "subscription_item_details"}}


@pytest.fixture
def price(sandbox):
    meter = stripe.billing.Meter.create(
        display_name="Calls", event_name="calls", default_aggregation={"formula": "sum"}
    )
    return stripe.Price.create(
        currency="usd",
        unit_amount=1,
        product_data={"name": "Calls"},
        recurring={"interval": "month", "usage_type": "metered", "meter": meter.id},
    )


@pytest.mark.stripe_sandbox(now=NOW)
def test_the_order_in_which_credits_are_used(sandbox, customer, price):
    world = sandbox._state.world(sandbox.account_id, False)
    other = stripe.Price.create(
        currency="usd", unit_amount=1, product_data={"name": "x"}, recurring={"interval": "month"}
    )
    last = grant(customer, 1000)
    paid = grant(customer, 40, expires_at=NOW + DAY)
    promotional = grant(customer, 30, expires_at=NOW + DAY, category="promotional")
    first = grant(customer, 20, priority=0)
    grant(customer, 5, currency="eur", priority=0)
    grant(customer, 5, priority=0, effective_at=NOW + 1)
    shares = [
        credit_grants.Share(line("il_1", price), 60),
        credit_grants.Share(line("il_2", other), 500),  # not metered
        credit_grants.Share(line("il_3", price), 70),
    ]
    invoice = invoice_of(customer)
    planned = credit_grants.applied(world, invoice, shares, book=False)
    assert {id: [entry["amount"] for entry in found] for id, found in planned.items()} == {
        "il_1": [20, 30, 10],
        "il_3": [30, 40],
    }
    assert summary(customer)["usd"] == (1090, 1090)
    booked = credit_grants.applied(world, invoice, shares, book=True)
    used = [ledger_of(one)[1:] for one in (first, promotional, paid, last)]
    assert used == [
        [("debit", "credits_applied", 20)],
        [("debit", "credits_applied", 30)],
        [("debit", "credits_applied", 10), ("debit", "credits_applied", 30)],
        [("debit", "credits_applied", 40)],
    ]
    with pytest.raises(stripe.InvalidRequestError, match="has been used"):
        stripe.billing.CreditGrant.void_grant(last.id)
    stripe.billing.CreditGrant.expire(paid.id)
    lines = [
        {**share.line, "pretax_credit_amounts": booked.get(share.line["id"])} for share in shares
    ]
    credit_grants.give_back(world, {**invoice, "lines": {"data": lines}})
    assert ledger_of(last)[-1] == ("credit", "credits_application_invoice_voided", 40)
    assert ledger_of(paid)[-2:] == [
        ("credit", "credits_application_invoice_voided", 30),
        ("debit", "credits_expired", 30),
    ]
    assert summary(customer)["usd"] == (1050, 1050)
