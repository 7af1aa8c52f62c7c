"""Sources of the Sources API: what each type waits for, until it can be charged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stripe.sandbox.errors import invalid, missing_parameter, not_emulated
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import bank_numbers, banks, cards, tokens
from stripe.sandbox.spec import shapes
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "source"
PAGE = "/sandbox/sources/"
WAITS = 6 * 3600
"""How long a source that is used once may wait, for its owner or for its charge."""
SMALLEST_PART = re.compile(r"amount_(\d{1,12})@")
"""An owner's test address names the amount that arrives: `amount_4242@example.com`."""
BLANK_OWNER: Obj = {
    "address": None, "email": None, "name": None, "phone": None, "verified_address": None,
    "verified_email": None, "verified_name": None, "verified_phone": None,
}  # fmt: skip
CARD_FIELDS = {
    "brand", "country", "cvc_check", "exp_month", "exp_year", "fingerprint", "funding", "last4",
    "address_zip_check", "address_line1_check", "name",
}  # fmt: skip


class Type(NamedTuple):
    """What a source of a type needs before it can be charged, and in which currencies (none: all)."""

    flow: str
    usage: str
    currencies: tuple[str, ...] = ()


def _once(*currencies: str) -> Type:
    return Type("redirect", "single_use", currencies)


TYPES = {
    "ach_credit_transfer": Type("receiver", "reusable", ("usd",)),
    "ach_debit": Type("code_verification", "reusable", ("usd",)),
    "acss_debit": Type("none", "reusable", ("cad", "usd")),
    "alipay": _once("aud", "cad", "eur", "gbp", "hkd", "jpy", "nzd", "sgd", "usd"),
    "au_becs_debit": Type("none", "reusable", ("aud",)),
    "bancontact": _once("eur"),
    "card": Type("none", "reusable"),
    "eps": _once("eur"),
    "giropay": _once("eur"),
    "ideal": _once("eur"),
    "klarna": _once("aud", "cad", "chf", "dkk", "eur", "gbp", "nok", "nzd", "pln", "sek", "usd"),
    "multibanco": Type("receiver", "single_use", ("eur",)),
    "p24": _once("eur", "pln"),
    "sepa_credit_transfer": Type("receiver", "reusable", ("eur",)),
    "sepa_debit": Type("none", "reusable", ("eur",)),
    "sofort": _once("eur"),
    "three_d_secure": _once(),
    "wechat": Type("none", "single_use"),
}


@operation("POST /v1/sources")
def create(call: Call) -> Obj:
    """A source, which can be charged at once or waits for what its type says."""
    params, world = call.params, call.world
    if params.get("original_source"):
        raise not_emulated("the cloning of sources", "original_source")
    name = params.get("type") or ("card" if params.get("token") else None)
    if name is None:
        raise missing_parameter("type")
    if name not in TYPES:
        raise invalid(f"Invalid source type: {name}", "type")
    kind = TYPES[name]
    usage = params.get("usage") or kind.usage
    _check(params, name, kind, usage)
    id = world.ids.new(NAME)
    obj = crud.build(world, NAME, params)
    secret = id.replace("src_", "src_client_secret_", 1)
    url = f"{world.state.base_url}{PAGE}{id}?client_secret={secret}"
    details, hidden = _details(world, params, name)
    if name == "wechat":
        details["qr_code_url"] = url
    flow = _flow(world, params, kind, url)
    obj.update(
        {name: details, **flow},
        id=id,
        client_secret=secret,
        flow=kind.flow,
        owner={**BLANK_OWNER, **part(params, "owner")},
        status="pending" if flow or name == "wechat" else "chargeable",
        type=name,
        usage=usage,
    )
    if "redirect" not in flow:
        obj.pop("redirect", None)
    stored = call.changes.create(NAME, obj, event=None, hidden=hidden)
    if stored["status"] == "chargeable":
        call.changes.emit("source.chargeable", stored)
    _await(world, stored)
    return stored


