"""Options: everything that is about requests and not a parameter of the API."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, cast

import stripe
from stripe._wire.masking import Secret, as_secret, hidden, is_secret
from stripe._wire.retries import checked_timeout
from stripe.error import AuthenticationError

if TYPE_CHECKING:
    from typing_extensions import Self

    from stripe._wire.options import BaseAddresses, RequestOptions
    from stripe.stripe_context import StripeContext

PERSISTENT_OPTIONS = ("api_key", "stripe_version", "stripe_account", "stripe_context")
"""These stay with the object that a call returns; the others are for the call alone."""

# Those of RequestOptions, which is there for annotations alone.
OPTION_NAMES = frozenset(
    (
        *PERSISTENT_OPTIONS,
        "max_network_retries",
        "timeout",
        "idempotency_key",
        "content_type",
        "headers",
    )
)


_logger = logging.getLogger("stripe")
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}


def is_logged(level: int) -> bool:
    """Whether a line of this level would be seen by anybody."""
    return is_printed(level) or _logger.isEnabledFor(level)


def is_printed(level: int) -> bool:
    """Whether `stripe.log` asks for it."""
    return stripe.log is not None and level >= _LEVELS.get(stripe.log, logging.CRITICAL)


def split_options(params: Mapping[str, Any]) -> tuple[RequestOptions | None, dict[str, Any]]:
    """Parts keyword arguments into options and parameters; secrets in `params` print no longer."""
    named = hide_secrets(params if isinstance(params, dict) else dict(params))
    if OPTION_NAMES.isdisjoint(named):
        return None, {**named}
    options: RequestOptions = {}
    rest: dict[str, Any] = {}
    for name, value in named.items():
        if name in OPTION_NAMES:
            options[name] = value  # type: ignore[literal-required]  # name is one of the keys
        else:
            rest[name] = value
    return options, rest


def guarded_params(params: Any) -> Any:
    """Parameters as they are kept in variables: no secret among them prints."""
    return hide_secrets({**params}) if isinstance(params, dict) else params


def guarded(options: RequestOptions) -> RequestOptions:
    """Options as they are kept in variables: no secret among them prints.

    Raises ValueError for one that does not exist.
    """
    for name in options:
        if name not in OPTION_NAMES:
            from difflib import get_close_matches

            near = get_close_matches(name, OPTION_NAMES, 1, 0)[0]
            raise ValueError(f"There is no option {name!r} of a request; the nearest is {near!r}.")
    return cast("RequestOptions", hide_secrets({**options}))


def hide_secrets(values: dict[str, Any]) -> dict[str, Any]:
    """The same dict; secrets among its options and parameters print no longer.

    Keyword arguments are a variable of the function that has them, which tracebacks show.
    """
    if not values:
        return values
    try:
        _concealed(values)
    except RecursionError:
        """Those that contain themselves are refused when they are encoded."""
    if values.get("api_key"):
        values["api_key"] = as_secret(values["api_key"])
    headers = values.get("headers")
    if isinstance(headers, Mapping):
        values["headers"] = {
            name: hidden(value) if str(name).lower() == "authorization" else value
            for name, value in {**headers}.items()
        }
    return values


def _concealed(params: dict[str, Any]) -> dict[str, Any]:
    """The same dict; card numbers, bank accounts and the like in it print no longer.

    Hashes in it become copies: they are the caller's.
    """
    for name, value in params.items():
        if type(value) is dict:
            params[name] = _concealed({**value})
        elif type(value) is list:
            params[name] = [_concealed({**one}) if type(one) is dict else one for one in value]
        elif value and isinstance(value, str) and _holds_a_secret(name):
            params[name] = hidden(value)
        elif value and type(value) is int and _holds_a_secret(name):
            params[name] = Secret(str(value))
    return params


@lru_cache(1000)
def _holds_a_secret(name: str) -> bool:
    return name == "number" or is_secret(name, True)


hooks_of_all: dict[str, tuple[Callable[[Any], object], ...]] = {}
"""Who is told of the requests of all clients, by topic: see `stripe._wire.hooks`."""


class RequestorOptions:
    """What stands from call to call: key, account, context, version, addresses, limits.

    It never changes: `with_options` gives another.
    """

    __slots__ = (
        "_key_fingerprint",
        "api_key",
        "base_addresses",
        "client_id",
        "max_network_retries",
        "standing_headers",
        "stripe_account",
        "stripe_context",
        "stripe_version",
        "timeout",
    )
    # What another of the kind takes over.
    _NAMES: ClassVar[tuple[str, ...]] = __slots__

    def __init__(
        self,
        api_key: str | None = None,
        *,
        stripe_account: str | None = None,
        stripe_context: str | StripeContext | None = None,
        stripe_version: str | None = None,
        base_addresses: BaseAddresses | None = None,
        max_network_retries: int | None = None,
        client_id: str | None = None,
        timeout: float | None = None,
    ) -> None:
        self.api_key: str | None = as_secret(api_key)
        self.stripe_account: str | None = stripe_account
        self.stripe_context: str | StripeContext | None = stripe_context
        self.stripe_version: str = stripe_version or stripe.api_version
        self.base_addresses: BaseAddresses = base_addresses or {
            "api": stripe.api_base,
            "connect": stripe.connect_api_base,
            "files": stripe.upload_api_base,
            "meter_events": stripe.meter_events_api_base,
        }
        self.max_network_retries: int | None = max_network_retries
        self.client_id: str | None = client_id
        self.timeout: float | None = checked_timeout(timeout)
        self.standing_headers: tuple[object, dict[str, str]] | None = None
        self._key_fingerprint: str | None = None

    def with_options(self, options: RequestOptions | None) -> Self:
        """The same with the persistent ones among `options`; None means: as here.

        An empty account or context clears what there is; an empty key does not.
        """
        if not options:
            return self
        changed = {
            name: value
            for name in PERSISTENT_OPTIONS
            if (value := options.get(name)) is not None
            and value != getattr(self, name)
            and (value or name != "api_key")
        }
        return self.replaced(**changed) if changed else self

    def replaced(self, **changed: Any) -> Self:
        """The same but for the named attributes."""
        other = type(self).__new__(type(self))
        for name in self._NAMES:
            setattr(other, name, changed[name] if name in changed else getattr(self, name))
        other.standing_headers = None
        if "api_key" in changed:
            other.api_key = as_secret(changed["api_key"])
            other._key_fingerprint = None
        return other

    def resolved_api_key(self) -> str | None:
        """The key to use now: the one here, else the module's.

        Raises AuthenticationError where that would not be the key that an unpickled object had.
        """
        if self.api_key is not None or self._key_fingerprint is None:
            return as_secret(stripe.api_key) if self.api_key is None else self.api_key
        from hmac import compare_digest

        if stripe.api_key and compare_digest(fingerprint(stripe.api_key), self._key_fingerprint):
            return as_secret(stripe.api_key)
        raise AuthenticationError(
            "This object was unpickled, and pickles hold no API keys; the key that it had is not "
            "the one in stripe.api_key. Set obj.api_key before you use it."
        )

    def key_fingerprint(self) -> str | None:
        """A one-way mark of the key here, for pickles; None where there is no key."""
        return self._key_fingerprint if self.api_key is None else fingerprint(self.api_key)


def fingerprint(key: str) -> str:
    """A one-way mark of a key, enough to tell whether another is the same."""
    from hashlib import sha256

    return sha256(b"stripe-python-pickle:" + key.encode()).hexdigest()[:32]
