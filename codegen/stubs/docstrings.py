"""One sentence for each operation, its route, and where the API reference has it."""

from __future__ import annotations

import re

from codegen import naming
from codegen.model import Operation

_SENTENCES = {
    "create": "Creates {a}.",
    "retrieve": "Fetches {a}.",
    "modify": "Updates {a}.",
    "update": "Updates {a}.",
    "delete": "Deletes {a}.",
    "list": "Fetches a page of {many}, the newest first.",
    "search": "Searches {many}.",
}


def of(name: str, operation: Operation, link: str) -> str:
    """Return the docstring of a method."""
    sentence = _sentence(name, operation.path)
    return f'"""{sentence} `{operation.route}` {link}"""'


def below(text: str) -> list[str]:
    """Return the line below a field or parameter that says what it is, none without a text."""
    return [f'"""{text}"""'] if text else []


def _sentence(name: str, path: str) -> str:
    first, _, rest = name.partition("_")
    noun = _noun(path)
    if not rest and first in _SENTENCES:
        return _SENTENCES[first].format(a=_with_article(naming.singular(noun)), many=noun)
    words = rest.replace("_", " ")
    if first in ("create", "retrieve", "modify", "update", "delete"):
        return _SENTENCES[first].format(a=_with_article(words), many=words)
    if first == "list":
        return f"Fetches a page of {words}."
    owner = naming.singular(_noun(_owner(path)))
    return f"{_third_person(first).capitalize()} {words + ' of ' if words else ''}{_with_article(owner)}."


def _with_article(noun: str) -> str:
    if noun.endswith("s") and not noun.endswith("ss"):
        return noun
    return f"{'an' if noun[:1] in 'aeiou' and not noun.startswith(('us', 'uni')) else 'a'} {noun}"


def _third_person(verb: str) -> str:
    if verb.endswith(("s", "x", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part and not re.fullmatch(r"v\d", part)]


def _noun(path: str) -> str:
    names = [part for part in _parts(path) if not part.startswith("{")]
    if names[-1:] == ["search"]:
        names.pop()
    return names[-1].replace("_", " ") if names else "object"


def _owner(path: str) -> str:
    return path.rpartition("}/")[0].rpartition("/")[0] or path