def _check(params: Obj, name: str, kind: Type, usage: str) -> None:
    """Raises for what a source of a type lacks."""
    currency = str(params.get("currency") or "").lower()
    if kind.flow == "redirect":
        for field in ("amount", "currency") if usage == "single_use" else ("currency",):
            if params.get(field) is None:
                raise missing_parameter(field)
        if not part(params, "redirect").get("return_url"):
            raise missing_parameter("redirect[return_url]")
    if currency and kind.currencies and currency not in kind.currencies:
        raise invalid(
            f"The currency {currency} is not supported for sources of the type {name}: it must be "
            f"one of {', '.join(kind.currencies)}.",
            "currency",
        )
    asked = params.get("flow")
    if asked is not None and asked != kind.flow:
        raise invalid(f"Sources of the type {name} have the flow {kind.flow}, not {asked}.", "flow")


def _flow(world: World, params: Obj, kind: Type, url: str) -> Obj:
    """What the flow of a source says at its beginning; nothing where there is none."""
    if kind.flow == "redirect":
        return {
            "redirect": {
                "failure_reason": None,
                "return_url": params["redirect"]["return_url"],
                "status": "pending",
                "url": url,
            }
        }
    if kind.flow == "receiver":
        method = part(params, "receiver").get("refund_attributes_method") or "email"
        sums = dict.fromkeys(("amount_charged", "amount_received", "amount_returned"), 0)
        return {
            "receiver": {
                "address": f"110000000-test_{world.ids.text(12)}",
                "refund_attributes_method": method,
                "refund_attributes_status": "missing",
                **sums,
            }
        }
    if kind.flow == "code_verification":
        return {"code_verification": {"attempts_remaining": 5, "status": "pending"}}
    return {}


def _details(world: World, params: Obj, name: str) -> tuple[Obj, Obj]:
    """The hash of a source's type, and what is known but not shown."""
    given = part(params, name)
    if name == "card":
        source = _card(world, params, given)
        return {k: v for k, v in source.obj.items() if k in CARD_FIELDS}, source.hidden
    if name == "three_d_secure":
        return _three_d_secure(world, given)
    names = shapes.fields_of(NAME, name)
    fields = shapes.blank_part(NAME, name)
    fields.update((key, value) for key, value in given.items() if key in names)
    number = str(given.get("iban") or given.get("account_number") or "").replace(" ", "")
    if name == "sepa_debit":
        if not number:
            raise missing_parameter("sepa_debit[iban]")
        bank_numbers.check_method(name, given)
        fields.update(bank_code=number[4:12], country=number[:2])
        fields.update(mandate_reference=world.ids.upper(16))
    if number and "last4" in names:
        fields.update(last4=number[-4:], fingerprint=cards.fingerprint(number))
    made: Obj = {
        "account_number": f"test_{world.ids.text(12)}",
        "bank_name": "TEST BANK",
        "entity": "11249",
        "reference": world.ids.digits(9),
        "routing_number": given.get("routing_number") or "110000000",
    }
    fields.update((key, value) for key, value in made.items() if fields.get(key, "") is None)
    return fields, {"number": number}


def _card(world: World, params: Obj, given: Obj) -> tokens.Source:
    if params.get("token"):
        source = tokens.resolve(world, params["token"], "token")
    elif given:
        source = tokens.from_param(world, given, "card")
    else:
        raise missing_parameter("token")
    if source.card is None:
        raise invalid("The token is not a card token.", "token")
    return source


def _three_d_secure(world: World, given: Obj) -> tuple[Obj, Obj]:
    if not given.get("card"):
        raise missing_parameter("three_d_secure[card]")
    source = tokens.resolve(world, given["card"], "three_d_secure[card]")
    if source.card is None:
        raise invalid("3-D Secure is for cards.", "three_d_secure[card]")
    shown = part(source.obj, "card") if source.obj["object"] == NAME else source.obj
    names = shapes.fields_of(NAME, "three_d_secure")
    fields = shapes.blank_part(NAME, "three_d_secure")
    fields.update((key, value) for key, value in shown.items() if key in names)
    fields.update(authenticated=False, card=source.obj["id"], three_d_secure="required")
    return fields, source.hidden


# -- what happens to it ------------------------------------------------------------------------------


