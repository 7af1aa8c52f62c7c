"""Payments made with another processor, as they are reported: sums, and a record of each attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, as_dict
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME, ATTEMPT = "payment_record", "payment_attempt_record"
ONE = "POST /v1/payment_records/{id}"
OUTCOMES = ("guaranteed", "failed", "canceled")
PLAIN = ("customer_details", "description", "shipping_details", "customer_presence")
SUMS = ("amount_canceled", "amount_failed", "amount_guaranteed", "amount_refunded")


def _said(call: Call, old: Obj) -> Obj:
    """What a report says beside the outcome."""
    params = call.params
    changed: Obj = {key: params[key] for key in PLAIN if params.get(key) is not None}
    if "metadata" in params:
        changed["metadata"] = shapes.merge_metadata(old.get("metadata"), params["metadata"])
    return changed


def _outcome(record: Obj, outcome: str | None) -> Obj:
    """The sums after an outcome: all that was asked for went one way."""
    if outcome is None:
        return {}
    nothing = {**record["amount_requested"], "value": 0}
    changed = {f"amount_{name}": nothing for name in OUTCOMES}
    return {**changed, f"amount_{outcome}": record["amount_requested"]}


def _attempt(world: World, record: Obj) -> Obj:
    obj = dict(crud.template(ATTEMPT))
    same = set(obj) & set(record) - {"id", "object", "created"}
    obj.update({key: record[key] for key in same}, payment_record=record["id"])
    return world.changes.create(ATTEMPT, obj, event=None)


@operation("POST /v1/payment_records/report_payment")
def report(call: Call) -> Obj:
    """A payment, with its first attempt."""
    params = call.params
    requested = dict(params["amount_requested"])
    nothing = {**requested, "value": 0}
    record = {
        **crud.build(call.world, NAME, call.params),
        "amount": requested,
        "amount_requested": requested,
    }
    record.update(dict.fromkeys((*SUMS, "amount_authorized"), nothing))
    record.update(_outcome(record, params.get("outcome")))
    record["reported_by"] = "self"
    record = call.changes.create(NAME, record, event=None)
    attempt = _attempt(call.world, record)
    changed = {"latest_payment_attempt_record": attempt["id"]}
    return call.changes.update(record, changed, event=None)


@operation(f"{ONE}/report_payment_attempt")
def report_attempt(call: Call) -> Obj:
    """Another attempt at a payment."""
    record = call.get(NAME)
    changed = {**_said(call, record), **_outcome(record, call.params.get("outcome"))}
    record = call.changes.update(record, changed, event=None)
    changed = {"latest_payment_attempt_record": _attempt(call.world, record)["id"]}
    return call.changes.update(record, changed, event=None)


def _reported(call: Call, changed: Obj) -> Obj:
    """Changes a payment and its latest attempt alike."""
    record = call.get(NAME)
    changed = {**_said(call, record), **changed}
    attempt = call.store.get(ATTEMPT, record["latest_payment_attempt_record"] or "")
    if attempt is not None:
        call.changes.update(attempt, changed, event=None)
    return call.changes.update(record, changed, event=None)


@operation(
    f"{ONE}/report_payment_attempt_canceled",
    f"{ONE}/report_payment_attempt_failed",
    f"{ONE}/report_payment_attempt_guaranteed",
)
def report_outcome(call: Call) -> Obj:
    """How the latest attempt ended."""
    return _reported(call, _outcome(call.get(NAME), call.route.path.rpartition("_")[2]))


@operation(f"{ONE}/report_payment_attempt_informational")
def report_information(call: Call) -> Obj:
    """What became known about the latest attempt."""
    return _reported(call, {})


@operation(f"{ONE}/report_refund")
def report_refund(call: Call) -> Obj:
    """A refund of a guaranteed payment, whole or in part."""
    record, params = call.get(NAME), call.params
    if params["outcome"] == "refunded" and params.get("refunded") is None:
        raise missing_parameter("refunded")
    left = record["amount_guaranteed"]["value"] - record["amount_refunded"]["value"]
    amount = as_dict(params.get("amount")).get("value", left)
    if amount > left or left <= 0:
        raise invalid(
            f"Refund amount ({amount}) is greater than the amount left to refund ({left}).",
            "amount",
        )
    if params["outcome"] != "refunded":
        return _reported(call, {})
    refunded = record["amount_refunded"]
    total: Obj = {**refunded, "value": refunded["value"] + amount}
    return _reported(call, {"amount_refunded": total})
