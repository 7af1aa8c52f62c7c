"""Keys are shown once; which mode and account is looked at is always said."""

import re

import requests

import stripe
from stripe.sandbox import Sandbox


def form(served, **given):
    return requests.post(f"{served.url}/keys", data=given, timeout=20).text


def shown(text):
    return re.search(r'id="new-key">(\w+)<', text)


def test_a_key_is_revealed_once(served):
    page = requests.get(f"{served.url}/developers/keys", timeout=20).text
    assert served.api_key not in page
    assert served.publishable_key in page
    assert page.count("Reveal once") == 1
    assert shown(form(served, do="reveal", number="0"))[1] == served.api_key
    assert shown(form(served, do="reveal", number="0")) is None
    assert "Reveal" not in requests.get(f"{served.url}/developers/keys", timeout=20).text


def test_a_new_key_is_shown_once(served):
    made = shown(form(served, do="create", kind="restricted", permissions="customer=read"))[1]
    assert stripe.Customer.list(api_key=made).data == []
    assert made not in requests.get(f"{served.url}/developers/keys", timeout=20).text
    assert shown(form(served, do="reveal", number="3")) is None


def test_the_own_key_is_rolled(served):
    old = served.api_key
    made = shown(form(served, do="roll", number="0"))[1]
    assert served.api_key == made != old
    assert stripe.Customer.list(api_key=made).data == []


def test_a_rolled_key_is_kept(tmp_path):
    file = str(tmp_path / "kept.db")
    with Sandbox(port=0, db=file, strict_keys=True) as served:
        old = served.api_key
        data = {"do": "roll", "number": "0"}
        requests.post(f"{served.url}/keys", data=data, auth=(old, ""), timeout=20)
        rolled = served.api_key
    with Sandbox(port=0, db=file, strict_keys=True) as served:
        assert served.api_key == rolled != old
        ask = {"url": f"{served.url}/v1/customers", "timeout": 20}
        assert requests.get(**ask, auth=(rolled, "")).ok
        assert requests.get(**ask, auth=(old, "")).status_code == 401


def test_mode_and_account_are_said(served):
    account = stripe.Account.create(type="custom", country="US", email="shop@example.com")

    def header(place):
        text = requests.get(served.url, {"in": place}, timeout=20).text
        return re.search(r'id="place">(.*?)</span>\s*<form', text, re.DOTALL)[1]

    assert "Test mode" in header("")
    assert served.account_id in header("")
    assert "Live mode" in header(f"live:{served.account_id}")
    theirs = header(f"test:{account.id}")
    assert account.id in theirs
    assert "connected" in theirs
    # an account of test mode is none of live mode
    assert served.account_id in header(f"live:{account.id}")
    page = requests.get(served.url, timeout=20).text
    assert "shop@example.com</option>" in page


def test_requests_of_worlds_do_not_mix(served):
    account = stripe.Account.create(type="custom", country="US")
    stripe.Coupon.create(id="THEIRS", percent_off=5, duration="once", stripe_account=account.id)
    stripe.Coupon.list(limit=7, api_key="sk_live_123")

    def listed(place):
        return requests.get(f"{served.url}/developers/requests", {"in": place}, timeout=20).text

    own, live, theirs = (
        listed(each).count("/v1/coupons")
        for each in ("", f"live:{served.account_id}", f"test:{account.id}")
    )
    assert (own, live, theirs) == (0, 1, 1)
