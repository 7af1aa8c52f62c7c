"""What changed in which version of the API: one table, applied at the edge.

A row says what requests of versions before its date get: parameters in their former form are brought
to that of today, and answers, events and webhooks show what objects had then. Names of today are
understood under any version, and shown beside the former ones.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox import form
from stripe.sandbox.api import old_answers, old_parameters
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic import lists
from stripe.sandbox.json import Obj, is_dict, is_list, parts
from stripe.sandbox.spec import description
from stripe.sandbox.spec.description import Fields
from stripe.sandbox.state import events

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stripe.sandbox.api.old_parameters import Change as Parameters
    from stripe.sandbox.api.router import Found
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.http import Request
    from stripe.sandbox.state.world import World

    Answer = Callable[[World, Obj], Obj]


class Change(NamedTuple):
    """A row: functions by operation and by object, and the shapes of fields that can be expanded."""

    since: str
    parameters: Mapping[str, tuple[Parameters, ...]] = {}
    answers: Mapping[str, Answer] = {}
    fields: Mapping[str, Mapping[str, Any]] = {}


SUBSCRIPTIONS, SUBSCRIPTION = (
    "POST /v1/subscriptions",
    "POST /v1/subscriptions/{subscription_exposed_id}",
)
SCHEDULES, SCHEDULE = (
    "POST /v1/subscription_schedules",
    "POST /v1/subscription_schedules/{schedule}",
)
ITEMS, ITEM = "POST /v1/invoiceitems", "POST /v1/invoiceitems/{invoiceitem}"
INVOICE, PREVIEW = "POST /v1/invoices/{invoice}", "POST /v1/invoices/create_preview"
CUSTOMERS = "POST /v1/customers"
PHASES = old_parameters.inside("phases", old_parameters.discounts)
LINES = old_parameters.inside("lines", old_parameters.pricing)
TAX_AMOUNTS: list[Any] = ["a", Fields({"tax_rate": ["x", "tax_rate"]}, frozenset())]  # type: ignore[dict-item]  # shapes in place of their numbers

TABLE = (
    Change(
        "2026-10-28",
        {
            CUSTOMERS: (old_parameters.source,),
            SUBSCRIPTION: (old_parameters.anchor,),
            "POST /v1/subscriptions/{subscription}/resume": (old_parameters.anchor,),
            PREVIEW: (old_parameters.inside("subscription_details", old_parameters.anchor),),
        },
    ),
    Change(
        "2025-09-30",
        {
            SUBSCRIPTIONS: (old_parameters.classic,),
            SCHEDULES: (old_parameters.classic_schedule,),
            "POST /v1/quotes": (old_parameters.classic_subscription,),
            "POST /v1/checkout/sessions": (old_parameters.classic_session,),
            PREVIEW: (
                old_parameters.classic_preview,
                old_parameters.inside(
                    "schedule_details",
                    old_parameters.inside("phases", old_parameters.iterations),
                ),
            ),
        },
        {"discount": old_answers.discount, "promotion_code": old_answers.promotion_code},
        {"discount": {"coupon": ["r", "coupon"]}, "promotion_code": {"coupon": ["r", "coupon"]}},
    ),
    Change(
        "2025-03-31",
        {
            SUBSCRIPTIONS: (old_parameters.discounts,),
            SUBSCRIPTION: (old_parameters.discounts,),
            SCHEDULES: (PHASES,),
            SCHEDULE: (PHASES,),
            PREVIEW: (
                old_parameters.upcoming,
                old_parameters.discounts,
                old_parameters.inside("schedule_details", PHASES),
            ),
            "POST /v1/prices": (old_parameters.metered,),
            "POST /v1/plans": (old_parameters.metered,),
            "POST /v1/credit_notes": (old_parameters.refund,),
            "GET /v1/credit_notes/preview": (old_parameters.refund,),
            "GET /v1/credit_notes/preview/lines": (old_parameters.refund,),
            ITEMS: (old_parameters.pricing,),
            ITEM: (old_parameters.pricing,),
            f"{INVOICE}/add_lines": (LINES,),
            f"{INVOICE}/update_lines": (LINES,),
            f"{INVOICE}/lines/{{line_item_id}}": (old_parameters.pricing,),
        },
        {
            "charge": old_answers.charge,
            "credit_note": old_answers.credit_note,
            "credit_note_line_item": old_answers.credit_note_line,
            "invoice": old_answers.invoice,
            "invoiceitem": old_answers.invoiceitem,
            "line_item": old_answers.line_item,
            "payment_intent": old_answers.payment_intent,
            "plan": old_answers.plan,
            "price": old_answers.price,
            "subscription": old_answers.subscription,
            "subscription_schedule": old_answers.schedule,
        },
        {
            "charge": {
                "destination": ["x", "account"],
                "dispute": ["x", "dispute"],
                "invoice": ["x", "invoice"],
            },
            "credit_note": {"refund": ["x", "refund"], "tax_amounts": TAX_AMOUNTS},
            "credit_note_line_item": {"tax_amounts": TAX_AMOUNTS},
            "invoice": {
                "charge": ["x", "charge"],
                "discount": ["r", "discount"],
                "payment_intent": ["x", "payment_intent"],
                "quote": ["x", "quote"],
                "subscription": ["x", "subscription"],
                "total_tax_amounts": TAX_AMOUNTS,
            },
            "invoiceitem": {
                "plan": ["r", "plan"],
                "price": ["r", "price"],
                "subscription": ["x", "subscription"],
            },
            "line_item": {
                "plan": ["r", "plan"],
                "price": ["r", "price"],
                "tax_amounts": TAX_AMOUNTS,
            },
            "payment_intent": {"invoice": ["x", "invoice"]},
            "subscription": {"discount": ["r", "discount"], "plan": ["r", "plan"]},
        },
    ),
    Change("2024-04-10", answers={"product": old_answers.product}),
    Change(
        "2022-11-15",
        answers={"payment_intent": old_answers.intent_with_charges},
        fields={"payment_intent": {"charges": ["r", "list"]}},
    ),
    Change("2022-08-01", {"POST /v1/invoices": (old_parameters.pending_included,)}),
)
"""The newest change first."""

MOVED = ("/v1/invoices/upcoming", "/v1/invoices/upcoming/lines")
"""GET operations that are gone since 2025-03-31: a preview does their work."""


USAGE_RECORDS = ("/usage_records", "/usage_record_summaries")
"""How the paths end that are gone since then: meter events do their work."""


class View:
    """How objects look in one version of the API."""

    def __init__(self, version: str) -> None:
        self.version: str = version
        self._changes: list[Change] = [change for change in TABLE if version[:10] < change.since]
        self._as_now = not any(change.answers for change in self._changes)

    @cache  # noqa: B019 - there is one view for each version, for good
    def shape(self, name: str) -> Fields | None:
        """The fields of a kind of object; those of former versions have shapes, not numbers."""
        found = description.resource(name)
        for change in self._changes:
            if found is not None and name in change.fields:
                found = found._replace(of={**found.of, **change.fields[name]})
        return found

    def show(self, world: World, value: Any) -> Any:
        """An answer, with all objects in it, as this version has it."""
        if self._as_now:
            return value
        return self._event(world, value) if _is_event(value) else self._shown(world, value)

    def _shown(self, world: World, value: Any) -> Any:
        if is_list(value):
            return [self._shown(world, item) for item in value]
        if not is_dict(value):
            return value
        name = value.get("object")
        if isinstance(name, str) and not value.get("deleted"):
            if name == "event":
                return self._event(world, value)
            for change in self._changes:
                if name in change.answers:
                    value = {**value, **change.answers[name](world, value)}
        return {key: self._shown(world, item) for key, item in value.items()}

    def _event(self, world: World, event: Obj) -> Obj:
        data = event["data"]
        now = self._shown(world, data["object"])
        shown: Obj = {"object": now}
        if "previous_attributes" in data:
            before = _merged(data["object"], data["previous_attributes"])
            shown["previous_attributes"] = events.changes(self._shown(world, before), now)
        return {**event, "api_version": self.version, "data": shown}

    def parameters(self, world: World, key: str, raw: Obj) -> Obj:
        """The parameters of an operation under their names of today."""
        raw = old_parameters.translate(world, key, raw)
        for change in reversed(self._changes):
            for function in change.parameters.get(key, ()):
                raw = function(world, raw)
        return raw


def _is_event(value: Any) -> bool:
    return is_dict(value) and value.get("object") == "event"


def _merged(new: Obj, previous: Obj) -> Obj:
    """An object as it was before a change, from what it is now and `previous_attributes`."""
    before = dict(new)
    for key, value in previous.items():
        now = new.get(key)
        before[key] = _merged(now, value) if is_dict(now) and is_dict(value) else value
    return before


@cache
def view(version: str) -> View:
    """How objects look in a version."""
    return View(version)


def event_in(world: World, event: Obj, version: str) -> Obj:
    """An event as webhook endpoints of a version get it."""
    return {**view(version).show(world, event), "api_version": version}


def moved(version: str, request: Request) -> Found | None:
    """What does the work of an operation that is gone, for requests of versions that had it."""
    if request.path.endswith(USAGE_RECORDS) and version[:10] >= "2025-03-31":
        raise invalid(
            "Usage records are no more since API version 2025-03-31.basil: send meter events.",
            status=404,
            kept=False,
        )
    if request.path not in MOVED or request.method != "GET":
        return None
    if version[:10] >= "2025-03-31":
        raise invalid(
            f"{request.path} is no more since API version 2025-03-31.basil: use {PREVIEW}.",
            status=404,
            kept=False,
        )
    return description.routes()[PREVIEW], {}, {}


def as_asked(call: Call, result: Any) -> Any:
    """The answer in the form of the operation that was asked for, where that is gone."""
    if call.request.path not in MOVED or call.route.key != PREVIEW:
        return result
    if not call.request.path.endswith("/lines"):
        return {key: value for key, value in result.items() if key != "id"}
    asked = form.from_form(call.request.query)
    page: Obj = {key: asked[key] for key in ("starting_after", "ending_before") if key in asked}
    page["limit"] = asked.get("limit")
    return lists.slice_of(call, parts(result["lines"], "data"), "line_item", page)
