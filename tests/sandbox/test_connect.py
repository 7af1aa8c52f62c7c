"""Connected accounts: worlds of their own, onboarding, what belongs to them."""

import re

import pytest

import stripe


@pytest.fixture
def account(sandbox):
    return stripe.Account.create(
        type="custom",
        country="US",
        email="shop@example.com",
        capabilities={"transfers": {"requested": True}, "card_payments": {"requested": True}},
    )


EVERYTHING = {
    "business_type": "individual",
    "business_profile": {"mcc": "5734", "url": "https://example.com"},
    "tos_acceptance": {"date": 1_700_000_000, "ip": "127.0.0.1"},
    "external_account": "btok_us_verified",
    "individual": {
        "first_name": "Jenny",
        "last_name": "Rosen",
        "email": "jenny@example.com",
        "phone": "+15555550100",
        "dob": {"day": 1, "month": 1, "year": 1901},
        "ssn_last_4": "0000",
        "address": {
            "line1": "address_full_match",
            "city": "X",
            "state": "CA",
            "postal_code": "94111",
        },
    },
}


def test_worlds_are_separate(sandbox, account):
    customer = stripe.Customer.create(name="There", stripe_account=account.id)
    assert stripe.Customer.list().data == []
    with pytest.raises(stripe.InvalidRequestError) as caught:
        stripe.Customer.retrieve(customer.id)
    assert caught.value.http_status == 404
    assert customer.refresh().name == "There"
    listed = stripe.Customer.list(stripe_account=account.id)
    assert listed.data[0].id == customer.id
    assert listed.last_response.headers["Stripe-Account"] == account.id


def test_context_reaches_the_same_world(sandbox, account):
    customer = stripe.Customer.create(stripe_account=account.id)
    assert stripe.Customer.retrieve(customer.id, stripe_context=account.id).id == customer.id


def test_unknown_account(http, sandbox):
    answer = http("GET", "/v1/customers", headers={"Stripe-Account": "acct_none"})
    assert (answer.status, answer.error["code"]) == (403, "account_invalid")
    assert "does not have access to account 'acct_none'" in answer.error["message"]
    assert http("GET", "/v1/accounts/acct_none").status == 403
    with pytest.raises(stripe.PermissionError):
        stripe.Customer.list(stripe_account="acct_none")


def test_events_are_where_they_happened(sandbox, account):
    stripe.Customer.create(stripe_account=account.id)
    assert [e.type for e in stripe.Event.list(type="customer.*").data] == []
    found = stripe.Event.list(type="customer.*", stripe_account=account.id).data
    assert [(e.type, e.account) for e in found] == [("customer.created", account.id)]


def test_own_account(sandbox, account):
    own = stripe.Account.retrieve()
    assert (own.id, own.charges_enabled, own.payouts_enabled) == (sandbox.account_id, True, True)
    assert stripe.Account.retrieve(own.id).id == own.id
    assert stripe.Account.retrieve(stripe_account=account.id).id == account.id
    sandbox.clock.advance(24 * 60 * 60)
    assert stripe.Account.retrieve().created == own.created < account.created


def test_new_account_has_requirements(account):
    assert (account.charges_enabled, account.details_submitted) == (False, False)
    assert account.capabilities == {"card_payments": "inactive", "transfers": "inactive"}
    assert "external_account" in account.requirements.currently_due
    assert account.requirements.disabled_reason == "requirements.past_due"


def test_account_with_everything_is_enabled(sandbox, account):
    done = stripe.Account.modify(account.id, **EVERYTHING)
    assert done.requirements.currently_due == []
    assert (done.charges_enabled, done.payouts_enabled, done.details_submitted) == (True,) * 3
    assert done.capabilities == {"card_payments": "active", "transfers": "active"}
    assert done.individual.ssn_last_4_provided is True
    assert "ssn_last_4" not in done.individual
    event = stripe.Event.list(type="account.updated", stripe_account=account.id).data[0]
    assert event.data.previous_attributes["charges_enabled"] is False


def test_rejection(sandbox, account):
    stripe.Account.modify(account.id, **EVERYTHING)
    rejected = stripe.Account.reject(account.id, reason="fraud_other")
    assert (rejected.charges_enabled, rejected.requirements.disabled_reason) == (
        False,
        "rejected.platform_fraud",
    )


def test_onboarding_page(http, sandbox):
    account = stripe.Account.create(type="express", capabilities={"transfers": {"requested": True}})
    link = stripe.AccountLink.create(
        account=account.id,
        type="account_onboarding",
        refresh_url="https://example.com/again",
        return_url="https://example.com/done",
    )
    assert link.expires_at > link.created
    path = link.url.removeprefix(sandbox.url)
    assert b"Onboarding" in http("GET", path, key=None).raw
    answer = http("POST", path, key=None)
    assert (answer.status, answer.headers["Location"]) == (303, "https://example.com/done")
    assert stripe.Account.retrieve(account.id).payouts_enabled is True


