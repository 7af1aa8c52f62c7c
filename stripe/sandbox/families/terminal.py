"""Terminal readers: what they are told to do is in progress until a test helper ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import invalid
from stripe.sandbox.registry import operation

if TYPE_CHECKING:
    from stripe.sandbox.call import Call

Obj = dict[str, Any]
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
    if action is not None and action["status"] == "in_progress":
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
    return call.door.update(reader, {"action": action}, event="terminal.reader.action_updated")


HELPER = "POST /v1/test_helpers/terminal/readers/{reader}"


def _finish(call: Call, kinds: tuple[str, ...], failure: str | None = None) -> Obj:
    """Ends what a simulated reader is doing, well or with a failure."""
    reader = call.get(NAME)
    action = reader["action"]
    if action is None or action["status"] != "in_progress" or action["type"] not in kinds:
        raise invalid("The reader has no action in progress that this request could complete.")
    done = {**action, "status": "failed" if failure else "succeeded"}
    if failure:
        done.update(failure_code=failure, failure_message="The input collection timed out.")
    event = "terminal.reader.action_" + done["status"]
    return call.door.update(reader, {"action": done}, event=event)


@operation(f"{HELPER}/present_payment_method")
def present_payment_method(call: Call) -> Obj:
    """Somebody holds a card to the reader: what it was told to do is done."""
    kinds = ("process_payment_intent", "process_setup_intent", "collect_payment_method")
    return _finish(call, (*kinds, "confirm_payment_intent", "refund_payment"))


@operation(f"{HELPER}/succeed_input_collection")
def succeed_input_collection(call: Call) -> Obj:
    """The customer has typed in what was asked for."""
    return _finish(call, ("collect_inputs",))


@operation(f"{HELPER}/timeout_input_collection")
def timeout_input_collection(call: Call) -> Obj:
    """The customer has typed in nothing."""
    return _finish(call, ("collect_inputs",), "customer_canceled")
