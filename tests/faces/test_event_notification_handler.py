"""Notification handlers: registering functions, and which of them is called with what."""

from __future__ import annotations

import json
from unittest.mock import create_autospec

import pytest

import stripe
from stripe import SignatureVerificationError, UnhandledNotificationDetails
from stripe.events import EVENTS, UnknownEventNotification, V1ChargeFailedEventNotification

SECRET = "whsec_test"


def payload(**changes):
    return json.dumps(
        {
            "id": "evt_1",
            "object": "v2.core.event",
            "type": "v1.charge.failed",
            "created": "2026-11-23T09:00:00.000Z",
            "context": "acct_1",
            "related_object": {"id": "ch_1", "type": "charge", "url": "/v1/charges/ch_1"},
            **changes,
        }
    )


def header(body):
    return stripe.WebhookSignature.generate_signature_header(body, SECRET)


@pytest.fixture
def client():
    return stripe.StripeClient(
        "sk_test_1", http_client=lambda *_: ('{"object": "charge"}', 200, {})
    )


@pytest.fixture
def calls():
    return []


@pytest.fixture
def handler(client, calls):
    return client.notification_handler(SECRET, lambda *args: calls.append(("fallback", *args)))


@pytest.fixture
def trusting(client, calls):
    return client.notification_handler_without_verification(
        lambda *args: calls.append(("fallback", *args))
    )


def test_registered_function(handler, calls):
    @handler.on_v1_charge_failed
    def charge_failed(notification, client):
        calls.append((notification, client))

    assert charge_failed.__name__ == "charge_failed"
    body = payload()
    assert handler.handle(body, header(body)) is None
    [(notification, client)] = calls
    assert type(notification) is V1ChargeFailedEventNotification
    assert isinstance(client, stripe.StripeClient)
    assert str(client._requestor.stripe_context) == "acct_1"
    assert isinstance(notification.fetch_related_object(), stripe.Charge)


@pytest.mark.parametrize(
    ("changes", "is_known", "context"),
    [
        ({}, True, "acct_1"),
        ({"type": "v9.moon.landed"}, False, "acct_1"),
        ({"context": None}, True, "None"),
    ],
)
def test_fallback(handler, trusting, calls, changes, is_known, context):
    body = payload(**changes)
    handler.handle(body, header(body))
    trusting.handle(body)
    trusting.handle(json.dumps({"detail": json.loads(body)}))
    assert len(calls) == 3
    for name, notification, client, details in calls:
        assert name == "fallback"
        assert isinstance(notification, UnknownEventNotification) is not is_known
        assert str(client._requestor.stripe_context) == context
        assert details == UnhandledNotificationDetails(is_known_event_type=is_known)
        assert details.is_known_event_type is is_known


def test_every_type_can_be_registered(handler, trusting):
    names = [name for name in dir(handler) if name.startswith("on_")]
    assert len(names) == len(EVENTS) == 326
    assert "on_v2_core_account_including_configuration_customer_updated" in names
    for each in (handler, trusting):
        for name in names:

            def func(notification, client):
                pass

            assert getattr(each, name)(func) is func
        assert each.registered_event_types == sorted(EVENTS)


def test_methods_are_those_of_the_class(handler):
    method = stripe.StripeEventNotificationHandler.on_v1_charge_failed
    assert method.__name__ == "on_v1_charge_failed"
    assert "`v1.charge.failed`" in method.__doc__
    method(handler, print)
    assert handler.registered_event_types == ["v1.charge.failed"]
    mock = create_autospec(stripe.StripeEventNotificationHandler, instance=True)
    mock.on_v1_charge_failed(print)
    with pytest.raises(AttributeError):
        mock.on_v1_charge_faild(print)


