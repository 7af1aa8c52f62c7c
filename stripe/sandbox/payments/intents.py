"""What PaymentIntents and SetupIntents share: how they begin, are confirmed, and fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import DOC_URL, ApiError, check_lengths, invalid, missing_parameter
from stripe.sandbox.generic import crud
from stripe.sandbox.generic.registry import operation
from stripe.sandbox.json import Obj
from stripe.sandbox.means import confirmation_tokens, instruments, payment_methods
from stripe.sandbox.means.payment_method_types import check_currency
from stripe.sandbox.payments import amount_details, contradictions, method_options, states
from stripe.sandbox.payments.states import Kind, kind_of

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.world import World

Run = Callable[["World", Obj, Obj, Obj], Obj]
"""One attempt at an intent, with a means of payment and the parameters of the confirmation."""

PASSED_ON = (
    "application", "application_fee_amount", "customer", "description", "metadata", "on_behalf_of",
    "receipt_email", "shipping", "statement_descriptor", "statement_descriptor_suffix",
    "transfer_data", "transfer_group",
)  # fmt: skip
AUTOMATIC = ["card", "link"]
# Means of payment that take the customer to a page of their bank or wallet.
_REDIRECTS = """
    affirm afterpay_clearpay alipay alma amazon_pay bancontact billie blik cashapp eps fpx
    giropay grabpay ideal kakao_pay klarna kr_card mb_way mobilepay naver_pay p24 pay_by_bank
    payco paynow paypal promptpay revolut_pay samsung_pay satispay sofort sunbit swish twint
    wechat_pay zip oxxo boleto konbini multibanco pix upi bizum crypto scalapay sequra paypay
"""
REDIRECTS = frozenset(_REDIRECTS.split())
# Those of them that show something instead, so that nobody has to come back.
_SHOWN = """
    blik boleto cashapp konbini multibanco oxxo paynow pix promptpay swish upi wechat_pay
"""
NO_WAY_BACK = frozenset(_SHOWN.split())
LONGEST_DESCRIPTION = 1000
MISSING = (
    "You cannot confirm this {noun} because it's missing a payment method. {hint}To confirm the "
    "{noun}, provide a payment method or a ConfirmationToken with this request, or update the "
    "{noun} with one first."
)


# -- the requests ------------------------------------------------------------------------------------


@operation("GET /v1/payment_intents/{intent}", "GET /v1/setup_intents/{intent}")
def retrieve(call: Call) -> Obj:
    """An intent; a publishable key needs its client secret."""
    intent = call.get(call.route.object_name)
    check_secret(call, intent)
    return seen_by(call, intent)


def check_secret(call: Call, intent: Obj) -> None:
    """Raises when a publishable key comes without the intent's client secret."""
    given = call.params.pop("client_secret", None)
    if given is None and call.key.kind == "publishable":
        raise missing_parameter("client_secret")
    if given is not None and given != intent["client_secret"]:
        kind = kind_of(intent)
        raise invalid(
            f"The client_secret provided does not match any associated {kind.noun} on this "
            "account. Ensure the publishable key used belongs to the same account that created "
            f"the {kind.noun}.",
            "client_secret",
            f"{kind.name}_invalid_parameter",
        )


def seen_by(call: Call, intent: Obj) -> Obj:
    """An intent as a key may see it: a publishable one is not shown the merchant's data."""
    if call.key.kind != "publishable":
        return intent
    hidden = ("application_fee_amount", "metadata", "customer", "transfer_data", "transfer_group")
    return {key: value for key, value in intent.items() if key not in hidden}


def build(world: World, kind: Kind, params: Obj, **fields: Any) -> tuple[Obj, Obj | None]:
    """An intent from parameters, with further fields, and its means of payment; not stored yet."""
    check_lengths(params, description=LONGEST_DESCRIPTION)
    states.check_only_to_confirm(kind, params)
    obj = crud.build(world, kind.name, params)
    types, automatic = types_of(params)
    if automatic is None and "currency" in fields:
        check_currency(types, fields["currency"], kind.noun)
    id = world.ids.new(kind.name)
    obj.update(
        id=id,
        automatic_payment_methods=automatic,
        client_secret=f"{id}_secret_{world.ids.text(25)}",
        payment_method=None,
        payment_method_options=method_options.of(kind, types, params.get("payment_method_options")),
        payment_method_types=types,
        status="requires_payment_method",
        **fields,
    )
    if params.get("customer") is not None:
        world.find("customer", params["customer"], "customer")
    method = method_of(world, obj, params)
    if method is not None:
        check_method(world, obj, method)
        obj.update(payment_method=method["id"], status="requires_confirmation")
    return obj, method


