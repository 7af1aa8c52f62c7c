"""What a connected account still has to say of itself, and what it may do meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.sandbox.json import Obj, as_dict, is_dict, part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stripe.sandbox.state.world import World

BUSINESS = ("business_profile.mcc", "business_profile.url", "business_type", "external_account")
DELAY = 2  # days until money is paid out, and no fewer
TERMS = ("tos_acceptance.date", "tos_acceptance.ip")
ADDRESS = ("address.city", "address.line1", "address.postal_code", "address.state")
PERSON = (
    "first_name", "last_name", "email", "phone", "dob.day", "dob.month", "dob.year",
    "ssn_last_4", *ADDRESS,
)  # fmt: skip
REPRESENTATIVE = (*PERSON, "relationship.title")
NUMBERS = ("tax_id", "vat_id")
FAILING = "111111111"
"""The number that no identity fits: https://docs.stripe.com/connect/testing#identity-and-address-verification"""
COMPANY = ("name", "phone", "tax_id", *ADDRESS)


def none() -> Obj:
    """Nothing is due."""
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": [],
        "disabled_reason": None,
        "errors": [],
        "eventually_due": [],
        "past_due": [],
        "pending_verification": [],
    }


def profile(given: Obj) -> Obj:
    """`business_profile` with all its fields."""
    names = (
        "annual_revenue estimated_worker_count mcc minority_owned_business_designation name "
        "product_description support_address support_email support_phone support_url url"
    )
    return {**dict.fromkeys(names.split()), **given}


def company() -> Obj:
    """`company` with its usual fields."""
    address = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    provided = ("directors_provided", "executives_provided", "owners_provided", "tax_id_provided")
    return {"address": address, "name": None, "phone": None, **dict.fromkeys(provided, False)}


def told(company: Obj) -> Obj:
    """`company` as answers show it: of some of its numbers they say only that there is one."""
    shown = {key: value for key, value in company.items() if key not in NUMBERS}
    return {**shown, **{f"{name}_provided": True for name in NUMBERS if company.get(name)}}


def settle_delay(changed: Obj) -> None:
    """Puts days for the `minimum` that payouts may be delayed by, in changed fields of an account."""
    schedule = part(changed, "settings", "payouts", "schedule")
    if schedule.get("delay_days") == "minimum":
        payouts = {**changed["settings"]["payouts"], "schedule": {**schedule, "delay_days": DELAY}}
        changed["settings"] = {**changed["settings"], "payouts": payouts}


def settings(kind: str) -> Obj:
    """`settings` of a new account."""
    payouts = {
        "debit_negative_balances": kind != "custom",
        "schedule": {"delay_days": DELAY, "interval": "daily"},
        "statement_descriptor": None,
    }
    return {
        "bacs_debit_payments": {"display_name": None, "service_user_number": None},
        "branding": dict.fromkeys(("icon", "logo", "primary_color", "secondary_color")),
        "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
        "card_payments": {
            "decline_on": {"avs_failure": False, "cvc_failure": False},
            "statement_descriptor_prefix": None,
            "statement_descriptor_prefix_kana": None,
            "statement_descriptor_prefix_kanji": None,
        },
        "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
        "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": "offer"},
        "payments": {
            "statement_descriptor": None,
            "statement_descriptor_kana": None,
            "statement_descriptor_kanji": None,
        },
        "payouts": payouts,
        "sepa_debit_payments": {},
    }


def _filled(obj: Any, path: str) -> bool:
    for step in path.split("."):
        if not is_dict(obj):
            return False
        obj = obj.get(step)
    return obj not in (None, "", {})


def due(home: World, account: Obj) -> list[str]:
    """What is missing, in the order of the alphabet, as the API names it."""
    hidden = home.store.secret("account", account["id"])
    if hidden.get("onboarded"):
        return []
    missing = [path for path in BUSINESS if path.startswith("bus") and not _filled(account, path)]
    if as_dict(account["business_profile"]).get("product_description"):
        missing = [path for path in missing if path != "business_profile.url"]
    has_external = any(
        next(home.store.all(kind, "account", account["id"]), None)
        for kind in ("bank_account", "card")
    )
    if not has_external:
        missing.append("external_account")
    missing += [path for path in TERMS if not _filled(account, path)]
    for name, person, paths in _persons(home, account):
        known = {**person, "ssn_last_4": person.get("ssn_last_4_provided") or None}
        missing += [f"{name}.{path}" for path in paths if not _filled(known, path)]
        if as_dict(person.get("verification")).get("details_code") and not _filled(
            person, "verification.document.front"
        ):
            missing.append(f"{name}.verification.document")
    if account["business_type"] not in (None, "individual"):
        given = as_dict(account.get("company"))
        known = {**given, "tax_id": given.get("tax_id_provided") or None}
        missing += [f"company.{path}" for path in COMPANY if not _filled(known, path)]
    return sorted(set(missing))


def _persons(home: World, account: Obj) -> Iterator[tuple[str, Obj, tuple[str, ...]]]:
    """The persons that something is asked of: how requirements call them, what is asked."""
    if account["business_type"] in (None, "individual"):
        person = home.store.secret("account", account["id"]).get("individual")
        yield "individual", as_dict(home.store.get("person", person)), PERSON
        return
    persons = home.store.all("person", "account", account["id"])
    leading = [person for person in persons if person["relationship"]["representative"]]
    for person in leading:
        yield person["id"], person, REPRESENTATIVE
    if not leading:
        yield "representative", {}, REPRESENTATIVE


def verification(person: Obj, number: str | None) -> Obj:
    """`verification` of a person whose number is known: the identity fits unless it is a failing one."""
    known = as_dict(person.get("verification"))
    named = all(_filled(person, path) for path in ("first_name", "last_name", "dob.day"))
    if number == FAILING:
        return {
            **known,
            "status": "unverified",
            "details": "The identity information you entered cannot be verified.",
            "details_code": "failed_keyed_identity",
        }
    status = "verified" if number and named else "unverified"
    return {**known, "status": status, "details": None, "details_code": None}


def _error(requirement: str) -> Obj:
    return {
        "code": "verification_failed_keyed_identity",
        "reason": "The person's keyed-in identity information could not be verified. Correct any "
        "errors or upload a document that matches the identity fields (e.g., name and date of birth) "
        "entered.",
        "requirement": requirement,
    }


def _reason(given: str) -> str:
    if given.startswith("fraud"):
        return "fraud"
    return "terms_of_service" if given.startswith("terms_of_service") else "other"


def consequences(home: World, account: Obj) -> Obj:
    """The fields of an account that follow from the others."""
    hidden = home.store.secret("account", account["id"])
    missing = due(home, account)
    requested: dict[str, bool] = hidden.get("requested", {})
    rejected = hidden.get("rejected")
    ready = not missing and not rejected
    state = none()
    if missing:
        state.update(
            currently_due=missing,
            eventually_due=missing,
            past_due=missing,
            disabled_reason="requirements.past_due",
            errors=[_error(path) for path in missing if path.endswith("verification.document")],
        )
    if rejected:
        state["disabled_reason"] = f"rejected.platform_{_reason(rejected)}"
    status = "active" if ready else "inactive"
    return {
        "capabilities": {name: status for name, wanted in requested.items() if wanted},
        "charges_enabled": ready,
        "details_submitted": not missing,
        "future_requirements": none(),
        "payouts_enabled": ready,
        "requirements": state,
    }
