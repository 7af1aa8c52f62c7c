"""What the account decides in the Dashboard, and the sandbox therefore has settings for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from stripe.sandbox.state.arguments import MANY, nearest, number, truth, word


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
        kinds = _kinds()
        if name not in kinds:
            raise ValueError(f"There is no setting {name}{nearest(name, kinds)}")
        kind = kinds[name]
        if get_origin(kind) is Literal:
            word(name, value, get_args(kind))
        elif kind is bool:
            truth(name, value)
        elif get_origin(kind) is list:
            if not isinstance(value, list):
                raise ValueError(f"{name} must be a list of numbers, not {value!r}.")
            for each in value:
                number(name, each, 0, MANY)
        elif value is not None or type(None) not in get_args(kind):
            number(name, value, 0, MANY)
        super().__setattr__(name, value)


@cache
def _kinds() -> dict[str, Any]:
    """The type of each setting."""
    return get_type_hints(Settings)
