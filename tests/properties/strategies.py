"""JSON of all kinds, names that could be in anyone's way, parameters as people nest them."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

import stripe

# Names that mean something to Python, to the library, or to the API.
AWKWARD = [
    "",
    " ",
    "__class__",
    "__dict__",
    "__init__",
    "__slots__",
    "__getattr__",
    "_data",
    "_requestor",
    "_private",
    "_replaced",
    "_last_response",
    "_retrieve_params",
    "items",
    "keys",
    "values",
    "get",
    "pop",
    "update",
    "setdefault",
    "clear",
    "copy",
    "api_key",
    "stripe_account",
    "stripe_version",
    "stripe_context",
    "last_response",
    "refresh",
    "delete",
    "save",
    "to_dict",
    "construct_from",
    "OBJECT_NAME",
    "FIELD_TYPES",
    "EXPANDABLE",
    "from",
    "class",
    "from_",
    "None",
    "self",
    "data",
    "url",
    "has_more",
    "object ",
    "💳",
    "ünïcode",
    "a b",
    "a.b",
    "a[b]",
    "0",
    "\x00",
    "\n",
    "ﬁ",  # compatibility forms: attribute names are normalized by the parser, keys are not
    "x" * 300,
]

names = st.sampled_from(AWKWARD) | st.text(max_size=20)
kinds = st.sampled_from(
    ["customer", "charge", "list", "price", "event", "search_result", "v2.core.event", "unheard_of"]
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)


def _objects(values: Any) -> Any:
    return st.dictionaries(names, values, max_size=6) | st.builds(
        lambda kind, fields: {"object": kind, **fields},
        kinds,
        st.dictionaries(names, values, max_size=5),
    )


json_values = st.recursive(
    scalars, lambda values: st.lists(values, max_size=4) | _objects(values), max_leaves=25
)
json_objects = _objects(json_values)

# -- parameters ----------------------------------------------------------------------------------

form_names = st.text(
    st.characters(codec="utf-8", exclude_characters="[]"), min_size=1, max_size=8
).filter(lambda name: not name.isdigit())
texts = st.text(st.characters(codec="utf-8"), max_size=20)
moments = st.datetimes(
    min_value=datetime(1971, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(timezone.utc)
)
form_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
    | texts
    | moments
    | st.builds(
        lambda text: stripe.Customer.construct_from({"id": text, "name": "x"}, None),
        st.text("abc123_", min_size=1, max_size=10),
    )
)
form_values = st.recursive(
    form_scalars,
    lambda values: (
        st.lists(values, max_size=4)
        | st.lists(values, max_size=4).map(tuple)
        | st.dictionaries(form_names, values, max_size=4)
    ),
    max_leaves=20,
)
form_params = st.dictionaries(form_names, form_values, max_size=6)


def expected(value: Any) -> Any:
    """What a server should read where `value` was given: texts, dicts and lists; None for nothing."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return str(int(value.timestamp()))
    if isinstance(value, stripe.StripeObject):
        return value["id"]
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, dict):
        items = {name: expected(item) for name, item in value.items()}
        return {name: item for name, item in items.items() if item not in (None, {})} or None
    if isinstance(value, (list, tuple)):
        # An index says where an item stood; a list of nothing is nothing.
        items = {str(place): expected(item) for place, item in enumerate(value)}
        return {name: item for name, item in items.items() if item not in (None, {})} or None
    return value
