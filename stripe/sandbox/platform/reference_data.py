"""What Stripe itself keeps for everybody to read: tax codes, countries, report types, and their like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.generic import crud, lists, registry
from stripe.sandbox.generic.registry import operation, reference
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


@reference("tax_code")
def _tax_codes(_world: World) -> dict[str, Obj]:
    """A few of the tax codes."""
    common = {"object": "tax_code", "requirements": None}
    return {
        id: {"id": id, "description": name, "name": name, **common}
        for id, name in TAX_CODES.items()
    }


@reference("country_spec")
def _countries(_world: World) -> dict[str, Obj]:
    """The countries that accounts may be in."""
    known = sorted({*OF_COUNTRY, *EURO.split()})
    return {id: _country(id, known) for id in known}


def _country(id: str, known: list[str]) -> Obj:
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
        "supported_transfer_countries": known,
        "verification_fields": {"company": needed, "individual": needed},
    }


@reference("reporting.report_type")
def _report_types(world: World) -> dict[str, Obj]:
    """A few of the report types."""
    now = world.clock.now()
    common = {
        **crud.template("reporting.report_type"),
        "data_available_end": now,
        "data_available_start": now - 365 * 24 * 3600,
        "default_columns": ["category", "net"],
        "livemode": world.livemode,
        "updated": now,
    }
    return {
        id: {
            **common,
            "id": id,
            "name": id.split(".", maxsplit=1)[0].replace("_", " ").capitalize(),
            "version": int(id.rpartition(".")[2]),
        }
        for id in REPORTS
    }


@reference("issuing.physical_bundle")
def _physical_bundles(world: World) -> dict[str, Obj]:
    """The bundle that cards are made of unless an account has ordered its own."""
    id = "ics_standard"
    return {
        id: {
            "id": id,
            "object": "issuing.physical_bundle",
            "features": {
                "card_logo": "optional",
                "carrier_text": "optional",
                "second_line": "optional",
            },
            "livemode": world.livemode,
            "name": "Standard bundle",
            "status": "active",
            "type": "standard",
        }
    }


LISTS = (
    "/v1/climate/products",
    "/v1/climate/suppliers",
    "/v1/country_specs",
    "/v1/issuing/physical_bundles",
    "/v1/reporting/report_types",
    "/v1/tax_codes",
)
ONES = (
    "/v1/climate/products/{product}",
    "/v1/climate/suppliers/{supplier}",
    "/v1/country_specs/{country}",
    "/v1/issuing/physical_bundles/{physical_bundle}",
    "/v1/reporting/report_types/{report_type}",
    "/v1/tax_codes/{id}",
)


@operation(*(f"GET {path}" for path in LISTS))
def list_all(call: Call) -> Obj:
    """What there is of a kind, narrowed by the parameters that name fields of it."""
    found = registry.reference_of(call.world, call.route.object_name).values()
    wanted = {key: call.params[key] for key in ("status", "type") if key in call.params}
    kept = [obj for obj in found if all(obj[key] == value for key, value in wanted.items())]
    return lists.slice_of(call, kept, call.route.object_name)


@operation(*(f"GET {path}" for path in ONES))
def retrieve(call: Call) -> Obj:
    """One of them."""
    (variable,) = call.route.variables
    id = call.ids[variable]
    found = registry.reference_of(call.world, call.route.object_name).get(id)
    if found is None:
        raise call.missing(call.route.object_name, id, variable, status=404)
    return found
