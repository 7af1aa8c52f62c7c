"""Tax ids: what those of each type look like, and what the authorities say of the documented test ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud, lists
from stripe.sandbox.generic.registry import operation, prepare
from stripe.sandbox.json import Obj, part
from stripe.sandbox.state import schedule
from stripe.sandbox.state.schedule import task

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

NAME = "tax_id"
TEST = {"000000000": "verified", "111111111": "unverified", "222222222": "pending"}
"""Numbers of test mode, for every type: https://docs.stripe.com/billing/testing"""
_PUNCTUATION = re.compile(r"[\s./-]")
# From the examples at https://docs.stripe.com/billing/customer/tax-ids, without their punctuation.
# Types that are not here have no form that is clear from them, and take anything.
FORMS = {
    "ad_nrt": r"[A-Z]\d{6}[A-Z]",
    "ae_trn": r"\d{15}",
    "ar_cuit": r"\d{11}",
    "au_abn": r"\d{11}",
    "au_arn": r"\d{12}",
    "bg_uic": r"\d{9}|\d{13}",
    "bh_vat": r"\d{15}",
    "br_cnpj": r"[A-Z0-9]{12}\d{2}",
    "br_cpf": r"\d{11}",
    "ca_bn": r"\d{9}",
    "ca_gst_hst": r"\d{9}RT\d{4}",
    "ca_pst_bc": r"PST\d{8}",
    "ca_pst_mb": r"\d{7}",
    "ca_pst_sk": r"\d{7}",
    "ca_qst": r"\d{10}TQ\d{4}",
    "ch_uid": r"CHE\d{9}(HR)?",
    "ch_vat": r"CHE\d{9}(MWST|TVA|IVA)?",
    "cl_tin": r"\d{7,8}[0-9K]",
    "co_nit": r"\d{9,10}",
    "ec_ruc": r"\d{13}",
    "es_cif": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "eu_oss_vat": r"EU\d{9}",
    "gb_vat": r"(GB)?(\d{9}|\d{12}|(GD|HA)\d{3})",
    "ge_vat": r"\d{9}|\d{11}",
    "hk_br": r"\d{8}",
    "hr_oib": r"\d{11}",
    "hu_tin": r"\d{11}",
    "in_gst": r"\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]{3}",
    "jp_cn": r"\d{13}",
    "jp_trn": r"T\d{13}",
    "ke_pin": r"[A-Z]\d{9}[A-Z]",
    "kr_brn": r"\d{10}",
    "kz_bin": r"\d{12}",
    "li_uid": r"CHE\d{9}",
    "mx_rfc": r"[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}",
    "no_vat": r"\d{9}(MVA)?",
    "no_voec": r"\d{7}",
    "nz_gst": r"\d{8,9}",
    "om_vat": r"OM\d{10}",
    "pe_ruc": r"\d{11}",
    "pl_nip": r"\d{10}",
    "rs_pib": r"\d{9}",
    "ru_inn": r"\d{10}|\d{12}",
    "ru_kpp": r"[A-Z0-9]{9}",
    "sa_vat": r"\d{15}",
    "si_tin": r"\d{8}",
    "sv_nit": r"\d{14}",
    "th_vat": r"\d{13}",
    "tr_tin": r"\d{10}",
    "tw_vat": r"\d{8}",
    "us_ein": r"\d{9}",
    "uy_ruc": r"\d{12}",
    "ve_rif": r"[A-Z]\d{9}",
    "za_vat": r"\d{10}",
}
EU_VAT = {
    "AT": r"U\d{8}",
    "BE": r"[01]?\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}|\d{11}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{10}\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}|\d{12}|(GD|HA)\d{3}",
}
"""The forms of `eu_vat`, by the country that the number begins with."""
COUNTRIES = {"EL": "GR", "XI": "GB"}
"""Countries whose code is not what their numbers begin with."""


def fits(kind: str, value: str) -> bool:
    """Whether a number has the form of its type, whatever its punctuation."""
    plain = _PUNCTUATION.sub("", value).upper()
    if plain in TEST:
        return True
    if kind == "eu_vat":
        form = EU_VAT.get(plain[:2])
        return form is not None and re.fullmatch(form, plain[2:]) is not None
    return kind not in FORMS or re.fullmatch(FORMS[kind], plain) is not None


def check(tax_ids: Iterable[Obj], path: str = "") -> None:
    """Raises for a number that has not the form of its type; `path` is the list's, if it is in one."""
    for index, given in enumerate(tax_ids):
        if not fits(given["type"], given["value"]):
            raise invalid(
                f"Invalid value for {given['type']}.",
                f"{path}[{index}][value]" if path else "value",
                "tax_id_invalid",
            )


def add(world: World, customer: Obj, given: Obj) -> Obj:
    """Gives a customer a tax id: `type` and `value`, which were checked."""
    obj = {**crud.template(NAME), **given, "customer": customer["id"]}
    fill(world, obj, given)
    return world.changes.create(NAME, obj)


@prepare(NAME)
def fill(world: World, obj: Obj, params: Obj) -> None:
    """Whose a tax id is and where it is from; of a customer's the authorities are asked."""
    check([params])
    kind, value = params["type"], str(params["value"]).upper()
    country = value[:2] if kind == "eu_vat" else kind[:2].upper()
    found = kind != "unknown" and (not kind.startswith("eu_") or country in EU_VAT)
    obj["country"] = COUNTRIES.get(country, country) if found else None
    asked = part(params, "owner")
    whose = asked.get("type")
    if whose in ("account", "customer") and not asked.get(whose):
        raise missing_parameter(f"owner[{whose}]")
    if asked.get("customer"):
        world.find("customer", asked["customer"], "owner[customer]")
        obj["customer"] = asked["customer"]
    owner = obj.get("customer")
    obj["owner"] = {"type": "customer", "customer": owner} if owner else asked or {"type": "self"}
    obj["verification"] = _verification("pending") if owner else None
    said = TEST.get(_PUNCTUATION.sub("", value))
    if owner and said not in (None, "pending"):
        obj["id"] = obj["id"] or world.ids.new(NAME)
        schedule.at(world, world.clock.time(), "tax_id.verify", obj["id"], said)


@operation("GET /v1/tax_ids")
def list_all(call: Call) -> Obj:
    """The tax ids of an owner: one's own, unless `owner` says whose."""
    wanted = call.params.get("owner") or {"type": "self"}

    def keep(tax_id: Obj) -> bool:
        return all(tax_id["owner"].get(key) == value for key, value in wanted.items())

    return lists.page(call, NAME, keep=keep)


@task("tax_id.verify")
def verify(world: World, id: str, status: str) -> None:
    """The authority answers what the test number stands for."""
    found = world.store.get(NAME, id)
    if found is not None:
        world.changes.update(found, {"verification": _verification(status)})


def _verification(status: str) -> Obj:
    known = status == "verified"
    return {
        "status": status,
        "verified_address": "123 TEST STREET" if known else None,
        "verified_name": "TEST COMPANY" if known else None,
    }