def begin(world: World, obj: Obj, method: Obj | None, params: Obj, run: Run) -> Obj:
    """Stores a new intent; with `confirm` it is run at once."""
    name = obj["object"]
    hidden: Obj = {
        "given": params.get("payment_method_options") or {},
        "chose_automatic": bool(params.get("automatic_payment_methods")),
    }
    if params.get("confirm") is not True:
        return world.changes.create(name, obj, hidden=hidden)
    if method is None:
        raise missing_method(obj)
    check_return_url(obj, method, params, hidden)
    obj.update(payment_method=None, status="requires_payment_method")
    return run(world, world.changes.create(name, obj, hidden=hidden), method, params)


def change(world: World, intent: Obj, params: Obj, changed: Obj) -> Obj:
    """Changes what is still open for change: the fields given, options, the means of payment."""
    check_lengths(params, description=LONGEST_DESCRIPTION)
    changed = {**changed, **_allowed(world, {**intent, **changed}, params)}
    if params.get("customer") is not None:
        world.find("customer", params["customer"], "customer")
    if "payment_method" in params or "payment_method_data" in params:
        new = {**intent, **changed, "payment_method": None}
        method = method_of(world, new, params)
        changed.update(payment_method=None, status="requires_payment_method", next_action=None)
        if method is not None:
            check_method(world, new, method)
            changed.update(payment_method=method["id"], status="requires_confirmation")
    return world.changes.update(intent, changed, event=None)


def _allowed(world: World, intent: Obj, params: Obj) -> Obj:
    """The fields that change by the types of payment methods that are allowed now, and their options."""
    if "allowed_payment_method_types" not in params and "payment_method_options" not in params:
        return {}
    types, automatic = intent["payment_method_types"], intent["automatic_payment_methods"]
    if params.get("allowed_payment_method_types"):
        types, automatic = types_of(params)
        if "currency" in intent:
            check_currency(types, intent["currency"], kind_of(intent).noun)
    return {
        "payment_method_types": types,
        "automatic_payment_methods": automatic,
        "payment_method_options": method_options.merged(world, intent, types, params),
    }


def confirm(call: Call, run: Run) -> Obj:
    """Confirms; a decline is a 402, after which the intent needs another payment method."""
    world, params = call.world, call.params
    intent = call.get(call.route.object_name)
    check_secret(call, intent)
    states.check(intent, "confirm")
    contradictions.check_confirmation(intent, params)
    changed = amount_details.changed(world, intent, params)
    changed.update(_allowed(world, intent, params))
    if params.get("capture_method"):
        changed["capture_method"] = params["capture_method"]
    intent = world.changes.update(intent, changed, event=None)
    method = prepare(world, intent, params)
    if call.key.kind != "publishable":  # a page sees to the way back by itself
        check_return_url(intent, method, params, world.store.secret(intent["object"], intent["id"]))
    return seen_by(call, run(world, intent, method, params))


# -- means of payment --------------------------------------------------------------------------------


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


def method_of(world: World, intent: Obj, params: Obj) -> Obj | None:
    """The means of payment that the request names or describes, else the intent's own."""
    if params.get("confirmation_token"):
        return confirmation_tokens.spend(world, params, intent)
    if params.get("payment_method_data"):
        data = params["payment_method_data"]
        return payment_methods.store(
            world, *payment_methods.build(world, data, "payment_method_data")
        )
    id = params.get("payment_method") or intent.get("payment_method")
    if id is None:
        return None
    return payment_methods.resolve(world, id, "payment_method")


