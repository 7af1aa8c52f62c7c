"""Terminal readers: what they are told to do is in progress until a test helper ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import cards, instruments, payment_methods, presented_cards
from stripe.sandbox.payments import confirmation, intents, refunds, setup_intents, states
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "terminal.reader"
READER = "POST /v1/terminal/readers/{reader}"
NUMBERS = {cards.INTERAC: "4506445006931933"}
"""The number that is presented if none is given, where it is not a Visa card's."""
NAMES = {"payment_intent": "payment_intent", "setup_intent": "setup_intent", "charge": "charge"}


@operation(
    f"{READER}/collect_inputs",
    f"{READER}/collect_payment_method",
    f"{READER}/confirm_payment_intent",
    f"{READER}/process_payment_intent",
    f"{READER}/process_setup_intent",
    f"{READER}/refund_payment",
    f"{READER}/set_reader_display",
)
def order(call: Call) -> Obj:
    """Has a reader do something; it can do one thing at a time."""
    reader = call.get(NAME)
    action = reader["action"]
    shows = action is not None and action["type"] == "set_reader_display"
    if action is not None and action["status"] == "in_progress" and not shows:
        raise invalid(
            "Reader is currently busy processing another request, please reference the integration "
            "guide at https://stripe.com/docs/terminal/payments/collect-card-payment?"
            "terminal-sdk-platform=server-driven on how to handle this error.",
            code="terminal_reader_busy",
        )
    kind = call.route.path.rpartition("/")[2]
    for param, name in NAMES.items():
        if call.params.get(param):
            found = call.find(name, call.params[param], param)
            if kind != "refund_payment" and found["status"] not in states.OPEN:
                raise invalid(
                    f"The {name} {found['id']} has a status of {found['status']}: a reader is told to "
                    f"work for one whose status is one of {', '.join(states.OPEN)}.",
                    param,
                    "intent_invalid_state",
                )
    action = {
        "failure_code": None,
        "failure_message": None,
        "status": "in_progress",
        "type": kind,
        kind: dict(call.params),
    }
    told = call.changes.update(reader, {"action": action}, event="terminal.reader.action_updated")
    call.changes.hide(reader, {"told": dict(call.params)})  # answers don't show all of it
    if kind == "set_reader_display" or (
        kind == "confirm_payment_intent" and _collected(call.world, told)
    ):
        schedule.at(call.world, call.clock.time(), "terminal.reader.act", reader["id"])
    return told


def _collected(world: World, reader: Obj) -> Obj | None:
    """The means of payment that a reader has read for the intent that it is to confirm now."""
    read = world.store.secret(NAME, reader["id"]).get("collected", {})
    intent = reader["action"]["confirm_payment_intent"]["payment_intent"]
    return world.store.get(payment_methods.NAME, read.get(intent))


@task("terminal.reader.act")
def act(world: World, id: str) -> None:
    """A reader does what nobody has to present a card for."""
    reader = world.store.get(NAME, id)
    action = part(reader, "action")
    if reader is None or action.get("status") != "in_progress":
        return
    if action["type"] == "set_reader_display":
        _finish(world, reader)
    elif action["type"] == "confirm_payment_intent":
        method = _collected(world, reader)
        if method is not None:
            _carry_out(world, reader, lambda: _confirm(world, action, method))


HELPER = "POST /v1/test_helpers/terminal/readers/{reader}"


def _under_way(call: Call, kinds: tuple[str, ...]) -> tuple[Obj, Obj]:
    reader = call.get(NAME)
    action = reader["action"]
    if action is None or action["status"] != "in_progress" or action["type"] not in kinds:
        raise invalid("The reader has no action in progress that this request could complete.")
    return reader, action


def _finish(world: World, reader: Obj, failure: tuple[str, str] | None = None) -> Obj:
    """Ends what a simulated reader is doing, well or with a failure."""
    done = {**reader["action"], "status": "failed" if failure else "succeeded"}
    if failure:
        done.update(failure_code=failure[0], failure_message=failure[1])
    event = "terminal.reader.action_" + done["status"]
    return world.changes.update(reader, {"action": done}, event=event)


@operation(f"{HELPER}/present_payment_method")
def present_payment_method(call: Call) -> Obj:
    """Somebody holds a card to the reader: what it was told to do is done."""
    reader, action = _under_way(call, tuple(_PRESENTED))
    kind = action["type"]
    return _carry_out(call.world, reader, lambda: _PRESENTED[kind](call.world, reader, call.params))


