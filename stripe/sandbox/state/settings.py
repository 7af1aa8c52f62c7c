"""What the account decides in the Dashboard, and the sandbox therefore has settings for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from stripe.sandbox.state.arguments import MANY, nearest, number, truth, word

WORDS = {
    "after_retries": ("cancel", "unpaid", "past_due"),
    "invoice_after_retries": ("open", "uncollectible"),
    "tax_rounding": ("line", "subtotal"),
}
NUMBERS = ("upcoming_days", "finalize_after", "after_due_days", "trial_notice_days")


@dataclass
class Settings:
    """How the account bills; `reset()` puts all of it back."""

    upcoming_days: int = 7
    """How many days before a renewal `invoice.upcoming` comes."""

    finalize_after: int = 3600
    """How many seconds the invoice of a renewal stays a draft."""

    retry_days: list[int] = field(default_factory=lambda: [3, 5, 7])
    """How many days after a failed attempt the next one is made."""

    after_retries: Literal["cancel", "unpaid", "past_due"] = "cancel"
    """What becomes of the subscription when no retry is left."""

    after_due_days: int | None = None
    """How many days after its due date a sent invoice counts as one whose retries are used up."""

    will_be_due_days: int | None = None
    """How many days before the due date of a sent invoice `invoice.will_be_due` comes."""

    overdue_days: int | None = None
    """How many days after the due date of a sent invoice `invoice.overdue` comes."""

    invoice_after_retries: Literal["open", "uncollectible"] = "open"
    """What becomes of the invoice when no retry is left."""

    tax_rounding: Literal["line", "subtotal"] = "line"
    """Whether the tax of each line is rounded, or that of all of them together."""

    trial_notice_days: int = 3
    """How many days before its end a trial is announced."""

    wait_for_webhooks: bool = False
    """Whether a draft waits for its webhooks to succeed before its time begins to run."""

    def __setattr__(self, name: str, value: Any) -> None:
        """Takes a setting; raises ValueError for a name or a value that is none."""
        if name not in type(self).__dataclass_fields__:
            known = type(self).__dataclass_fields__
            raise ValueError(f"There is no setting {name}{nearest(name, known)}")
        if name in WORDS:
            word(name, value, WORDS[name])
        elif name == "wait_for_webhooks":
            truth(name, value)
        elif name == "retry_days":
            if not isinstance(value, list):
                raise ValueError(f"retry_days must be a list of days, not {value!r}.")
            for days in value:
                number(name, days, 0, MANY)
        elif value is not None or name != "after_due_days":
            number(name, value, 0, MANY)
        super().__setattr__(name, value)
