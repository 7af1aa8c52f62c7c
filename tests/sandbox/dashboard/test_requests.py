"""The page of a request: why it failed, what it led to, how to send it again."""

import contextlib
import io
import os
import re
import shutil
import subprocess
from html import unescape

import pytest
import requests

import stripe
from stripe.sandbox.dashboard import advice
from stripe.sandbox.means.declines import OUTCOMES

DECLINED = (
    "tok_chargeDeclined",
    "tok_chargeDeclinedInsufficientFunds",
    "tok_chargeDeclinedLostCard",
)


def page(served, id):
    return unescape(requests.get(f"{served.url}/developers/requests/{id}", timeout=20).text)


def copied(served, id, how):
    return re.search(rf'<pre id="{how}"[^>]*>(.*?)</pre>', page(served, id), re.DOTALL)[1]


@pytest.mark.parametrize("token", DECLINED)
def test_a_decline_is_explained(served, token):
    with pytest.raises(stripe.CardError) as raised:
        stripe.Charge.create(amount=2000, currency="usd", source=token)
    text = page(served, served.requests[-1].id)
    known = advice.ADVICE[raised.value.error.decline_code]
    assert known.meaning in text
    assert known.instead in text


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_decline_has_advice(name):
    outcome = OUTCOMES[name]
    error = {"code": outcome.code, "decline_code": outcome.decline_code, "type": "card_error"}
    assert advice.on(402, error) == advice.ADVICE[outcome.decline_code or outcome.code]


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (400, "resource_missing", "stripe_account"),
        (401, None, "API keys"),
        (404, None, "address"),
        (429, "rate_limit", "wait"),
        (400, "idempotency_key_in_use", "running"),
    ],
)
def test_other_errors_have_advice(status, code, words):
    found = advice.on(status, {"code": code, "type": "invalid_request_error"})
    assert words.lower() in f"{found.meaning} {found.instead}".lower()


def test_what_a_request_led_to(served):
    customer = stripe.Customer.create(source="tok_visa")
    charge = stripe.Charge.create(amount=2000, currency="usd", customer=customer.id)
    text = page(served, served.requests[-1].id)
    assert "charge.succeeded" in text
    assert f"/objects/charge/{charge.id}" in text
    event = next(each["id"] for each in served.events if each["type"] == "charge.succeeded")
    shown = requests.get(f"{served.url}/developers/events/{event}", timeout=20).text
    assert served.requests[-1].id in shown


def _made(call):
    with contextlib.suppress(stripe.StripeError):
        call()


# what is copied leaves a file open, as people do at a prompt
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: stripe.Customer.create(email="a@b.c", metadata={"class": "x"}), "Customer.create"),
        (lambda: stripe.Charge.capture("ch_1", amount=3), "Charge.capture"),
        (lambda: stripe.Customer.list(limit=3, created={"gte": 1}), "Customer.list"),
        (lambda: stripe.Customer.delete("cus_1"), "Customer.delete"),
        (lambda: stripe.Account.retrieve(), "Account.retrieve"),
        (lambda: stripe.checkout.Session.expire("cs_1"), "checkout.Session.expire"),
        (
            lambda: stripe.Customer.create_balance_transaction("cus_1", amount=1, currency="usd"),
            "Customer.create_balance_transaction",
        ),
        (lambda: stripe.Refund.TestHelpers.expire("re_1"), "Refund.TestHelpers.expire"),
        (
            lambda: stripe.File.create(purpose="dispute_evidence", file=io.BytesIO(b"x")),
            "File.create",
        ),
    ],
)
def test_copied_python_sends_the_same(served, call, name, tmp_path, monkeypatch):
    _made(call)
    first = served.requests[-1]
    text = copied(served, first.id, "python")
    assert f"stripe.{name}(" in text
    monkeypatch.chdir(tmp_path)
    for upload in re.findall(r"open\('(.*?)', 'rb'\)", text):
        (tmp_path / upload).write_bytes(b"x")
    with contextlib.suppress(stripe.StripeError):
        exec(text, {})
    again = served.requests[-1]
    assert again.id != first.id
    assert (again.method, again.path, again.status) == (first.method, first.path, first.status)
    files = {"file"}
    assert {k: v for k, v in again.params.items() if k not in files} == {
        k: v for k, v in first.params.items() if k not in files
    }


def test_copied_python_acts_for_the_account(served):
    account = stripe.Account.create(type="custom", country="US")
    stripe.Customer.create(name="theirs", stripe_account=account.id)
    assert f"stripe_account='{account.id}'" in copied(served, served.requests[-1].id, "python")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_copied_curl_sends_the_same(served):
    stripe.Customer.create(email="a+b@c.de", metadata={"it's": "so & so"})
    first = served.requests[-1]
    command = copied(served, first.id, "curl")
    settings = {**os.environ, "STRIPE_API_KEY": served.api_key, "NO_PROXY": "*"}
    subprocess.run(["sh", "-c", command], check=True, timeout=60, env=settings, capture_output=True)
    assert served.requests[-1].id != first.id
    assert served.requests[-1].params == first.params


def test_requests_are_paged_and_searched(served):
    for at in range(105):
        _made(lambda at=at: stripe.Customer.retrieve(f"cus_{at}x"))
    stripe.Customer.create()
    url = f"{served.url}/developers/requests"
    first = requests.get(url, timeout=20).text
    assert first.count("/v1/customers/cus_") == 99
    more = unescape(re.search(r'href="([^"]*after=[^"]*)"', first)[1])
    assert requests.get(served.url + more, timeout=20).text.count("/v1/customers/cus_") == 6
    failed = requests.get(url, {"failed": "yes", "q": "cus_7x"}, timeout=20).text
    assert failed.count("GET /v1/customers/cus_") == 1


def test_events_are_paged_and_searched(served):
    for _ in range(105):
        customer = stripe.Customer.create()
    stripe.Product.create(name="x")
    url = f"{served.url}/developers/events"
    first = requests.get(url, timeout=20).text
    assert first.partition("</form>")[2].count(">customer.created<") >= 99
    assert "Older ones" in first
    mine = requests.get(url, {"q": customer.id}, timeout=20).text
    assert mine.count("/developers/events/evt_") == 1
    assert "customer.created</a>" not in requests.get(url, {"q": "product"}, timeout=20).text
