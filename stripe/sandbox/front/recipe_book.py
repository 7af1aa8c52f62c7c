"""All recipes of `trigger` by the event that each leads to, and the events that none leads to."""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase

from stripe.sandbox.front import (
    clock_recipes,
    connect_recipes,
    issuing_recipes,
    payment_recipes,
    recipes,
    usage_recipes,
)
from stripe.sandbox.front.steps import Step
from stripe.sandbox.spec import description

RECIPES: dict[str, list[Step]] = {
    **clock_recipes.RECIPES,
    **connect_recipes.RECIPES,
    **issuing_recipes.RECIPES,
    **payment_recipes.RECIPES,
    **recipes.RECIPES,
    **usage_recipes.RECIPES,
}

NEVER = {
    "account.application.authorized": "accounts are connected on a page, which tells nobody",
    "apps.install.deleted": "an app that is uninstalled stays in the list",
    "climate.order.*": "nothing is delivered",
    "climate.product.*": "Climate's products stay as they are",
    "customer.source.expiring": "cards are not watched for their month",
    "financial_connections.*": "no customer connects an account",
    "invoice.overdue": "it comes by the setting `overdue_days`",
    "invoice.payment_attempt_required": "tries to collect are the sandbox's own",
    "invoice.will_be_due": "it comes by the setting `will_be_due_days`",
    "issuing_dispute.*": "nobody decides disputes of issued cards",
    "issuing_token.*": "no wallet holds an issued card",
    "payment_method.automatically_updated": "no network changes a stored card",
    "payout.reconciliation_completed": "payouts are made on request alone",
    "price.deleted": "prices can't be deleted",
    "reporting.report_run.failed": "reports do not fail",
    "reporting.report_type.updated": "report types stay as they are",
    "reserve.*": "nothing is held in reserve",
    "sigma.*": "queries are scheduled in the Dashboard",
    "source.*": "sources come by no bank that tells of it",
    "test_helpers.test_clock.internal_failure": "clocks do not fail",
    "three_d_secure.authentication.*": "no issuer is asked",
    "topup.*": "topups do not fail",
    "treasury.*": "no money moves",
}
"""Why no recipe leads to some events: by a pattern, the first that fits counts."""


class UnknownRecipeError(ValueError):
    """There is no recipe of that name."""


def steps_of(name: str) -> list[Step]:
    """The requests that lead to an event; raises UnknownRecipeError."""
    found = RECIPES.get(name)
    if found is None and name.startswith("v1."):
        found = RECIPES.get(name[3:])
    if found is None:
        raise UnknownRecipeError(_unknown(name))
    return found


def _unknown(name: str) -> str:
    for pattern, reason in NEVER.items():
        if fnmatchcase(name.removeprefix("v1."), pattern):
            return f"No recipe leads to {name}: {reason}."
    if name in description.event_types() or name in description.thin_event_types():
        return f"No recipe leads to {name}, which the sandbox does not emit."
    near = get_close_matches(name, [*RECIPES, *description.event_types()], n=1, cutoff=0.5)
    guess = f" Did you mean {near[0]}?" if near else ""
    return f"There is no recipe for {name}.{guess} `trigger --list` names all."
