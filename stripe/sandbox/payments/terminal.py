"""Terminal readers: what they are told to do is in progress until a test helper ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.means import instruments, payment_methods
from stripe.sandbox.payments import confirmation, refunds, setup_intents, states
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "terminal.reader"
READER = "POST /v1/terminal/readers/{reader}"
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
    for param, name in NAMES.items():
        if call.params.get(param):
            call.find(name, call.params[param], param)
    kind = call.route.path.rpartition("/")[2]
    action = {
        "failure_code": None,
        "failure_message": None,
        "status": "in_progress",
        "type": kind,
        kind: dict(call.params),
    }
    told = call.changes.update(reader, {"action": action}, event="terminal.reader.action_updated")
    if kind == "set_reader_display":
        schedule.at(call.world, call.clock.time(), "terminal.reader.shown", reader["id"])
    return told


@task("terminal.reader.shown")
def shown(world: World, id: str) -> None:
    """A reader shows what it was told to: nobody has to do anything for that."""
    reader = world.store.get(NAME, id)
    action = part(reader, "action")
    shows = (action.get("type"), action.get("status")) == ("set_reader_display", "in_progress")
    if reader is not None and shows:
        _finish(world, reader)


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
    try:
        done = _PRESENTED[kind](call, action[kind])
    except ApiError as error:
        if error.type != "card_error":
            raise
        return _finish(call.world, reader, (error.code or "card_declined", error.message))
    told = {**reader, "action": {**action, kind: {**action[kind], **done}}}
    return _finish(call.world, told)


def _presented(call: Call) -> Obj:
    """The presented card as a stored payment method; it counts as any other card."""
    kind = call.params.get("type") or "card_present"
    details: Obj = {"exp_month": 12, "exp_year": 2034, **as_dict(call.params.get(kind))}
    details.setdefault("number", "4242424242424242")
    entered = instruments.from_details(call.world, details)
    return payment_methods.store(call.world, payment_methods.of_card(entered), entered.stored())


def _pay(call: Call, told: Obj) -> Obj:
    intent = call.find("payment_intent", told["payment_intent"], "payment_intent")
    states.check(intent, "confirm")
    confirmation.run(call.world, intent, _presented(call), {})
    return {}


def _collect(call: Call, _told: Obj) -> Obj:
    return {"payment_method": _presented(call)}


def _set_up(call: Call, told: Obj) -> Obj:
    intent = call.find("setup_intent", told["setup_intent"], "setup_intent")
    states.check(intent, "confirm")
    done = setup_intents.run(call.world, intent, _presented(call), {})
    return {"generated_card": done["payment_method"]}


def _refund(call: Call, told: Obj) -> Obj:
    return {"refund": refunds.of(call.world, told)["id"]}


_PRESENTED: dict[str, Callable[[Call, Obj], Obj]] = {
    "collect_payment_method": _collect,
    "confirm_payment_intent": _pay,
    "process_payment_intent": _pay,
    "process_setup_intent": _set_up,
    "refund_payment": _refund,
}
"""What a reader does with a card, by action: each takes what it was told, gives what it adds to that."""


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
