"""The errors of the API: one exception, and a constructor for each kind of refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

DOC_URL = "https://stripe.com/docs/error-codes/"
LONGEST_ECHO = 20_000


def _shortened(text: str) -> str:
    """What was sent is not sent back at any length."""
    return text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}..."


def within(path: str, field: str) -> str:
    """A field of what stands at a path in a request, `items[0][price]`; at the top it is alone."""
    return f"{path}[{field}]" if path else field


class ApiError(Exception):
    """An answer that is an error; `kept` says whether an idempotency key may keep it."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        kept: bool = True,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.type = type
        self.code = code
        self.param = param
        self.kept = kept
        self.headers: dict[str, str] = headers or {}
        self.more = more

    def body(self, log_url: str | None, *, v2: bool = False) -> dict[str, Any]:
        """The JSON of the answer; fields without a value are left out."""
        error: dict[str, Any] = {}
        if self.code:
            error["code"] = self.code
        if v2:
            code = "not_found" if self.code == "resource_missing" else self.code or self.type
            return {
                "error": {
                    **self.more,
                    "code": code,
                    "message": _shortened(self.message),
                    "type": self.type,
                }
            }
        error.update((key, value) for key, value in self.more.items() if value is not None)
        if self.code and self.type != "api_error":
            error["doc_url"] = DOC_URL + self.code.replace("_", "-")
        error["message"] = _shortened(self.message)
        if self.param:
            error["param"] = _shortened(self.param)
        if log_url:
            error["request_log_url"] = log_url
        error["type"] = self.type
        return {"error": error}


def invalid(
    message: str,
    param: str | None = None,
    code: str | None = None,
    *,
    status: int = 400,
    kept: bool = True,
    **more: Any,
) -> ApiError:
    """A request that cannot be carried out."""
    return ApiError(status, message, code=code, param=param, kept=kept, **more)


def refused(message: str, code: str) -> ApiError:
    """A request that cannot be carried out, as the V2 API words it."""
    return invalid(message, code=code, kept=False)


# What people call the object in `No such ...: 'id'`; elsewhere it is the object's own name.
NOUNS = {
    "payment_method": "PaymentMethod",
    "setup_intent": "setupintent",
    "webhook_endpoint": "webhook endpoint",
    "balance_transaction": "balance transaction",
    "checkout.session": "checkout.session",
    "application_fee": "application fee",
    "file_link": "file link",
    "tax_rate": "tax rate",
    "tax_id": "tax id",
    "promotion_code": "promotion code",
    "subscription_schedule": "subscription schedule",
    "credit_note": "credit note",
    "shipping_rate": "shipping rate",
    "test_helpers.test_clock": "test clock",
    "payment_source": "source",
    "external_account": "external account",
    "payment_link": "payment link",
}


METADATA_KEYS = 50


def too_much_metadata(param: str, count: int) -> ApiError:
    """More keys than metadata may have."""
    return invalid(
        f"Metadata can have up to {METADATA_KEYS} keys, but this would make it {count}.",
        param,
        kept=False,
    )


def missing_object(name: str, id: str, param: str | None = "id", *, status: int = 404) -> ApiError:
    """No object of this name has this id: 404 when the path names it, else 400 with its `param`."""
    noun = NOUNS.get(name, name.rpartition(".")[2])
    return invalid(f"No such {noun}: '{id}'", param, "resource_missing", status=status)


def unknown_parameters(names: Sequence[str], guess: str | None = None) -> ApiError:
    """Parameters that the operation does not have."""
    message = f"Received unknown parameter{'s' if len(names) > 1 else ''}: {', '.join(names)}"
    if guess:
        message += f". Did you mean {guess}?"
    return invalid(message, names[0], "parameter_unknown", kept=False)


def missing_parameter(param: str) -> ApiError:
    """A required parameter that was not sent."""
    return invalid(f"Missing required param: {param}.", param, "parameter_missing", kept=False)


