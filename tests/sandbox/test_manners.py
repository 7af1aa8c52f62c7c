"""Headers, versions, CORS, files, control routes, isolation, concurrency."""

import io
import threading

import pytest

import stripe
from stripe.sandbox import Sandbox, start


def test_headers(http):
    answer = http("POST", "/v1/customers", headers={"Idempotency-Key": "k1"})
    assert answer.headers["Request-Id"].startswith("req_")
    assert answer.headers["Stripe-Version"] == stripe.api_version
    assert answer.headers["Idempotency-Key"] == "k1"
    assert answer.headers["Content-Type"] == "application/json"
    other = http("GET", "/v1/customers")
    assert other.headers["Request-Id"] != answer.headers["Request-Id"]


@pytest.mark.parametrize("version", ["2026-10-28.endive", "2024-06-20", "2020-08-27"])
def test_version_is_echoed(http, version):
    answer = http("GET", "/v1/customers", headers={"Stripe-Version": version})
    assert (answer.status, answer.headers["Stripe-Version"]) == (200, version)


def test_parameter_with_its_former_name(http):
    coupon = http("POST", "/v1/coupons", {"percent_off": 5, "duration": "once"}).body["id"]
    former = {"Stripe-Version": "2025-03-31.basil"}
    made = http("POST", "/v1/promotion_codes", {"coupon": coupon}, headers=former)
    assert (made.status, made.body["promotion"]["coupon"]) == (200, coupon)
    assert http("POST", "/v1/promotion_codes", {"coupon": coupon}).status == 200
    assert http("POST", "/v1/customers", {"card": "tok_visa"}).status == 400


def test_preflight_and_cors(http, sandbox):
    asked = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST"}
    answer = http("OPTIONS", "/v1/tokens", key=None, headers=asked)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    answer = http("GET", "/v1/tokens/tok_visa", key=sandbox.publishable_key, headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_control_routes_are_no_business_of_browsers(http):
    answer = http("OPTIONS", "/_sandbox/reset", key=None)
    assert "Access-Control-Allow-Origin" not in answer.headers
    answer = http("POST", "/_sandbox/reset", {}, key=None, headers={"Content-Type": "text/plain"})
    assert answer.status == 415


# -- files -----------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def test_files(http, sandbox):
    upload = io.BytesIO(PNG)
    upload.name = "proof.png"
    file = stripe.File.create(purpose="dispute_evidence", file=upload)
    assert (file.size, file.type, file.filename) == (len(PNG), "png", "proof.png")
    assert file.id.startswith("file_")
    assert stripe.File.retrieve(file.id).purpose == "dispute_evidence"
    assert http("GET", f"/v1/files/{file.id}/contents").raw == PNG
    assert [f.id for f in stripe.File.list(purpose="dispute_evidence").data] == [file.id]
    assert stripe.Event.list(type="file.created").data[0].data.object.id == file.id


def test_file_links(http, sandbox):
    file = stripe.File.create(purpose="business_logo", file=io.BytesIO(PNG))
    link = stripe.FileLink.create(file=file.id)
    path = "/" + link.url.partition("//")[2].partition("/")[2]
    assert http("GET", path, key=None).raw == PNG
    assert stripe.FileLink.modify(link.id, expires_at="now").expired is True
    with pytest.raises(stripe.InvalidRequestError) as refused:
        stripe.FileLink.create(file=file.id, expires_at=1000)
    assert refused.value.param == "expires_at"
    assert http("GET", path, key=None).status == 404


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"purpose": "nonsense", "file": io.BytesIO(b"x")}, "purpose"),
        ({"purpose": "identity_document"}, "file"),
    ],
)
def test_bad_files(sandbox, params, param):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.File.create(**params)
    assert caught.value.param == param


# -- control ---------------------------------------------------------------------------------------


def test_info_and_clock(http, sandbox):
    info = http("GET", "/_sandbox", key=None).body
    assert info["account"] == sandbox.account_id
    http("POST", "/_sandbox/clock", {"freeze": True, "advance": 100}, key=None)
    assert sandbox.clock.now() >= info["clock"] + 100


def test_keys_by_http(http):
    made = http("POST", "/_sandbox/keys", {"kind": "restricted"}, key=None).body["key"]
    rolled = http("POST", "/_sandbox/keys/roll", {"key": made}, key=None).body["key"]
    assert http("GET", "/v1/customers", key=made).status == 401
    shown = http("GET", "/_sandbox/keys", key=None)
    assert rolled.encode() not in shown.raw
    http("POST", "/_sandbox/keys/revoke", {"key": rolled}, key=None)
    assert http("GET", "/v1/customers", key=rolled).status == 401


