"""The form of a Checkout page: a field for all that its session asks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from stripe.sandbox.billing import automatic_tax
from stripe.sandbox.checkout import page_choices, page_entries, payment_pages, ways_to_pay
from stripe.sandbox.generic.hosted_fields import Fields, group, hidden
from stripe.sandbox.json import Obj, part, parts
from stripe.sandbox.ledger import currencies
from stripe.sandbox.spec import description

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

SESSION = "checkout.session"
UPDATE = (
    '<p><button name="do" value="update" id="update" formnovalidate>Update the total</button></p>'
)
"""Stands behind the button that pays, which is the one that the Enter key presses."""
TERMS = "I agree to the terms of service."
NEWS = "Send me news and offers by email."


def form(world: World, session: Obj, fields: Fields, button: str) -> str:
    """All that is asked, with the button that pays."""
    choices = _choices(world, session, fields)
    pay = f'<button class="main" id="pay" type="submit" name="do" value="pay">{escape(button)}</button>'
    return "".join(
        (
            hidden("expected_amount", str(session["amount_total"] or 0)),
            choices,
            _contact(session, fields),
            _shipping(session, fields),
            _means(world, session, fields),
            _billing(session, fields),
            _tax_id(session, fields),
            _custom_fields(session, fields),
            _consent(session, fields),
            _text(session, "submit"),
            pay,
            _text(session, "after_submit"),
            UPDATE if choices or automatic_tax.is_on(session) else "",
        )
    )


def problems(session: Obj, entered: Obj) -> dict[str, str]:
    """What is wrong with the fields that do not depend on the means of payment."""
    return page_entries.problems(session, entered, ways_to_pay.billing_of(entered))


def _text(session: Obj, name: str) -> str:
    message = part(session, "custom_text", name).get("message")
    return f'<p class="note">{escape(message)}</p>' if message else ""


# -- what changes the total --------------------------------------------------------------------------


def _choices(world: World, session: Obj, fields: Fields) -> str:
    if not page_choices.are_open(world, session):
        return ""
    found = _amounts(world, session, fields) + _quantities(world, session, fields)
    found += _rates(world, session, fields)
    if session["allow_promotion_codes"]:
        code = fields.text("promotion_code", "Promotion code")
        used = any(one["promotion_code"] for one in session["discounts"] or ())
        found += code + ("<p>A promotion code is applied.</p>" if used else "")
    return found


def _amounts(world: World, session: Obj, fields: Fields) -> str:
    found = ""
    for line in world.store.secret(SESSION, session["id"]).get("line_items") or ():
        amount = page_choices.amount_of(world, line)
        if amount is not None:
            label = f"{_name(world, line['price'])}: amount in {session['currency'].upper()}"
            value = currencies.plain(amount, session["currency"]) if amount else None
            name = f"amounts[{line['id']}]"
            found += fields.text(name, label, value=value, required=True, inputmode="decimal")
    return group("Choose what you pay", found)


def _quantities(world: World, session: Obj, fields: Fields) -> str:
    lines = world.store.secret(SESSION, session["id"]).get("line_items") or ()
    found = "".join(
        _number(fields, f"quantities[{line['id']}]", _name(world, line["price"]), line)
        for line in lines
        if part(line, "adjustable_quantity").get("enabled")
    )
    bought = {line["price"] for line in lines}
    more = "".join(
        _optional(world, fields, one)
        for one in parts(session, "optional_items")
        if one["price"] not in bought
    )
    return group("Quantity", found) + group("You may add", more)


def _name(world: World, price: str) -> str:
    found = world.find("price", price, None)
    product = world.store.get("product", found["product"]) or {}
    return str(product.get("name") or price)


def _number(fields: Fields, name: str, label: str, line: Obj) -> str:
    limits = line["adjustable_quantity"]
    return fields.text(
        name,
        label,
        type="number",
        value=str(line.get("quantity") or 0),
        required=True,
        min=limits["minimum"],
        max=limits["maximum"],
    )


def _optional(world: World, fields: Fields, one: Obj) -> str:
    price = world.find("price", one["price"], None)
    label = f"{_name(world, price['id'])}: {currencies.shown(price['unit_amount'] or 0, price['currency'])}"
    name = f"optional_items[{price['id']}]"
    if part(one, "adjustable_quantity").get("enabled"):
        limits = {**one["adjustable_quantity"], "minimum": 0}
        return _number(fields, name, label, {"adjustable_quantity": limits})
    return fields.check(name, str(one["quantity"]), f"{one['quantity']} of {label}")


def _rates(world: World, session: Obj, fields: Fields) -> str:
    options = [
        (option["shipping_rate"], _rate_words(world, option, session["currency"]))
        for option in session["shipping_options"]
    ]
    if not options:
        return ""
    chosen = part(session, "shipping_cost").get("shipping_rate")
    return fields.radios("shipping_rate", "Shipping method", options, str(chosen))


def _rate_words(world: World, option: Obj, currency: str) -> str:
    rate = world.find("shipping_rate", option["shipping_rate"], None)
    amount = option["shipping_amount"]
    price = currencies.shown(amount, currency) if amount else "free"
    return f"{rate['display_name']}: {price}{_delivery(rate)}"


def _delivery(rate: Obj) -> str:
    """The time that a parcel takes, ` (2 to 4 business days)`."""
    ends = [part(rate, "delivery_estimate", end) for end in ("minimum", "maximum")]
    known = [end for end in ends if end]
    if not known:
        return ""
    unit = str(known[-1]["unit"]).replace("_", " ")
    values = list(dict.fromkeys(str(end["value"]) for end in known))
    plural = "" if values == ["1"] else "s"
    return f" ({' to '.join(values)} {unit}{plural})"


# -- who it is ---------------------------------------------------------------------------------------


def _contact(session: Obj, fields: Fields) -> str:
    known = part(session, "customer_details")
    found = fields.text(
        "email", "Email", type="email", auto="email", value=known.get("email"), required=True
    )
    if part(session, "phone_number_collection").get("enabled"):
        found += fields.text("phone", "Phone number", type="tel", auto="tel", required=True)
    for kind, label, auto in (
        ("business", "Business name", "organization"),
        ("individual", "Full name", "name"),
    ):
        asked = part(session, "name_collection", kind)
        if asked.get("enabled"):
            found += fields.text(
                f"{kind}_name", label, auto=auto, required=not asked.get("optional")
            )
    return found


def _shipping(session: Obj, fields: Fields) -> str:
    asked = part(session, "shipping_address_collection")
    if not asked:
        return ""
    known = part(session, "collected_information", "shipping_details")
    name = fields.text(
        "shipping[name]", "Name", auto="shipping name", value=known.get("name"), required=True
    )
    where = address(
        fields, "shipping[address]", "shipping ", part(known, "address"), asked["allowed_countries"]
    )
    return group("Shipping address", name + where + _text(session, "shipping_address"))


def address(
    fields: Fields,
    path: str,
    section: str,
    known: Obj,
    countries: list[str],
    *,
    required: bool = True,
) -> str:
    """The fields of an address in one of some countries; the browser knows it by its section."""

    def line(key: str, label: str, auto: str, *, required: bool = False) -> str:
        name, value = f"{path}[{key}]", known.get(key)
        return fields.text(name, label, auto=section + auto, value=value, required=required)

    only = countries[0] if len(countries) == 1 else None
    return (
        line("line1", "Address", "address-line1", required=required)
        + line("line2", "Apartment, floor", "address-line2")
        + f'<div class="row">{line("postal_code", "Postal code", "postal-code")}'
        f"{line('city', 'City', 'address-level2')}</div>"
        + line("state", "State", "address-level1")
        + fields.select(
            f"{path}[country]",
            "Country",
            [(country, country) for country in countries],
            auto=f"{section}country",
            value=known.get("country") or only,
            required=required,
        )
    )


def _billing(session: Obj, fields: Fields) -> str:
    if session["billing_address_collection"] != "required" and not _taxes_by_address(session):
        return fields.text("postal_code", "Postal code", auto="billing postal-code")
    return group("Billing address", address(fields, "address", "billing ", {}, countries()))


def _taxes_by_address(session: Obj) -> bool:
    """Whether what is due depends on an address that is entered in no other field."""
    return automatic_tax.is_on(session) and not session["shipping_address_collection"]


def countries() -> list[str]:
    """The countries that the API knows."""
    asked = description.params_of("POST /v1/checkout/sessions").of["shipping_address_collection"]
    allowed = description.bare(description.bare(asked).of["allowed_countries"])
    return sorted(description.bare(allowed[1])[1:])


def _tax_id(session: Obj, fields: Fields) -> str:
    asked = session["tax_id_collection"]
    if not asked["enabled"]:
        return ""
    required = asked["required"] == "if_supported"
    kind = fields.text("tax_id[type]", "Type of tax id", value="eu_vat")
    return kind + fields.text("tax_id[value]", "Tax id", required=required)


# -- the rest ----------------------------------------------------------------------------------------


def _means(world: World, session: Obj, fields: Fields) -> str:
    name = fields.text("name", "Name on card or account", auto="cc-name")
    if not payment_pages.needs_method(session) and session["mode"] == "payment":
        return name
    saved = ways_to_pay.saved_of(world, session)
    found = ways_to_pay.fields_of(fields, ways_to_pay.offered(session), saved) + name
    options = part(session, "saved_payment_method_options")
    if options.get("payment_method_save") == "enabled" and session["customer"]:
        label = "Keep this for my next payment."
        found += fields.check("save_payment_method", "yes", label)
    return found


def _custom_fields(session: Obj, fields: Fields) -> str:
    return "".join(_custom_field(fields, one) for one in session["custom_fields"])


def _custom_field(fields: Fields, one: Obj) -> str:
    name, label = f"custom_fields[{one['key']}]", one["label"]["custom"]
    details, required = one[one["type"]], not one["optional"]
    value = details["default_value"]
    if one["type"] == "dropdown":
        options = [(option["value"], option["label"]) for option in details["options"]]
        return fields.select(name, label, options, value=value, required=required)
    return fields.text(
        name,
        label,
        value=value,
        required=required,
        inputmode="numeric" if one["type"] == "numeric" else None,
        minlength=details["minimum_length"],
        maxlength=details["maximum_length"],
    )


def _consent(session: Obj, fields: Fields) -> str:
    asked = part(session, "consent_collection")
    found = ""
    if asked.get("promotions") == "auto":
        found += fields.check("consent[promotions]", "opt_in", NEWS)
    if asked.get("terms_of_service") == "required":
        text = part(session, "custom_text", "terms_of_service_acceptance").get("message") or TERMS
        found += fields.check("consent[terms_of_service]", "accepted", text, required=True)
    return found
