"""What PaymentIntents and SetupIntents share: means of payment, client secrets, last errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stripe.sandbox.errors import DOC_URL, ApiError, invalid
from stripe.sandbox.generic.call import Call
from stripe.sandbox.http import Request
from stripe.sandbox.json import Obj, part
from stripe.sandbox.means import instruments, payment_methods
from stripe.sandbox.payments import states
from stripe.sandbox.spec import description

if TYPE_CHECKING:
    from stripe.sandbox.state.keys import Key
    from stripe.sandbox.state.world import World

AUTOMATIC = ["card", "link"]
# Means of payment that take the customer to a page of their bank or wallet.
_REDIRECTS = """
    affirm afterpay_clearpay alipay alma amazon_pay bancontact billie blik cashapp eps fpx
    giropay grabpay ideal kakao_pay klarna kr_card mb_way mobilepay naver_pay p24 pay_by_bank
    payco paynow paypal promptpay revolut_pay samsung_pay satispay sofort sunbit swish twint
    wechat_pay zip oxxo boleto konbini multibanco
"""
REDIRECTS = frozenset(_REDIRECTS.split())
MISSING = (
    "You cannot confirm this {noun} because it's missing a payment method. {hint}To confirm the "
    "{noun}, provide a payment method or a ConfirmationToken with this request, or update the "
    "{noun} with one first."
)


def acting(world: World) -> Call:
    """A call for what no request asks for: a customer on a page, or time passing."""
    route = description.routes()["POST /v1/payment_intents/{intent}/confirm"]
    request = Request("POST", "/", "", {}, b"", world.state.base_url)
    keys = world.state.keys
    key: Key = keys.authenticate({"authorization": f"Bearer {keys.secret}"})
    return Call(world.state, world, route, {}, {}, request, key)


def secret(call: Call, id: str) -> str:
    """A new client secret."""
    return f"{id}_secret_{call.world.ids.text(25)}"


def check_secret(call: Call, intent: Obj) -> None:
    """Raises when a publishable key comes without the intent's client secret."""
    given = call.params.pop("client_secret", None)
    if given is None and call.key.kind == "publishable":
        raise invalid(
            "Missing required param: client_secret.", "client_secret", "parameter_missing"
        )
    if given is not None and given != intent["client_secret"]:
        kind = intent["object"]
        raise invalid(
            f"The client_secret provided does not match any associated {_noun(intent)} on this "
            "account. Ensure the publishable key used belongs to the same account that created "
            f"the {_noun(intent)}.",
            "client_secret",
            f"{kind}_invalid_parameter",
        )


def seen_by(call: Call, intent: Obj) -> Obj:
    """An intent as a key may see it: a publishable one is not shown the merchant's data."""
    if call.key.kind != "publishable":
        return intent
    hidden = ("application_fee_amount", "metadata", "customer", "transfer_data", "transfer_group")
    return {key: value for key, value in intent.items() if key not in hidden}


def _noun(intent: Obj) -> str:
    return "PaymentIntent" if intent["object"] == "payment_intent" else "SetupIntent"


def types_of(params: Obj) -> tuple[list[str], Obj | None]:
    """The types of payment methods that may be used, and `automatic_payment_methods`."""
    allowed = params.get("allowed_payment_method_types")
    excluded = params.get("excluded_payment_method_types") or ()
    automatic: Obj | None = params.get("automatic_payment_methods")
    if allowed:
        if automatic is not None and automatic.get("enabled"):
            raise invalid(
                "You may only specify one of these parameters: automatic_payment_methods, "
                "payment_method_types.",
                code="parameters_exclusive",
            )
        return [kind for kind in allowed if kind not in excluded], None
    if automatic is not None and not automatic.get("enabled"):
        return ["card"], None
    found: Obj = {"allow_redirects": "always", **(automatic or {}), "enabled": True}
    return [kind for kind in AUTOMATIC if kind not in excluded], found


def capture_method(intent: Obj, kind: str) -> str:
    """How an intent is captured, for which its means of payment may have an option of its own."""
    own = part(intent, "payment_method_options", kind).get("capture_method")
    return str(own or intent["capture_method"])


def future_usage(intent: Obj, kind: str) -> str | None:
    """What a means of payment is saved for, by the intent or an option of its own."""
    own = part(intent, "payment_method_options", kind).get("setup_future_usage")
    usage = own or intent["setup_future_usage"]
    return None if usage == "none" else usage


def options_of(types: list[str], given: Obj | None) -> Obj:
    """`payment_method_options` with the fields of cards filled in."""
    options = {kind: dict(value) for kind, value in (given or {}).items() if value}
    if "card" in types:
        options["card"] = {
            "installments": None,
            "mandate_options": None,
            "network": None,
            "request_three_d_secure": "automatic",
            **options.get("card", {}),
        }
    if "link" in types:
        options.setdefault("link", {"persistent_token": None})
    return options


