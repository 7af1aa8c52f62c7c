"""tests/public_api.txt is what is public: a change of it is to be seen in review."""

from __future__ import annotations

import difflib

import pytest

from codegen import public_api


def test_the_committed_list_is_what_is_public():
    committed = public_api.COMMITTED.read_text(encoding="utf-8").splitlines()
    found = public_api.text().splitlines()
    changed = [d for d in difflib.unified_diff(committed, found, lineterm="", n=0) if d[:2] != "@@"]
    assert not changed, "\n".join(("python -m codegen.public_api writes it", *changed[:50]))


@pytest.mark.parametrize(
    "line",
    [
        "stripe.Customer.create: @classmethod (cls, **params: Unpack[CustomerCreateParams]) -> Customer",
        "stripe.Customer.delete: @dual (self, **params: Unpack[CustomerDeleteParams]) -> Customer",
        "stripe.CustomerService.delete: (self, customer: str, params: _CustomerDeleteParams | None=None, options: RequestOptions | None=None) -> Customer",
        "stripe.StripeClient.v1: V1Services",
        "stripe.V1Services.customers: CustomerService",
        "stripe.api_key: str | None",
        "stripe.checkout.Session: class(CreateableAPIResource[Session], ListableAPIResource[Session], UpdateableAPIResource[Session])",
        "stripe.params.checkout.SessionCreateParamsLineItem",
        "stripe.events.UnknownEventNotification",
        "stripe.error.CardError: class(StripeErrorWithParamCode)",
        "stripe.set_app_info(name: str, partner_id: str | None=None, url: str | None=None, version: str | None=None) -> None",
    ],
)
def test_names_have_their_signatures(line):
    assert line in public_api.text().splitlines()


def test_private_names_are_left_out():
    lines = public_api.text().splitlines()
    assert not [line for line in lines if line.startswith(("stripe._find", "stripe.aliases"))]
    assert lines == sorted(set(lines))
