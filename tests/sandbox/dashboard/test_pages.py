"""The pages of the dashboard as any HTTP client sees them."""

import contextlib

import pytest
import requests
from dashboard_forms import sent

import stripe
from stripe.sandbox import Sandbox


def test_everything_is_escaped(served):
    evil = "<script>alert(1)</script>"
    made = stripe.Customer.create(name=evil, description=evil, metadata={evil[:40]: evil})
    requests.get(f"{served.url}/v1/{evil}", auth=(served.api_key, ""), timeout=20)
    for path in (
        f"/objects/customer?q={evil}",
        f"/objects/customer/{made.id}?said={evil}",
        "/objects/customer",
        "/developers/requests",
        f"/developers/requests/{served.requests[-1].id}",
        f"/objects/{evil}/{evil}",
        f"/objects/{evil}",
        f"/?in={evil}",
    ):
        assert "<script>alert" not in requests.get(served.url + path, timeout=20).text


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/do", {"kind": "charge", "id": "ch_1", "label": "Refund"}),
        ("/do", {"kind": "x"}),
        ("/keys", {"do": "create", "kind": "x"}),
        ("/keys", {"do": "roll", "number": "９"}),
        ("/keys", {"do": "roll", "number": "99"}),
        ("/clock", {"clock": "clock_1"}),
        ("/trigger", {"name": "x"}),
        ("/faults", {"do": "order", "kind": "error", "status": "x", "times": "1"}),
        ("/resend", {"id": "evt_1"}),
        ("/webhooks", {"do": "create", "url": "javascript:alert(1)", "events": "*"}),
        ("/do", {"back": "https://evil.example/"}),
    ],
)
def test_what_is_said_wrongly_is_a_sentence(served, path, form):
    answer = requests.post(served.url + path, data=form, allow_redirects=False, timeout=20)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/")
    assert "said=" in answer.headers["Location"]
    elsewhere = {"Origin": "http://evil.example"}
    assert (
        requests.post(served.url + path, data=form, headers=elsewhere, timeout=20).status_code
        == 403
    )


def test_worlds_do_not_mix(served):
    stripe.Customer.create(name="in test mode")
    account = stripe.Account.create(type="custom", country="US")
    stripe.Customer.create(name="connected", stripe_account=account.id)

    def names(place):
        return requests.get(f"{served.url}/objects/customer", {"in": place}, timeout=20).text

    own = served.account_id
    assert "in test mode" in names(f"test:{own}")
    assert "in test mode" not in names(f"live:{own}")
    assert "in test mode" not in names(f"test:{account.id}")
    assert "connected" in names(f"test:{account.id}").partition("<h1>")[2]


def test_a_closed_sandbox_asks_for_a_key():
    with Sandbox(port=0, strict_keys=True) as sandbox:
        for path in ("/", "/developers/keys", "/assets/dashboard.css"):
            answer = requests.get(sandbox.url + path, timeout=20)
            assert (answer.status_code, answer.headers["WWW-Authenticate"][:5]) == (401, "Basic")
            assert requests.get(sandbox.url + path, auth=(sandbox.api_key, ""), timeout=20).ok


def test_pages_of_many_objects(served):
    for at in range(120):
        stripe.Customer.create(email=f"{at}@example.com", metadata={"at": at})
    first = requests.get(f"{served.url}/objects/customer", timeout=20).text
    assert first.count("@example.com") == 50
    assert "Older ones" in first
    assert (
        requests.get(f"{served.url}/objects/customer?q=at=7", timeout=20).text.count("7@example")
        == 1
    )


@pytest.mark.parametrize(
    "wanted", ["{id}", "{start}", "jenny@example.com", "Jenny", "order=6735", "cus_none"]
)
def test_objects_are_found(served, wanted):
    mine = stripe.Customer.create(
        email="jenny@example.com", name="Jenny", metadata={"order": "6735"}
    )
    other = stripe.Customer.create(email="else@example.com", metadata={"order": "x"})
    asked = {"q": wanted.format(id=mine.id, start=mine.id[:-2])}
    text = requests.get(f"{served.url}/objects/customer", asked, timeout=20).text
    assert (f">{mine.id}<" in text) is (wanted != "cus_none")
    assert other.id not in text


def test_lists_are_narrowed_by_status(served):
    made = stripe.Charge.create(amount=700, currency="usd", source="tok_visa")
    with contextlib.suppress(stripe.CardError):
        stripe.Charge.create(amount=900, currency="usd", source="tok_chargeDeclined")
    url = f"{served.url}/objects/charge"
    text = requests.get(url, {"status": "failed"}, timeout=20).text
    assert "<option selected>failed</option>" in text
    assert made.id not in text
    assert "9.00" in text
    off = stripe.Product.create(name="Tea", active=False)
    on = stripe.Product.create(name="Milk")
    text = requests.get(f"{served.url}/objects/product", {"status": "inactive"}, timeout=20).text
    assert off.id in text
    assert on.id not in text


def test_a_fault_is_ordered_and_cleared(served):
    sent(served, "/faults", do="order", kind="error", status="429", code="rate_limit", times="2")
    with pytest.raises(stripe.RateLimitError):
        stripe.Customer.list()
    assert "rate_limit" in requests.get(f"{served.url}/developers/faults", timeout=20).text
    sent(served, "/faults", do="clear")
    assert stripe.Customer.list().data == []
