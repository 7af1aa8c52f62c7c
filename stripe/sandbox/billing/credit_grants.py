"""Credit grants: what customers have to their credit for usage, and the ledger of it.

A grant's balance is the sum of its transactions; nothing else holds it. Invoices ask `applied` what of
their metered lines credits pay, and have it booked when they are finalized.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox.billing import timetable
from stripe.sandbox.errors import invalid, missing_parameter, too_small
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import part, parts
from stripe.sandbox.ledger import currencies
from stripe.sandbox.spec import shapes
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World

NAME, TRANSACTION = "billing.credit_grant", "billing.credit_balance_transaction"
PATH = "/v1/billing/credit_grants"
UNUSED = 100
PRIORITY, LOWEST = 50, 100
NEVER = 2**53


class Share(NamedTuple):
    """A line of an invoice, and what discounts have left of it."""

    line: Obj
    left: int


# -- operations --------------------------------------------------------------------------------------


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """A grant, and the transaction that credits it."""
    world, params = call.world, call.params
    if not params.get("customer"):
        raise missing_parameter("customer")
    customer = call.find("customer", params["customer"], "customer")
    now = world.now()
    effective, expires = params.get("effective_at") or now, params.get("expires_at")
    _check(world, params, effective, expires)
    obj = crud.build(world, NAME, params)
    monetary = params["amount"]["monetary"]
    currency = currencies.currency_of(monetary["currency"], "amount[monetary][currency]")
    obj.update(
        amount={"type": "monetary", "monetary": {**monetary, "currency": currency}},
        applicability_config=_config(params),
        category=params.get("category") or "paid",
        effective_at=effective,
        priority=PRIORITY if params.get("priority") is None else params["priority"],
        test_clock=customer.get("test_clock"),
    )
    grant = call.changes.create(NAME, obj)
    _book(world, grant, "credit", "credits_granted", monetary["value"], effective)
    _expire_later(world, grant)
    return grant


def _check(world: World, params: Obj, effective: int, expires: int | None) -> None:
    monetary = part(params, "amount", "monetary")
    if not monetary:
        raise missing_parameter("amount[monetary]")
    if monetary["value"] <= 0:
        raise too_small("amount[monetary][value]", 1)
    scope = part(params, "applicability_config", "scope")
    if bool(scope.get("price_type")) == bool(scope.get("prices")):
        raise invalid(
            "Pass either `price_type` or `prices` in `applicability_config[scope]`.",
            "applicability_config[scope]",
        )
    for at, price in enumerate(parts(scope, "prices")):
        world.find("price", price["id"], f"applicability_config[scope][prices][{at}][id]")
    if expires is not None and expires <= max(effective, world.now()):
        raise invalid("`expires_at` must be in the future, after `effective_at`.", "expires_at")
    if not 0 <= (params.get("priority") or 0) <= LOWEST:
        raise invalid(f"The priority must be between 0 and {LOWEST}.", "priority")
    if sum(1 for _ in _usable(world, params["customer"])) >= UNUSED:
        raise invalid(f"A customer can have at most {UNUSED} unused credit grants.", "customer")


def _config(params: Obj) -> Obj:
    scope = params["applicability_config"]["scope"]
    return {"scope": {key: scope[key] for key in ("price_type", "prices") if scope.get(key)}}


@operation(f"POST {PATH}/{{id}}")
def update(call: Call) -> Obj:
    """Changes metadata, or when the grant expires."""
    grant, params = call.get(NAME), call.params
    changed: Obj = {}
    if "metadata" in params:
        changed["metadata"] = shapes.merge_metadata(grant["metadata"], params["metadata"])
    if "expires_at" in params:
        expires = params["expires_at"]
        if is_over(grant, call.world.now()):
            raise invalid("This credit grant has expired or was voided.", "expires_at")
        if expires is not None and expires <= call.world.now():
            raise invalid("`expires_at` must be in the future.", "expires_at")
        changed["expires_at"] = expires
    grant = call.changes.update(grant, changed)
    if "expires_at" in params:
        _expire_later(call.world, grant)
    return grant


@operation(f"POST {PATH}/{{id}}/expire")
def expire(call: Call) -> Obj:
    """Ends a grant: what is left of it is gone."""
    grant, now = _living(call), call.world.now()
    schedule.cancel(call.world, "credit_grant.expire", grant["id"])
    grant = call.changes.update(grant, {"expires_at": now})
    _take_rest(call.world, grant, "credits_expired", now)
    return grant


@operation(f"POST {PATH}/{{id}}/void")
def void(call: Call) -> Obj:
    """Takes back a grant of which nothing has been used."""
    grant, now = _living(call), call.world.now()
    if any(_type(entry) == "credits_applied" for entry in transactions(call.world, grant["id"])):
        raise invalid("You cannot void a credit grant that has been used; expire it instead.", "id")
    schedule.cancel(call.world, "credit_grant.expire", grant["id"])
    grant = call.changes.update(grant, {"voided_at": now})
    _take_rest(call.world, grant, "credits_voided", now)
    return grant


def _living(call: Call) -> Obj:
    grant = call.get(NAME)
    if is_over(grant, call.world.now()):
        raise invalid("This credit grant has already expired or was voided.", "id")
    return grant


@task("credit_grant.expire", order=timetable.EXPIRING)
def run_out(world: World, id: str) -> None:
    """Takes what is left of a grant whose time is over."""
    grant = world.store.get(NAME, id)
    if grant is not None and grant["voided_at"] is None:
        _take_rest(world, grant, "credits_expired", world.now())
        world.changes.emit("billing.credit_grant.updated", grant)


def _expire_later(world: World, grant: Obj) -> None:
    schedule.cancel(world, "credit_grant.expire", grant["id"])
    if grant["expires_at"] is not None:
        clock = grant["test_clock"]
        moment = grant["expires_at"]
        schedule.at(world, moment, "credit_grant.expire", grant["id"], test_clock=clock)


# -- the ledger --------------------------------------------------------------------------------------


def transactions(world: World, grant: str) -> Iterable[Obj]:
    """The transactions of a grant, newest first."""
    return world.store.all(TRANSACTION, "credit_grant", grant)


def balance(world: World, grant: Obj) -> int:
    """What is left of a grant."""
    return sum(_signed(entry) for entry in transactions(world, grant["id"]))


def _type(entry: Obj) -> str:
    return str(entry[entry["type"]]["type"])


def _signed(entry: Obj) -> int:
    value: int = entry[entry["type"]]["amount"]["monetary"]["value"]
    return value if entry["type"] == "credit" else -value


def _book(world: World, grant: Obj, side: str, kind: str, amount: int, at: int, **more: Any) -> Obj:
    monetary = {"currency": grant["amount"]["monetary"]["currency"], "value": amount}
    about = "credits_application_invoice_voided" if side == "credit" else "credits_applied"
    entry = {
        **crud.template(TRANSACTION),
        "credit": None,
        "debit": None,
        side: {
            "amount": {"type": "monetary", "monetary": monetary},
            about: None,
            "type": kind,
            **more,
        },
        "credit_grant": grant["id"],
        "effective_at": at,
        "test_clock": grant["test_clock"],
        "type": side,
    }
    return world.changes.create(TRANSACTION, entry)


def _take_rest(world: World, grant: Obj, kind: str, at: int) -> None:
    left = balance(world, grant)
    if left > 0:
        _book(world, grant, "debit", kind, left, at)


def is_over(grant: Obj, moment: int) -> bool:
    """Whether a grant has expired, or was voided."""
    return grant["voided_at"] is not None or (grant["expires_at"] or NEVER) <= moment


def _usable(world: World, customer: str | None) -> Iterable[Obj]:
    """The grants of a customer that are neither over nor used up, in the order of their use."""
    found = [
        grant
        for grant in [*world.store.all(NAME, "customer", customer)][::-1]
        if not is_over(grant, world.now()) and balance(world, grant) > 0
    ]

    def place(grant: Obj) -> tuple[Any, ...]:
        return (
            grant["priority"],
            grant["expires_at"] or NEVER,
            grant["category"] != "promotional",
            grant["effective_at"],
            grant["created"],
        )

    return sorted(found, key=place)


# -- invoices ----------------------------------------------------------------------------------------


def applied(
    world: World, invoice: Obj, shares: Sequence[Share], *, book: bool
) -> dict[str, list[Obj]]:
    """What credits pay of the metered lines of an invoice, as `pretax_credit_amounts` by line.

    With `book` the transactions are made too: once, when the invoice is finalized.
    """
    found: dict[str, list[Obj]] = {}
    left = {share.line["id"]: share.left for share in shares if _metered(world, share.line)}
    if not left:
        return found
    for grant in _usable(world, invoice["customer"]):
        rest = balance(world, grant) if _covers(grant, invoice) else 0
        for share in shares:
            id = share.line["id"]
            amount = min(rest, left.get(id, 0))
            if amount <= 0 or not _fits(world, grant, share.line):
                continue
            entry: Obj = {"amount": amount, "type": "credit_balance_transaction"}
            if book:
                about = {"invoice": invoice["id"], "invoice_line_item": id}
                made = _book(
                    world, grant, "debit", "credits_applied", amount, world.now(),
                    credits_applied=about,
                )  # fmt: skip
                entry["credit_balance_transaction"] = made["id"]
            found.setdefault(id, []).append(entry)
            left[id] -= amount
            rest -= amount
    return found


def give_back(world: World, invoice: Obj) -> None:
    """Credits what was applied to an invoice that is void; at once gone if the grant is over."""
    for line in parts(invoice["lines"], "data"):
        for entry in parts(line, "pretax_credit_amounts"):
            debit = world.store.get(TRANSACTION, entry.get("credit_balance_transaction"))
            grant = debit and world.store.get(NAME, debit["credit_grant"])
            if not grant:
                continue
            about = {"invoice": invoice["id"], "invoice_line_item": line["id"]}
            kind, now = "credits_application_invoice_voided", world.now()
            _book(world, grant, "credit", kind, entry["amount"], now, **{kind: about})
            if is_over(grant, now):
                _take_rest(world, grant, "credits_expired", now)


def _price(world: World, line: Obj) -> Obj | None:
    return world.store.get("price", part(line, "pricing", "price_details").get("price"))


def _metered(world: World, line: Obj) -> bool:
    of_subscription = part(line, "parent").get("type") == "subscription_item_details"
    return of_subscription and part(_price(world, line), "recurring").get("usage_type") == "metered"


def _covers(grant: Obj, invoice: Obj) -> bool:
    same = grant["amount"]["monetary"]["currency"] == invoice["currency"]
    end = invoice["period_end"]
    return bool(same and grant["effective_at"] <= end < (grant["expires_at"] or NEVER))


def _fits(world: World, grant: Obj, line: Obj) -> bool:
    prices = part(grant, "applicability_config", "scope").get("prices")
    return prices is None or (_price(world, line) or {}).get("id") in {p["id"] for p in prices}