def test_reset_by_http(http):
    http("POST", "/v1/customers")
    assert http("POST", "/_sandbox/reset", {}, key=None).status == 200
    assert http("GET", "/v1/customers").body["data"] == []
    assert http("GET", "/_sandbox/nothing", key=None).status == 404


# -- isolation -------------------------------------------------------------------------------------


def test_two_at_once_do_not_see_each_other():
    with Sandbox() as first:
        stripe.Customer.create()
        with Sandbox() as second:
            assert stripe.Customer.list().data == []
            stripe.Product.create(name="x")
            assert [e["type"] for e in second.events] == ["product.created"]
        assert len(stripe.Customer.list().data) == 1
        assert stripe.Product.list().data == []
        assert [e["type"] for e in first.events] == ["customer.created"]


def test_two_servers_in_one_process():
    first, second = Sandbox(), Sandbox()
    try:
        clients = [
            stripe.StripeClient(s.api_key, base_addresses={"api": s.serve()})
            for s in (first, second)
        ]
        clients[0].v1.customers.create()
        assert [len(c.v1.customers.list().data) for c in clients] == [1, 0]
    finally:
        first.close()
        second.close()


def test_settings_are_restored():
    before = (stripe.api_base, stripe.api_key)
    with Sandbox(port=0) as sandbox:
        assert stripe.api_base == sandbox.url
        assert stripe.api_key == sandbox.api_key
    assert (stripe.api_base, stripe.api_key) == before


def test_key_of_the_application_is_kept(monkeypatch):
    monkeypatch.setattr(stripe, "api_key", "sk_test_of_the_application")
    with Sandbox() as sandbox:
        stripe.Customer.create()
        assert stripe.api_key == "sk_test_of_the_application"
        assert sandbox.requests[0].status == 200


def test_same_ids_with_the_same_seed():
    def run():
        with Sandbox(seed=7, now=1_700_000_000) as sandbox:
            return [
                stripe.Customer.create().id,
                stripe.Product.create(name="x").id,
                sandbox.api_key,
            ]

    assert run() == run()


def test_start_listens_until_closed():
    before = stripe.api_base
    sandbox = start()
    try:
        assert stripe.Customer.create().id
        assert stripe.api_base == sandbox.url
    finally:
        sandbox.__exit__(None, None, None)
    assert stripe.api_base == before


# -- time ------------------------------------------------------------------------------------------


def test_one_clock():
    with Sandbox(now=1_700_000_000) as sandbox:
        assert stripe.Customer.create().created == 1_700_000_000
        sandbox.clock.advance(60)
        assert stripe.Customer.create().created == 1_700_000_060
        sandbox.clock.move_to(1_800_000_000)
        event = stripe.Event.construct_from(sandbox.events[-1], None)
        assert event.created == 1_700_000_060
        assert stripe.Customer.create().created == 1_800_000_000


# -- concurrency -----------------------------------------------------------------------------------


def test_many_clients_at_once(sandbox):
    failures = []

    def work(number):
        try:
            for turn in range(10):
                customer = stripe.Customer.create(name=f"{number}-{turn}")
                assert stripe.Customer.modify(customer.id, metadata={"a": "b"}).name
                assert stripe.Customer.retrieve(customer.id).metadata["a"] == "b"
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert len(list(stripe.Customer.list(limit=100).auto_paging_iter())) == 80
    assert len(sandbox.events) == 160
    assert len({entry.id for entry in sandbox.requests}) == len(sandbox.requests)
    for entry in sandbox.requests:
        assert len(entry.events) == (1 if entry.method == "POST" else 0)


def test_one_key_from_many_threads_makes_one_object(sandbox):
    made, busy = [], []

    def work():
        try:
            made.append(stripe.Customer.create(name="x", idempotency_key="same").id)
        except stripe.StripeError as error:
            busy.append(error.code)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(set(made)) == 1
    assert set(busy) <= {"idempotency_key_in_use"}
    assert len(stripe.Customer.list().data) == 1


@pytest.mark.parametrize(("written", "read"), [("True", True), ("False", False), ("true", True)])
def test_booleans_are_taken_as_older_libraries_write_them(http, written, read):
    # The official SDK wrote Python's own words until v12, and does within lists to this day.
    made = http("POST", "/v1/products", {"name": "Gold", "active": written})
    assert (made.status, made.body["active"]) == (200, read)
    found = http("GET", "/v1/products", {"active": written})
    assert [each["id"] for each in found.body["data"]] == [made.body["id"]]
