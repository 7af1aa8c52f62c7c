"""Random payments over accounts and currencies agree with books that the test keeps of its own."""

import logging
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from settled_money import CARDS, EURO_BANK, attempt, convert, fee_of, settled

import stripe
from stripe.sandbox import Sandbox
from stripe.sandbox.connect import payouts
from stripe.sandbox.payments import states

CURRENCIES = st.sampled_from(["usd", "eur", "jpy"])
AMOUNTS = st.integers(50, 500_000)
ACCOUNTS = st.integers(0, 2)
DISPUTE_FEE = 1500
STEPS = {
    "payment_intent": states.PAYMENT_INTENT.steps,
    "charge": states.CHARGE_STEPS,
    "dispute": states.DISPUTE_STEPS,
    "payout": payouts.STEPS,
    "refund": states.REFUND_STEPS,
}


class Payments(RuleBasedStateMachine):
    charges = Bundle("charges")
    held = Bundle("held")
    transfers = Bundle("transfers")
    payouts = Bundle("payouts")

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox(seed=1, now=1_800_000_000)
        self.sandbox.__enter__()
        self.logger = logging.getLogger("stripe")
        self.logger.disabled = True  # thousands of requests a run
        self.books: dict[tuple[int, str], int] = defaultdict(int)
        self.failing: list[tuple[str, int, str, int]] = []
        self.stopped: set[tuple[int, str]] = set()  # a payout failed: no more go there
        self.seen = 0
        self.keys = 0

    def teardown(self) -> None:
        self.logger.disabled = False
        self.sandbox.__exit__(None, None, None)

    @initialize()
    def accounts(self) -> None:
        others = [stripe.Account.create(type="custom", country="US").id for _ in range(2)]
        bank = {
            "object": "bank_account", "country": "US", "currency": "usd", "routing_number": "110000000",
        }  # fmt: skip
        for account, number in zip(others, ("000123456789", "000111111116"), strict=True):
            stripe.Account.create_external_account(
                account, external_account={**bank, "account_number": number}
            )
        own = stripe.Account.retrieve().id
        stripe.Account.create_external_account(own, external_account=EURO_BANK)
        self.ids: list[str | None] = [None, *others]
        for account in range(3):
            for currency in ("usd", "eur", "jpy"):
                self.pay(account, 100_000, currency, "bypassPending", 0)

    def on(self, account: int) -> dict[str, Any]:
        """Options of a request for an account, each with an idempotency key of its own."""
        self.keys += 1
        options: dict[str, Any] = {"idempotency_key": f"key-{self.keys}"}
        if self.ids[account] is not None:
            options["stripe_account"] = self.ids[account]
        return options

    def twice(self, call: Any, options: dict[str, Any], **params: Any) -> Any:
        """Sends a request again with its key, as a client does that has lost the answer."""
        if self.keys % 3 == 0:
            self.sandbox.fail(kind="drop_after")
            with pytest.raises(stripe.APIConnectionError):
                call(**params, **options, max_network_retries=0)
        first = call(**params, **options)
        again = call(**params, **options)
        assert again.id == first.id
        return first

    def book(self, account: int, amount: int, currency: str, fee: int = 0) -> None:
        """Money that comes or goes, in any currency; the fee is in that of the account."""
        home, moved = settled(account, amount, currency)
        self.books[account, home] += moved - fee

    # -- what happens ------------------------------------------------------------------------------

    @rule(
        target=charges,
        account=ACCOUNTS,
        amount=AMOUNTS,
        currency=CURRENCIES,
        card=st.sampled_from(sorted(CARDS)),
        fee=st.integers(0, 40),
    )
    def pay(self, account: int, amount: int, currency: str, card: str, fee: int) -> Any:
        params: dict[str, Any] = {"amount": amount, "currency": currency}
        if fee and account:
            params["application_fee_amount"] = fee
            self.book(0, fee, currency)
            self.book(account, -fee, currency)
        intent = self.twice(
            stripe.PaymentIntent.create,
            self.on(account),
            payment_method=f"pm_card_{card}",
            confirm=True,
            **params,
        )
        assert intent.status == "succeeded"
        self.book(account, amount, currency, fee_of(account, amount, currency, card))
        if card == "createDispute":
            self.book(account, -amount, currency, DISPUTE_FEE)
        return account, intent.latest_charge, card

    @rule(
        target=charges,
        amount=AMOUNTS,
        currency=CURRENCIES,
        destination=st.integers(1, 2),
        fee=st.integers(0, 40),
    )
    def pay_to_another(self, amount: int, currency: str, destination: int, fee: int) -> Any:
        params: dict[str, Any] = {"application_fee_amount": fee} if fee else {}
        charge = self.twice(
            stripe.Charge.create,
            self.on(0),
            amount=amount,
            currency=currency,
            source="tok_visa",
            transfer_data={"destination": self.ids[destination]},
            **params,
        )
        self.book(0, fee, currency, fee_of(0, amount, currency, "visa"))
        home, moved = settled(0, amount, currency)  # what the platform gets, it passes on
        self.book(destination, moved, home)
        self.book(destination, -convert(fee, currency, home), home)
        return 0, charge.id, "visa"

    @rule(target=held, account=ACCOUNTS, amount=AMOUNTS, currency=CURRENCIES)
    def authorize(self, account: int, amount: int, currency: str) -> Any:
        wanted = ("multicapture", "overcapture", "incremental_authorization")
        intent = stripe.PaymentIntent.create(
            amount=amount,
            currency=currency,
            payment_method="pm_card_visa",
            confirm=True,
            capture_method="manual",
            payment_method_options={
                "card": {f"request_{feature}": "if_available" for feature in wanted}
            },
            **self.on(account),
        )
        return account, intent.id

    @rule(chosen=held, share=st.floats(0.5, 2))
    def increment(self, chosen: Any, share: float) -> None:
        account, id = chosen
        before = stripe.PaymentIntent.retrieve(id, stripe_account=self.ids[account])
        amount = int(before.amount * share)
        raise_it = stripe.PaymentIntent.increment_authorization
        after, code = attempt(self.twice, raise_it, self.on(account), intent=id, amount=amount)
        fits = before.status == "requires_capture" and not before.amount_received
        if code is None:
            assert fits
            assert after.amount == after.amount_capturable == amount > before.amount
        else:
            assert not fits or amount <= before.amount

    @rule(target=charges, chosen=held, share=st.floats(0.01, 1.3), final=st.booleans())
    def capture(self, chosen: Any, share: float, final: bool) -> Any:
        account, id = chosen
        intent = stripe.PaymentIntent.retrieve(id, stripe_account=self.ids[account])
        amount = max(1, int(intent.amount * share))
        params = {"intent": id, "amount_to_capture": amount, "final_capture": final}
        capture = stripe.PaymentIntent.capture
        done, code = attempt(self.twice, capture, self.on(account), **params)
        if code is not None:
            assert intent.status != "requires_capture" or amount > intent.amount_capturable
            assert code in ("payment_intent_unexpected_state", "amount_too_large")
            return multiple()
        assert intent.status == "requires_capture"
        before = intent.amount_received
        assert done.amount_received == before + amount <= intent.amount * 1.2
        fee = fee_of(account, before + amount, intent.currency, "visa")
        fee -= fee_of(account, before, intent.currency, "visa") if before else 0
        self.book(account, amount, intent.currency, fee)
        return (account, done.latest_charge, "visa") if final else multiple()

    @rule(chosen=held)
    def cancel(self, chosen: Any) -> None:
        account, id = chosen
        _, code = attempt(stripe.PaymentIntent.cancel, id, **self.on(account))
        assert code in (None, "payment_intent_unexpected_state")

    @rule(
        chosen=charges, share=st.floats(0.01, 1.2), reverse=st.booleans(), give_back=st.booleans()
    )
    def refund(self, chosen: Any, share: float, reverse: bool, give_back: bool) -> None:
        account, id, card = chosen
        where = {"stripe_account": self.ids[account]}
        charge = stripe.Charge.retrieve(id, **where)
        amount = max(1, int(charge.amount * share))
        left = max(charge.amount, charge.amount_captured) - charge.amount_refunded
        params: dict[str, Any] = {"charge": id, "amount": amount}
        transfer = charge.get("transfer")
        fee = charge.application_fee
        if reverse and transfer:
            params["reverse_transfer"] = True
            before = stripe.Transfer.retrieve(transfer)
        if give_back and fee:
            params["refund_application_fee"] = True
            fee_before = stripe.ApplicationFee.retrieve(fee)
        try:
            refund = self.twice(stripe.Refund.create, self.on(account), **params)
        except stripe.InvalidRequestError:
            assert amount > left or charge.refunded or charge.disputed
            return
        assert amount <= left
        self.book(account, -amount, charge.currency)
        if "reverse_transfer" in params:
            after = stripe.Transfer.retrieve(transfer)
            moved = after.amount_reversed - before.amount_reversed
            self.book(0, moved, after.currency)
            self.book(self.ids.index(after.destination), -moved, after.currency)
        if "refund_application_fee" in params:
            fee_after = stripe.ApplicationFee.retrieve(fee)
            moved = fee_after.amount_refunded - fee_before.amount_refunded
            self.book(0, -moved, charge.currency)
            self.book(self.ids.index(fee_after.account), moved, charge.currency)
        if card == "refundFail":
            self.failing.append((refund.id, account, charge.currency, amount))

    @rule(
        chosen=charges,
        evidence=st.sampled_from(
            ["winning_evidence", "losing_evidence", "escalate_inquiry_evidence", "more"]
        ),
    )
    def answer(self, chosen: Any, evidence: str) -> None:
        account, id, _ = chosen
        where = {"stripe_account": self.ids[account]}
        for dispute in stripe.Dispute.list(charge=id, **where).data:
            try:
                params = {"evidence": {"uncategorized_text": evidence}}
                stripe.Dispute.modify(dispute.id, **params, **self.on(account))
            except stripe.InvalidRequestError:
                assert dispute.status in ("won", "lost", "warning_closed")
                continue
            after = stripe.Dispute.retrieve(dispute.id, **where)
            if after.status == "won":
                self.book(account, dispute.amount, dispute.currency, -DISPUTE_FEE)
            elif dispute.status.startswith("warning") and after.status == "needs_response":
                self.book(account, -dispute.amount, dispute.currency, DISPUTE_FEE)

    @rule(
        target=transfers,
        share=st.floats(0, 1.1),
        currency=CURRENCIES,
        destination=st.integers(1, 2),
    )
    def transfer(self, share: float, currency: str, destination: int) -> Any:
        left = self.available(0, currency)
        amount = max(1, int(left * share))
        params = {"amount": amount, "currency": currency, "destination": self.ids[destination]}
        made, code = attempt(self.twice, stripe.Transfer.create, self.on(0), **params)
        if code is not None:
            assert (code, amount > left) == ("balance_insufficient", True)
            return multiple()
        assert amount <= left
        self.book(0, -amount, currency)
        self.book(destination, amount, currency)
        return made.id

    @rule(id=transfers, share=st.floats(0.01, 1.2))
    def reverse(self, id: str, share: float) -> None:
        before = stripe.Transfer.retrieve(id)
        amount = max(1, int(before.amount * share))
        try:
            self.twice(stripe.Transfer.create_reversal, self.on(0), id=id, amount=amount)
        except stripe.InvalidRequestError:
            assert amount > before.amount - before.amount_reversed
            return
        self.book(0, amount, before.currency)
        self.book(self.ids.index(before.destination), -amount, before.currency)

    @rule(target=payouts, account=ACCOUNTS, share=st.floats(0, 1.1), currency=CURRENCIES)
    def pay_out(self, account: int, share: float, currency: str) -> Any:
        left = self.available(account, currency)
        amount = max(1, int(left * share))
        params = {"amount": amount, "currency": currency}
        made, code = attempt(self.twice, stripe.Payout.create, self.on(account), **params)
        if code is not None:
            stopped = amount <= left and (account, currency) in self.stopped
            assert code == ("bank_account_unusable" if stopped else "balance_insufficient")
            assert stopped or amount > left
            return multiple()
        assert amount <= left
        self.books[account, currency] -= amount
        return account, made.id

    @rule(chosen=payouts)
    def cancel_payout(self, chosen: Any) -> None:
        account, id = chosen
        try:
            payout = stripe.Payout.cancel(id, **self.on(account))
        except stripe.InvalidRequestError:
            return
        self.books[account, payout.currency] += payout.amount

    @rule(seconds=st.sampled_from([1, 10, 86_400, 4 * 86_400, 8 * 86_400]))
    def wait(self, seconds: int) -> None:
        pending = {
            (account, payout.id): payout
            for account, id in enumerate(self.ids)
            for payout in stripe.Payout.list(limit=100, stripe_account=id).data
            if payout.status == "pending"
        }
        self.sandbox.clock.advance(seconds)
        for (account, id), payout in pending.items():
            if stripe.Payout.retrieve(id, stripe_account=self.ids[account]).status == "failed":
                self.books[account, payout.currency] += payout.amount
                self.stopped.add((account, payout.currency))
        if seconds >= 10:
            for _, account, currency, amount in self.failing:
                self.book(account, amount, currency)
            self.failing.clear()

    # -- what is always so -------------------------------------------------------------------------

    def available(self, account: int, currency: str) -> int:
        balance = stripe.Balance.retrieve(stripe_account=self.ids[account])
        return sum(part.amount for part in balance.available if part.currency == currency)

    @invariant()
    def balances_are_the_sums_of_their_transactions(self) -> None:
        for account, id in enumerate(getattr(self, "ids", ())):
            balance = stripe.Balance.retrieve(stripe_account=id)
            sums: dict[tuple[str, str], int] = defaultdict(int)
            for transaction in stripe.BalanceTransaction.list(
                limit=100, stripe_account=id
            ).auto_paging_iter():
                assert transaction.net == transaction.amount - transaction.fee
                assert transaction.fee == sum(fee.amount for fee in transaction.fee_details)
                sums[transaction.status, transaction.currency] += transaction.net
            for side in ("available", "pending"):
                for part in balance[side]:
                    assert part.amount == sums.pop((side, part.currency), 0)
            assert not any(sums.values())
            for currency in ("usd", "eur", "jpy"):
                parts = (*balance.available, *balance.pending)
                total = sum(part.amount for part in parts if part.currency == currency)
                assert total == self.books[account, currency], (account, currency)

    @invariant()
    def nothing_is_refunded_twice(self) -> None:
        for id in getattr(self, "ids", ()):
            refunded: dict[str, int] = defaultdict(int)
            for refund in stripe.Refund.list(limit=100, stripe_account=id).auto_paging_iter():
                if refund.status not in ("failed", "canceled"):
                    refunded[refund.charge] += refund.amount
            for charge in stripe.Charge.list(limit=100, stripe_account=id).auto_paging_iter():
                whole = max(charge.amount, charge.amount_captured)
                assert 0 <= charge.amount_refunded <= whole
                assert refunded[charge.id] <= charge.amount_refunded

    @invariant()
    def states_follow_the_documented_steps(self) -> None:
        events = self.sandbox.events
        new, self.seen = events[self.seen :], len(events)
        for event in new:
            obj = event["data"]["object"]
            steps = STEPS.get(obj["object"])
            before = event["data"].get("previous_attributes", {}).get("status")
            if steps is not None and before is not None:
                assert obj["status"] in steps[before], (before, obj["status"])


Payments.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestMoneyAddsUp = Payments.TestCase
