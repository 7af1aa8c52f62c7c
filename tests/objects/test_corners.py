"""Corners of the core that the other tests do not come through: rare input and absent parts."""

from __future__ import annotations

import importlib
import io
import json
import logging
import socket
import sys
import time
import typing
from pathlib import Path
from typing import Any

import pytest
from sent_requests import Wire

import stripe
from stripe import SingletonAPIResource, StripeObject
from stripe._wire import retries
from stripe.event_notification import class_named
from stripe.operation import operation


class Weather(SingletonAPIResource):
    """Of an application: a resource that the library does not know."""

    OBJECT_NAME = "weather"


class Cell(StripeObject):
    """One with three ids in its path."""

    OBJECT_NAME = "cell"
    find = operation("GET /v1/books/{book}/sheets/{sheet}/cells/{cell}")


def test_a_singleton_of_ones_own(wire: Wire) -> None:
    wire.always({"object": "weather", "sky": "blue"})
    weather = Weather.retrieve(stripe_account="acct_1")
    assert (type(weather), weather.sky) == (Weather, "blue")
    assert (wire.only.verb, wire.only.path) == ("get", "/v1/weather")
    assert weather.instance_url() == "/v1/weather"


def test_three_ids(wire: Wire) -> None:
    Cell.find("b 1", "s/2", "c")
    assert wire.only.url.endswith("/v1/books/b+1/sheets/s%2F2/cells/c")


def test_the_context_of_an_object() -> None:
    assert stripe.Customer("cus_1", stripe_context="acct_1").stripe_context == "acct_1"


def test_addresses_of_test_helpers() -> None:
    helpers: Any = stripe.Refund.TestHelpers
    assert helpers.class_url() == "/v1/test_helpers/refunds"
    assert stripe.Refund("re_1").test_helpers.instance_url() == "/v1/test_helpers/refunds/re_1"


def test_an_error_that_nobody_logs(wire: Wire) -> None:
    wire.always({"error": {"type": "card_error", "code": "card_declined"}}, status=402)
    logger = logging.getLogger("stripe")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with pytest.raises(stripe.CardError):
            stripe.Charge.create(amount=1, currency="usd")
    finally:
        logger.setLevel(level)


def test_a_file_in_json_is_named(client: stripe.StripeClient, wire: Wire) -> None:
    params: Any = {"display_name": io.BytesIO(b"x")}
    with pytest.raises(stripe.InvalidRequestError, match="upload") as caught:
        client.v2.core.accounts.create(params)
    assert caught.value.param == "display_name"
    assert wire.sent == []


def test_the_error_of_the_class_is_no_error_object() -> None:
    found: Any = stripe.StripeError
    assert not isinstance(found.error, stripe.ErrorObject)


def test_an_oauth_error_without_a_body() -> None:
    from stripe import oauth_error

    assert oauth_error.OAuthError("invalid_grant", "no").error is None


def test_all_event_notifications_is_a_union() -> None:
    events: Any = importlib.import_module("stripe.events")
    members = typing.get_args(events.ALL_EVENT_NOTIFICATIONS)
    assert len(members) == 326
    assert all(issubclass(member, stripe.v2.core.EventNotification) for member in members)


def test_an_event_that_is_about_nothing() -> None:
    made = class_named("V1BillingMeterErrorReportTriggeredEvent")
    assert (
        made.construct_from({"id": "evt_1", "object": "v2.core.event"}, None).fetch_related_object()
        is None
    )


def test_what_an_annotation_of_metadata_is_at_run_time() -> None:
    from stripe._objects.untyped import UntypedStripeObject

    assert UntypedStripeObject[str] is UntypedStripeObject


def test_an_item_that_names_itself_keeps_its_class() -> None:
    values = {
        "object": "invoice",
        "lines": {"object": "list", "data": [], "url": "/x", "has_more": False},
        "discounts": [{"object": "discount", "id": "di_1"}, "di_2"],
        "default_tax_rates": [{"object": "tax_rate", "id": "txr_1"}],
        "total_taxes": [{"amount": 1}, {"object": "tax_rate", "id": "txr_2"}],
    }
    invoice = stripe.Invoice.construct_from(values, None)
    taxes: Any = invoice.total_taxes
    assert [type(tax).__name__ for tax in taxes] == ["TotalTax", "TaxRate"]


@pytest.mark.parametrize("name", ["NoSuchParams", "__no_such__"])
def test_names_that_params_do_not_have(name: str) -> None:
    params: Any = importlib.import_module("stripe.params")
    with pytest.raises(AttributeError, match=name):
        getattr(params, name)


def test_the_error_for_a_name_where_there_are_none() -> None:
    from stripe.lazy import missing

    assert str(missing("stripe.x", "y", ())) == "module 'stripe.x' has no attribute 'y'."


