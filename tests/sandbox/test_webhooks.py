"""Deliveries: endpoints, signatures, order, retries on the sandbox's clock, faults, thin events."""

import http.server
import threading

import pytest

import stripe
from stripe.sandbox import Sandbox


class Listener:
    """A webhook endpoint on the loopback interface."""

    def __init__(self):
        listener = self
        self.got = []
        self.status = 200
        self.arrived = threading.Condition()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with listener.arrived:  # before the answer: the next one comes when that is there
                    listener.got.append((body, dict(self.headers)))
                    listener.arrived.notify_all()
                self.send_response(listener.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"

    def wait(self, count):
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.got) >= count, 10), len(self.got)
        return self.got

    def events(self, count, secret):
        return [
            stripe.Webhook.construct_event(body, headers["Stripe-Signature"], secret)
            for body, headers in self.wait(count)
        ]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def listener():
    found = Listener()
    yield found
    found.close()


def endpoint(url, events=("*",), **more):
    return stripe.WebhookEndpoint.create(url=url, enabled_events=list(events), **more)


def test_endpoint_shows_its_secret_once(sandbox):
    made = endpoint("https://example.com/hook", description="d", metadata={"a": "b"})
    assert made.secret.startswith("whsec_")
    assert (made.status, made.enabled_events, made.description) == ("enabled", ["*"], "d")
    found = stripe.WebhookEndpoint.retrieve(made.id)
    assert "secret" not in found
    assert "secret" not in stripe.WebhookEndpoint.list().data[0]
    changed = stripe.WebhookEndpoint.modify(made.id, disabled=True, url="https://example.com/b")
    assert (changed.status, changed.url) == ("disabled", "https://example.com/b")
    assert stripe.WebhookEndpoint.delete(made.id).deleted


def test_signed_delivery(sandbox, listener):
    made = endpoint(listener.url, ["customer.created", "product.*"])
    customer = stripe.Customer.create(name="Jenny")
    stripe.Customer.modify(customer.id, name="Jonas")
    stripe.Product.create(name="x")
    first, second = listener.events(2, made.secret)
    assert (first.type, first.data.object.id) == ("customer.created", customer.id)
    assert second.type == "product.created"
    assert first.pending_webhooks == 1
    headers = listener.got[0][1]
    assert headers["User-Agent"].startswith("Stripe/1.0")
    assert headers["Content-Type"] == "application/json; charset=utf-8"


def test_order_is_kept(sandbox, listener):
    made = endpoint(listener.url, ["customer.created"])
    names = [f"n{n}" for n in range(20)]
    for name in names:
        stripe.Customer.create(name=name)
    assert [e.data.object.name for e in listener.events(20, made.secret)] == names


def test_pending_webhooks_goes_down(listener):
    with Sandbox() as sandbox:
        endpoint(listener.url)
        stripe.Customer.create()
        assert stripe.Event.list().data[0].pending_webhooks == 0
        assert sandbox.deliveries[-1].state == "succeeded"


def test_disabled_endpoint_gets_nothing():
    with Sandbox() as sandbox:
        got = endpoint("https://example.com/hook")
        stripe.WebhookEndpoint.modify(got.id, disabled=True)
        stripe.Customer.create()
        assert sandbox.deliveries == []


def test_retries_on_the_clock(listener):
    with Sandbox(now=1_700_000_000) as sandbox:
        made = endpoint(listener.url)
        listener.status = 500
        stripe.Customer.create()
        delivery = sandbox.deliveries[-1]
        assert (delivery.state, [t.status for t in delivery.tries]) == ("pending", [500])
        assert stripe.Event.list().data[0].pending_webhooks == 1
        listener.status = 200
        sandbox.clock.advance(24 * 3600)
        assert (delivery.state, [t.status for t in delivery.tries]) == ("succeeded", [500, 200])
        again = stripe.Webhook.construct_event(
            listener.got[1][0], listener.got[1][1]["Stripe-Signature"], made.secret, tolerance=None
        )
        assert again.id == delivery.event.id


def test_retries_come_to_an_end(listener):
    with Sandbox(now=1_700_000_000) as sandbox:
        endpoint(listener.url)
        listener.status = 500
        stripe.Customer.create()
        sandbox.clock.advance(7 * 24 * 3600)
        delivery = sandbox.deliveries[-1]
        assert delivery.state == "failed"
        gaps = [b.at - a.at for a, b in zip(delivery.tries, delivery.tries[1:], strict=False)]
        assert gaps == sorted(gaps)
        assert len(gaps) == 3


