"""The query language of search: `email:"a@b.c" AND -metadata["plan"]:null AND created>1700000000`."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox.errors import ApiError, invalid
from stripe.sandbox.generic import lists
from stripe.sandbox.json import Obj, as_dict, is_dict
from stripe.sandbox.state.columns import LENGTH

if TYPE_CHECKING:
    from stripe.sandbox.generic.call import Call
    from stripe.sandbox.state.columns import Piece, Read
    from stripe.sandbox.state.store import Collection

Fits = Callable[[Any], bool]
May = Callable[["Piece"], bool]
COMPARISONS = {">": gt, "<": lt, ">=": ge, "<=": le}

# Kind -> searchable fields; those with `#` are numbers (compared), `=` words (exact only).
FIELDS = {
    "charge": (
        "amount# billing_details.address.postal_code created# currency= customer= disputed= "
        "payment_method_details.card.brand= payment_method_details.card.exp_month# "
        "payment_method_details.card.exp_year# payment_method_details.card.fingerprint= "
        "payment_method_details.card.last4= refunded= status="
    ),
    "customer": "created# email name phone",
    "invoice": (
        "created# currency= customer= last_finalization_error_code= last_finalization_error_type= "
        "number receipt_number status= subscription= total#"
    ),
    "payment_intent": "amount# created# currency= customer= status=",
    "price": "active= currency= lookup_key product= type=",
    "product": "active= description name shippable= url",
    "subscription": "canceled_at# created# status=",
}
# Where a searchable field lies, if it has moved within its object.
PLACES = {("invoice", "subscription"): "parent.subscription_details.subscription"}
TERM = re.compile(
    r"""\s*(?P<minus>-)?(?P<field>[A-Za-z_][\w.]*)
        (?:\[\s*(?P<q>["'])(?P<key>(?:\\.|(?!(?P=q)).)*)(?P=q)\s*\])?
        \s*(?P<op>>=|<=|:|~|>|<)\s*
        (?:(?P<v>["'])(?P<text>(?:\\.|(?!(?P=v)).)*)(?P=v)|(?P<bare>[^\s"']+))\s*""",
    re.VERBOSE,
)
JOIN = re.compile(r"(AND|OR)\s+", re.IGNORECASE)
UNPARSABLE = (
    "We were unable to parse your search query. Try using the format "
    '`metadata["key"]:"value"` to query for metadata or key:"value" to query for other fields.'
)
SHORTEST = 3
MOST_TERMS = 10


class Term(NamedTuple):
    """One condition of a query."""

    negated: bool
    field: str
    key: str | None
    op: str
    text: str | None
    null: bool


class Asked(NamedTuple):
    """A term as it is looked up: what its column holds of an object, which values fit, which pieces may."""

    column: str
    read: Read
    fits: Fits
    may: May


def generic(call: Call) -> Obj:
    """A page of what a query finds, newest first."""
    name = call.route.object_name
    limit = lists.cursor_of(call.params).limit
    terms, join = parse(name, call.params["query"])
    objects = call.store.collection(name)
    before = len(objects.order)
    token = call.params.get("page")
    if token is not None:
        start = _id_of(token)
        if start not in objects.position:
            raise invalid("Invalid page token.", "page")
        before = objects.position[start]
    data, has_more = lists.take(_found(objects, terms, join, before), limit, None)
    result: Obj = {
        "object": "search_result",
        "data": data,
        "has_more": has_more,
        "next_page": _token(data[-1]["id"]) if has_more else None,
        "url": call.request.path,
    }
    if "total_count" in call.expanded:
        every = _found(objects, terms, join, len(objects.order))
        result["total_count"] = sum(1 for _ in every)
    return result


def _found(objects: Collection, terms: list[Asked], join: str | None, before: int) -> Iterator[Obj]:
    """Objects before a place that terms find, newest first."""
    columns = [(term, objects.column(term.column, term.read)) for term in terms]
    joined = any if join == "OR" else all
    for number in range((before - 1) // LENGTH, -1, -1):
        if not joined(term.may(pieces[number]) for term, pieces in columns):
            continue
        first = number * LENGTH
        values = [(term.fits, pieces[number].values) for term, pieces in columns]
        for at in range(min(LENGTH, before - first) - 1, -1, -1):
            if joined(fits(column[at]) for fits, column in values):
                id = objects.order[first + at]
                if id is not None:
                    yield objects.objects[id]


def _token(id: str) -> str:
    return urlsafe_b64encode(id.encode()).decode()


def _id_of(token: str) -> str:
    try:
        return urlsafe_b64decode(token.encode()).decode()
    except ValueError:
        return ""


def parse(name: str, query: str | None) -> tuple[list[Asked], str | None]:
    """What a query asks for, and what joins its terms; a 400 for a bad one."""
    terms, join = _terms(query or "")
    return [_asked(name, term) for term in terms], join


def _terms(query: str) -> tuple[list[Term], str | None]:
    terms: list[Term] = []
    join: str | None = None
    at = 0
    while True:
        match = TERM.match(query, at)
        if match is None:
            raise _bad(UNPARSABLE)
        terms.append(_term(match))
        at = match.end()
        if at == len(query):
            break
        joined = JOIN.match(query, at)
        word = joined.group(1).upper() if joined is not None else "AND"
        if join is not None and word != join:
            raise _bad("You cannot combine AND and OR in the same search query.")
        join = word
        at = joined.end() if joined is not None else at
    if len(terms) > MOST_TERMS:
        raise _bad(f"Search queries can have up to {MOST_TERMS} clauses.")
    return terms, join


def _term(match: re.Match[str]) -> Term:
    text, bare = match["text"], match["bare"]
    null = bare is not None and bare.lower() == "null"
    value = text if text is not None else bare
    return Term(
        bool(match["minus"]),
        match["field"],
        _unescape(match["key"]),
        match["op"],
        None if null else _unescape(value),
        null,
    )


def _unescape(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\\(.)", r"\1", text)


def _bad(message: str) -> ApiError:
    return invalid(message, "query", kept=False)


def _asked(name: str, term: Term) -> Asked:
    kind = _kind_of(name, term)
    get = _getter(name, term)
    column = f"{term.field}[{term.key}]" if term.key is not None else term.field
    read: Read = get if kind == "#" else lambda obj: _word(get(obj))
    fits, may = _fitting(term, kind)
    if term.negated:
        return Asked(column, read, lambda value: not fits(value), _any_unlike(fits))
    return Asked(column, read, fits, may)


def _any_unlike(fits: Fits) -> May:
    return lambda piece: not all(map(fits, piece.words))


def _kind_of(name: str, term: Term) -> str:
    if term.field == "metadata" and term.key is not None:
        return ""
    plural = name + "s"
    for word in FIELDS[name].split():
        field = word.rstrip("#=")
        if field == term.field and term.key is None:
            return word[len(field) :]
    raise _bad(
        f"Field `{term.field}` is an unsupported search field for resource `{plural}`. See "
        f"http://stripe.com/docs/search#query-fields-for-{plural.replace('_', '-')} for a list of "
        "supported fields."
    )


def _getter(name: str, term: Term) -> Callable[[Obj], Any]:
    if term.key is not None:
        key = term.key
        return lambda obj: as_dict(obj.get("metadata")).get(key)
    path = PLACES.get((name, term.field), term.field).split(".")

    def get(obj: Any) -> Any:
        for part in path:
            if not is_dict(obj):
                return None
            obj = obj.get(part)
        return obj

    return get


def _fitting(term: Term, kind: str) -> tuple[Fits, May]:
    """Which values a term finds, negation aside, and whether a piece of a column may hold such."""
    text = term.text
    if text is None:
        if term.op != ":":
            raise _bad("`null` can only be compared with the `:` operator.")
        return lambda value: value is None, lambda piece: None in piece.words
    if term.op in COMPARISONS:
        if kind != "#":
            raise _bad(f"Operator `{term.op}` is not supported on the field `{term.field}`.")
        return _comparison(term.op, _number(term, text))
    if term.op == "~":
        return _substring(term, kind, text)
    wanted = _number(term, text) if kind == "#" else text.lower()
    return lambda value: value == wanted, lambda piece: wanted in piece.words


def _word(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return None
    text = str(value)
    lowered = text.lower()
    return text if lowered == text else lowered  # a column shares the texts of its objects


def _substring(term: Term, kind: str, text: str) -> tuple[Fits, May]:
    if kind:
        raise _bad(f"Operator `~` is not supported on the field `{term.field}`.")
    if len(text) < SHORTEST:
        raise _bad(f"Substring search needs at least {SHORTEST} characters.")
    wanted = text.lower()
    return lambda value: wanted in (value or ""), lambda piece: wanted in piece.text


def _number(term: Term, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _bad(f"The value of the field `{term.field}` must be a number.") from None


def _comparison(op: str, wanted: float) -> tuple[Fits, May]:
    compare = COMPARISONS[op]

    def fits(value: Any) -> bool:
        return value is not None and bool(compare(value, wanted))

    return fits, lambda piece: any(map(fits, piece.words))
