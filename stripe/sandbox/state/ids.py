"""The one source of ids and secrets; with a seed the same ones on each run."""

from __future__ import annotations

import random
from binascii import b2a_base64
from typing import Any

_ALPHANUMERIC = bytes.maketrans(b"+/", b"xY")

# Object name -> prefix and number of characters behind it, as the documentation's examples have it.
PREFIXES = {
    "account": ("acct_1", 15),
    "apple_pay_domain": ("apwc_", 14),
    "application_fee": ("fee_1", 23),
    "fee_refund": ("fr_1", 23),
    "apps.secret": ("appsecret_", 24),
    "balance_transaction": ("txn_1", 23),
    "bank_account": ("ba_1", 23),
    "billing.alert": ("alrt_", 12),
    "billing.credit_balance_transaction": ("cbtxn_", 24),
    "billing.credit_grant": ("credgr_", 24),
    "billing.meter": ("mtr_", 24),
    "billing.meter_event_adjustment": ("mtrusgadj_", 24),
    "billing_portal.configuration": ("bpc_1", 23),
    "billing_portal.session": ("bps_1", 23),
    "card": ("card_1", 23),
    "charge": ("ch_3", 23),
    "checkout.session": ("cs_", 58),
    "climate.order": ("climorder_", 24),
    "confirmation_token": ("ctoken_1", 23),
    "coupon": ("", 8),
    "credit_note": ("cn_1", 23),
    "customer": ("cus_", 14),
    "customer_balance_transaction": ("cbtxn_1", 23),
    "customer_cash_balance_transaction": ("ccsbtxn_1", 23),
    "customer_session": ("cuss_", 24),
    "discount": ("di_1", 23),
    "dispute": ("du_1", 23),
    "entitlements.feature": ("feat_", 24),
    "ephemeral_key": ("ephkey_1", 23),
    "event": ("evt_1", 23),
    "file": ("file_1", 23),
    "file_link": ("link_1", 23),
    "financial_connections.account": ("fca_1", 23),
    "financial_connections.session": ("fcsess_1", 23),
    "forwarding.request": ("fwdreq_", 24),
    "identity.verification_report": ("vr_", 24),
    "identity.verification_session": ("vs_", 24),
    "invoice": ("in_1", 23),
    "invoice_payment": ("inpay_1", 23),
    "invoiceitem": ("ii_1", 23),
    "issuing.authorization": ("iauth_1", 23),
    "issuing.card": ("ic_1", 23),
    "issuing.cardholder": ("ich_1", 23),
    "issuing.dispute": ("idp_1", 23),
    "issuing.personalization_design": ("ipd_", 24),
    "issuing.token": ("intok_1", 23),
    "issuing.transaction": ("ipi_1", 23),
    "item": ("li_1", 23),
    "line_item": ("il_1", 23),
    "mandate": ("mandate_1", 23),
    "payment_intent": ("pi_3", 23),
    "payment_link": ("plink_1", 23),
    "payment_method": ("pm_1", 23),
    "payment_method_configuration": ("pmc_1", 23),
    "payment_method_domain": ("pmd_1", 23),
    "payment_record": ("pr_", 24),
    "payout": ("po_1", 23),
    "person": ("person_1", 23),
    "plan": ("plan_", 14),
    "price": ("price_1", 23),
    "product": ("prod_", 14),
    "product_feature": ("prodft_", 24),
    "promotion_code": ("promo_1", 23),
    "quote": ("qt_1", 23),
    "radar.early_fraud_warning": ("issfr_", 24),
    "radar.value_list": ("rsl_1", 23),
    "radar.value_list_item": ("rsli_1", 23),
    "refund": ("re_3", 23),
    "reporting.report_run": ("frr_1", 23),
    "review": ("prv_", 24),
    "setup_attempt": ("setatt_1", 23),
    "setup_intent": ("seti_1", 23),
    "shipping_rate": ("shr_1", 23),
    "source": ("src_1", 23),
    "subscription": ("sub_1", 23),
    "subscription_item": ("si_", 14),
    "subscription_schedule": ("sub_sched_1", 23),
    "tax.calculation": ("taxcalc_1", 23),
    "tax.registration": ("taxreg_", 24),
    "tax.transaction": ("tax_1", 23),
    "tax_id": ("txi_1", 23),
    "tax_rate": ("txr_1", 23),
    "terminal.configuration": ("tmc_", 14),
    "terminal.location": ("tml_", 14),
    "terminal.reader": ("tmr_", 14),
    "test_helpers.test_clock": ("clock_1", 23),
    "token": ("tok_1", 23),
    "topup": ("tu_1", 23),
    "transfer": ("tr_1", 23),
    "transfer_reversal": ("trr_1", 23),
    "treasury.credit_reversal": ("credrev_", 24),
    "treasury.debit_reversal": ("debrev_", 24),
    "treasury.financial_account": ("fa_1", 23),
    "treasury.inbound_transfer": ("ibt_", 24),
    "treasury.outbound_payment": ("obp_", 24),
    "treasury.outbound_transfer": ("obt_", 24),
    "treasury.received_credit": ("rc_", 24),
    "treasury.received_debit": ("rd_", 24),
    "treasury.transaction": ("trxn_", 24),
    "webhook_endpoint": ("we_1", 23),
    "v2.core.account": ("acct_1", 15),
    "v2.core.account_person": ("person_1", 23),
    "v2.core.account_person_token": ("perstok_", 24),
    "v2.core.account_token": ("accttok_", 24),
    "v2.core.event": ("evt_test_", 38),
    "v2.core.event_destination": ("ed_test_", 38),
    "v2.core.vault.gb_bank_account": ("gbba_test_", 38),
    "v2.core.vault.us_bank_account": ("usba_test_", 38),
}


class Ids:
    """Makes ids, secrets and fingerprints."""

    def __init__(self, seed: int | None = None) -> None:
        self._seed = seed
        self._random = random.Random(seed)  # noqa: S311 - test data, to be repeated with a seed

    def state(self) -> object:
        """Where a seeded source has got to; None for one that is not."""
        return None if self._seed is None else self._random.getstate()

    def restore(self, state: Any) -> None:
        """Goes on from there."""
        if state is not None:
            self._random.setstate(state)

    def skip(self, count: int) -> None:
        """Makes other ids than a sandbox that has already made some with the same seed."""
        if self._seed is not None:
            self._random.seed(f"{self._seed} {count}")

    def new(self, object_name: str, *, livemode: bool = False) -> str:
        """A new id for an object."""
        prefix, length = PREFIXES.get(object_name) or _guess(object_name)
        if object_name == "checkout.session":
            prefix += "live_a1" if livemode else "test_a1"
        elif livemode and "_test_" in prefix:
            prefix = prefix.replace("_test_", "_")
        return prefix + self.text(length)

    def text(self, length: int) -> str:
        """Letters and digits."""
        size = length * 3 // 4 + 1
        raw = self._random.getrandbits(8 * size).to_bytes(size, "little")
        return b2a_base64(raw)[:length].translate(_ALPHANUMERIC).decode()

    def digits(self, length: int) -> str:
        """Digits alone."""
        return f"{self._random.randrange(10**length):0{length}d}"

    def upper(self, length: int) -> str:
        """Capital letters and digits."""
        return self.text(length).upper()


def _guess(object_name: str) -> tuple[str, int]:
    words = object_name.rpartition(".")[2].split("_")
    short = words[0][:6] if len(words) == 1 else "".join(word[:3] for word in words)
    return short + "_", 24