def test_retries_outlive_a_restart(tmp_path, listener):
    file = str(tmp_path / "sandbox.db")
    listener.status = 500
    with Sandbox(db=file, now=1_800_000_000):
        endpoint(listener.url, ["customer.created"])
        stripe.Customer.create()
    listener.status = 200
    with Sandbox(db=file, now=1_800_000_000) as sandbox:
        [delivery] = sandbox.deliveries
        assert (delivery.state, delivery.type) == ("pending", "customer.created")
        assert [one.status for one in delivery.tries] == [500]
        sandbox.clock.advance(60)
        assert delivery.state == "succeeded"
        assert [one.status for one in delivery.tries] == [500, 200]
    with Sandbox(db=file) as sandbox:
        sandbox.clock.advance(10_000)
        assert [one.status for one in sandbox.deliveries[0].tries] == [500, 200]
        assert stripe.Event.list(type="customer.created").data[0].pending_webhooks == 0
        stripe.Customer.create()
        assert [one.number for one in sandbox.deliveries] == [1, 2]
    assert len(listener.got) == 3


def test_function_as_listener():
    got = []
    with Sandbox() as sandbox:
        sandbox.forward_to(lambda body, headers: got.append((body, headers)), ["customer.*"])
        stripe.Customer.create()
        stripe.Product.create(name="x")
        [(body, headers)] = got
        event = stripe.Webhook.construct_event(
            body, headers["Stripe-Signature"], sandbox.webhook_secret
        )
    assert event.type == "customer.created"


def test_broken_function_is_a_failed_delivery():
    def broken(body, headers):
        raise ValueError("bug")

    with Sandbox() as sandbox:
        sandbox.forward_to(broken)
        stripe.Customer.create()
        assert sandbox.deliveries[0].tries[0].error == "ValueError: bug"


def test_outbox_without_a_listener():
    with Sandbox() as sandbox:
        made = endpoint("https://example.com/hook", ["customer.created"])
        customer = stripe.Customer.create()
        [delivery] = sandbox.deliveries
        assert (delivery.state, delivery.url) == ("held", "https://example.com/hook")
        event = stripe.Webhook.construct_event(
            delivery.payload, delivery.headers["Stripe-Signature"], made.secret
        )
        assert event.data.object.id == customer.id


def test_connect_endpoints(sandbox, listener):
    account = stripe.Account.create(type="express").id
    own = endpoint(listener.url, ["customer.created"])
    connect = endpoint(listener.url + "/connect", ["customer.created"], connect=True)
    stripe.Customer.create()
    [event] = listener.events(1, own.secret)
    assert "account" not in event
    stripe.Customer.create(stripe_account=account)
    body, headers = listener.wait(2)[1]
    event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], connect.secret)
    assert event.account == account


def test_endpoint_of_a_connected_account(sandbox, listener):
    account = stripe.Account.create(type="express").id
    made = endpoint(listener.url, ["customer.created"], stripe_account=account)
    stripe.Customer.create(name="platform")
    stripe.Customer.create(name="connected", stripe_account=account)
    [event] = listener.events(1, made.secret)
    assert event.data.object.name == "connected"


def test_fail_first():
    statuses = []
    with Sandbox(now=1_700_000_000) as sandbox:
        sandbox.forward_to(lambda body, headers: statuses.append(200))
        sandbox.webhooks.fail_next(2)
        stripe.Customer.create()
        assert statuses == []
        sandbox.clock.advance(24 * 3600)
        assert statuses == [200]
        assert [t.status for t in sandbox.deliveries[0].tries] == [500, 500, 200]


def test_duplicates_reordering_and_delay():
    got = []
    with Sandbox(now=1_700_000_000) as sandbox:
        sandbox.forward_to(lambda body, headers: got.append(stripe.Event.construct_from(
            __import__("json").loads(body), None).data.object.name))  # fmt: skip
        sandbox.webhooks.duplicate_next(1)
        stripe.Customer.create(name="twice")
        assert got == ["twice", "twice"]
        got.clear()
        sandbox.webhooks.reorder_next(3)
        for name in "abc":
            stripe.Customer.create(name=name)
        assert got == ["c", "b", "a"]
        got.clear()
        sandbox.webhooks.delay_next(1, 60)
        stripe.Customer.create(name="late")
        stripe.Customer.create(name="early")
        assert got == ["early"]
        sandbox.clock.advance(61)
        assert got == ["early", "late"]


def test_resend():
    got = []
    with Sandbox() as sandbox:
        sandbox.forward_to(lambda body, headers: got.append(body))
        stripe.Customer.create()
        event = stripe.Event.list().data[0]
        assert sandbox.webhooks.resend(event.id) == 1
        assert got[0] == got[1]


