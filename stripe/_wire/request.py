"""From options and parameters to address, headers and body: nothing is sent here."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

import stripe
from stripe._wire.addresses import check_base_address, checked_path, is_test_key
from stripe._wire.masking import Secret
from stripe.error import APIConnectionError, AuthenticationError

if TYPE_CHECKING:
    from typing import IO

    from stripe._wire.options import ApiMode, BaseAddress, RequestOptions
    from stripe._wire.requestor_options import RequestorOptions

    PostData = str | bytes | IO[bytes] | None
else:
    PostData = object  # a union costs as much as a module


# Plain classes: a NamedTuple takes half a millisecond of each start.
class Call:
    """What an operation says of its requests, beside verb and path.

    `usage` names the way of calling in the metrics; `decimals` the V2 parameters that are numbers
    in text; `answer` says what becomes of the answer; `template` is the path with its variables, which
    hooks are told.
    """

    __slots__ = ("answer", "base", "decimals", "multipart", "template", "usage")

    def __init__(
        self,
        base: BaseAddress = "api",
        usage: tuple[str, ...] = (),
        multipart: bool = False,
        decimals: Sequence[str] = (),
        template: str = "",
        answer: Literal["object", "raw", "stream"] = "object",
    ) -> None:
        self.base: BaseAddress = base
        self.usage: tuple[str, ...] = usage
        self.multipart: bool = multipart
        self.decimals: Sequence[str] = decimals
        self.template: str = template
        self.answer: Literal["object", "raw", "stream"] = answer


class Request:
    """A request as an HTTP client takes it."""

    __slots__ = ("headers", "method", "post_data", "url")

    def __init__(self, method: str, url: str, headers: dict[str, str], post_data: PostData) -> None:
        self.method: str = method
        self.url: str = url
        self.headers: dict[str, str] = headers
        self.post_data: PostData = post_data

    @property
    def idempotency_key(self) -> str | None:
        """The key that makes it safe to send the request again."""
        return self.headers.get("Idempotency-Key")


def api_mode(path: str) -> ApiMode:
    """V2 (JSON) below /v2, V1 (forms) everywhere else."""
    return "V2" if path.startswith("/v2") else "V1"


def build_request(
    requestor: RequestorOptions,
    client_name: str,
    method: str,
    path: str,
    params: Mapping[str, Any] | None,
    options: RequestOptions | None,
    call: Call,
) -> Request:
    """The request to send.

    Raises AuthenticationError without a key, ValueError for a path or address that would take the
    key elsewhere, InvalidRequestError for parameters that can't be encoded.
    """
    mode = api_mode(path)
    url = _base(requestor, call.base) + checked_path(path)
    headers = _standing_headers(requestor, client_name, mode).copy()
    post_data: PostData = None
    if method == "post":
        body, headers["Content-Type"] = _body(params, options, call, mode)
        post_data = Secret(body) if isinstance(body, str) else body
    elif method in ("get", "delete"):
        if params:
            from stripe._wire.encoding import add_query

            url = add_query(url, params)
        if "secret" in url:  # that of a client, with which it reads its objects
            url = Secret(url)
    else:
        raise APIConnectionError(
            f"Unrecognized HTTP method {method!r}: the API takes get, post and delete."
        )
    key = options.get("idempotency_key") if options else None
    if key:
        headers["Idempotency-Key"] = _header_value("idempotency_key", key)
    elif method == "post" or (method == "delete" and mode == "V2"):
        headers["Idempotency-Key"] = _new_idempotency_key()
    given = options.get("headers") if options else None
    if given:
        headers = _overlaid(headers, given)
    return Request(method, url, headers, post_data)


_checked_bases: dict[tuple[str, bool], str] = {}


def _base(requestor: RequestorOptions, name: BaseAddress) -> str:
    try:
        address = requestor.base_addresses[name]  # pyright: ignore[reportTypedDictNotRequiredAccess]  # caught
    except KeyError:
        raise ValueError(
            f"Unknown base address {name!r}: it is one of {', '.join(requestor.base_addresses)}."
        ) from None
    is_test = address[:5] == "http:" and is_test_key(requestor.resolved_api_key())
    checked = _checked_bases.get((address, is_test))
    if checked is None:
        checked = check_base_address(address, is_test=is_test)
        _checked_bases[address, is_test] = checked
    return checked


def _body(
    params: Mapping[str, Any] | None, options: RequestOptions | None, call: Call, mode: ApiMode
) -> tuple[PostData, str]:
    # The one that can be chosen: another would not say what the body is.
    if call.multipart or (options and options.get("content_type") == "multipart/form-data"):
        from stripe._wire.multipart import encode_multipart

        return cast("tuple[PostData, str]", encode_multipart(params or {}))  # files, as far as read
    if mode == "V2":
        from stripe._wire.encoding import encode_json

        return encode_json(params, call.decimals), "application/json"
    from stripe._wire.encoding import encode_form

    return encode_form(params or {}), "application/x-www-form-urlencoded"


def _standing_headers(
    requestor: RequestorOptions, client_name: str, mode: ApiMode
) -> dict[str, str]:
    """The headers that stay the same from call to call; kept with the requestor."""
    key = requestor.resolved_api_key()
    state = (mode, key, client_name, stripe.enable_telemetry, stripe.app_info)
    kept = requestor.standing_headers  # read once: another thread may put its own there
    if kept is not None and kept[0] == state:
        return kept[1]
    headers = {
        "Authorization": _credentials(key),
        "User-Agent": f"Stripe/{mode.lower()} PythonBindings/{stripe.VERSION}{_app_info_suffix()}",
        "X-Stripe-Client-User-Agent": json.dumps(_client_user_agent(client_name)),
        "Stripe-Version": _header_value("stripe_version", requestor.stripe_version or ""),
    }
    if requestor.stripe_account:
        headers["Stripe-Account"] = _header_value("stripe_account", requestor.stripe_account)
    if requestor.stripe_context:
        context = _header_value("stripe_context", requestor.stripe_context)
        if context:  # one of no segments clears what was inherited
            headers["Stripe-Context"] = context
    requestor.standing_headers = (state, headers)
    return headers


def _credentials(key: str | None) -> Secret:
    """HTTP Basic: the key as user name, without a password."""
    if not key:
        raise AuthenticationError(
            'No API key. Set it once with stripe.api_key = "sk_test_...", or pass api_key="..." to '
            "the call or to stripe.StripeClient(...). Keys are in the dashboard: "
            "https://dashboard.stripe.com/apikeys"
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise AuthenticationError(
            "The API key holds a blank, a line break, or a character that no key has. Was it read "
            "from a file or variable with something around it?"
        )
    return Secret(f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}")


def _app_info_suffix() -> str:
    info = stripe.app_info
    if not info:
        return ""
    version, url = info.get("version"), info.get("url")
    return _header_value(
        "app_info",
        f" {info['name']}" + (f"/{version}" if version else "") + (f" ({url})" if url else ""),
    )


def _client_user_agent(client_name: str) -> dict[str, object]:
    agent: dict[str, object] = {
        "bindings_version": stripe.VERSION,
        "lang": "python",
        "httplib": client_name,
        "lang_version": ".".join(map(str, sys.version_info[:3])),
    }
    if stripe.enable_telemetry:
        agent["platform"] = _platform()
    if stripe.app_info:
        agent["application"] = stripe.app_info
    return agent


def _platform() -> str:
    # platform.platform() says a little more, and starts a process to find it out.
    try:
        system = os.uname()
    except (AttributeError, OSError):
        return sys.platform
    return f"{system.sysname}-{system.release}-{system.machine}"


def _overlaid(headers: dict[str, str], given: Mapping[str, str | None]) -> dict[str, str]:
    """Those given win; None takes a header away. Raises ValueError for what are no headers."""
    # Callers without a type checker err.
    if not isinstance(given, Mapping) or not all(isinstance(name, str) for name in given):  # type: ignore[redundant-expr]  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"headers must be a dict of texts, not a {type(given).__name__}.")
    names = {name.lower() for name in given}
    laid = {name: value for name, value in headers.items() if name.lower() not in names}
    for name, value in given.items():
        if value is not None:
            laid[_spelled(name)] = _header_value(name, value)
    return laid


def _spelled(name: str) -> str:
    # Looked up in what is sent, so that it has one spelling.
    return "Idempotency-Key" if name.lower() == "idempotency-key" else name


def _header_value(name: str, value: object) -> str:
    if isinstance(value, bytes):
        text = value.decode("latin-1")
    else:  # of an enumeration's member its value, where `str()` gives its name
        text = str.__str__(value) if isinstance(value, str) else str(value)
    # Latin-1 is what goes over the wire; the letters beyond it no header can carry.
    if (not text.isascii() and max(text) > "\xff") or "\n" in text or "\r" in text:
        raise ValueError(f"{name} holds a line break or a character that a header can't carry.")
    return Secret(text) if name.lower() == "authorization" else text


def _new_idempotency_key() -> str:
    digits = os.urandom(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