def _await(world: World, source: Obj) -> None:
    """Has money arrive that is announced, and ends the wait of what is used once."""
    if source["flow"] == "receiver":
        announced = SMALLEST_PART.search(str(source["owner"]["email"] or ""))
        if announced:
            when = world.clock.time() + banks.LATER
            schedule.at(world, when, "source.receive", source["id"], int(announced[1]))
    if source["usage"] == "single_use":
        schedule.at(world, world.clock.time() + WAITS, "source.cancel", source["id"])


@task("source.receive")
def receive(world: World, id: str, amount: int) -> None:
    """Money arrives at the address of a source, which can be charged by that."""
    source = world.store.get(NAME, id)
    if source is None or source["status"] not in ("pending", "chargeable"):
        return
    receiver = {**source["receiver"]}
    receiver["amount_received"] += amount
    before, changed = source["status"], {"receiver": receiver, "status": "chargeable"}
    source = world.changes.update(source, changed, event=None)
    if before == "pending":
        world.changes.emit("source.chargeable", source)


@task("source.cancel")
def cancel(world: World, id: str) -> None:
    """Gives up a source that nobody has approved or charged in time."""
    source = world.store.get(NAME, id)
    if source is not None and source["status"] in ("pending", "chargeable"):
        world.changes.update(source, {"status": "canceled"}, event="source.canceled")


def decide(world: World, source: Obj, *, approved: bool) -> Obj:
    """The owner approves a source on its page, or refuses."""
    if source["status"] != "pending":
        return source
    changed: Obj = {"status": "chargeable" if approved else "failed"}
    if source.get("redirect"):
        changed["redirect"] = {
            **source["redirect"],
            "failure_reason": None if approved else "user_abort",
            "status": "succeeded" if approved else "failed",
        }
    if not approved:
        return world.changes.update(source, changed, event="source.failed")
    if source["type"] == "three_d_secure":
        changed["three_d_secure"] = {**source["three_d_secure"], "authenticated": True}
    return world.changes.update(source, changed, event="source.chargeable")


def spend(world: World, source: Obj, amount: int, currency: str) -> None:
    """Uses a source up for a charge; raises where it cannot be charged, or not so."""
    if source["status"] != "chargeable":
        raise invalid("The source you provided is not in a chargeable state.", "source")
    if source["currency"] not in (None, currency):
        raise invalid(
            f"The currency of the charge ({currency}) is not that of the source "
            f"({source['currency']}).",
            "currency",
        )
    if source["usage"] == "single_use" and source["amount"] not in (None, amount):
        raise invalid(
            f"The amount of the charge ({amount}) is not that of the source ({source['amount']}).",
            "amount",
        )
    if source["flow"] == "receiver":
        receiver = {**source["receiver"]}
        left = receiver["amount_received"] - receiver["amount_charged"]
        if amount > left:
            raise invalid(f"The source has received {left} that can still be charged.", "amount")
        receiver["amount_charged"] += amount
        source = world.changes.update(source, {"receiver": receiver}, event=None)
    if source["usage"] == "single_use":
        world.changes.update(source, {"status": "consumed"}, event=None)


@operation("POST /v1/sources/{source}/verify")
def verify(call: Call) -> Obj:
    """Verifies a pending source by the amounts 32 and 45, after which it can be charged."""
    found = call.get(NAME)
    if found["status"] != "pending" or not found.get("code_verification"):
        raise invalid(f"This source cannot be verified: its status is {found['status']}.")
    state = {**found["code_verification"]}
    if sorted(call.params["values"]) == ["32", "45"]:
        state["status"] = "succeeded"
        changed = {"code_verification": state, "status": "chargeable"}
        return call.changes.update(found, changed, event="source.chargeable")
    state["attempts_remaining"] -= 1
    failed = state["attempts_remaining"] == 0
    if failed:
        state["status"] = "failed"
    changed = {"code_verification": state, "status": "failed" if failed else "pending"}
    call.changes.update(found, changed, event="source.failed" if failed else None)
    raise invalid("The values provided do not match what was sent to the account.", "values")
