"""Slips of all kinds: imports, methods, values, classes of one's own."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import stripe.erorr  # error
from typing_extensions import assert_type

import stripe
from stripe import (
    StripeClient,
)

client = StripeClient("sk_test_1")
client.customers.create({"emial": "x"})  # error
client.customers.retrieve("cus", expand=["x"])  # error
client.customers.creat({})  # error
client.v1.invoices.pay("in", paid_out_of_band=True)  # error
client.v1.charges.retrieve("ch", {"expand": "customer"})  # error
for c in client.v1.customers.list():
    c.emial  # error
sub = stripe.Subscription.retrieve("sub")
sub.cancel(at_period_end=True)  # error
sub.cancel(prorate=True)
stripe.Subscription.delete("sub")  # error
sub.resume(billing_cycle_anchor={"type": "now"})
sub.resume(billing_cycle_anchor="later")  # error
c1: stripe.Customer = stripe.Customer.list()  # error
c2: stripe.Customer = stripe.Customer.retrieve  # error
c3: stripe.Customer | None = stripe.Charge.retrieve("x").customer  # error
stripe.File.create(purpose="dispute_evidence", file="path.pdf")  # error
stripe.File.create(purpose="dispute_evidence", file=5)  # error
stripe.File.create(purpose="dispute_evidence", file=open("x"))
stripe.File.create(purpose="dispute_evidence", file=("a.pdf", b"x"))  # error
stripe.OAuth.authorize_url(scop="x")  # error
stripe.OAuth.authorize_url(scope="read_write", state="x")
stripe.OAuth.authorize_url(scope=5)  # error
stripe.OAuth.authorise_url()  # error
stripe.StripeContext(["acct"])
stripe.StripeContext.parse(5)  # error
stripe.StripeContext.parse("a").pop().psh("x")  # error
stripe.RequestsClient(timeout="5")  # error
stripe.RequestsClient(timeout=5, session=5)  # error
stripe.set_app_info(5)  # error
x: stripe.ListObject[str]  # error
stripe.Customer.create_source("cus_1")  # error
stripe.Customer.modify_source("cus", "card", exp_year="2030")
stripe.Customer.modify_source("cus")  # error
stripe.Customer.create_source(source="tok")  # error
stripe.Customer.delete_source("cus", "card", foo="x")  # error
stripe.Account.create_person("acct", first_name=5)  # error
stripe.Account.modify_capability("acct", "card_payments", requested="yes")  # error
stripe.Account.modify_capability("acct", requested=True)  # error
stripe.Account.reject("acct", reason="fraud_other")
stripe.Account.reject("acct", reason=5)  # error
stripe.Account.reject("acct")  # error
pdf = stripe.Quote.pdf("qt")
pdf.io.read().decode()
pdf.body  # error
pdf.io.red()  # error
stripe.reporting.ReportRun.create(report_type="x", parameters={"interval_start": "x"})  # error
stripe.reporting.ReportRun.create(parameters={})  # error
stripe.Payout.create(amount="5", currency="usd")  # error
stripe.Payout.create(amount=5)  # error
stripe.Customer.search(query="x", limit="x")  # error
stripe.Invoice.create_preview(customer="c", subscription_details={"items": [{"price": 5}]})  # error
stripe.Invoice.create_preview(customer="c", preview_mode="nxt")  # error
stripe.Invoice.send_invoice()  # error
stripe.Invoice.mark_uncollectible("in", x=5)  # error
stripe.Invoice.retrieve("in").finalise_invoice()  # error
stripe.Invoice.add_lines("in", lines=[{"amonut": 5}])  # error
stripe.Price.retrieve("x").unit_amount_decimal + 1  # error
stripe.Price.modify("x", currency_options={"eur": {"unit_amount": "5"}})  # error
stripe.Price.modify("x", currency_options={"eur": {"unit_amount": 5}})
stripe.Product.create(name="x", default_price_data={"currency": 5})  # error
stripe.Product.create()  # error
stripe.Product.modify("p", images="x")  # error
stripe.Product.modify("p", images="")
stripe.SetupIntent.create(
    payment_method_options={"card": {"mandate_options": {"reference": "x"}}}  # error
)
stripe.Coupon.create(duration="onc")  # error
stripe.Coupon.create(percent_off="25")  # error
stripe.Coupon.create(percent_of=25)  # error
stripe.Dispute.modify("dp", evidence={"recipt": "x"})  # error
stripe.Dispute.modify("dp", evidence={"receipt": 5})  # error
stripe.Dispute.close()  # error
stripe.Token.create(card={"number": 4242})  # error
stripe.Source.create(type="sepa", owner={"mail": "x"})  # error
stripe.SubscriptionSchedule.create(phases=[{"items": [{"prce": "p"}]}])  # error
stripe.SubscriptionSchedule.create(phases=[{}])  # error
stripe.SubscriptionSchedule.create(start_date="tomorrow")  # error
stripe.SubscriptionItem.create(subscription="s", price=stripe.Price.retrieve("x"))  # error
stripe.SubscriptionItem.create(price="x")  # error
stripe.SubscriptionItem.delete("si", proration_behavior="x")  # error
stripe.Transfer.create(amount=5, currency="usd")  # error
stripe.Transfer.create_reversal("tr", amount="x")  # error
stripe.PaymentLink.create(line_items=[{"price": "p"}])  # error
stripe.PaymentLink.create(
    line_items=[{"price": "p", "quantity": 1}],
    after_completion={"type": "redirct"},  # error
)
stripe.PaymentMethod.attach("pm")
stripe.PaymentMethod.attach("pm", customer=5)  # error
stripe.PaymentMethod.attach(customer="cus")  # error
stripe.PaymentMethod.create(type="crd")  # error
stripe.PaymentMethod.create(type="card", card={"number": "x", "cvv": "1"})  # error
stripe.PaymentMethod.create(type="card", card={"token": "tok"})
stripe.WebhookEndpoint.modify("we", disabled="yes")  # error
stripe.TaxRate.create(display_name="VAT", percentage="19", inclusive=True)  # error
stripe.TaxRate.create(display_name="VAT", percentage=19)  # error
stripe.ShippingRate.create(display_name="x", fixed_amount={"amount": 5})  # error
stripe.CreditNote.create(invoice="in", lines=[{"type": "invoice_line"}])  # error
stripe.issuing.Cardholder.create(
    name="x",
    type="individual",
    billing={"address": {"city": "x"}},  # error
)
stripe.terminal.Location.create(display_name="x", address={"city": "x"})  # error
stripe.financial_connections.Session.create(
    account_holder={"type": "account"},
    permissions=["bal"],  # error
)
stripe.identity.VerificationSession.create(type="docment")  # error
stripe.radar.ValueList.create(alias="a", name="x", item_type="y")  # error
stripe.treasury.OutboundPayment.create(amount=5, currency="usd")  # error
stripe.sigma.ScheduledQueryRun.retrieve(5)  # error
stripe.forwarding.Request.create(payment_method="x")  # error
stripe.entitlements.Feature.create(lookup_key="x")  # error
stripe.tax.Registration.create(country="DE", active_from="now")  # error
stripe.tax.Settings.modify(defaults={"tax_behavior": "x"})  # error
stripe.tax.Transaction.create_from_calculation(calculation="x")  # error
stripe.billing.CreditGrant.create(
    amount={"type": "monetary"},
    applicability_config={"scope": 5},  # error
)
stripe.billing.Meter.create(
    display_name="x",
    event_name="y",
    default_aggregation={"formula": "avg"},  # error
)
stripe.Balance.retrieve().available[0].amout  # error
stripe.Balance.retrieve().avaliable  # error
stripe.ExchangeRate.retrieve("usd").rates["eur"].upper()  # error
stripe.CountrySpec.retrieve("US").supported_payment_methods.append  # ok
stripe.Charge.retrieve("x").payment_method_details["card"]  # error
stripe.Charge.retrieve("x").source.id  # error
stripe.Charge.retrieve("x").fraud_details.user_reprot  # error
stripe.Charge.retrieve("x").refund(amount=5)
stripe.Charge.refund("x")
partial = functools.partial(stripe.Customer.create, email=5)  # error
kwargs = {"email": "x"}
stripe.Customer.create(**kwargs)  # error
fn = stripe.Customer.create
fn(emial="x")  # error
[stripe.Customer.retrieve(i) for i in [1, 2]]  # error
stripe.Customer.retrieve("x").email == 5  # error
if stripe.Event.retrieve("x").type == "foo.bar":  # error
    pass
assert_type(stripe.Customer.retrieve("x").created, int)


class Recorder(stripe.HTTPClient):
    name = "recorder"

    def request(  # error
        self, method: str, url: str
    ) -> tuple[str, int, Mapping[str, str]]:
        raise NotImplementedError


class Other(stripe.Customer):
    email: int  # error

    def delete(self) -> None:  # error
        pass


def f(c: stripe.Customer, e: stripe.Event, s: stripe.checkout.Session) -> None:
    c.address["city"]  # error
    c.address and c.address["city"]
    e.data.object.foo
    e.typ  # error
    e.dta  # error
    s.line_items.data  # error
    s.amount_total + 1  # error
    s.metadata.get("x")  # error
    s.status == "complete"
    s.payment_intent.id  # error
    s.total_details.amount_discount  # error
    s.shipping_cost  # ok
    s.collected_information.shipping_details.address.city  # error
    s.shipping_details  # error
    s.custom_fields[0].text.value  # error
    s.custom_fields[0].ky  # error
