"""Tokens: made of cards and bank accounts, used once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox.errors import invalid
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import instruments
from stripe.sandbox.means.instruments import CardInput

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World


PREFIXES = {
    "account": "ct_",
    "bank_account": "btok_",
    "cvc_update": "cvctok_",
    "person": "cpt_",
    "pii": "pii_",
}
BANK_NAMES = ("btok_us", "btok_us_verified", "btok_us_noAccount")
CARDS = ("card", "three_d_secure")
"""Types of sources that are a card in the end."""


class Source(NamedTuple):
    """What a token or a test name stands for: a card or bank account object, not stored yet."""

    obj: Obj
    hidden: Obj
    card: CardInput | None


@operation("POST /v1/tokens")
def create(call: Call) -> Obj:
    """A token for a card, a bank account, an account, a person, PII or a CVC update."""
    params = call.params
    kinds = ("card", "bank_account", "account", "person", "pii", "cvc_update")
    given = [kind for kind in kinds if params.get(kind) is not None]
    if not given:
        raise invalid(
            "You must supply either a card, customer, bank account, PII data, or account to create "
            "a token.",
        )
    kind = given[0]
    obj: Obj = {"id": None, "object": "token"}
    hidden: Obj = {"used": False}
    card, bank = part(params, "card"), part(params, "bank_account")
    if kind == "card" and card:
        entered = instruments.from_details(call.world, card, "card")
        obj["card"] = instruments.card_object(call.world, entered)
        hidden.update(entered.stored())
    elif kind == "bank_account" and bank:
        obj["bank_account"] = instruments.bank_account_object(call.world, bank)
        hidden["account_number"] = bank.get("account_number")
    else:
        hidden["details"] = params[kind]
    obj.update(client_ip=None, created=None, livemode=None, type=kind, used=False)
    obj["id"] = call.world.ids.new("token").replace("tok_", PREFIXES.get(kind, "tok_"), 1)
    return call.changes.create("token", obj, event=None, hidden=hidden)


@operation("GET /v1/tokens/{token}")
def retrieve(call: Call) -> Obj:
    """A token; test names such as `tok_visa` give a fresh one."""
    id = call.ids["token"]
    if call.store.get("token", id) is None:
        entered = instruments.from_name(call.world, id)
        if entered is not None:
            return {
                "id": id,
                "object": "token",
                "card": instruments.card_object(call.world, entered),
                "client_ip": None,
                "created": call.clock.now(),
                "livemode": call.world.livemode,
                "type": "card",
                "used": False,
            }
    return call.get("token")


def resolve(world: World, token: str, param: str) -> Source:
    """What a token stands for; a token of the API is used up by this."""
    if token in BANK_NAMES:
        bank = instruments.bank_account_object(world, {})
        if token.endswith("verified"):
            bank["status"] = "verified"
        return Source(bank, {}, None)
    entered = instruments.from_name(world, token)
    if entered is not None:
        return Source(instruments.card_object(world, entered), entered.stored(), entered)
    if token.startswith("src_"):
        source = world.find("source", token, param)
        if source["status"] == "consumed":
            raise invalid(
                f"The source {token} has been consumed by a charge. To use a source multiple times, "
                "attach it to a customer first.",
                param,
            )
        if source["status"] != "chargeable":
            raise invalid("The source you provided is not in a chargeable state.", param)
        hidden = world.store.secret("source", token)
        card = instruments.of_card(world, source) if source["type"] in CARDS else None
        return Source(source, hidden, card)
    found = world.find("token", token, param)
    hidden = world.store.secret("token", token)
    if hidden.get("used"):
        raise instruments.used_token(token, param)
    world.changes.hide(found, {"used": True})
    world.changes.update(found, {"used": True}, event=None)
    if found["type"] == "card":
        world.changes.hide(found["card"], hidden)
        return Source(found["card"], hidden, instruments.of_card(world, found["card"]))
    if found["type"] == "bank_account":
        return Source(found["bank_account"], hidden, None)
    raise invalid(f"A token of type {found['type']} cannot be used here.", param)


def from_param(world: World, value: Any, param: str) -> Source:
    """What a `source` parameter stands for: a token, or the details of a card or bank account."""
    if isinstance(value, str):
        return resolve(world, value, param)
    if value.get("token"):
        return resolve(world, value["token"], f"{param}[token]")
    if value.get("object") == "bank_account":
        hidden = {"account_number": value.get("account_number")}
        return Source(instruments.bank_account_object(world, value, param), hidden, None)
    entered = instruments.from_details(world, value, param)
    return Source(instruments.card_object(world, entered), entered.stored(), entered)
