"""Quotes: offers that become a subscription, a schedule or an invoice when they are accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.billing import (
    automatic_tax,
    discounts,
    pdf,
    quote_acceptance,
    quote_terms,
    test_clocks,
    timetable,
)
from stripe.sandbox.billing.periods import DAY
from stripe.sandbox.errors import check_lengths, exclusive, invalid
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import defaults, operation
from stripe.sandbox.http import Raw
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.platform import tax_areas
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "quote"
PATH = "/v1/quotes"
ONE = f"{PATH}/{{quote}}"
DAYS = 30
LONGEST = {"description": 500, "footer": 500, "header": 50}
LATER = frozenset({"expires_at", "metadata"})  # for change while it is open
APART = ("default_tax_rates", "discounts", "from_quote", "line_items")  # no fields as they are

defaults(
    NAME,
    status="draft",
    collection_method="charge_automatically",
    absent=("line_items",),
)


@operation(f"POST {PATH}")
def create(call: Call) -> Obj:
    """A draft, perhaps a copy or a revision of another quote."""
    world, params = call.world, call.params
    base = None
    if params.get("from_quote"):
        for name in params.keys() - {"from_quote", "expires_at"}:
            raise exclusive("from_quote", name)
        base = world.find(NAME, params["from_quote"]["quote"], "from_quote[quote]")
        given = world.store.secret(NAME, base["id"])["given"]
        params = quote_terms.merged(given, {k: v for k, v in params.items() if k != "from_quote"})
    check_lengths(params, **LONGEST)
    customer = _customer(world, params)
    obj = crud.build(world, NAME, {k: v for k, v in params.items() if k not in APART})
    obj["id"] = world.ids.new(NAME)
    obj["expires_at"] = _expires_at(world, params)
    obj["test_clock"] = params.get("test_clock") or as_dict(customer).get("test_clock")
    if customer is None and obj["test_clock"] is not None:
        test_clocks.check_room_for_quote(world, obj["test_clock"])
    if base is not None:
        revision = bool(call.params["from_quote"].get("is_revision"))
        obj["from_quote"] = {"is_revision": revision, "quote": base["id"]}
    obj["subscription_data"] = _subscription_data(params)
    amounts, hidden = _offered(world, obj, params, customer)
    obj.update(amounts)
    made = call.changes.create(NAME, obj, hidden=hidden)
    _expire_later(world, made)
    return made


def _customer(world: World, params: Obj) -> Obj | None:
    id = params.get("customer")
    return world.find("customer", id, "customer") if id else None


def _subscription_data(params: Obj) -> Obj:
    given = part(params, "subscription_data")
    if given.get("effective_date") == "current_period_end":
        raise invalid(
            "Quotes make new subscriptions, which have no period yet: pass a time.",
            "subscription_data[effective_date]",
        )
    mode = part(given, "billing_mode")
    classic = mode.get("type") == "classic"
    included = {"proration_discounts": "included", **part(mode, "flexible")}
    return {
        "billing_mode": {"type": "classic"}
        if classic
        else {"flexible": included, "type": "flexible"},
        "description": given.get("description"),
        "effective_date": given.get("effective_date"),
        "metadata": given.get("metadata") or {},
        "trial_period_days": given.get("trial_period_days"),
    }


def _expires_at(world: World, params: Obj) -> int:
    at = params.get("expires_at")
    if at is None:
        return world.now() + DAYS * DAY
    if at <= world.now():
        raise invalid("`expires_at` must be in the future.", "expires_at")
    return int(at)


def _offered(world: World, obj: Obj, params: Obj, customer: Obj | None) -> tuple[Obj, Obj]:
    """The fields that follow from what is offered, and what is kept with the quote."""
    terms = quote_terms.read(world, params, customer)
    amounts, shown = quote_terms.fields(terms)
    amounts["default_tax_rates"] = [rate["id"] for rate in terms.rates]
    if automatic_tax.is_on(params):
        where = tax_areas.place_of(as_dict(customer))
        amounts["automatic_tax"] = automatic_tax.shown(obj, where)
    amounts["discounts"] = discounts.hold(world, terms.redemptions, customer=obj["customer"])
    listed = {
        "object": "list",
        "data": shown["upfront"],
        "has_more": False,
        "url": f"{PATH}/{obj['id']}/computed_upfront_line_items",
    }
    expandable = {"computed": {"upfront": {"line_items": listed}}}
    return amounts, {"given": params, "expandable": expandable, **shown}


@operation(f"POST {ONE}")
def update(call: Call) -> Obj:
    """Changes a draft; of a quote that is open only when it expires, of others the metadata."""
    world, quote, params = call.world, call.get(NAME), call.params
    free = {"draft": params.keys(), "open": LATER}.get(quote["status"], {"metadata"})
    for name in params:
        if name not in free:
            raise invalid(f"You cannot change `{name}` of a quote that is {quote['status']}.", name)
    for name in ("customer", "customer_account"):
        if quote[name] and name in params and params[name] != quote[name]:
            raise invalid("The customer of a quote cannot be changed.", name)
    check_lengths(params, **LONGEST)
    changed = crud.changed_fields(quote, {k: v for k, v in params.items() if k not in APART})
    if "expires_at" in params:
        changed["expires_at"] = _expires_at(world, params)
    if quote["status"] == "draft":
        given = quote_terms.merged(world.store.secret(NAME, quote["id"])["given"], params)
        customer = _customer(world, given)
        changed["subscription_data"] = _subscription_data(given)
        amounts, hidden = _offered(world, {**quote, **changed}, given, customer)
        if not params.keys() & quote_terms.MONEY:
            amounts = {}
        world.changes.hide(quote, hidden)
        changed.update(amounts)
    quote = world.changes.update(quote, changed)
    if "expires_at" in params:
        _expire_later(world, quote)
    return quote


# -- from state to state -----------------------------------------------------------------------------


def _check(quote: Obj, done: str, *states: str) -> Obj:
    if quote["status"] not in states:
        raise invalid(
            f"You cannot {done} a quote that is {quote['status']}: it must be "
            f"{' or '.join(states)}."
        )
    return quote


def _moved(world: World, quote: Obj, status: str, **more: object) -> Obj:
    at = {"open": "finalized_at"}.get(status, f"{status}_at")
    transitions = {**quote["status_transitions"], at: world.now()}
    return {"status": status, "status_transitions": transitions, **more}


@operation(f"POST {ONE}/finalize")
def finalize(call: Call) -> Obj:
    """Opens a draft for its customer."""
    world, quote = call.world, _check(call.get(NAME), "finalize", "draft")
    if not world.store.secret(NAME, quote["id"])["items"]:
        raise invalid("You cannot finalize a quote without line items.", "line_items")
    if not quote["customer"]:
        raise invalid("You cannot finalize a quote without a customer.", "customer")
    changed = _moved(world, quote, "open", number=_number(world, quote))
    if call.params.get("expires_at"):
        changed["expires_at"] = _expires_at(world, call.params)
    quote = world.changes.update(quote, changed, event="quote.finalized")
    if "expires_at" in changed:
        _expire_later(world, quote)
    original = _original(world, quote)
    if original is not None and original["status"] in ("draft", "open"):
        end(world, original)
    return quote


def _original(world: World, quote: Obj) -> Obj | None:
    """What a quote is a revision of."""
    source = as_dict(quote["from_quote"])
    return world.store.get(NAME, source.get("quote")) if source.get("is_revision") else None


def _number(world: World, quote: Obj) -> str:
    """`QT-<prefix>-<sequence>-<revision>`; a revision keeps the sequence."""
    original = _original(world, quote)
    if original is not None and original["number"]:
        head, _, revision = original["number"].rpartition("-")
        return f"{head}-{int(revision) + 1}"
    customer = world.find("customer", quote["customer"], "customer")
    own = world.store.all(NAME, "customer", quote["customer"])
    count = len({one["number"].rpartition("-")[0] for one in own if one["number"]})
    return f"QT-{customer['invoice_prefix']}-{count + 1:04}-1"


@operation(f"POST {ONE}/accept")
def accept(call: Call) -> Obj:
    """Makes what was offered."""
    world, quote = call.world, _check(call.get(NAME), "accept", "open")
    schedule.cancel(world, "quote.expire", quote["id"])
    accepted = world.changes.update(quote, _moved(world, quote, "accepted"), event="quote.accepted")
    given = world.store.secret(NAME, quote["id"])["given"]
    made = quote_acceptance.carry_out(world, accepted, given)
    return world.changes.update(accepted, made, event=None)


@operation(f"POST {ONE}/cancel")
def cancel(call: Call) -> Obj:
    """Withdraws the offer."""
    return end(call.world, _check(call.get(NAME), "cancel", "draft", "open"))


def end(world: World, quote: Obj) -> Obj:
    """The quote canceled."""
    schedule.cancel(world, "quote.expire", quote["id"])
    return world.changes.update(quote, _moved(world, quote, "canceled"), event="quote.canceled")


@task("quote.expire", order=timetable.EXPIRING)
def expire(world: World, id: str) -> None:
    """The time of an offer is over."""
    quote = world.store.get(NAME, id)
    if quote is not None and quote["status"] in ("draft", "open"):
        end(world, quote)


def _expire_later(world: World, quote: Obj) -> None:
    schedule.cancel(world, "quote.expire", quote["id"])
    moment, clock = quote["expires_at"], quote["test_clock"]
    schedule.at(world, moment, "quote.expire", quote["id"], test_clock=clock)


# -- what it shows -----------------------------------------------------------------------------------


@operation(f"GET {ONE}/line_items")
def line_items(call: Call) -> Obj:
    """What is offered."""
    return lists.slice_of(call, list(_inline(call.world, call.get(NAME))), "item")


@lists.inline_list(NAME, "line_items")
def _inline(world: World, quote: Obj) -> Iterator[Obj]:
    yield from world.store.secret(NAME, quote["id"])["items"]


@operation(f"GET {ONE}/computed_upfront_line_items")
def upfront_line_items(call: Call) -> Obj:
    """What the first invoice will have."""
    shown = call.store.secret(NAME, call.get(NAME)["id"])["upfront"]
    return lists.slice_of(call, list(shown), "item")


@operation(f"GET {ONE}/pdf")
def download(call: Call) -> Raw:
    """The offer as a PDF, once it is finalized."""
    quote = call.get(NAME)
    if quote["status"] == "draft":
        raise invalid("You cannot download the PDF of a quote in draft: finalize it first.")
    currency = quote["currency"]
    lines = [
        f"{item['quantity'] or ''} {item['description']}: "
        f"{currencies.shown(item['amount_subtotal'], currency)}"
        for item in call.store.secret(NAME, quote["id"])["items"]
    ]
    total = f"Total: {currencies.shown(quote['amount_total'], currency)}"
    texts = [quote[field] for field in ("header", "description", "footer") if quote[field]]
    found = pdf.page(f"Quote {quote['number']} ({quote['status']})", [*lines, total, *texts])
    return Raw(found, "application/pdf")