def test_capabilities(account):
    assert stripe.Account.retrieve_capability(account.id, "transfers").status == "inactive"
    found = stripe.Account.modify_capability(account.id, "sepa_debit_payments", requested=True)
    assert (found.id, found.requested) == ("sepa_debit_payments", True)
    listed = [one.id for one in stripe.Account.list_capabilities(account.id).data]
    assert listed == ["card_payments", "sepa_debit_payments", "transfers"]


def test_persons(sandbox, account):
    owner = stripe.Account.create_person(
        account.id, first_name="Jenny", relationship={"owner": True, "percent_ownership": 60}
    )
    stripe.Account.create_person(account.id, first_name="Jonas")
    assert owner.account == account.id
    listed = stripe.Account.list_persons(account.id, relationship={"owner": True})
    assert [one.id for one in listed.data] == [owner.id]
    changed = stripe.Account.modify_person(account.id, owner.id, last_name="Rosen")
    assert (changed.first_name, changed.last_name) == ("Jenny", "Rosen")
    assert stripe.Account.delete_person(account.id, owner.id).deleted
    types = [e.type for e in stripe.Event.list(type="person.*", stripe_account=account.id).data]
    assert types == ["person.deleted", "person.updated", "person.created", "person.created"]


def test_external_accounts(sandbox, account):
    first = stripe.Account.create_external_account(account.id, external_account="btok_us_verified")
    assert (first.last4, first.account, first.default_for_currency) == ("6789", account.id, True)
    second = stripe.Account.create_external_account(
        account.id,
        external_account={
            "object": "bank_account",
            "country": "US",
            "currency": "usd",
            "routing_number": "110000000",
            "account_number": "000123456789",
        },
        default_for_currency=True,
    )
    listed = stripe.Account.list_external_accounts(account.id, object="bank_account").data
    assert [(one.id, one.default_for_currency) for one in listed] == [
        (second.id, True),
        (first.id, False),
    ]
    with pytest.raises(stripe.InvalidRequestError, match="cannot delete the default"):
        stripe.Account.delete_external_account(account.id, second.id)
    assert stripe.Account.delete_external_account(account.id, first.id).deleted
    assert len(stripe.Account.retrieve(account.id).external_accounts.data) == 1


def test_login_links_are_for_express(http, account):
    express = stripe.Account.create(type="express")
    url = stripe.Account.create_login_link(express.id).url
    path = re.sub("https?://[^/]+", "", url)
    assert b"not enabled yet" in http("GET", path, key=None).raw
    assert http("GET", f"{path}1", key=None).status == 404
    with pytest.raises(stripe.InvalidRequestError, match="Express Dashboard"):
        stripe.Account.create_login_link(account.id)


def test_deletion_closes_the_world(account):
    assert stripe.Account.delete(account.id).deleted
    with pytest.raises(stripe.PermissionError):
        stripe.Customer.list(stripe_account=account.id)


def test_type_or_controller(sandbox):
    with pytest.raises(stripe.InvalidRequestError, match="mutually exclusive"):
        stripe.Account.create(type="express", controller={"stripe_dashboard": {"type": "none"}})


def test_list_of_accounts(sandbox, account):
    other = stripe.Account.create(type="express")
    assert [one.id for one in stripe.Account.list().data] == [other.id, account.id]


def test_oauth(http, sandbox):
    address = "/oauth/authorize?client_id=ca_1&state=s1&redirect_uri=https://example.com/back"
    assert b"Connect" in http("GET", address, key=None).raw
    location = http("POST", address, key=None).headers["Location"]
    code = re.search(r"code=(ac_\w+)", location)[1]
    assert location.startswith("https://example.com/back?code=ac_")
    assert "state=s1" in location
    token = stripe.OAuth.token(grant_type="authorization_code", code=code)
    assert (token.token_type, token.scope, token.livemode) == ("bearer", "read_write", False)
    assert stripe.Account.retrieve(api_key=token.access_token).id == token.stripe_user_id
    stripe.Customer.create(name="There", api_key=token.access_token)
    there = stripe.Customer.list(stripe_account=token.stripe_user_id).data
    assert [customer.name for customer in there] == ["There"]
    again = stripe.OAuth.token(grant_type="refresh_token", refresh_token=token.refresh_token)
    assert again.stripe_user_id == token.stripe_user_id
    with pytest.raises(stripe.oauth_error.InvalidGrantError):
        stripe.OAuth.token(grant_type="authorization_code", code=code)
    gone = stripe.OAuth.deauthorize(client_id="ca_1", stripe_user_id=token.stripe_user_id)
    assert gone.stripe_user_id == token.stripe_user_id
    with pytest.raises(stripe.PermissionError):
        stripe.Customer.list(stripe_account=token.stripe_user_id)


def test_oauth_refuses(sandbox):
    with pytest.raises(stripe.oauth_error.InvalidGrantError, match="does not exist: ac_none"):
        stripe.OAuth.token(grant_type="authorization_code", code="ac_none")
    with pytest.raises(stripe.oauth_error.InvalidClientError):
        stripe.OAuth.deauthorize(client_id="ca_1", stripe_user_id="acct_none")
