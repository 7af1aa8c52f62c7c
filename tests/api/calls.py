"""What is checked of each call: the request as the description wants it, and the class of the answer."""

from __future__ import annotations

import json
import re
from functools import cache, reduce
from typing import Any

from description import Operation, class_name, object_name, resolved, sample_answer
from sent_requests import Sent, as_sent

import stripe

IDS = ["id 1/ü&x", "id_2", "id_3"]

OPTIONS: dict[str, Any] = {
    "api_key": "sk_test_option",
    "stripe_account": "acct_option",
    "stripe_context": "a/b",
    "stripe_version": "2020-08-27",
    "idempotency_key": "key of mine",
    "max_network_retries": 0,
    "headers": {"X-Of-Mine": "yes"},
}

THIN_EVENT = "v1.billing.meter.error_report_triggered"

_DECIMALS = {"identity.individual.relationship.percent_ownership", "relationship.percent_ownership"}


def named(path: str) -> Any:
    """What has this name below `stripe`."""
    return reduce(getattr, path.split("."), stripe)


def class_of(path: str) -> Any:
    """The class that the sample of a schema is read as."""
    return named(
        "events.V1BillingMeterErrorReportTriggeredEvent" if path == "v2.core.Event" else path
    )


@cache
def raw_answer(operation: Operation) -> str:
    """What the API would answer, with a value for each field."""
    if operation.is_stream:
        return "%PDF"
    text = json.dumps(sample_answer(operation.answer_schema) or {})
    # Thin events have a class for each type; of an unknown one they would be plain objects.
    return re.sub(r'("snapshot_event": "text", "type": )"text"', rf'\1"{THIN_EVENT}"', text)


def assert_sent(sent: Sent, operation: Operation, ids: list[str], params: dict[str, Any]) -> None:
    """The request is the operation's, with these ids and parameters, and no others."""
    assert sent.verb == operation.verb
    assert sent.host == operation.host
    given = iter(ids)
    assert sent.ids == [
        next(given) if segment.startswith("{") else segment
        for segment in operation.path.split("/")[1:]
    ]
    assert sent.headers["User-Agent"].startswith(f"Stripe/v{1 + operation.is_v2} PythonBindings/")
    if sent.verb != "post":
        assert sent.body is None
        assert "Content-Type" not in sent.headers
        assert sent.params == as_sent(params)
        return
    assert sent.headers["Content-Type"].partition(";")[0] == operation.content_type
    if operation.content_type == "application/json":
        assert sent.params == with_decimals(params)
    else:
        assert sent.params == as_sent(params)


def with_decimals(params: Any, path: str = "") -> Any:
    """Numbers as text where the API takes decimals in text."""
    if not isinstance(params, dict):
        return str(params) if path in _DECIMALS else params
    return {
        name: with_decimals(each, f"{path}.{name}" if path else name)
        for name, each in params.items()
    }


def assert_options_sent(sent: Sent) -> None:
    """The headers that OPTIONS stand for."""
    wanted = {
        "Stripe-Account": "acct_option",
        "Stripe-Context": "a/b",
        "Stripe-Version": "2020-08-27",
        "Idempotency-Key": "key of mine",
        "X-Of-Mine": "yes",
    }
    assert {name: sent.headers.get(name) for name in wanted} == wanted


def assert_answer(answer: Any, operation: Operation) -> None:
    """The answer has the class that the description names; of a list, its items too."""
    if operation.is_stream:
        assert type(answer) is stripe.StripeStreamResponse
        assert answer.io.read() == b"%PDF"
        return
    expected = class_name(operation.answer_schema)
    if operation.is_v2 and operation.verb == "delete":
        expected = "v2.DeletedObject"
    if expected is None:
        return  # an empty answer
    assert type(answer) is class_of(expected)
    assert answer.last_response.code == 200
    schema = resolved(operation.answer_schema)
    if "data" in schema.get("properties", {}) and isinstance(answer.get("data"), list):
        item = schema["properties"]["data"]["items"]
        below = class_name(item)
        if below is not None and object_name(resolved(item)) is not None:
            assert answer.data
            assert {type(each) for each in answer.data} == {class_of(below)}
            assert all(each.last_response is None for each in answer.data)
