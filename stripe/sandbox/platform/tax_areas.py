"""Where which sales taxes are due, at what percentage: one fixed table, the same in every sandbox.

Standard rates by country; for the United States and Canada by state or province. No rates of cities,
no reduced rates, no thresholds and no registrations: enough to see taxes come and go.
"""

from __future__ import annotations

from typing import NamedTuple

from stripe.sandbox.json import Obj, as_dict


class Tax(NamedTuple):
    """A tax that is due somewhere; `kind` is a `tax_type` of the API."""

    country: str
    state: str | None
    kind: str
    percentage: str


NAMES = {
    "gst": "GST", "hst": "HST", "jct": "JCT", "pst": "PST", "qst": "QST", "rst": "RST",
    "sales_tax": "Sales Tax", "vat": "VAT",
}  # fmt: skip
"""What each kind of tax is called."""

VAT = {
    "AE": "5", "AT": "20", "BE": "21", "BG": "20", "CH": "8.1", "CL": "19", "CY": "19", "CZ": "21",
    "DE": "19", "DK": "25", "EE": "24", "ES": "21", "FI": "25.5", "FR": "20", "GB": "20", "GR": "24",
    "HR": "25", "HU": "27", "IE": "23", "IS": "24", "IT": "22", "KR": "10", "LI": "8.1", "LT": "21",
    "LU": "17", "LV": "21", "MT": "18", "MX": "16", "NL": "21", "NO": "25", "PL": "23", "PT": "23",
    "RO": "21", "SA": "15", "SE": "25", "SI": "22", "SK": "23", "TH": "7", "TR": "20", "ZA": "15",
}  # fmt: skip
GST = {"AU": "10", "IN": "18", "NZ": "15", "SG": "9"}

UNITED_STATES = {
    "AL": "4", "AK": "0", "AZ": "5.6", "AR": "6.5", "CA": "7.25", "CO": "2.9", "CT": "6.35",
    "DC": "6", "DE": "0", "FL": "6", "GA": "4", "HI": "4", "IA": "6", "ID": "6", "IL": "6.25",
    "IN": "7", "KS": "6.5", "KY": "6", "LA": "5", "MA": "6.25", "MD": "6", "ME": "5.5", "MI": "6",
    "MN": "6.875", "MO": "4.225", "MS": "7", "MT": "0", "NC": "4.75", "ND": "5", "NE": "5.5",
    "NH": "0", "NJ": "6.625", "NM": "4.875", "NV": "6.85", "NY": "4", "OH": "5.75", "OK": "4.5",
    "OR": "0", "PA": "6", "RI": "7", "SC": "6", "SD": "4.2", "TN": "7", "TX": "6.25", "UT": "4.85",
    "VA": "4.3", "VT": "6", "WA": "6.5", "WI": "5", "WV": "6", "WY": "4",
}  # fmt: skip

CANADA = {
    "AB": {"gst": "5"}, "BC": {"gst": "5", "pst": "7"}, "MB": {"gst": "5", "rst": "7"},
    "NB": {"hst": "15"}, "NL": {"hst": "15"}, "NS": {"hst": "14"}, "NT": {"gst": "5"},
    "NU": {"gst": "5"}, "ON": {"hst": "13"}, "PE": {"hst": "15"},
    "QC": {"gst": "5", "qst": "9.975"}, "SK": {"gst": "5", "pst": "6"}, "YT": {"gst": "5"},
}  # fmt: skip
BY_STATE = {"US": frozenset(UNITED_STATES), "CA": frozenset(CANADA)}


class Place(NamedTuple):
    """Where a customer is; `source` says by which of the addresses."""

    country: str
    state: str | None
    source: str = "billing_address"


def place_of(customer: Obj) -> Place | None:
    """Where a customer is taxed: where it is shipped to, else where it is billed; None if unknown."""
    shipped = as_dict(as_dict(customer.get("shipping")).get("address"))
    return place(shipped, "shipping_destination") or place(as_dict(customer.get("address")))


def place(address: Obj, source: str = "billing_address") -> Place | None:
    """The place of an address; None without its country, or its state where taxes go by that."""
    country = (address.get("country") or "").upper()
    state = (address.get("state") or "").upper() or None
    if not country or (country in BY_STATE and state not in BY_STATE[country]):
        return None
    return Place(country, state, source)


def taxes_at(where: Place) -> list[Tax]:
    """The taxes of a place; none where none are collected."""
    country, state = where.country, where.state or ""
    if country == "US":
        rate = UNITED_STATES[state]
        return [] if rate == "0" else [Tax(country, state, "sales_tax", rate)]
    if country == "CA":
        federal = ("gst", "hst")
        return [
            Tax(country, None if kind in federal else state, kind, rate)
            for kind, rate in CANADA[state].items()
        ]
    for kind, table in (("vat", VAT), ("gst", GST), ("jct", {"JP": "10"})):
        if country in table:
            return [Tax(country, None, kind, table[country])]
    return []


def is_collected(where: Place) -> bool:
    """Whether the table knows a place, be it with a rate of 0."""
    return where.country in BY_STATE or bool(taxes_at(where))
