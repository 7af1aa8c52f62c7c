"""Tax ids have the form of their type, and the documented test numbers are verified or not."""

from __future__ import annotations

from typing import Any

import pytest

import stripe
from stripe.sandbox import Sandbox

# The examples of the documentation: https://docs.stripe.com/billing/customer/tax-ids
EXAMPLES = """
ad_nrt A-123456-Z; ae_trn 123456789012345; al_tin J12345678N; am_tin 02538904; ao_tin 5123456789;
ar_cuit 12-3456789-01; au_abn 12345678912; au_arn 123456789123; aw_tin 12345678; az_tin 0123456789;
ba_tin 123456789012; bb_tin 1123456789012; bd_bin 123456789-0123; bf_ifu 12345678A; bg_uic 123456789;
bh_vat 123456789012345; bj_ifu 1234567890123; bo_tin 123456789; br_cnpj 01.234.456/5432-10;
br_cpf 123.456.789-87; bs_tin 123.456.789; by_tin 123456789; ca_bn 123456789;
ca_gst_hst 123456789RT0002; ca_pst_bc PST-1234-5678; ca_pst_mb 123456-7; ca_pst_sk 1234567;
ca_qst 1234567890TQ1234; ch_uid CHE-123.456.789 HR; ch_vat CHE-123.456.789 MWST; cl_tin 12.345.678-K;
cn_tin 123456789012345678; co_nit 123.456.789-0; cr_tin 1-234-567890; de_stn 1234567890;
do_rcn 123-4567890-1; ec_ruc 1234567890001; eg_tin 123456789; es_cif A12345678;
eu_oss_vat EU123456789; gb_vat GB123456789; ge_vat 123456789; hk_br 12345678; hr_oib 12345678901;
hu_tin 12345678-1-23; id_npwp 012.345.678.9-012.345; il_vat 000012345; in_gst 12ABCDE3456FGZH;
is_vat 123456; jp_cn 1234567891234; jp_rn 12345; jp_trn T1234567891234; ke_pin P000111111A;
kr_brn 123-45-67890; kz_bin 123456789012; li_uid CHE123456789; mx_rfc ABC010203AB9;
my_sst A12-3456-78912345; no_vat 123456789MVA; no_voec 1234567; nz_gst 123456789;
om_vat OM1234567890; pe_ruc 12345678901; ph_tin 123456789012; pl_nip 1234567890;
ro_tin 1234567890123; rs_pib 123456789; ru_inn 1234567891; ru_kpp 123456789; sa_vat 123456789012345;
sg_gst M12345678X; sg_uen 123456789F; si_tin 12345678; sv_nit 1234-567890-123-4;
th_vat 1234567891234; tr_tin 0123456789; tw_vat 12345678; ua_vat 123456789; us_ein 12-3456789;
uy_ruc 123456789012; ve_rif A-12345678-9; vn_tin 1234567890; za_vat 4123456789;
eu_vat ATU12345678; eu_vat BE0123456789; eu_vat BG0123456789; eu_vat CY12345678Z;
eu_vat CZ1234567890; eu_vat DE123456789; eu_vat DK12345678; eu_vat EE123456789; eu_vat EL123456789;
eu_vat ESA1234567Z; eu_vat FI12345678; eu_vat FRAB123456789; eu_vat HR12345678912;
eu_vat HU12345678; eu_vat IE1234567AB; eu_vat IT12345678912; eu_vat LT123456789123;
eu_vat LU12345678; eu_vat LV12345678912; eu_vat MT12345678; eu_vat NL123456789B12;
eu_vat PL1234567890; eu_vat PT123456789; eu_vat RO1234567891; eu_vat SE123456789123;
eu_vat SI12345678; eu_vat SK1234567891; eu_vat XI123456789
"""
WRONG = """
eu_vat DE12345678; eu_vat XX123456789; eu_vat 123456789; eu_vat FR1; au_abn 1234567891;
gb_vat GB1234; us_ein 12-345678; br_cpf 123.456.789; ca_gst_hst 123456789; ch_vat 123456789;
jp_trn 1234567891234; in_gst 123; no_vat 12345; mx_rfc 123456; sa_vat 1234
"""


def pairs(text: str) -> list[Any]:
    return [one.strip().split(" ", 1) for one in text.split(";")]