def check_method(world: World, intent: Obj, method: Obj) -> None:
    """Raises when a means of payment is used up, someone else's, or of a type not allowed."""
    if world.store.secret("payment_method", method["id"]).get("consumed"):
        raise invalid(payment_methods.CONSUMED, "payment_method")
    owner = method["customer"]
    if owner is not None and owner != intent["customer"]:
        if intent["customer"] is None:
            raise invalid(
                f"The PaymentMethod you provided ({method['id']}) belongs to a Customer. Please "
                f"include the Customer in the `customer` parameter on the {kind_of(intent).noun}.",
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
        if "currency" in intent:
            check_currency([kind], intent["currency"], kind_of(intent).noun)
            contradictions.check_capture_method(
                [kind], {"capture_method": method_options.capture_method(intent, kind)}
            )
        return
    raise invalid(
        f"The PaymentMethod provided ({kind}) is not allowed for this {kind_of(intent).noun}. Please "
        f"attach a PaymentMethod of one of the following types: {', '.join(types)}. Alternatively "
        "update the allowed payment_method_types for this "
        f'{kind_of(intent).noun} to include "{kind}".',
        "payment_method",
        "payment_intent_incompatible_payment_method"
        if kind_of(intent) is states.PAYMENT_INTENT
        else None,
    )


def prepare(world: World, intent: Obj, params: Obj) -> Obj:
    """The means of payment that a confirmation is going to use, checked."""
    method = method_of(world, intent, params)
    if method is None:
        raise missing_method(intent)
    check_method(world, intent, method)
    return method


def missing_method(intent: Obj) -> ApiError:
    """The refusal of a confirmation that has nothing to pay with."""
    failed = intent[kind_of(intent).error] is not None
    hint = "The last attempt failed, and its payment method was taken off. " if failed else ""
    return states.refusal(intent, MISSING.format(noun=kind_of(intent).noun, hint=hint))


def check_return_url(intent: Obj, method: Obj, params: Obj, hidden: Obj) -> None:
    """Raises when a redirect is to come, or is explicitly possible, and there is no way back from it.

    `hidden` says whether automatic payment methods were asked for, or are only the default.
    """
    kind = method["type"]
    leaves = kind in REDIRECTS and kind not in NO_WAY_BACK
    if leaves and not params.get("return_url") and not params.get("from_page"):
        raise invalid(
            f"You must provide a `return_url` when confirming a {kind_of(intent).noun} with the "
            f"payment method type {kind}.",
            "return_url",
        )
    automatic = intent["automatic_payment_methods"]
    if automatic is None or automatic["allow_redirects"] == "never":
        return
    if hidden.get("chose_automatic") and params.get("return_url") is None:
        raise invalid(
            f"This {kind_of(intent).noun} is configured to accept payment methods enabled in your "
            "Dashboard. Because some of these payment methods might redirect your customer off of "
            "your page, you must provide a `return_url`. If you don't want to accept redirect-based "
            "payment methods, set `automatic_payment_methods[enabled]` to `true` and "
            "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents "
            "and Payment Intents.",
            "return_url",
        )


def attach(world: World, method: Obj, customer: str | None) -> Obj:
    """Saves a means of payment with its customer, or marks it as used up."""
    if customer is not None and method["customer"] is None:
        return payment_methods.attach_to(world, method, customer)
    if method["customer"] is None:
        world.changes.hide(method, {"consumed": True})
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


def fail(world: World, intent: Obj, error: ApiError, method: Obj) -> Obj:
    """Takes an intent back to where it needs another means of payment; the error gets both."""
    kind = kind_of(intent)
    changed: Obj = {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        kind.error: last_error(error, method),
    }
    if kind is states.PAYMENT_INTENT:
        changed["processing"] = None
        if error.more.get("charge"):
            changed["latest_charge"] = error.more["charge"]
    failed = world.changes.update(intent, changed, event=kind.failed)
    error.more.update({kind.name: failed, "payment_method": method})
    return failed


def awaited(world: World, intent: Obj) -> Obj:
    """The means of payment whose owner an intent waits for; raises when it waits for nobody."""
    id = world.store.secret(intent["object"], intent["id"]).get("waiting")
    method = world.store.get("payment_method", id)
    if intent["status"] != "requires_action" or method is None:
        raise states.unexpected(intent, "confirm")
    return method


def passed_on(intent: Obj) -> Obj:
    """What the charge of an intent takes over from it."""
    return {key: intent[key] for key in PASSED_ON if intent.get(key) is not None}


def card_of(world: World, method: Obj) -> instruments.CardInput:
    """The card of a payment method, typed in or presented."""
    return payment_methods.entered_of(world, method)
