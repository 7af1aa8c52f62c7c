"""Where customers send money by bank transfer: numbers of their own, at a bank that there is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj, part
from stripe.sandbox.ledger import currencies
from stripe.sandbox.spec import shapes

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

KINDS: dict[str, tuple[str, ...]] = {
    "eu_bank_transfer": ("iban",),
    "gb_bank_transfer": ("sort_code",),
    "jp_bank_transfer": ("zengin",),
    "mx_bank_transfer": ("spei",),
    "us_bank_transfer": ("aba", "swift"),
}
"""What each kind of transfer is addressed by."""
NETWORKS = {
    "aba": ["ach", "domestic_wire_us"],
    "iban": ["sepa"],
    "sort_code": ["bacs", "fps"],
    "spei": ["spei"],
    "swift": ["swift"],
    "zengin": ["zengin"],
}
COUNTRIES = {"eu": "DE", "gb": "GB", "jp": "JP", "mx": "MX", "us": "US"}
# Of the countries that a European transfer may be sent to.
IBANS = {
    "BE": "BE62510007547061",
    "DE": "DE89370400440532013000",
    "ES": "ES9121000418450200051332",
    "FR": "FR1420041010050500013M02606",
    "IE": "IE29AIBK93115212345678",
    "NL": "NL39RABO0300065264",
}
_BY_CURRENCY = {
    "eur": "eu_bank_transfer",
    "gbp": "gb_bank_transfer",
    "jpy": "jp_bank_transfer",
    "mxn": "mx_bank_transfer",
}
SHAPE = ("payment_intent", "next_action", "display_bank_transfer_instructions")


def kind_for(currency: str) -> str:
    """The kind of transfer that brings money in a currency."""
    return _BY_CURRENCY.get(currency, "us_bank_transfer")


def addresses(world: World, customer: str, kind: str, options: Obj) -> list[Obj]:
    """Where a customer sends money, always the same; European `options` name a country."""
    country = country_of(kind, options)
    known = part(world.store.secret("customer", customer), "bank_transfers")
    found: list[Obj] | None = known.get(country)
    if found is None:
        found = [_address(world, country, address) for address in KINDS[kind]]
        owner = {"object": "customer", "id": customer}
        world.changes.hide(owner, {"bank_transfers": {**known, country: found}})
    return found


def country_of(kind: str, options: Obj) -> str:
    """The country of the bank that a transfer goes to."""
    return str(options.get("country") or COUNTRIES[kind[:2]])


def _address(world: World, country: str, type: str) -> Obj:
    place = {
        "city": "Sandbox", "country": country, "line1": "1 Test Street", "line2": None,
        "postal_code": "12345", "state": None,
    }  # fmt: skip
    known: Obj = {
        "account_holder_address": place,
        "bank_address": place,
        "account_holder_name": "SANDBOX",
        "account_type": "checking",
        "bank_name": "STRIPE TEST BANK",
        "bic": "TESTDEFF",
        "country": country,
        "iban": IBANS.get(country, IBANS["DE"]),
        "routing_number": "110000000",
        "sort_code": "108800",
        "swift_code": "TESTUS99XXX",
    }
    fields = shapes.fields_of(*SHAPE, "financial_addresses", type)
    numbers = {name: known.get(name) or world.ids.digits(10) for name in fields}
    return {"supported_networks": NETWORKS[type], type: numbers, "type": type}


@operation("POST /v1/customers/{customer}/funding_instructions")
def instruct(call: Call) -> Obj:
    """Where to send money that the customer's cash balance keeps."""
    customer, given = call.get("customer"), call.params["bank_transfer"]
    kind, currency = given["type"], currencies.currency_of(call.params["currency"])
    if kind != kind_for(currency) or (currency != "usd" and currency not in _BY_CURRENCY):
        raise invalid(
            f"A transfer of the type {kind} does not bring money in {currency}.",
            "bank_transfer[type]",
        )
    options = part(given, kind)
    if kind == "eu_bank_transfer" and not options:
        raise missing_parameter("bank_transfer[eu_bank_transfer]")
    asked = given.get("requested_address_types") or KINDS[kind]
    found = addresses(call.world, customer["id"], kind, options)
    return {
        "object": "funding_instructions",
        "bank_transfer": {
            "country": country_of(kind, options),
            "financial_addresses": [one for one in found if one["type"] in asked],
            "type": kind,
        },
        "currency": currency,
        "funding_type": "bank_transfer",
        "livemode": call.world.livemode,
    }
