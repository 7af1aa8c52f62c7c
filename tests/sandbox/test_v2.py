"""The V2 API: JSON, pages by address, parts that show only if included, its own errors."""

import pytest

import stripe
from stripe.sandbox.generic import registry
from stripe.sandbox.spec import description


@pytest.fixture
def client(sandbox):
    bases = dict.fromkeys(("api", "files", "connect", "meter_events"), sandbox.url)
    return stripe.StripeClient(sandbox.api_key, base_addresses=bases)


@pytest.fixture
def accounts(client):
    return client.v2.core.accounts


def test_account(accounts):
    made = accounts.create(
        {
            "contact_email": "a@example.com",
            "display_name": "A",
            "identity": {"country": "us", "entity_type": "company"},
            "configuration": {"merchant": {"capabilities": {"card_payments": {"requested": True}}}},
            "include": ["identity", "configuration.merchant"],
        }
    )
    assert (made.object, made.livemode, made.closed) == ("v2.core.account", False, False)
    assert made.applied_configurations == ["merchant"]
    assert made.identity.country == "us"
    assert made.configuration.merchant.capabilities.card_payments.status == "restricted"
    assert made.created.endswith("Z")


def test_parts_show_if_included(accounts):
    id = accounts.create({"identity": {"country": "us"}}).id
    assert accounts.retrieve(id).identity is None
    assert accounts.retrieve(id, {"include": ["identity"]}).identity.country == "us"


def test_update_merges(accounts):
    id = accounts.create({"contact_email": "a@example.com", "metadata": {"a": "1", "b": "2"}}).id
    changed = accounts.update(id, {"display_name": "B", "metadata": {"a": None, "c": "3"}})
    assert (changed.contact_email, changed.display_name) == ("a@example.com", "B")
    assert changed.metadata == {"b": "2", "c": "3"}


def test_pages(accounts):
    made = [accounts.create({"display_name": str(n)}).id for n in range(5)]
    page = accounts.list({"limit": 2})
    assert [a.id for a in page.data] == [made[4], made[3]]
    assert page.next_page_url.startswith("/v2/core/accounts?")
    assert page.previous_page_url is None
    assert [a.id for a in page.auto_paging_iter()] == made[::-1]


def test_closed_accounts(accounts):
    id = accounts.create({}).id
    closed = accounts.close(id)
    assert closed.closed is True
    assert accounts.list().data == []
    assert [a.id for a in accounts.list({"closed": True}).data] == [id]
    with pytest.raises(stripe.InvalidRequestError):
        accounts.close(id)


def test_account_is_known_to_v1(accounts, client):
    id = accounts.create({"contact_email": "a@example.com"}).id
    assert client.v1.accounts.retrieve(id).email == "a@example.com"
    customer = client.v1.customers.create({"name": "x"}, {"stripe_account": id})
    assert client.v1.customers.retrieve(customer.id, {}, {"stripe_context": id}).name == "x"


def test_persons(client, accounts):
    id = accounts.create({}).id
    person = accounts.persons.create(id, {"given_name": "Jenny", "surname": "Rosen"})
    assert (person.object, person.account) == ("v2.core.account_person", id)
    assert accounts.persons.update(id, person.id, {"surname": "Miller"}).given_name == "Jenny"
    assert [p.id for p in accounts.persons.list(id).data] == [person.id]
    deleted = accounts.persons.delete(id, person.id)
    assert (deleted.id, deleted.object) == (person.id, "v2.core.account_person")
    assert accounts.persons.list(id).data == []


ERRORS = {
    "missing object": ("GET", "/v2/core/accounts/acct_none", None, 404, "not_found"),
    "unknown field": ("POST", "/v2/core/accounts", {"shoe": 9}, 400, "unknown_field"),
    "unknown nested field": (
        "POST", "/v2/core/accounts", {"identity": {"shoe": 9}}, 400, "unknown_field"),
    "wrong type": ("POST", "/v2/core/accounts", {"display_name": 9}, 400, "invalid_type"),
    "bad word": ("POST", "/v2/core/accounts", {"dashboard": "huge"}, 400, "invalid_enum_value"),
    "missing field": (
        "POST", "/v2/core/event_destinations", {"name": "x"}, 400, "missing_required_field"),
    "bad event": (
        "POST", "/v2/core/event_destinations",
        {"name": "x", "type": "webhook_endpoint", "event_payload": "thin", "enabled_events": ["a"],
         "webhook_endpoint": {"url": "https://example.com"}}, 400, "invalid_enum_value"),
    "limit": ("GET", "/v2/core/accounts?limit=1000", None, 400, "invalid_limit"),
}  # fmt: skip


@pytest.mark.parametrize("case", ERRORS)
def test_errors(http, case):
    method, path, params, status, code = ERRORS[case]
    answer = http(method, path, params)
    assert (answer.status, answer.error["code"]) == (status, code)
    assert answer.error["type"] == "invalid_request_error"
    assert answer.error["message"]


