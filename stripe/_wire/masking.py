"""Keeps secrets out of messages, logs and pickles."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any

# Compiled once, and `re` imported only when there is work for it.
_secret: re.Pattern[str] | None = None
_SHORTEST_CARD = 13


def _pattern() -> re.Pattern[str]:
    global _secret
    if _secret is None:
        import re

        _secret = re.compile(
            # keys and signing secrets; a key that the API has starred out already stays as it is
            r"\b([sre]k_(?:live_|test_|org_)*|whsec_)(\w+)(?![\w*])"
            # client secrets: by their form, and as a JSON field
            r"|(_secret_)[\w%+/=-]+"
            r"|(\"client_secret\"\s*:\s*\")[^\"]+"
            # what may be a card number
            r"|\b([2-6]\d{12,18})\b"
        )
    return _secret


def _starred(match: re.Match[str]) -> str:
    prefix, key, number = match[1], match[2], match[5]
    if number is not None:
        return "****" if _is_card_number(number) else number
    if prefix is None:
        return f"{match[3] or match[4]}****"
    return f"{prefix}****{key[-4:] if len(key) >= 16 else ''}"


def _is_card_number(number: str) -> bool:
    """Whether the last digit is the check digit of the others, as it is in one of ten numbers."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def mask(text: str) -> str:
    """`text` with API keys, webhook secrets, client secrets and card numbers starred out."""
    if "k_" not in text and "sec" not in text and sum(map(str.isdigit, text)) < _SHORTEST_CARD:
        return text
    return _pattern().sub(_starred, text)


def scrubbed(value: Any) -> Any:
    """A copy of JSON-like data with every secret in it starred out."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {
            key: "****" if item and key == "client_secret" else scrubbed(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [scrubbed(item) for item in value]
    return value