def test_a_module_that_is_broken_is_not_a_name_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "brokenmodule.py").write_text("import what_is_not_installed")
    monkeypatch.setattr(stripe, "__path__", [*stripe.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError, match="what_is_not_installed"):
        _ = stripe.brokenmodule  # type: ignore[attr-defined]
    sys.modules.pop("stripe.brokenmodule", None)


def test_an_event_nested_too_deep() -> None:
    # JSON that Python can read, but not turn into objects.
    levels = 700 if sys.version_info < (3, 12) else 1500
    deep = '{"a": ' * levels + "1" + "}" * levels
    body = f'{{"id": "evt_1", "object": "event", "type": "x", "data": {{"object": {deep}}}}}'
    with pytest.raises(ValueError, match="too deep"):
        stripe.Webhook.construct_event_without_verification(body)
    header = stripe.WebhookSignature.generate_signature_header(body, "whsec_1", int(time.time()))
    event = stripe.Webhook.construct_event(body, header, "whsec_1")
    assert event.type == "x"
    with pytest.raises(ValueError, match="too deep"):
        _ = event.data


@pytest.mark.parametrize("left", [0.0, -1.0])
def test_nothing_is_read_when_the_time_is_over(left: float) -> None:
    from stripe._http.pool import _BoundedFile

    class Deadline:
        def left(self) -> float:
            return left

    ours, theirs = socket.socketpair()
    with ours, theirs, ours.makefile("rb") as file:
        bounded = _BoundedFile(file, ours, Deadline())  # type: ignore[arg-type]
        with pytest.raises(TimeoutError):
            bounded.readinto(bytearray(1))


@pytest.mark.parametrize(
    ("status", "good"), [(199, False), (200, True), (201, True), (299, True), (300, False)]
)
def test_statuses_of_a_stream(status: int, good: bool, client: stripe.StripeClient) -> None:
    def send(*request: Any) -> Any:
        return '{"error": {"message": "no"}}', status, {}

    client = stripe.StripeClient("sk_test_client", http_client=send, max_network_retries=0)
    if good:
        assert client.v1.quotes.pdf("qt_1").code == status
    else:
        with pytest.raises(stripe.APIError):
            client.v1.quotes.pdf("qt_1")


class Foreign:
    """An HTTP client of other people's, which knows nothing of deadlines."""

    name = "foreign"

    def request(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
        return '{"object": "customer", "id": "cus_1"}', 200, {"Request-Id": "req_1"}


def test_a_client_that_takes_no_timeout() -> None:
    foreign: Any = Foreign()
    client = stripe.StripeClient("sk_test_client", http_client=foreign, timeout=5)
    assert client.v1.customers.retrieve("cus_1").id == "cus_1"


def test_the_duration_of_a_request_is_in_milliseconds(
    client: stripe.StripeClient, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([3.0, 10.25, 20.0, 20.0])
    monkeypatch.setattr(retries, "clock", lambda: next(moments))
    wire.always({"object": "customer", "id": "cus_1"}, Request_Id="req_1")
    client.v1.customers.retrieve("cus_1")
    client.v1.customers.retrieve("cus_1")
    sent = json.loads(wire.last.headers["X-Stripe-Client-Telemetry"])
    assert sent["last_request_metrics"]["request_duration_ms"] == 7250


def test_what_a_deletion_answers(client: stripe.StripeClient, wire: Wire) -> None:
    wire.always({"object": "customer", "id": "cus_1", "deleted": True})
    assert type(client.v1.customers.delete("cus_1")) is stripe.Customer
    wire.always({"object": "v2.core.event_destination", "id": "ed_1"})
    deleted = client.v2.core.event_destinations.delete("ed_1")
    assert type(deleted) is stripe.v2.DeletedObject
    for call in (
        client.v2.core.event_destinations.retrieve,
        client.v2.core.event_destinations.disable,
    ):
        assert type(call("ed_1")) is stripe.v2.core.EventDestination


class Unseekable(io.RawIOBase):
    """A stream, as sockets and pipes are."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def readinto(self, buffer: Any) -> int:
        part, self._content = self._content[: len(buffer)], self._content[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


class Reader:
    """Has `read` and nothing else."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, size: int = -1) -> bytes:
        content, self._content = self._content, b""
        return content


@pytest.mark.parametrize(
    "file", [Unseekable(b"content"), Reader(b"content")], ids=["stream", "reader"]
)
def test_uploads_of_what_can_be_read_once(file: Any, wire: Wire) -> None:
    stripe.File.create(purpose="dispute_evidence", file=file)
    assert wire.only.parts[-1][2] in (b"content", "content")


def test_a_path(tmp_path: Path, wire: Wire) -> None:
    path = tmp_path / "receipt.pdf"
    path.write_bytes(b"content")
    file: Any = path
    stripe.File.create(purpose="dispute_evidence", file=file)
    assert wire.only.parts[-1][1:] == (str(path), b"content")


def test_a_body_of_parts_is_read_again_from_its_beginning_only() -> None:
    from stripe._wire.multipart import MultipartStream

    stream = MultipartStream([("purpose", "logo")], "boundary")
    whole = stream.read()
    with pytest.raises(ValueError, match="from its beginning"):
        stream.seek(5)
    stream.seek(0)
    assert stream.read() == whole


def test_a_map_of_objects_that_is_none() -> None:
    values = {"object": "coupon", "id": "c", "currency_options": "odd"}
    coupon: Any = stripe.Coupon.construct_from(values, None)
    assert coupon.currency_options == "odd"
