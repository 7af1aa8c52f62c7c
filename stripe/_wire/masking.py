"""Keeps secrets out of messages, logs, reprs and pickles: by their form, their field, or as a `Secret`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any, SupportsIndex


class Secret(str):
    """A text whose `repr` hides it: that is what tracebacks with local variables and error trackers show.

    In all else it is the text itself.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "'****'"

    __sentry_repr__ = __repr__

    def __getitem__(self, key: SupportsIndex | slice) -> Secret:
        return Secret(str.__getitem__(self, key))  # what shortens texts shows the beginning

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


def hidden(value: str | None) -> str | None:
    """The same text, which prints no longer; what is no text stays as it is."""
    return Secret(str.__str__(value)) if isinstance(value, str) else value


def as_secret(value: object) -> Secret | None:
    """A key as it was given by an application, to be kept in variables; None if there is none.

    What is no text becomes one that is no key.
    """
    if value is None or isinstance(value, Secret):
        return value
    # Not `str()`: a member of an enumeration of texts is its value, and `str()` gives its name.
    return Secret(str.__str__(value) if isinstance(value, str) else f"not a {type(value).__name__}")


# Names of the API's description whose values are secrets, or name a bank account.
SECRET_FIELDS = frozenset(
    {
        "access_token",
        "authentication_token",
        "bsb_number",
        "clabe",
        "client_token",
        "cvc",
        "encrypted_number",
        "id_number",
        "id_number_secondary",
        "institution_number",
        "payload",  # of apps.secrets
        "persistent_token",
        "personal_id_number",
        "private_key",
        "refresh_token",
        "ssn_last_4",
        "transit_number",
    }
)
# The same with and without other words before them, as `client_secret` and `sender_iban`.
SECRET_ENDINGS = (
    "account_number",
    "cryptogram",
    "iban",
    "password",
    "routing_number",
    "secret",
    "sort_code",
)
_ENDINGS = tuple(f"_{ending}" for ending in SECRET_ENDINGS)
# Objects whose address lets in whoever has it.
LINKS = (
    "account_link",
    "billing_portal.session",
    "file_link",
    "identity.verification_session",
    "login_link",
    "terminal.onboarding_link",
    "v2.core.account_link",
)
LINK_FIELDS = ("url", "redirect_url")

# Compiled once, and `re` imported only when there is work for it.
_secret: re.Pattern[str] | None = None
_SHORTEST_CARD = 13
_SIGNS = ("k_", "sec", "ac_", "rt_", "PRIVATE")


def _pattern() -> re.Pattern[str]:
    global _secret
    if _secret is None:
        import re

        _secret = re.compile(
            # keys and signing secrets; a key that the API has starred out already stays as it is, and
            # so does one that stands for any key ("sk_test_...")
            r"\b(?P<prefix>[sre]k_(?:live_|test_|org_)*|whsec_)(?!(?:live_|test_|org_)+\b)"
            r"(?P<key>\w+)(?![\w*])"
            # what OAuth hands on and takes back
            r"|\b(?P<grant>ac_|rt_)\w{8,}"
            # private keys, as they are and in forms
            r"|(?P<pem>-----BEGIN[\w +%]*PRIVATE[ +]KEY-----).*?(?:-----END[\w +%]*KEY-----|\Z)"
            # client secrets: by their form, and as a JSON field
            r"|(?P<client>_secret_)[\w%+/=-]+"
            r"|(?P<field>\"client_secret\"\s*:\s*\")[^\"]+"
            # what may be a card number
            r"|\b(?P<number>[2-6]\d{12,18})\b",
            re.DOTALL,
        )
    return _secret


def _starred(match: re.Match[str]) -> str:
    found = match.groupdict()
    if (number := found["number"]) is not None:
        return "****" if _is_card_number(number) else number
    if (key := found["key"]) is not None:
        return f"{found['prefix']}****{key[-4:] if len(key) >= 16 else ''}"
    stays: str = found[match.lastgroup or ""]
    return f"{stays}****"


def _is_card_number(number: str) -> bool:
    """Whether the last digit is the check digit of the others, as it is in one of ten numbers."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def mask(text: str) -> str:
    """`text` with keys, webhook secrets, client secrets, grants and card numbers starred out."""
    digits = sum(map(str.isdigit, text))
    if digits < _SHORTEST_CARD and not any(sign in text for sign in _SIGNS):
        return text
    return _pattern().sub(_starred, text)


def mask_address(text: str) -> str:
    """`text` with secrets, and the user names and passwords of addresses in it, starred out."""
    import re

    return re.sub(r"//[^/\s@]+@", "//****@", mask(text))


# Fields whose value is a secret or can be used to pay, as they stand in forms and in JSON.
_FIELDS = "|".join(
    ["number", "exp_month", "exp_year", *SECRET_FIELDS, rf"(?:\w+_)?(?:{'|'.join(SECRET_ENDINGS)})"]
)
_IN_FORM = rf"((?:\[|%5B|\b)(?:{_FIELDS})(?:\]|%5D)?=)[^&\s]+"
_IN_JSON = rf'("(?:{_FIELDS})"\s*:\s*)("(?:[^"\\]|\\.)*"|\d+)'
_IS_LINK = rf'"object"\s*:\s*"(?:{"|".join(LINKS)})"'.replace(".", r"\.")
_ADDRESS = rf'("(?:{"|".join(LINK_FIELDS)})"\s*:\s*)"(?:[^"\\]|\\.)*"'


def mask_payment_data(text: str) -> str:
    """`text` with card numbers, CVCs, bank account numbers, passwords and the like starred out."""
    import re

    text = re.sub(_IN_JSON, r'\1"****"', re.sub(_IN_FORM, r"\1****", text))
    return re.sub(_ADDRESS, r'\1"****"', text) if re.search(_IS_LINK, text) else text


def scrubbed(value: Any) -> Any:
    """A copy of JSON-like data with every secret in it starred out."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        hidden = LINK_FIELDS if value.get("object") in LINKS else ()
        return {
            key: "****" if key in hidden or is_secret(key, item) else scrubbed(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [scrubbed(item) for item in value]
    return value


def is_secret(name: object, value: object) -> bool:
    """Whether a value is one, to judge by the name of its field."""
    if not value or isinstance(value, (dict, list)) or not isinstance(name, str):
        return False
    return name in SECRET_FIELDS or f"_{name}".endswith(_ENDINGS)
