"""The means of payment that a page offers, the fields of each, and the payment method they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.generic.hosted_fields import Fields, group, value_at
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import payment_methods
from stripe.sandbox.means.payment_method_types import takes

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

TYPE = "payment_method_type"
SAVED = "payment_method"
NEW = "new"
DYNAMIC = ("bancontact", "cashapp", "eps", "ideal", "klarna")
"""What is offered beside cards where a session names no types, as far as its currency goes."""
CARD = (
    ("number", "Card number", "cc-number"),
    ("exp_month", "Month", "cc-exp-month"),
    ("exp_year", "Year", "cc-exp-year"),
    ("cvc", "CVC", "cc-csc"),
)
HINT = (
    '<p class="note">A sandbox: no money moves. 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is '
    "declined, 4000 0000 0000 3220 asks for 3-D Secure.</p>"
)
BANK_FIELDS: dict[str, tuple[tuple[str, str], ...]] = {
    "acss_debit": (
        ("institution_number", "Institution number"),
        ("transit_number", "Transit number"),
        ("account_number", "Account number"),
    ),
    "au_becs_debit": (("bsb_number", "BSB"), ("account_number", "Account number")),
    "bacs_debit": (("sort_code", "Sort code"), ("account_number", "Account number")),
    "boleto": (("tax_id", "CPF or CNPJ"),),
    "nz_bank_account": (
        ("bank_code", "Bank code"),
        ("branch_code", "Branch code"),
        ("account_number", "Account number"),
        ("suffix", "Suffix"),
    ),
    "sepa_debit": (("iban", "IBAN"),),
    "us_bank_account": (
        ("routing_number", "Routing number"),
        ("account_number", "Account number"),
    ),
}
"""What the owner of an account is asked for."""
WORDS = {
    "acss_debit": "Canadian pre-authorized debit",
    "au_becs_debit": "BECS direct debit",
    "bacs_debit": "Bacs direct debit",
    "blik": "BLIK",
    "card": "Card",
    "cashapp": "Cash App Pay",
    "customer_balance": "Bank transfer",
    "eps": "EPS",
    "fpx": "FPX",
    "ideal": "iDEAL",
    "nz_bank_account": "New Zealand bank account",
    "oxxo": "OXXO",
    "p24": "Przelewy24",
    "sepa_debit": "SEPA direct debit",
    "us_bank_account": "US bank account",
}


def words_for(kind: str) -> str:
    """A type of payment method as people call it."""
    return WORDS.get(kind) or kind.replace("_", " ").capitalize()


def offered(session: Obj) -> list[str]:
    """The types that the page of a session offers, the first of which is chosen."""
    types = [kind for kind in session["payment_method_types"] if kind != "link"]
    if session["mode"] == "payment" and not session["allowed_payment_method_types"]:
        types += [kind for kind in DYNAMIC if takes(kind, session["currency"])]
        types = [kind for kind in types if kind not in _excluded(session)]
    return types or ["card"]


def _excluded(session: Obj) -> list[str]:
    return list(session.get("excluded_payment_method_types") or ())


def saved_of(world: World, session: Obj) -> list[Obj]:
    """The cards of its customer that the page of a session may show again."""
    filters = part(session, "saved_payment_method_options").get("allow_redisplay_filters")
    shown = filters or ["always"]
    return [
        method
        for method in world.store.all("payment_method", "customer", session["customer"] or "")
        if method["type"] == "card" and method["allow_redisplay"] in shown
    ]


def card_words(method: Obj) -> str:
    """A card as a page names it."""
    return f"{method['card']['brand']} ending in {method['card']['last4']}"


# -- as HTML -----------------------------------------------------------------------------------------


def fields_of(fields: Fields, types: list[str], saved: list[Obj]) -> str:
    """What a customer pays with: a card that is known, or one of the types with its fields."""
    known = [(method["id"], card_words(method).capitalize()) for method in saved]
    chosen = ""
    if known:
        choices = [*known, (NEW, "Another means of payment")]
        chosen = fields.radios(SAVED, "Pay with", choices, known[0][0])
    if len(types) > 1:
        choices = [(kind, words_for(kind)) for kind in types]
        chosen += fields.radios(TYPE, "Means of payment", choices, types[0])
    alone = len(types) == 1 and not saved
    inner = "".join(
        f'<div class="way" id="way-{kind}">{found}</div>'
        for kind in types
        if (found := group(words_for(kind), _fields(fields, kind, required=alone or None)))
    )
    return chosen + (_hiding(types) if chosen else "") + inner


def _hiding(types: list[str]) -> str:
    """Styles that show the fields of the chosen means of payment alone."""
    known = f"form:has([name={SAVED}]:checked:not([value={NEW}])) .way {{ display: none }}"
    others = (
        f"form:has([name={TYPE}]:checked:not([value={kind}])) #way-{kind} {{ display: none }}"
        for kind in types
    )
    return f"<style>{known} {' '.join(others)}</style>"


def _fields(fields: Fields, kind: str, *, required: bool | None) -> str:
    if kind == "card":
        return card_fields(fields, required=required)
    return "".join(
        fields.text(f"{kind}[{name}]", label, required=required)
        for name, label in BANK_FIELDS.get(kind, ())
    )


def card_fields(fields: Fields, *, required: bool | None) -> str:
    """The fields of a card."""
    number, *rest = (
        fields.text(name, label, auto=auto, inputmode="numeric", required=required)
        for name, label, auto in CARD
    )
    return f'{number}<div class="row">{"".join(rest)}</div>'


# -- what was entered --------------------------------------------------------------------------------


def empty_fields(entered: Obj, types: list[str]) -> tuple[list[str], bool]:
    """The fields of the chosen type that are empty, and whether those are all that it has."""
    kind = _kind(entered, types)
    names = [name for name, *_ in CARD] if kind == "card" else _names(kind)
    empty = [name for name in names if not value_at(entered, name)]
    return empty, len(empty) == len(names)


def _names(kind: str) -> list[str]:
    return [f"{kind}[{name}]" for name, _ in BANK_FIELDS.get(kind, ())]


def _kind(entered: Obj, types: list[str]) -> str:
    kind = value_at(entered, TYPE)
    return kind if kind in types else types[0]


def make(world: World, entered: Obj, types: list[str]) -> Obj:
    """The payment method of a type and its fields; raises the 402 of a bad card, or a 400."""
    kind = _kind(entered, types)
    data: Obj = {"type": kind, "billing_details": billing_of(entered)}
    if kind == "card":
        data["card"] = {name: entered.get(name) for name, *_ in CARD}
    else:
        given = part(entered, kind)
        data[kind] = {name: str(given.get(name) or "") for name, _ in BANK_FIELDS.get(kind, ())}
    return payment_methods.store(world, *payment_methods.build(world, data, ""))


def billing_of(entered: Obj) -> Obj:
    """`billing_details` from the fields of a form."""
    address = {key: value or None for key, value in part(entered, "address").items()}
    if entered.get("postal_code"):
        address["postal_code"] = entered["postal_code"]
    return {
        "address": address,
        **{name: value_at(entered, name) or None for name in ("email", "name", "phone")},
    }
