"""Metadata is a mapping of texts, wherever one is wanted."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

from typing_extensions import assert_type

import stripe


def f(m: Mapping[str, str]) -> None: ...
def g(m: Mapping[str, int]) -> None: ...
def h(m: MutableMapping[str, str] | None) -> None: ...


c = stripe.Customer.retrieve("a")
h(c.metadata)
if c.metadata:
    f(c.metadata)
    g(c.metadata)  # error
    for k, v in c.metadata.items():
        v.upper()
    for k in c.metadata:
        k.upper()
    c.metadata.update({"a": "b"})
    c.metadata.update(a="b")
    c.metadata.update({"a": 5})  # error
    c.metadata.update(a=5)  # error
    c.metadata.setdefault("a", "b").upper()
    c.metadata.pop("a").upper()
    c.metadata.pop("a", None)
    assert_type(c.metadata.get("a"), str | None)
    assert_type(c.metadata.get("a", ""), str)
    assert_type(c.metadata.get("a", 5), str | int)
    assert_type(dict(c.metadata), dict[str, str])
    assert_type({**c.metadata}, dict[str, str])
    assert_type(list(c.metadata), list[str])
    assert_type(len(c.metadata), int)
    "a" in c.metadata
    del c.metadata["a"]
    c.metadata == {"a": "b"}
    c.metadata["a"] = None
    c.metadata.order.upper()
    c.metadata.order = 5  # error
    stripe.Customer.create(metadata=c.metadata)
    stripe.Customer.create(metadata=dict(c.metadata))
    stripe.Customer.create(metadata={**c.metadata, "a": "b"})
    stripe.Customer.create(metadata={**c.metadata, "a": 5})  # error
    merged = c.metadata | {"a": "b"}