@pytest.fixture
def customer(sandbox: Sandbox) -> str:
    return stripe.Customer.create(email="jenny@example.com").id


@pytest.mark.parametrize(("kind", "value"), pairs(EXAMPLES))
def test_documented_examples(customer: str, kind: Any, value: str) -> None:
    made = stripe.Customer.create_tax_id(customer, type=kind, value=value)
    assert (made.type, made.value) == (kind, value)


@pytest.mark.parametrize(("kind", "value"), pairs(WRONG))
def test_other_forms(customer: str, kind: Any, value: str) -> None:
    given: Any = {"type": kind, "value": value}
    calls: Any = {
        "value": lambda: stripe.TaxId.create(**given),
        "tax_id_data[0][value]": lambda: stripe.Customer.create(tax_id_data=[given]),
        "customer_details[tax_ids][0][value]": lambda: stripe.tax.Calculation.create(
            currency="eur",
            line_items=[{"amount": 1000, "reference": "L1"}],
            customer_details={
                "address": {"country": "IE"}, "address_source": "billing", "tax_ids": [given],
            },
        ),
    }  # fmt: skip
    for param, call in calls.items():
        with pytest.raises(stripe.InvalidRequestError) as refused:
            call()
        error = refused.value
        assert (error.code, error.param) == ("tax_id_invalid", param)
        assert error.user_message == f"Invalid value for {kind}."
    assert [one.id for one in stripe.Customer.list()] == [customer]


@pytest.mark.parametrize("kind", ["eu_vat", "au_abn", "us_ein", "gb_vat"])
@pytest.mark.parametrize(
    ("number", "status", "name"),
    [
        ("000000000", "verified", "TEST COMPANY"),
        ("111111111", "unverified", None),
        ("222222222", "pending", None),
    ],
)
def test_numbers_for_tests(
    sandbox: Sandbox, kind: Any, number: str, status: str, name: str | None
) -> None:
    customer = stripe.Customer.create(tax_id_data=[{"type": kind, "value": number}])
    made: Any = stripe.Customer.list_tax_ids(customer.id).data[0]
    assert (made.verification.status, made.verification.verified_name) == (status, name)
    told = [event.type for event in stripe.Event.list(type="customer.tax_id.updated")]
    assert bool(told) == (status != "pending")


@pytest.mark.parametrize(
    ("kind", "value", "country"),
    [
        ("eu_vat", "EL123456789", "GR"),
        ("eu_vat", "DE123456789", "DE"),
        ("us_ein", "12-3456789", "US"),
        ("eu_oss_vat", "EU123456789", None),
    ],
)
def test_where_a_tax_id_is_from(sandbox: Sandbox, kind: Any, value: str, country: str) -> None:
    given: Any = {"type": kind, "value": value}
    customer = stripe.Customer.create(tax_id_data=[given])
    added: Any = stripe.Customer.create_tax_id(customer.id, **given)
    own: Any = stripe.TaxId.create(**given)
    first: Any = stripe.Customer.list_tax_ids(customer.id).data[-1]
    assert {one.country for one in (added, own, first)} == {country}
    assert (own.owner.type, first.owner.type, own.verification) == ("self", "customer", None)


@pytest.mark.parametrize("number", ["12345678", "12-34567890"])
def test_companies_in_the_us_have_nine_digits(sandbox: Sandbox, number: str) -> None:
    account = stripe.Account.create(country="US", type="custom", company={"tax_id": "000000000"}).id
    calls: Any = (
        lambda: stripe.Account.create(country="US", type="custom", company={"tax_id": number}),
        lambda: stripe.Account.modify(account, company={"tax_id": number}),
    )
    for call in calls:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            call()
        assert (refused.value.code, refused.value.param) == ("tax_id_invalid", "company[tax_id]")


def test_previews_show_the_tax_ids_that_they_are_told(sandbox: Sandbox, customer: str) -> None:
    stripe.Customer.create_tax_id(customer, type="eu_vat", value="DE123456789")
    preview: Any = stripe.Invoice.create_preview(
        customer=customer,
        invoice_items=[{"amount": 500, "currency": "usd"}],
        customer_details={"tax_ids": [{"type": "us_ein", "value": "12-3456789"}]},
    )
    assert [one.type for one in preview.customer_tax_ids] == ["us_ein"]
    assert [one.type for one in stripe.Customer.list_tax_ids(customer)] == ["eu_vat"]
