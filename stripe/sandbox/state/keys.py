"""API keys: who is asking, in which mode, and what they may do."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.json import is_dict
from stripe.sandbox.spec import description
from stripe.sandbox.state.arguments import nearest, truth, word

if TYPE_CHECKING:
    from stripe.sandbox.spec.description import Route
    from stripe.sandbox.state.clock import Clock
    from stripe.sandbox.state.ids import Ids

SAMPLE = "sk_test_BQokikJOvBiI2HlWgH4olfQ2"  # the key of the API reference's examples
# The examples of documentation are written with `sk_test_...`, as it stands.
FORM = re.compile(r"(sk|rk|pk)_(test|live)_(\w+|\.\.\.)\Z", re.ASCII)
LONGEST_MASK = 255
KINDS = {"sk": "secret", "rk": "restricted", "pk": "publishable"}

# What a publishable key may do; elsewhere it gets a 403.
PUBLISHABLE = frozenset(
    {
        "POST /v1/tokens",
        "GET /v1/tokens/{token}",
        "POST /v1/payment_methods",
        "POST /v1/sources",
        "GET /v1/sources/{source}",
        "GET /v1/payment_intents/{intent}",
        "POST /v1/payment_intents/{intent}/confirm",
        "GET /v1/setup_intents/{intent}",
        "POST /v1/setup_intents/{intent}/confirm",
        "POST /v1/confirmation_tokens",
        "GET /v1/payment_pages/{session}",
        "POST /v1/payment_pages/{session}/confirm",
    }
)

# What an ephemeral key may do, with what it is for.
EPHEMERAL = frozenset(
    {
        "GET /v1/customers/{customer}",
        "POST /v1/customers/{customer}",
        "GET /v1/customers/{customer}/payment_methods",
        "POST /v1/customers/{customer}/sources",
        "DELETE /v1/customers/{customer}/sources/{id}",
        "GET /v1/payment_methods",
        "POST /v1/payment_methods/{payment_method}",
        "POST /v1/payment_methods/{payment_method}/attach",
        "POST /v1/payment_methods/{payment_method}/detach",
        "GET /v1/issuing/cards/{card}",
        "GET /v1/identity/verification_sessions/{session}",
    }
)
STREAM = "POST /v2/billing/meter_event_stream"  # what keys of sessions are for
MISSING = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, "
    "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
    "https://stripe.com/docs/api#authentication for details, or we can help at "
    "https://support.stripe.com/."
)


@dataclass(frozen=True)
class Key:
    """A key as it was presented; `permissions` are those of a restricted key the sandbox issued.

    An ephemeral key reaches one `object` (its id) alone; it and the key of a session end at `until`.
    """

    value: str = field(repr=False)
    kind: str
    livemode: bool
    account_id: str
    permissions: dict[str, str] | None = None
    until: int | None = None
    object: str | None = None

    @property
    def masked(self) -> str:
        """The key with all but its form and its last four characters starred out."""
        return masked(self.value)


def short(value: str) -> str:
    """A key as lists show it: enough to tell it from others, and no more."""
    head, _, rest = value.rpartition("_")
    return f"{head}_...{rest[-4:]}" if len(rest) > 8 else "..."


@lru_cache(256)
def masked(value: str) -> str:
    """A key as error messages quote it."""
    match = re.match(r"(sk|rk|pk|ek)_(test|live)_", value)
    head = match.group(0) if match else ""
    rest = value[len(head) :]
    if len(rest) <= 4:
        return head + "*" * len(rest)
    return head + "*" * (min(len(rest), LONGEST_MASK) - 4) + rest[-4:]


@lru_cache(256)
def presented(authorization: str) -> str:
    """The key in an Authorization header, Bearer or Basic; `""` if there is none."""
    scheme, _, value = authorization.partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


class Keys:
    """The keys of a sandbox. Well-formed ones it has not issued open the default account, too."""

    def __init__(self, ids: Ids, account_id: str, *, strict: bool = False) -> None:
        self._ids = ids
        self._account_id = account_id
        self.strict = strict
        self._issued: dict[str, Key] = {}
        self.revoked: set[str] = set()
        self._seen: dict[str, Key] = {}
        self._pages = token_hex(16)
        self.has_account: Callable[[str, bool], bool] = lambda one, _livemode: one == account_id
        self.secret: str = self.create("secret")
        self.publishable: str = self.create("publishable")
        self._issued[SAMPLE] = Key(SAMPLE, "secret", False, account_id)
        self.unseen: set[str] = {self.secret}
        """Keys that nobody has been shown on a page."""

    def create(
        self,
        kind: str = "secret",
        *,
        livemode: bool = False,
        account: str | None = None,
        permissions: dict[str, str] | None = None,
    ) -> str:
        """Issues a key; a restricted one has the `permissions` given, `{"customer": "read"}`, or none.

        Raises ValueError for a kind, a permission or an account that there is not.
        """
        word("kind", kind, KINDS.values())
        truth("livemode", livemode)
        short = next(prefix for prefix, name in KINDS.items() if name == kind)
        if permissions is not None:
            _check_permissions(kind, permissions)
        elif kind == "restricted":
            permissions = {}
        if account is not None and not self.has_account(account, livemode):
            raise ValueError(f"There is no account {account} in this mode.")
        value = f"{short}_{'live' if livemode else 'test'}_51{self._ids.text(97)}"
        self._issued[value] = Key(value, kind, livemode, account or self._account_id, permissions)
        return value

    def open_session(self, account: str, until: int, *, livemode: bool) -> str:
        """Issues the key of a short session for streams of meter events."""
        value = "mes_token_" + self._ids.text(48)
        self._issued[value] = Key(value, "session", livemode, account, until=until)
        return value

    def open_object(self, object: str, account: str, until: int, *, livemode: bool) -> str:
        """Issues an ephemeral key, which applications on phones have for their customer."""
        value = f"ek_{'live' if livemode else 'test'}_{self._ids.text(60)}"
        self._issued[value] = Key(value, "ephemeral", livemode, account, None, until, object)
        return value

    def of_pages(self, *, livemode: bool) -> str:
        """The key with which the sandbox's own pages ask: in no list, so that nobody revokes it."""
        value = f"sk_{'live' if livemode else 'test'}_{self._pages}"
        self._seen[value] = Key(value, "secret", livemode, self._account_id)
        return value

    def revoke(self, value: str) -> None:
        """Makes a key answer 401 from now on; raises ValueError for one that nobody has used or issued."""
        if value not in self._issued and value not in self._seen:
            shown = short(str(value))
            raise ValueError(f"There is no key {shown}: it was neither issued here nor used.")
        self._issued.pop(value, None)
        self._seen.pop(value, None)
        self.revoked.add(value)

    def roll(self, value: str) -> str:
        """Issues a key in the place of another, which is revoked."""
        old = self._issued.get(value)
        if old is None:
            raise ValueError(f"This sandbox has not issued the key {short(str(value))}.")
        self.revoke(value)
        made = self.create(
            old.kind, livemode=old.livemode, account=old.account_id, permissions=old.permissions
        )
        if value == self.secret:
            self.secret = made
        elif value == self.publishable:
            self.publishable = made
        return made

    def restore(self, issued: list[Key], own: list[str], revoked: list[str]) -> None:
        """Puts back what a database has kept."""
        self._issued = {key.value: key for key in issued}
        self.secret, self.publishable = own
        self.unseen.clear()  # shown when they were new
        self.revoked = set(revoked)

    def issued(self) -> list[Key]:
        """All keys in force that this sandbox issued."""
        return list(self._issued.values())

    def opens(self, headers: dict[str, str]) -> bool:
        """Whether a request has a secret key that this sandbox made: one that nobody can guess."""
        key = self._issued.get(presented(headers.get("authorization", "")))
        return key is not None and key.kind == "secret" and key.value != SAMPLE

    def authenticate(self, headers: dict[str, str]) -> Key:
        """The key of a request, else a 401."""
        value = presented(headers.get("authorization", ""))
        key = self._issued.get(value) or self._seen.get(value)
        if key is not None:
            return key
        challenge = {"WWW-Authenticate": 'Basic realm="Stripe"'}
        if not value:
            raise ApiError(401, MISSING, kept=False, headers=challenge)
        match = FORM.match(value)
        if value in self.revoked and match:
            message = f"Expired API Key provided: {masked(value)}"
            raise ApiError(401, message, code="api_key_expired", kept=False, headers=challenge)
        if not match or self.strict:
            message = f"Invalid API Key provided: {masked(value)}"
            raise ApiError(401, message, kept=False, headers=challenge)
        key = Key(value, KINDS[match.group(1)], match.group(2) == "live", self._account_id)
        self._seen[value] = key
        return key


