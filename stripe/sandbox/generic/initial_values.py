"""How objects begin where the description alone does not tell: states, secrets, addresses, times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import defaults, prepare
from stripe.sandbox.json import Obj, as_dict

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

DAY = 24 * 3600

defaults("apps.install", status="installed")
defaults(
    "balance_settings",
    payments={
        "debit_negative_balances": None,
        "payouts": {
            "automatic_transfer_rules_by_currency": None,
            "minimum_balance_by_currency": None,
            "schedule": {"interval": "daily"},
            "statement_descriptor": None,
            "status": "enabled",
        },
        "settlement_timing": {"delay_days": 2, "start_of_day": None},
    },
)
defaults("billing.alert", status="active")
defaults("climate.order", status="open")
defaults("entitlements.feature", active=True)
defaults("identity.verification_session", status="requires_input")
defaults("invoice", status="draft", collection_method="charge_automatically", currency="usd")
defaults("invoiceitem", discountable=True, quantity=1)
defaults("issuing.authorization", approved=True, status="pending", authorization_method="online")
defaults("issuing.card", status="inactive", brand="Visa")
defaults("issuing.dispute", status="unsubmitted")
defaults("issuing.personalization_design", status="review")
defaults("payment_method_domain", enabled=True)
defaults("reporting.report_run", status="pending")
defaults("subscription_schedule", status="not_started", end_behavior="release")
defaults("terminal.reader", status="online")
defaults("three_d_secure.authentication", status="requires_submission")
defaults("topup", status="pending")
defaults("treasury.credit_reversal", status="processing")
defaults("treasury.debit_reversal", status="processing")
defaults("treasury.financial_account", status="open", country="US")
defaults("treasury.inbound_transfer", status="processing", cancelable=True)
defaults("treasury.outbound_payment", status="processing", cancelable=True)
defaults("treasury.outbound_transfer", status="processing", cancelable=True)
defaults("treasury.received_credit", status="succeeded")
defaults("treasury.received_debit", status="succeeded")
defaults("v2.money_management.outbound_payment", status="processing", cancelable=True)
defaults("v2.money_management.outbound_setup_intent", status="requires_payout_method")
defaults("v2.money_management.payout_intent", status="pending")
defaults("v2.money_management.recipient_verification", status="verified", match_result="match")


@prepare("radar.payment_evaluation")
def _payment_evaluation(world: World, obj: Obj, _params: Obj) -> None:
    signal = {"evaluated_at": world.now(), "risk_level": "not_assessed", "score": None}
    obj.update(created_at=world.now(), recommended_action="continue")
    obj["signals"] = {**obj["signals"], "fraudulent_payment": signal}


@prepare("issuing.dispute")
def _issuing_dispute(_world: World, _obj: Obj, params: Obj) -> None:
    if not params.get("transaction"):
        raise missing_parameter("transaction")


@prepare("three_d_secure.authentication")
def _authentication(_world: World, _obj: Obj, params: Obj) -> None:
    if not params.get("payment_method"):
        raise missing_parameter("payment_method")


@prepare("v2.core.account_link")
@prepare("v2.core.account_token")
@prepare("v2.core.account_person_token")
def _expires(world: World, obj: Obj, _params: Obj) -> None:
    obj["expires_at"] = world.clock.iso(600)


@prepare("v2.money_management.inbound_transfer")
def _inbound_transfer(_world: World, obj: Obj, params: Obj) -> None:
    given = as_dict(params.get("from"))
    method = {"type": "us_bank_account", "us_bank_account": given.get("payment_method")}
    obj["from"] = {"debited": params["amount"], "payment_method": method}


@prepare("treasury.outbound_payment")
@prepare("treasury.outbound_transfer")
def _treasury_transaction(world: World, obj: Obj, _params: Obj) -> None:
    """What moves money out of a financial account is one of its transactions."""
    flow = obj["object"].rpartition(".")[2]
    obj["id"] = obj["id"] or world.ids.new(obj["object"])
    transaction = crud.build(world, "treasury.transaction", {})
    transaction.update(
        amount=-obj["amount"],
        currency=obj["currency"],
        description=obj.get("description") or flow.replace("_", " "),
        financial_account=obj["financial_account"],
        flow=obj["id"],
        flow_type=flow,
        status="open",
    )
    obj["transaction"] = world.changes.create("treasury.transaction", transaction)["id"]


@prepare("customer_session")
def _customer_session(world: World, obj: Obj, params: Obj) -> None:
    if not any(component.get("enabled") for component in params["components"].values()):
        raise invalid("At least one component must be enabled.", "components")
    obj["client_secret"] = f"_{world.ids.text(40)}_secret_{world.ids.text(24)}"
    obj["expires_at"] = world.now() + 1800


@prepare("financial_connections.session")
def _connections(world: World, obj: Obj, _params: Obj) -> None:
    obj["accounts"] = {**obj["accounts"], "url": "/v1/financial_connections/accounts"}
    obj["client_secret"] = f"fcsess_client_secret_{world.ids.text(24)}"


@prepare("terminal.connection_token")
def _connection_token(world: World, obj: Obj, _params: Obj) -> None:
    mode = "live" if world.livemode else "test"
    obj["secret"] = f"pst_{mode}_{world.ids.text(40)}"


@prepare("terminal.reader")
def _reader(world: World, obj: Obj, params: Obj) -> None:
    code = str(params.get("registration_code", ""))
    simulated = code.startswith("simulated-")
    obj["device_type"] = "simulated_wisepos_e" if simulated else "bbpos_wisepos_e"
    obj["serial_number"] = world.ids.digits(12)
    obj["label"] = params.get("label") or obj["serial_number"]
    obj["last_seen_at"] = world.now() * 1000


@prepare("test_helpers.test_clock")
def _test_clock(world: World, obj: Obj, _params: Obj) -> None:
    obj["deletes_after"] = world.now() + 30 * DAY


@prepare("issuing.card")
def _issued_card(world: World, obj: Obj, params: Obj) -> None:
    obj.update(last4=world.ids.digits(4), brand="Visa")
    obj.update(exp_month=params.get("exp_month") or 12, exp_year=params.get("exp_year") or 2030)
    if not params.get("cardholder"):
        raise missing_parameter("cardholder")
    holder = world.store.get("issuing.cardholder", params.get("cardholder") or "")
    if holder is not None:
        obj["cardholder"] = holder


@prepare("product_feature")
def _product_feature(world: World, obj: Obj, params: Obj) -> None:
    id = params.get("entitlement_feature") or ""
    obj["entitlement_feature"] = world.find("entitlements.feature", id, "entitlement_feature")


@prepare("topup")
def _topup(world: World, obj: Obj, _params: Obj) -> None:
    obj["expected_availability_date"] = world.now() + 5 * DAY
