"""What Stripe itself keeps for everybody to read: tax codes, countries, report types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.ledger.currencies import OF_COUNTRY

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

TAX_CODES = {
    "txcd_00000000": "Nontaxable",
    "txcd_10000000": "General - Electronically Supplied Services",
    "txcd_10103000": "Software as a service (SaaS) - personal use",
    "txcd_10103001": "Software as a service (SaaS) - business use",
    "txcd_20030000": "General - Services",
    "txcd_92010001": "Shipping",
    "txcd_99999999": "General - Tangible Goods",
}
EURO = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
REPORTS = (
    "balance.summary.1",
    "balance_change_from_activity.itemized.3",
    "balance_change_from_activity.summary.1",
    "payouts.itemized.3",
    "payouts.summary.1",
)


def _tax_code(id: str) -> Obj:
    return {
        "id": id,
        "object": "tax_code",
        "description": TAX_CODES[id],
        "name": TAX_CODES[id],
        "requirements": None,
    }


def _country(id: str) -> Obj:
    currency = OF_COUNTRY.get(id, "eur")
    additional = ["business_profile.mcc", "business_profile.url", "tos_acceptance.date"]
    needed = {"additional": ["individual.verification.document"], "minimum": additional}
    return {
        "id": id,
        "object": "country_spec",
        "default_currency": currency,
        "supported_bank_account_currencies": {currency: [id]},
        "supported_payment_currencies": sorted({currency, *OF_COUNTRY.values(), "eur"}),
        "supported_payment_methods": ["card", "stripe"],
        "supported_transfer_countries": sorted({*OF_COUNTRY, *EURO.split()}),
        "verification_fields": {"company": needed, "individual": needed},
    }


def _report_type(world: World, id: str) -> Obj:
    blank = dict(crud.template("reporting.report_type"))
    now = world.clock.now()
    blank.update(
        id=id,
        data_available_end=now,
        data_available_start=now - 365 * 24 * 3600,
        default_columns=["category", "net"],
        livemode=world.livemode,
        name=id.split(".", maxsplit=1)[0].replace("_", " ").capitalize(),
        updated=now,
        version=int(id.rpartition(".")[2]),
    )
    return blank


@operation("GET /v1/tax_codes")
def list_tax_codes(call: Call) -> Obj:
    """A few of the tax codes."""
    return lists.slice_of(call, [_tax_code(id) for id in TAX_CODES], "tax_code")


@operation("GET /v1/tax_codes/{id}")
def retrieve_tax_code(call: Call) -> Obj:
    """One of them."""
    id = call.ids["id"]
    if id not in TAX_CODES:
        raise call.missing("tax_code", id, "id", status=404)
    return _tax_code(id)


@operation("GET /v1/country_specs")
def list_countries(call: Call) -> Obj:
    """The countries that accounts may be in."""
    known = sorted({*OF_COUNTRY, *EURO.split()})
    return lists.slice_of(call, [_country(id) for id in known], "country_spec")


@operation("GET /v1/country_specs/{country}")
def retrieve_country(call: Call) -> Obj:
    """One of them."""
    id = call.ids["country"]
    if id not in OF_COUNTRY and id not in EURO.split():
        raise call.missing("country_spec", id, "country", status=404)
    return _country(id)


@operation("GET /v1/reporting/report_types")
def list_report_types(call: Call) -> Obj:
    """A few of the report types."""
    return lists.slice_of(call, [_report_type(call.world, id) for id in REPORTS], "report_type")


@operation("GET /v1/reporting/report_types/{report_type}")
def retrieve_report_type(call: Call) -> Obj:
    """One of them."""
    id = call.ids["report_type"]
    if id not in REPORTS:
        raise call.missing("reporting.report_type", id, "report_type", status=404)
    return _report_type(call.world, id)