def empty_parameter(param: str) -> ApiError:
    """`""` for a parameter that cannot be unset."""
    return invalid(
        f"You passed an empty string for '{param}'. We assume empty values are an attempt to "
        f"unset a parameter; however '{param}' cannot be unset. You should remove '{param}' from "
        "your request or supply a non-empty value.",
        param,
        "parameter_invalid_empty",
        kept=False,
    )


def not_a_url(param: str) -> ApiError:
    """An address that is none, or not one that can be led to."""
    return invalid("Not a valid URL", param, "url_invalid", kept=False)


def exclusive(first: str, second: str) -> ApiError:
    """Two parameters of which only one may be sent."""
    return invalid(
        f"Received both {first} and {second} parameters. Please pass in only one.",
        second,
        "parameters_exclusive",
        kept=False,
    )


def only_one(first: str, second: str, param: str | None = None) -> ApiError:
    """The same as payments, Checkout and discounts word it."""
    return invalid(
        f"You may only specify one of these parameters: {first}, {second}.",
        param or first,
        "parameters_exclusive",
    )


def too_small(param: str, least: int) -> ApiError:
    """An integer below its range."""
    return invalid(
        f"This value must be greater than or equal to {least}.",
        param,
        "parameter_invalid_integer",
        kept=False,
    )


def too_long(value: str, longest: int, param: str) -> ApiError:
    """A text longer than the API takes."""
    if param.rstrip("]").endswith("statement_descriptor"):
        message = (
            f"The statement descriptor must be at most {longest} characters. "
            f"{value} is {len(value)} characters long."
        )
    else:
        shown = f"{value[:20]}...{value[-20:]}" if len(value) > 50 else value
        message = f"Invalid string: {shown}; must be at most {longest} characters"
    return invalid(message, param, kept=False)


def check_lengths(params: Mapping[str, Any], **longest: int) -> None:
    """Raises for texts among parameters that are longer than what is named here for them."""
    for name, most in longest.items():
        text = params.get(name)
        if isinstance(text, str) and len(text) > most:
            raise too_long(text, most, name)


def too_large(param: str, most: int, value: object) -> ApiError:
    """An integer above its range."""
    return invalid(
        f"This value must be less than or equal to {most} (it currently is '{value}').",
        param,
        "parameter_invalid_integer",
        kept=False,
    )


def not_in_the_future(param: str) -> ApiError:
    """A time that has passed where one to come is needed."""
    return invalid("Invalid timestamp: must be an integer Unix timestamp in the future", param)


def unrecognized_url(method: str, path: str) -> ApiError:
    """No operation has this method and path."""
    hint = ""
    if path.endswith("/"):
        hint = (
            "If you are trying to list objects, remove the trailing slash. If you are trying to "
            "retrieve an object, make sure you passed a valid (non-empty) identifier in your code. "
        )
    return invalid(
        f"Unrecognized request URL ({method}: {path}). {hint}Please see https://stripe.com/docs "
        "or we can help at https://support.stripe.com/.",
        status=404,
        kept=False,
    )


def no_access(masked_key: str, account: str) -> ApiError:
    """The 403 for an account that is not connected, or does not exist."""
    return invalid(
        f"The provided key '{masked_key}' does not have access to account '{account}' (or that "
        "account does not exist). Application access may have been revoked.",
        code="account_invalid",
        status=403,
        kept=False,
    )


def not_emulated(what: str, param: str | None = None) -> ApiError:
    """An operation of the API, or a parameter, that the sandbox knows but does not act out."""
    return ApiError(
        501,
        f"The sandbox does not emulate {what} yet. `python -m stripe.sandbox coverage` lists what "
        "it does.",
        param=param,
        type="api_error",
        code="sandbox_not_emulated",
        kept=False,
        headers={"Stripe-Should-Retry": "false"},
    )


def broken(route: str, error: Exception) -> ApiError:
    """The sandbox's own failure; the traceback is in the log `stripe.sandbox`."""
    return ApiError(
        500,
        f"The sandbox failed at {route} ({type(error).__name__}). This is a fault of the sandbox, "
        "not of the request: please report it with the traceback that the logger stripe.sandbox "
        "has written.",
        type="api_error",
        kept=False,
        headers={"Stripe-Should-Retry": "false"},
    )
