"""What customers enter on the page of a session beside their means of payment.

The names are those of the form's fields, and of the parameters of a confirmation without a page:

    email, phone, name, address[...], shipping[name], shipping[address][...], business_name,
    individual_name, tax_id[type], tax_id[value], custom_fields[KEY], consent[terms_of_service]
    (`accepted`), consent[promotions] (`opt_in`)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stripe.sandbox.checkout import sessions
from stripe.sandbox.errors import invalid
from stripe.sandbox.generic.hosted_fields import MISSING, value_at
from stripe.sandbox.json import Obj, part
from stripe.sandbox.platform import tax_ids

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

ADDRESS = ("line1", "line2", "city", "state", "postal_code", "country")
NEEDED = ("line1", "country")
LONGEST = 255
NAMES = ("business", "individual")


def problems(session: Obj, entered: Obj, billing: Obj) -> dict[str, str]:
    """What is missing or wrong, by field; `billing` are the details of the means of payment."""
    return dict(
        [
            *_shipping(session, entered),
            *_contact(session, entered, billing),
            *_names(session, entered),
            *_custom_fields(session, entered),
            *_consent(session, entered),
        ]
    )


def address_in(entered: Obj, path: str) -> Obj:
    """The address that was entered in the fields below a path."""
    return {key: value_at(entered, f"{path}[{key}]") or None for key in ADDRESS}


def number_in(text: str, least: int, most: int, field: str) -> int:
    """The number that was entered; a 400 for what is none, or is out of range."""
    if not (text.isascii() and text.isdigit()) or not least <= int(text[:9]) <= most:
        raise invalid(f"Enter a number from {least} to {most}.", field)
    return int(text)


def _missing(address: Obj, path: str) -> Iterator[tuple[str, str]]:
    for key in NEEDED:
        if not address[key]:
            yield f"{path}[{key}]", MISSING


def _shipping(session: Obj, entered: Obj) -> Iterator[tuple[str, str]]:
    asked = part(session, "shipping_address_collection")
    if not asked or part(session, "collected_information").get("shipping_details"):
        return
    if not value_at(entered, "shipping[name]"):
        yield "shipping[name]", MISSING
    address = address_in(entered, "shipping[address]")
    yield from _missing(address, "shipping[address]")
    if address["country"] and address["country"] not in asked["allowed_countries"]:
        allowed = ", ".join(asked["allowed_countries"])
        yield "shipping[address][country]", f"Choose a country that is shipped to: {allowed}."


def _contact(session: Obj, entered: Obj, billing: Obj) -> Iterator[tuple[str, str]]:
    phone, asked = value_at(entered, "phone"), part(session, "phone_number_collection")
    if asked.get("enabled") and not (phone or billing.get("phone")):
        yield "phone", MISSING
    elif phone and not (sum(letter.isdigit() for letter in phone) >= 5 and phone.isascii()):
        yield "phone", "Enter a phone number, such as +1 201 555 0123."
    email = value_at(entered, "email")
    if email and ("@" not in email.strip("@") or " " in email):
        yield "email", "Enter an email address, such as jenny@example.com."
    if session["billing_address_collection"] == "required":
        given = part(entered, "address") or part(billing, "address")
        yield from _missing({key: str(given.get(key) or "") for key in ADDRESS}, "address")


def _names(session: Obj, entered: Obj) -> Iterator[tuple[str, str]]:
    for kind in NAMES:
        asked = part(session, "name_collection", kind)
        name = f"{kind}_name"
        if asked.get("enabled") and not asked.get("optional") and not value_at(entered, name):
            yield name, MISSING
    if (
        session["tax_id_collection"]["required"] == "if_supported"
        and session["tax_id_collection"]["enabled"]
        and not value_at(entered, "tax_id[value]")
    ):
        yield "tax_id[value]", MISSING
    if value_at(entered, "tax_id[value]") and not session["tax_id_collection"]["enabled"]:
        yield "tax_id[value]", "This Checkout Session collects no tax ids."
    number, kind = value_at(entered, "tax_id[value]"), value_at(entered, "tax_id[type]")
    if number and not tax_ids.fits(kind, number):
        yield "tax_id[value]", f"Invalid value for {kind}."


def _custom_fields(session: Obj, entered: Obj) -> Iterator[tuple[str, str]]:
    for field in session["custom_fields"]:
        name, value = f"custom_fields[{field['key']}]", custom_value(field, entered)
        details = field[field["type"]]
        if not value:
            if not field["optional"]:
                yield name, MISSING
            continue
        if field["type"] == "dropdown":
            if value not in [option["value"] for option in details["options"]]:
                yield name, "Choose one of the options."
            continue
        least, most = details["minimum_length"] or 0, details["maximum_length"] or LONGEST
        if field["type"] == "numeric" and not (value.isascii() and value.isdigit()):
            yield name, "Enter digits only."
        elif not least <= len(value) <= most:
            yield name, f"Enter {least} to {most} characters."


def custom_value(field: Obj, entered: Obj) -> str:
    """What was entered in a custom field, else its default where it was not shown."""
    given = part(entered, "custom_fields")
    if field["key"] in given:
        return value_at(entered, f"custom_fields[{field['key']}]")
    return str(field[field["type"]]["default_value"] or "")


def _consent(session: Obj, entered: Obj) -> Iterator[tuple[str, str]]:
    asked = part(session, "consent_collection").get("terms_of_service") == "required"
    if asked and value_at(entered, "consent[terms_of_service]") != "accepted":
        yield "consent[terms_of_service]", "Accept the terms of service to go on."


# -- what becomes of it ------------------------------------------------------------------------------


def take(world: World, session: Obj, entered: Obj, billing: Obj) -> Obj:
    """The session with what was entered; nothing is wrong with it."""
    details = _details(session, entered, billing)
    changed: Obj = {"customer_details": details, "consent": _given_consent(session, entered)}
    names = {f"{kind}_name": details[f"{kind}_name"] for kind in NAMES}
    changed["collected_information"] = {**_collected(session, entered), **names}
    changed["custom_fields"] = [
        {
            **field,
            field["type"]: {**field[field["type"]], "value": custom_value(field, entered) or None},
        }
        for field in session["custom_fields"]
    ]
    return world.changes.update(session, changed, event=None)


def addressed(world: World, session: Obj, entered: Obj) -> Obj:
    """The session with the addresses alone of what was entered, by which it may be taxed."""
    changed: Obj = {}
    address = address_in(entered, "address")
    if any(address.values()):
        details = part(session, "customer_details") or sessions.details_of(None, {})
        changed["customer_details"] = {**details, "address": address}
    if part(entered, "shipping", "address"):
        changed["collected_information"] = _collected(session, entered)
    return world.changes.update(session, changed, event=None)


def _collected(session: Obj, entered: Obj) -> Obj:
    collected = part(session, "collected_information") or sessions.NOTHING_COLLECTED
    if not session["shipping_address_collection"] or not part(entered, "shipping", "address"):
        return collected
    address = address_in(entered, "shipping[address]")
    details = {"address": address, "name": value_at(entered, "shipping[name]")}
    return {**collected, "shipping_details": details}


def _details(session: Obj, entered: Obj, billing: Obj) -> Obj:
    known = part(session, "customer_details")
    found = sessions.details_of(known.get("email"), billing)
    for name in ("email", "phone", "name"):
        if value_at(entered, name):
            found[name] = value_at(entered, name)
    address = address_in(entered, "address")
    if any(address.values()):
        found["address"] = address
    for kind in NAMES:
        name = f"{kind}_name"
        if part(session, "name_collection", kind).get("enabled"):
            found[name] = value_at(entered, name) or known.get(name)
    # the name on a card is not always that of the customer
    found["name"] = found["business_name"] or found["individual_name"] or found["name"]
    number = value_at(entered, "tax_id[value]")
    tax_id = {"type": value_at(entered, "tax_id[type]") or "unknown", "value": number}
    found["tax_ids"] = [tax_id] if number else known.get("tax_ids") or []
    return found


def _given_consent(session: Obj, entered: Obj) -> Obj | None:
    asked = part(session, "consent_collection")
    if not asked:
        return None
    accepted = value_at(entered, "consent[terms_of_service]") == "accepted"
    opted = value_at(entered, "consent[promotions]") == "opt_in"
    return {
        "promotions": ("opt_in" if opted else "opt_out")
        if asked.get("promotions") == "auto"
        else None,
        "terms_of_service": "accepted" if accepted else None,
    }