def test_dispatch_by_type(trusting, calls):
    trusting.on_v1_charge_failed(lambda *_: calls.append("failed"))
    trusting.on_v2_core_account_including_identity_updated(lambda *_: calls.append("identity"))
    assert trusting.registered_event_types == [
        "v1.charge.failed",
        "v2.core.account[identity].updated",
    ]
    trusting.handle(payload(type="v2.core.account[identity].updated"))
    trusting.handle(payload().encode())
    assert calls == ["identity", "failed"]


def test_registered_twice(handler):
    handler.on_v1_charge_failed(lambda *_: None)
    with pytest.raises(ValueError, match=r"already a function for v1\.charge\.failed"):
        handler.on_v1_charge_failed(lambda *_: None)
    handler.pre_handle(lambda *_: True)
    with pytest.raises(ValueError, match="already a pre_handle"):
        handler.pre_handle(lambda *_: True)


@pytest.mark.parametrize("name", ["on_v1_charge_faild", "on_", "on_v1.charge.failed", "unknown"])
def test_method_that_does_not_exist(handler, name):
    with pytest.raises(AttributeError, match=name):
        getattr(handler, name)


def test_misspelt_method_gets_a_hint(handler):
    with pytest.raises(AttributeError, match="Did you mean 'on_v1_charge_failed'"):
        _ = handler.on_v1_charge_faild


@pytest.mark.parametrize(("answer", "expected"), [(True, ["pre", "failed"]), (False, ["pre"])])
def test_pre_handle(trusting, calls, answer, expected):
    @trusting.pre_handle
    def first(notification, client):
        assert notification.id == "evt_1"
        assert str(client._requestor.stripe_context) == "acct_1"
        calls.append("pre")
        return answer

    trusting.on_v1_charge_failed(lambda *_: calls.append("failed"))
    trusting.handle(payload())
    assert calls == expected
    trusting.handle(payload(type="v9.moon.landed"))
    assert (len(calls) > len(expected) + 1) is answer


def test_no_registration_once_events_are_handled(handler, calls):
    handler.handle(payload(), header(payload()))
    for register in (handler.on_v1_charge_failed, handler.pre_handle):
        with pytest.raises(RuntimeError, match="before the first event"):
            register(lambda *_: True)


def test_no_registration_after_a_failure_either(handler, trusting):
    with pytest.raises(SignatureVerificationError):
        handler.handle(payload(), "t=1,v1=x")
    with pytest.raises(ValueError):
        trusting.handle("{}")
    for each in (handler, trusting):
        with pytest.raises(RuntimeError):
            each.on_v1_charge_failed(lambda *_: None)


def test_errors_of_functions_pass_through(trusting):
    @trusting.on_v1_charge_failed
    def fail(notification, client):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        trusting.handle(payload())


@pytest.mark.parametrize(
    ("body", "sign", "expected"),
    [
        (payload(), lambda _: None, SignatureVerificationError),
        (payload(), lambda _: "garbage", SignatureVerificationError),
        ("{}", header, ValueError),
        ("{", header, ValueError),
        ('{"object": "event"}', header, ValueError),
    ],
    ids=["no header", "garbage", "no object", "no JSON", "a V1 event"],
)
def test_bad_input(handler, calls, body, sign, expected):
    handler.on_v1_charge_failed(lambda *_: calls.append("failed"))
    with pytest.raises(expected):
        handler.handle(body, sign(body))
    assert calls == []


@pytest.mark.parametrize("secret", [None, ""])
def test_no_secret(client, secret):
    with pytest.raises(ValueError, match="webhook_secret"):
        client.notification_handler(secret, lambda *_: None)
    with pytest.raises(ValueError, match="webhook_secret"):
        stripe.StripeEventNotificationHandler(client, secret, lambda *_: None)


def test_without_verification_from_the_class(client, calls):
    made = stripe.StripeEventNotificationHandler.without_verification(
        client, lambda *_: calls.append("fallback")
    )
    assert isinstance(made, stripe.StripeEventNotificationHandlerWithoutVerification)
    made.handle(payload())
    assert calls == ["fallback"]


def test_secret_is_not_shown(handler):
    assert SECRET not in repr(handler)