def method_of(call: Call, intent: Obj, params: Obj) -> Obj | None:
    """The means of payment that the request names or describes, else the intent's own."""
    if params.get("confirmation_token"):
        from stripe.sandbox.means import confirmation_tokens

        return confirmation_tokens.spend(call, params, intent)
    if params.get("payment_method_data"):
        data = params["payment_method_data"]
        return payment_methods.store(
            call, *payment_methods.build(call, data, "payment_method_data")
        )
    id = params.get("payment_method") or intent.get("payment_method")
    if id is None:
        return None
    return payment_methods.resolve(call, id, "payment_method")


def check_method(call: Call, intent: Obj, method: Obj) -> None:
    """Raises when a means of payment is used up, someone else's, or of a type not allowed."""
    if call.store.secret("payment_method", method["id"]).get("consumed"):
        raise invalid(payment_methods.CONSUMED, "payment_method")
    owner = method["customer"]
    if owner is not None and owner != intent["customer"]:
        if intent["customer"] is None:
            raise invalid(
                f"The PaymentMethod you provided ({method['id']}) belongs to a Customer. Please "
                f"include the Customer in the `customer` parameter on the {_noun(intent)}.",
                "payment_method",
            )
        raise invalid(
            f"The customer does not have a payment method with the ID {method['id']}. The payment "
            "method must be attached to the customer.",
            "payment_method",
            "resource_missing",
        )
    types = intent["payment_method_types"]
    kind = method["type"]
    if kind in types or intent["automatic_payment_methods"] is not None:
        return
    raise invalid(
        f"The PaymentMethod provided ({kind}) is not allowed for this {_noun(intent)}. Please "
        f"attach a PaymentMethod of one of the following types: {', '.join(types)}. Alternatively "
        "update the allowed payment_method_types for this "
        f'{_noun(intent)} to include "{kind}".',
        "payment_method",
        f"{intent['object']}_incompatible_payment_method"
        if intent["object"] == "payment_intent"
        else None,
    )


def missing_method(intent: Obj) -> ApiError:
    """The refusal of a confirmation that has nothing to pay with."""
    error = intent.get("last_payment_error") or intent.get("last_setup_error")
    hint = "The last attempt failed, and its payment method was taken off. " if error else ""
    return states.refusal(intent, MISSING.format(noun=_noun(intent), hint=hint))


def check_return_url(intent: Obj, params: Obj) -> None:
    """Raises when redirects are explicitly possible and there is no way back from one."""
    automatic = part(params, "automatic_payment_methods")
    if not automatic.get("enabled") or automatic.get("allow_redirects") == "never":
        return
    if params.get("return_url") is None:
        raise invalid(
            f"This {_noun(intent)} is configured to accept payment methods enabled in your "
            "Dashboard. Because some of these payment methods might redirect your customer off of "
            "your page, you must provide a `return_url`. If you don't want to accept redirect-based "
            "payment methods, set `automatic_payment_methods[enabled]` to `true` and "
            "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents "
            "and Payment Intents.",
            "return_url",
        )


def attach(call: Call, method: Obj, customer: str | None) -> Obj:
    """Saves a means of payment with its customer, or marks it as used up."""
    if customer is not None and method["customer"] is None:
        return payment_methods.attach_to(call, method, customer)
    if method["customer"] is None:
        call.changes.hide(method, {"consumed": True})
    return method


def last_error(error: ApiError, method: Obj | None = None) -> Obj:
    """`last_payment_error` or `last_setup_error` for an error."""
    found: Obj = {}
    for key in ("advice_code", "charge", "decline_code", "network_decline_code"):
        if error.more.get(key) is not None:
            found[key] = error.more[key]
    if error.code is not None:
        found["code"] = error.code
        found["doc_url"] = DOC_URL + error.code.replace("_", "-")
    found["message"] = error.message
    if error.param is not None:
        found["param"] = error.param
    if method is not None:
        found["payment_method"] = method
    found["type"] = error.type
    return found


def failed(call: Call, intent: Obj, error: ApiError, method: Obj, *, event: str) -> Obj:
    """Takes an intent back to where it needs another means of payment."""
    setup = intent["object"] == "setup_intent"
    field = "last_setup_error" if setup else "last_payment_error"
    changed: Obj = {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        field: last_error(error, method),
    }
    if not setup:
        changed["processing"] = None
        if error.more.get("charge"):
            changed["latest_charge"] = error.more["charge"]
    return call.changes.update(intent, changed, event=event)


def card_of(call: Call, method: Obj) -> instruments.CardInput:
    """The card of a payment method of type `card`."""
    return payment_methods.entered_of(call, method)