@cache
def nouns() -> tuple[str, ...]:
    """What a restricted key can be given permissions for."""
    return tuple(sorted({_noun(route) for route in description.routes().values()}))


def _noun(route: Route) -> str:
    return route.object_name.removeprefix("v2.core.").replace(".", "_")


def _check_permissions(kind: str, permissions: Any) -> None:
    if kind != "restricted" or not is_dict(permissions):
        raise ValueError('permissions are those of a restricted key: {"customer": "read"}.')
    known = nouns()
    for noun, granted in permissions.items():
        if noun not in known and noun.removesuffix("s") not in known:
            raise ValueError(f"There is no permission for {noun}{nearest(noun, known)}")
        word(noun, granted, ("none", "read", "write"))


def allow(key: Key, route: Route, account_id: str, clock: Clock) -> None:
    """Raises a 403 when a key may not carry out an operation, a 401 when its time is over."""
    if key.kind == "ephemeral":
        _allow_ephemeral(key, route, clock.now())
        return
    if key.until is not None and (clock.now() >= key.until or route.key != STREAM):
        raise ApiError(
            401,
            "The session of this token has expired, or it is not one for this operation.",
            type="temporary_session_expired",
            code="billing_meter_event_session_expired",
            kept=False,
        )
    if key.kind == "publishable" and route.key not in PUBLISHABLE:
        raise invalid(
            "This API call cannot be made with a publishable API key. Please use a secret API key. "
            "You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.",
            code="secret_key_required",
            status=403,
            kept=False,
        )
    if key.permissions is None:
        return
    noun = _noun(route)
    wanted = "read" if route.method == "GET" else "write"
    granted = key.permissions.get(noun) or key.permissions.get(noun + "s", "none")
    if granted not in ("write", wanted):
        raise invalid(
            f"The provided key '{key.masked}' does not have the required permissions for this "
            f"endpoint on account '{account_id}'. Having the 'rak_{noun}_{wanted}' permission "
            "would allow this request to continue.",
            code="more_permissions_required",
            status=403,
            kept=False,
        )


def _allow_ephemeral(key: Key, route: Route, now: int) -> None:
    if now >= (key.until or 0):
        message = f"Expired API Key provided: {key.masked}"
        raise ApiError(401, message, code="api_key_expired", kept=False)
    if route.key not in EPHEMERAL:
        raise invalid(
            "This API call cannot be made with an ephemeral key, which is for what a customer does "
            "in an application. Please use a secret API key on your server.",
            code="secret_key_required",
            status=403,
            kept=False,
        )