def _carry_out(world: World, reader: Obj, work: Callable[[], Obj]) -> Obj:
    """Has a reader do its work, which adds to what it was told; a decline is the end of it too."""
    action = reader["action"]
    kind = action["type"]
    try:
        done = work()
    except ApiError as error:
        if error.type != "card_error":
            raise
        return _finish(world, reader, (error.code or "card_declined", error.message))
    return _finish(world, {**reader, "action": {**action, kind: {**action[kind], **done}}})


def _presented(world: World, reader: Obj, params: Obj) -> Obj:
    """What is presented as a stored payment method: a card that is read, or typed in (`card`)."""
    given = [name for name in cards.KINDS if params.get(name)]
    kind = params.get("type") or (given[0] if given else "card_present")
    details: Obj = {"exp_month": 12, "exp_year": 2034, **part(params, kind)}
    details.setdefault("number", NUMBERS.get(kind, "4242424242424242"))
    entered = instruments.from_details(world, details, presented=kind != "card")
    if kind == "card":
        return payment_methods.store(world, payment_methods.of_card(entered), entered.stored())
    told = world.store.secret(NAME, reader["id"])["told"]
    allowed = told.get("allow_redisplay") or part(told, "process_config").get("allow_redisplay")
    read = {
        "reader": reader["id"],
        **({"location": reader["location"]} if reader["location"] else {}),
    }
    hidden = {**entered.stored(), "read": read, "allow_redisplay": allowed}
    return payment_methods.store(world, presented_cards.method(entered, kind), hidden)


def _read(world: World, reader: Obj, params: Obj, kind: str) -> tuple[Obj, Obj]:
    """The intent that a reader is at work for, and what is presented to it."""
    action = reader["action"]
    intent = world.find(kind, action[action["type"]][kind], kind)
    states.check(intent, "confirm")
    method = _presented(world, reader, params)
    intents.check_method(world, intent, method)
    return intent, method


def _pay(world: World, reader: Obj, params: Obj) -> Obj:
    intent, method = _read(world, reader, params, "payment_intent")
    confirmation.run(world, _tipped(world, reader, intent, params), method, {})
    return {}


def _confirm(world: World, action: Obj, method: Obj) -> Obj:
    told = action["confirm_payment_intent"]
    intent = world.find("payment_intent", told["payment_intent"], "payment_intent")
    states.check(intent, "confirm")
    confirmation.run(world, intent, method, {})
    return {}


def _tipped(world: World, reader: Obj, intent: Obj, params: Obj) -> Obj:
    """The intent with the tip that the customer adds to it at the reader."""
    tip = params.get("amount_tip")
    if not tip:
        return intent
    told = world.store.secret(NAME, reader["id"])["told"]
    config = told.get("process_config") or part(told, "collect_config")
    if config.get("skip_tipping"):
        raise invalid("The reader was told to `skip_tipping`: it asks for no tip.", "amount_tip")
    details = {**part(intent, "amount_details"), "tip": {"amount": tip}}
    changed = {"amount": intent["amount"] + tip, "amount_details": details}
    return world.changes.update(intent, changed, event=None)


def _collect(world: World, reader: Obj, params: Obj) -> Obj:
    intent, method = _read(world, reader, params, "payment_intent")
    _tipped(world, reader, intent, params)
    world.changes.hide(reader, {"collected": {intent["id"]: method["id"]}})
    return {"payment_method": method}


def _set_up(world: World, reader: Obj, params: Obj) -> Obj:
    intent, method = _read(world, reader, params, "setup_intent")
    done = setup_intents.run(world, intent, method, {})
    attempt = world.find("setup_attempt", done["latest_attempt"], None)
    saved = part(attempt, "payment_method_details", "card_present").get("generated_card")
    return {"generated_card": saved or method["id"]}


def _refund(world: World, reader: Obj, _params: Obj) -> Obj:
    told = reader["action"]["refund_payment"]
    return {"refund": refunds.of(world, told, at_reader=True)["id"]}


_PRESENTED: dict[str, Callable[[World, Obj, Obj], Obj]] = {
    "collect_payment_method": _collect,
    "confirm_payment_intent": _pay,
    "process_payment_intent": _pay,
    "process_setup_intent": _set_up,
    "refund_payment": _refund,
}
"""What a reader does with a card, by action: each gives what it adds to what it was told."""


@operation(f"{HELPER}/succeed_input_collection")
def succeed_input_collection(call: Call) -> Obj:
    """The customer has typed in what was asked for."""
    return _finish(call.world, _under_way(call, ("collect_inputs",))[0])


@operation(f"{HELPER}/timeout_input_collection")
def timeout_input_collection(call: Call) -> Obj:
    """The customer has typed in nothing."""
    reader, _ = _under_way(call, ("collect_inputs",))
    return _finish(
        call.world, reader, ("customer_canceled", "The customer did not respond in time.")
    )