def test_version_of_the_endpoint():
    with Sandbox() as sandbox:
        endpoint("https://example.com", api_version="2026-10-28.endive")
        stripe.Customer.create()
        assert '"api_version":"2026-10-28.endive"' in sandbox.deliveries[0].payload


def test_only_loopback_is_ever_contacted(monkeypatch):
    import requests

    def refuse(*args, **kwargs):
        raise AssertionError("left this machine")

    monkeypatch.setattr(requests.Session, "send", refuse)
    with Sandbox() as sandbox:
        for url in ("https://example.com", "http://10.0.0.1/", "http://127.0.0.1.example.com/"):
            endpoint(url)
        stripe.Customer.create()
        assert {delivery.state for delivery in sandbox.deliveries} == {"held"}


# -- event destinations ----------------------------------------------------------------------------


def destination(client, url, events, **more):
    return client.v2.core.event_destinations.create(
        {
            "name": "d",
            "type": "webhook_endpoint",
            "event_payload": "thin",
            "enabled_events": events,
            "webhook_endpoint": {"url": url},
            "include": ["webhook_endpoint.signing_secret", "webhook_endpoint.url"],
            **more,
        }
    )


@pytest.fixture
def client(sandbox):
    bases = dict.fromkeys(("api", "files", "connect", "meter_events"), sandbox.url)
    return stripe.StripeClient(sandbox.api_key, base_addresses=bases)


def test_thin_event_of_a_v2_object(client, listener):
    made = destination(client, listener.url, ["v2.core.account.created"])
    account = client.v2.core.accounts.create({"contact_email": "a@example.com"})
    [(body, headers)] = listener.wait(1)
    secret = made.webhook_endpoint.signing_secret
    notification = client.parse_event_notification(body, headers["Stripe-Signature"], secret)
    assert notification.type == "v2.core.account.created"
    assert notification.related_object.id == account.id
    assert notification.related_object.url == f"/v2/core/accounts/{account.id}"
    assert notification.fetch_event().id == notification.id
    assert notification.fetch_related_object().id == account.id


def test_thin_event_of_a_v1_object(client, listener):
    made = destination(client, listener.url, ["v1.customer.created"])
    customer = client.v1.customers.create({"name": "Jenny"})
    [(body, headers)] = listener.wait(1)
    secret = made.webhook_endpoint.signing_secret
    notification = client.parse_event_notification(body, headers["Stripe-Signature"], secret)
    assert notification.type == "v1.customer.created"
    assert notification.related_object.url == f"/v1/customers/{customer.id}"
    assert notification.fetch_related_object().name == "Jenny"


def test_snapshot_events_to_a_destination(client, listener):
    made = destination(client, listener.url, ["customer.created"], event_payload="snapshot")
    customer = client.v1.customers.create({"name": "Jenny"})
    [event] = listener.events(1, made.webhook_endpoint.signing_secret)
    assert (event.object, event.data.object.id) == ("event", customer.id)


def test_ping(client, listener):
    made = destination(client, listener.url, ["v1.customer.created"])
    event = client.v2.core.event_destinations.ping(made.id)
    assert event.type == "v2.core.event_destination.ping"
    [(body, _)] = listener.wait(1)
    assert event.id in body.decode()


def test_disabled_destination_gets_nothing():
    with Sandbox() as sandbox:
        client = stripe.StripeClient(sandbox.api_key)
        made = destination(client, "https://example.com", ["v1.customer.created"])
        assert client.v2.core.event_destinations.disable(made.id).status == "disabled"
        stripe.Customer.create()
        assert sandbox.deliveries == []
        assert client.v2.core.event_destinations.enable(made.id).status == "enabled"
        stripe.Customer.create()
        assert len(sandbox.deliveries) == 1


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("http://127.0.0.1:8000/hook", True),
        ("https://localhost/hook", True),
        ("http://[::1]:8000/", True),
        ("http://hooks.test:8000/", True),
        ("http://user@127.0.0.1/", True),
        ("http://169.254.169.254\\@127.0.0.1/", False),
        ("http://169.254.169.254#@127.0.0.1/", False),
        ("http://127.0.0.1@169.254.169.254/", False),
        ("http://127.0.0.1.example.com/", False),
        ("http://2130706433/", False),
        ("http://127.1/", False),
        ("http://host.docker.internal/", False),
        ("ftp://127.0.0.1/", False),
        ("127.0.0.1:8000", False),
        ("http://127.0.0.1\r\n.example.com/", False),
    ],
)
def test_forwarding_stays_on_this_machine(url, near):
    with Sandbox(allow_hosts=["hooks.test"]) as sandbox:
        if near:
            sandbox.forward_to(url)
        else:
            with pytest.raises(ValueError, match="Events go to"):
                sandbox.forward_to(url)
