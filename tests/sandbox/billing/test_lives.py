"""Random lives of subscriptions: nothing billed twice, nothing left out, whichever clock brings it."""

from fractions import Fraction
from itertools import pairwise

import pytest
from billing_lives import DAY, START, Life, lines_of, rough, sandbox_at, smooth
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import stripe
from stripe.sandbox.billing.subscription_state import TRANSITIONS

quick = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(autouse=True)
def no_retries(monkeypatch):
    monkeypatch.setattr(stripe, "max_network_retries", 0)


@quick
@given(
    smooth,
    st.sampled_from(["create_prorations", "always_invoice"]),
    st.sampled_from(["classic", "flexible"]),
    st.sampled_from([0, 25]),
)
@example([("advance", 28), ("price", 2), ("advance", 3), ("quantity", 0)], "none", "flexible", 0)
def test_no_time_is_billed_twice_or_left_out(steps, behavior, mode, percent_off):
    with sandbox_at() as sandbox:
        life = Life(sandbox, behavior=behavior, mode=mode, percent_off=percent_off).play(steps)
        life.advance(1)  # what was drafted is finalized
        lines = [
            (line.period.start, line.period.end)
            for invoice in life.invoices()
            for line in lines_of(invoice)
            if not line.parent.subscription_item_details.proration
        ]
        assert lines[0][0] == START
        assert all(before[1] == after[0] for before, after in pairwise(lines))
        item = life.subscription()["items"].data[0]
        assert lines[-1] == (item.current_period_start, item.current_period_end)
        assert lines[-1][0] <= life.now < lines[-1][1]
        if behavior != "none":
            _check_costs(life, lines)


def _check_costs(life, periods):
    """What was billed is what the time at each price costs, but for a rounding of each line."""
    billed = sum(invoice.total for invoice in life.invoices())
    billed += sum(item.amount for item in life.pending())
    ends = [moment for moment, _ in life.costs[1:]] + [periods[-1][1]]
    cost = Fraction(0)
    for (begin, amount), end in zip(life.costs, ends, strict=True):
        for start, stop in periods:
            overlap = min(end, stop) - max(begin, start)
            cost += amount * Fraction(max(overlap, 0), stop - start)
    roundings = sum(len(lines_of(invoice)) for invoice in life.invoices()) + len(life.pending())
    assert abs(billed - cost * life.left) <= roundings


@quick
@given(rough, st.sampled_from([0, 25]), st.sampled_from([0, 8.875]))
def test_invoices_are_what_their_lines_are_and_balances_what_moved_them(steps, percent_off, tax):
    with sandbox_at() as sandbox:
        life = Life(sandbox, percent_off=percent_off, tax=tax).play(steps)
        for invoice in life.invoices():
            lines = lines_of(invoice)
            taken = sum(off.amount for line in lines for off in line.discount_amounts)
            taxes = sum(one.amount for line in lines for one in line.taxes)
            assert invoice.total == sum(line.amount for line in lines) - taken + taxes
            assert taken == sum(off.amount for off in invoice.total_discount_amounts)
            assert taxes == sum(one.amount for one in invoice.total_taxes)
            if invoice.status == "paid":
                assert invoice.amount_remaining == 0
        moves = stripe.Customer.list_balance_transactions(life.customer, limit=100).data
        assert stripe.Customer.retrieve(life.customer).balance == sum(one.amount for one in moves)


@quick
@given(smooth, st.sampled_from([0, 25]), st.sampled_from([0, 8.875]))
def test_a_preview_is_the_invoice_that_follows(steps, percent_off, tax):
    with sandbox_at() as sandbox:
        life = Life(sandbox, percent_off=percent_off, tax=tax).play(steps)
        while any(invoice.status == "draft" for invoice in life.invoices()):
            life.advance(1)  # in its hour it may yet move the balance
        shown = stripe.Invoice.create_preview(subscription=life.id)
        end = life.subscription()["items"].data[0].current_period_end
        life.advance((end - life.now) // DAY + 1)
        made = life.invoices()[-1]
        assert _figures(made, lines_of(made)) == _figures(shown, shown.lines.data)
        assert made.amount_due == shown.amount_due


@quick
@given(rough, st.integers(0, 2), st.integers(1, 4), st.sampled_from(["always_invoice", "none"]))
def test_a_preview_of_a_change_is_the_change(steps, price, quantity, behavior):
    with sandbox_at() as sandbox:
        life = Life(sandbox, percent_off=25).play(steps)
        change = {
            "items": [{"id": life.item, "price": life.prices[price], "quantity": quantity}],
            "proration_behavior": behavior,
        }
        before = [invoice.id for invoice in life.invoices()]
        try:
            shown = stripe.Invoice.create_preview(subscription=life.id, subscription_details=change)
            life.modify(**change)
        except (stripe.InvalidRequestError, stripe.CardError):
            return
        made = [invoice for invoice in life.invoices() if invoice.id not in before]
        if not made:
            made = [stripe.Invoice.create_preview(subscription=life.id)]
            assert _figures(made[0], made[0].lines.data) == _figures(shown, shown.lines.data)
        else:
            assert _figures(made[0], lines_of(made[0])) == _figures(shown, shown.lines.data)


def _figures(invoice, lines):
    return invoice.total, [
        (line.amount, line.description, line.period.start, line.period.end) for line in lines
    ]


@quick
@given(rough)
def test_the_sandbox_clock_brings_the_same_money(steps):
    found = []
    for on_clock in (True, False):
        with sandbox_at() as sandbox:
            found.append(Life(sandbox, on_clock=on_clock).play(steps).money())
    assert found[0] == found[1]


@settings(quick, max_examples=4)
@given(rough, rough)
@example([("trial", 5), ("advance", 2)], [("advance", 20)])
@example([("card", 1), ("advance", 30)], [("advance", 40)])
def test_a_restart_changes_nothing(tmp_path_factory, before, after):
    with sandbox_at() as sandbox:
        expected = Life(sandbox).play([*before, *after]).money()
    file = str(tmp_path_factory.mktemp("db") / "sandbox.db")
    with sandbox_at(db=file) as sandbox:
        life = Life(sandbox).play(before)
    with sandbox_at(db=file) as sandbox:
        life.sandbox = sandbox
        assert life.play(after).money() == expected


@quick
@given(rough)
def test_only_documented_transitions_happen(steps):
    documented = {(source, one.target) for one in TRANSITIONS.values() for source in one.sources}
    with sandbox_at() as sandbox:
        life = Life(sandbox).play(steps)
        told = [
            event.data.object.status
            for event in stripe.Event.list(limit=100, types=[
                "customer.subscription.created", "customer.subscription.updated",
                "customer.subscription.deleted", "customer.subscription.paused",
                "customer.subscription.resumed",
            ]).data[::-1]
            if event.data.object.id == life.id
        ]  # fmt: skip
        moves = {(before, after) for before, after in pairwise(told) if before != after}
        assert moves <= documented
