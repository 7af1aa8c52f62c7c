"""Statement descriptors: what the statement of a card or account says of a payment, and their rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, within
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import cards

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

OF_SANDBOX = "SANDBOX"
LONGEST = 22
FORBIDDEN = "<>\\'\"*"
FULL, SUFFIX = "statement_descriptor", "statement_descriptor_suffix"


def check(params: Obj, path: str = "", fields: Iterable[str] = (FULL, SUFFIX)) -> None:
    """A 400 for a descriptor with a forbidden character or without a letter; `path` is where they are."""
    for field in fields:
        text = params.get(field)
        if not text:
            continue
        param = within(path, field)
        for character in FORBIDDEN:
            if character in text:
                raise invalid(f"The statement descriptor cannot include {character}.", param)
        if not any(letter.isascii() and letter.isalpha() for letter in text):
            raise invalid(
                "The statement descriptor must contain at least one Latin character.", param
            )


def check_kinds(params: Obj, kinds: Iterable[str], path: str = "") -> None:
    """A 400 for a whole descriptor where a card may pay, which has a suffix only; else as `check`."""
    check(params, path)
    if params.get(FULL) and "card" in kinds:
        raise invalid(
            "The statement_descriptor parameter is not supported for the payment_method_type `card`. "
            "To continue supporting payment_method_type `card`, please pass in "
            "`statement_descriptor_suffix` or remove the `statement_descriptor` parameter "
            "altogether. Please see https://support.stripe.com/questions/"
            "use-of-the-statement-descriptor-parameter-on-paymentintents-for-card-charges for "
            "additional details.",
            f"{path}[{FULL}]" if path else FULL,
        )


def of_charge(world: World, charge: Obj) -> str:
    """`calculated_statement_descriptor`: of cards the account's words and the charge's after them."""
    settings = _settings(world, charge.get("on_behalf_of") or world.account_id)
    own = part(settings, "payments").get(FULL) or OF_SANDBOX
    if charge["payment_method_details"]["type"] not in cards.KINDS:
        return str(charge[FULL] or own)
    suffix = charge[SUFFIX] or charge[FULL]
    if not suffix:
        return str(own)
    prefix = part(settings, "card_payments").get("statement_descriptor_prefix") or own
    return f"{prefix}* {suffix}"[:LONGEST]


def _settings(world: World, account: str) -> Obj:
    store = world.platform.store
    return part(store.get("account", account) or store.get("own_account", account), "settings")