def test_body_that_is_no_json(http):
    answer = http("POST", "/v2/core/accounts", body="name=x")
    assert (answer.status, answer.error["code"]) == (400, "invalid_json")


def test_idempotency(http):
    headers = {"Idempotency-Key": "k1"}
    assert http("POST", "/v2/core/accounts", {"display_name": "A"}, headers=headers).status == 200
    answer = http("POST", "/v2/core/accounts", {"display_name": "B"}, headers=headers)
    assert (answer.status, answer.error["type"]) == (400, "idempotency_error")


def test_event_destination(client):
    service = client.v2.core.event_destinations
    params = {
        "name": "d",
        "type": "webhook_endpoint",
        "event_payload": "thin",
        "enabled_events": ["v1.billing.meter.error_report_triggered"],
        "webhook_endpoint": {"url": "https://example.com/hook"},
    }
    made = service.create(params)
    assert (made.status, made.event_payload) == ("enabled", "thin")
    assert made.id.startswith("ed_test_")
    shown = service.retrieve(made.id, {"include": ["webhook_endpoint.url"]})
    assert shown.webhook_endpoint.url == "https://example.com/hook"
    assert shown.webhook_endpoint.signing_secret is None
    assert service.update(made.id, {"name": "e"}).name == "e"
    assert service.delete(made.id).id == made.id
    with pytest.raises(stripe.InvalidRequestError) as caught:
        service.retrieve(made.id)
    assert caught.value.http_status == 404


def test_events(client, accounts):
    id = accounts.create({"display_name": "A"}).id
    accounts.update(id, {"identity": {"country": "us"}})
    other = accounts.create({}).id
    events = client.v2.core.events
    assert [e.type for e in events.list({"object_id": id}).data] == [
        "v2.core.account[identity].updated",
        "v2.core.account.updated",
        "v2.core.account.created",
    ]
    created = events.list({"types": ["v2.core.account.created"]}).data
    assert [e.related_object.id for e in created] == [other, id]
    event = events.retrieve(created[0].id)
    assert event.reason.request.id.startswith("req_")


def test_meter_events(client):
    event = client.v2.billing.meter_events.create(
        {"event_name": "calls", "payload": {"stripe_customer_id": "cus_1", "value": "5"}}
    )
    assert (event.event_name, event.payload.value) == ("calls", "5")
    assert event.identifier


def test_a_meter_event_of_no_time_is_refused(client):
    payload = {"stripe_customer_id": "cus_1", "value": "5"}
    event = {"event_name": "calls", "payload": payload, "timestamp": "yesterday"}
    with pytest.raises(stripe.InvalidRequestError, match="RFC 3339"):
        client.v2.billing.meter_events.create(event)


def test_meter_event_stream(client, sandbox):
    session = client.v2.billing.meter_event_session.create()
    token = session.authentication_token
    bases = dict.fromkeys(("api", "files", "connect", "meter_events"), sandbox.url)
    stream = stripe.StripeClient(token, base_addresses=bases, max_network_retries=0)
    events = [{"event_name": "calls", "payload": {"stripe_customer_id": "c", "value": "1"}}] * 3
    stream.v2.billing.meter_event_stream.create({"events": events})
    with pytest.raises(stripe.AuthenticationError):
        stream.v1.customers.list()
    sandbox.clock.advance(16 * 60)
    with pytest.raises(stripe.StripeError):
        stream.v2.billing.meter_event_stream.create({"events": events})


CREATES = [
    key
    for key, route in description.routes().items()
    if route.v2 and route.kind == "create" and not route.variables
]


@pytest.mark.parametrize("key", CREATES)
def test_every_creation_reads_back(http, key):
    import minimal_parameters

    route = description.routes()[key]
    answer = http("POST", route.path, minimal_parameters.params(route))
    if key == "POST /v2/core/event_destinations":
        assert answer.error["message"] == "Missing required field: amazon_eventbridge."
        return
    assert answer.status == 200, answer.error
    assert answer.body["object"] == route.object_name
    twin = f"GET {route.path}/{{id}}"
    if twin in registry.routes():
        found = http("GET", f"{route.path}/{answer.body['id']}")
        assert found.body["id"] == answer.body["id"]
    if f"GET {route.path}" in registry.routes():
        assert len(http("GET", route.path).body["data"]) == 1


def test_what_the_recipes_of_stripe_trigger_send(sandbox, http):
    version = {"Stripe-Version": "unsafe-development"}
    session = http("POST", "/v2/billing/meter_event_session", {}, headers=version)
    assert session.body["authentication_token"]
    given = {"configuration": {"merchant": {"applied": True}}, "contact_email": "a@example.com"}
    account = http("POST", "/v2/core/accounts", given)
    assert account.body["applied_configurations"] == ["merchant"]
    given["configuration"]["merchant"]["applied"] = 1
    assert http("POST", "/v2/core/accounts", given).status == 400
