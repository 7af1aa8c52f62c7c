"""What connected accounts must say of their companies and persons, and whether that is believed."""

from __future__ import annotations

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

ADDRESS = {"line1": "1 Main St", "city": "Reno", "state": "NV", "postal_code": "89501"}
PERSON: dict[str, Any] = {
    "first_name": "Jenny",
    "last_name": "Rosen",
    "email": "jenny@example.com",
    "phone": "+12015550123",
    "dob": {"day": 1, "month": 1, "year": 1901},
    "id_number": "000000000",
    "address": ADDRESS,
}
ACCOUNT: dict[str, Any] = {
    "type": "custom",
    "country": "US",
    "capabilities": {"transfers": {"requested": True}},
    "business_profile": {"mcc": "5734", "url": "https://example.com"},
    "tos_acceptance": {"date": 1_700_000_000, "ip": "127.0.0.1"},
    "external_account": "btok_us_verified",
}
COMPANY = {"name": "Rosen Ltd", "phone": "+12015550123", "tax_id": "000000000", "address": ADDRESS}
LEADER = {"representative": True, "title": "CEO"}


def new(**params: Any) -> Any:
    return stripe.Account.create(**ACCOUNT, **params)


def test_a_company_is_active_once_all_is_said(sandbox: Sandbox) -> None:
    account = new(business_type="company", company=COMPANY)
    assert (account.company.tax_id_provided, "tax_id" in account.company) == (True, False)
    assert "representative.first_name" in account.requirements.currently_due
    person = stripe.Account.create_person(
        account.id, first_name="Jenny", relationship={"representative": True}
    )
    due = account.refresh().requirements.currently_due
    assert f"{person.id}.relationship.title" in due
    stripe.Account.modify_person(account.id, person.id, **PERSON, relationship=LEADER)
    account.refresh()
    assert (account.requirements.currently_due, account.charges_enabled) == ([], True)
    stripe.Account.delete_person(account.id, person.id)
    assert not account.refresh().charges_enabled


def test_a_tax_id_may_come_later(sandbox: Sandbox) -> None:
    rest = {key: value for key, value in COMPANY.items() if key != "tax_id"}
    account = new(business_type="company", company=rest)
    assert "company.tax_id" in account.requirements.currently_due
    account = stripe.Account.modify(account.id, company={"tax_id": "000000000"})
    assert "company.tax_id" not in account.requirements.currently_due
    assert (account.company.name, account.company.tax_id_provided) == ("Rosen Ltd", True)


@pytest.mark.parametrize(
    ("changed", "status"),
    [({}, "verified"), ({"id_number": None}, "unverified"), ({"first_name": None}, "unverified")],
)
def test_who_is_believed(sandbox: Sandbox, changed: dict[str, Any], status: str) -> None:
    told = {key: value for key, value in {**PERSON, **changed}.items() if value is not None}
    account = new(business_type="individual", individual=told)
    assert account.individual.verification.status == status
    assert account.charges_enabled == (status == "verified")


def test_a_number_that_fits_nobody(sandbox: Sandbox) -> None:
    wrong = {**PERSON, "id_number": "111111111"}
    account = new(business_type="individual", individual=wrong)
    verification = account.individual.verification
    assert (verification.status, verification.details_code) == (
        "unverified",
        "failed_keyed_identity",
    )
    assert account.requirements.currently_due == ["individual.verification.document"]
    (error,) = account.requirements.errors
    assert error.code == "verification_failed_keyed_identity"
    account = stripe.Account.modify(account.id, individual={"id_number": "000000000"})
    assert (account.individual.verification.status, account.charges_enabled) == ("verified", True)
