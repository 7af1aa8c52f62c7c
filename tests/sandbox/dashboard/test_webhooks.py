"""Webhook endpoints as the dashboard has them: changed, switched, given a secret, made to fail."""

import json

import requests
from dashboard_forms import sent

import stripe
from stripe.sandbox import Sandbox

URL = "http://127.0.0.1:9/"


def endpoint():
    return stripe.WebhookEndpoint.create(url=URL, enabled_events=["customer.created"])


def test_an_endpoint_is_changed(served):
    made = endpoint()
    told = {"url": f"{URL}new", "events": "charge.failed, charge.succeeded", "description": "Shop"}
    assert sent(served, "/webhooks", do="save", id=made.id, **told) == "Saved."
    after = stripe.WebhookEndpoint.retrieve(made.id)
    assert (after.url, after.description) == (f"{URL}new", "Shop")
    assert after.enabled_events == ["charge.failed", "charge.succeeded"]
    refused = sent(served, "/webhooks", do="save", id=made.id, url=URL, events="no.such_event")
    assert "Invalid enabled_events[0]" in refused


def test_an_endpoint_is_switched_and_deleted(served):
    made = endpoint()
    sent(served, "/webhooks", do="switch", id=made.id)
    assert stripe.WebhookEndpoint.retrieve(made.id).status == "disabled"
    assert sent(served, "/webhooks", do="switch", id=made.id) == "Enabled."
    sent(served, "/webhooks", do="delete", id=made.id)
    assert stripe.WebhookEndpoint.list().data == []


def test_a_new_secret_signs(served):
    made = endpoint()
    secret = sent(served, "/webhooks", do="roll", id=made.id).rpartition(" ")[2]
    assert secret != made.secret
    stripe.Customer.create()
    served.webhooks.drain(20)
    delivery = served.deliveries[-1]
    header = delivery.tries[0].headers["Stripe-Signature"]
    assert stripe.Webhook.construct_event(delivery.payload, header, secret)


def test_tries_fail_on_purpose(served):
    made = endpoint()
    got = []
    served.forward_to(lambda body, _headers: got.append(body), ["customer.created"])
    sent(served, "/webhooks", do="fail", id=made.id, count="1")
    stripe.Customer.create()
    assert served.webhooks.drain(20) == []
    mine = next(each for each in served.deliveries if each.target.id == made.id)
    assert (mine.tries[0].status, mine.tries[0].error) == (500, "failed on order")
    assert len(got) == 1
    page = requests.get(f"{served.url}/objects/webhook_endpoint/{made.id}", timeout=20).text
    assert "failed on order" in page
    assert "Stripe-Signature" in page
    assert "1 to 9999" in sent(served, "/webhooks", do="fail", id=made.id, count="0")


def test_one_target_gets_an_event_again(served):
    made, other = endpoint(), endpoint()
    stripe.Customer.create()
    event = served.events[0]["id"]
    assert sent(served, "/resend", id=event, target=made.id) == "Sent to 1."
    served.webhooks.drain(20)
    count = {
        each: sum(d.target.id == each for d in served.deliveries) for each in (made.id, other.id)
    }
    assert count == {made.id: 2, other.id: 1}


def test_events_of_before_are_sent_to_who_listens_now(tmp_path):
    file = str(tmp_path / "kept.db")
    with Sandbox(db=file):
        made = stripe.Customer.create()
    got = []
    with Sandbox(db=file) as sandbox:
        sandbox.forward_to(lambda body, _headers: got.append(json.loads(body)), ["customer.*"])
        event = stripe.Event.list().data[0]
        assert sandbox.webhooks.resend(event.id) == 1
    assert [each["data"]["object"]["id"] for each in got] == [made.id]
