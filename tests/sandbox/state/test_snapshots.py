"""Snapshots: the whole state at a moment, to come back to in memory, and as a file."""

import json
import stat

import pytest

import stripe
from stripe.sandbox import Sandbox


def ids():
    return [customer.id for customer in stripe.Customer.list()]


def test_a_suite_seeds_once_and_comes_back(sandbox):
    jenny = stripe.Customer.create(email="jenny@example.com", source="tok_visa")
    seeded = sandbox.snapshot()
    for _ in range(3):
        stripe.Customer.modify(jenny.id, email="other@example.com")
        charge = stripe.Charge.create(amount=500, currency="usd", customer=jenny.id)
        stripe.Customer.delete(stripe.Customer.create().id)
        assert stripe.Refund.create(charge=charge.id).status == "succeeded"
        sandbox.restore(seeded)
        assert stripe.Customer.retrieve(jenny.id).email == "jenny@example.com"
        assert (ids(), stripe.Charge.list().data) == ([jenny.id], [])
        assert stripe.Balance.retrieve().pending[0].amount == 0
        assert stripe.Customer.search(query="email:'jenny@example.com'").data[0].id == jenny.id
        assert "customer.deleted" not in [event["type"] for event in sandbox.events]


def test_what_else_comes_back(sandbox):
    got = []
    sandbox.forward_to(lambda body, headers: got.append(body))
    stripe.Customer.create(idempotency_key="before")
    sandbox.fail("POST /v1/charges", status=503)
    key = sandbox.keys.create("restricted", permissions={"customer": "read"})
    before, now = sandbox.snapshot(), sandbox.clock.now()
    logged, delivered = len(sandbox.requests), len(sandbox.deliveries)
    sandbox.clock.advance(86_400 * 40)
    sandbox.keys.revoke(key)
    stripe.Customer.create(idempotency_key="after")
    sandbox.restore(before)
    assert sandbox.clock.now() - now < 60
    assert (len(sandbox.requests), len(sandbox.deliveries)) == (logged, delivered)
    assert stripe.Customer.list(api_key=key).data
    assert len(ids()) == 1
    stripe.Customer.create(idempotency_key="before")
    stripe.Customer.create(idempotency_key="after")
    assert len(ids()) == 2
    with pytest.raises(stripe.APIError):
        stripe.Charge.create(amount=500, currency="usd", source="tok_visa")


def test_what_was_due_is_due_again(sandbox):
    stripe.Charge.create(amount=1000, currency="usd", source="tok_visa")
    before = sandbox.snapshot()
    for _ in range(2):
        assert stripe.Balance.retrieve().available[0].amount == 0
        sandbox.clock.advance(86_400 * 10)
        assert stripe.Balance.retrieve().available[0].amount > 0
        sandbox.restore(before)


def test_seeded_ids_come_again():
    with Sandbox(seed=1) as sandbox:
        before = sandbox.snapshot()
        first = stripe.Customer.create().id
        sandbox.restore(before)
        assert stripe.Customer.create().id == first


def test_a_database_follows(tmp_path):
    file = str(tmp_path / "state.db")
    with Sandbox(db=file) as sandbox:
        kept = stripe.Customer.create().id
        before = sandbox.snapshot()
        stripe.Customer.delete(kept)
        stripe.Customer.create()
        sandbox.restore(before)
    with Sandbox(db=file):
        assert ids() == [kept]


def test_as_a_file(tmp_path):
    file = tmp_path / "state.json"
    with Sandbox() as sandbox:
        jenny = stripe.Customer.create(email="jenny@example.com", source="tok_visa")
        stripe.Customer.delete(stripe.Customer.create().id)
        sandbox.export_to(file)
        events = sandbox.events
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with Sandbox() as other:
        stripe.Product.create(name="Mug")
        other.import_from(file)
        assert (ids(), stripe.Product.list().data, other.events) == ([jenny.id], [], events)
        assert other.api_key == sandbox.api_key
        assert stripe.Charge.create(amount=500, currency="usd", customer=jenny.id).paid


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.update(stripe_sandbox=99),
        lambda found: found.pop("meta"),
        lambda found: found.update(objects=[["acct"]]),
        lambda found: found["objects"][0].__setitem__(5, "x"),
        lambda found: found["events"][0].__setitem__(2, ["evt"]),
        lambda found: found.update(answers=[5]),
    ],
)
def test_a_file_that_was_tampered_with_changes_nothing(tmp_path, change):
    file = tmp_path / "state.json"
    with Sandbox() as sandbox:
        made = stripe.Customer.create().id
        sandbox.export_to(file)
        found = json.loads(file.read_text())
        change(found)
        file.write_text(json.dumps(found))
        with pytest.raises(ValueError, match=r"^This is not what|^Something in the document"):
            sandbox.import_from(file)
        assert ids() == [made]


def test_a_running_sandbox(http):
    http("POST", "/v1/customers")
    document = http("GET", "/_sandbox/state", key=None).body
    http("POST", "/_sandbox/reset", {}, key=None)
    assert http("GET", "/v1/customers").body["data"] == []
    assert http("POST", "/_sandbox/state", document, key=None).status == 200
    assert len(http("GET", "/v1/customers").body["data"]) == 1
    assert http("POST", "/_sandbox/state", {"a": 1}, key=None).status == 400
