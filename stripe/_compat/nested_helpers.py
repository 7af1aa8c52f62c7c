"""Class methods of earlier versions that helped with objects below others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stripe._objects.requestor import global_request
from stripe._wire.addresses import quoted_id
from stripe.operation import operation


def nested_helper(cls: Any, name: str) -> Callable[..., Any] | None:
    """`Customer.sources_url(id, nested_id)` and `Customer.sources_request(verb, url, **params)`.

    None where the class has no operation on such objects.
    """
    plural, _, kind = name.rpartition("_")
    one = plural[:-1]
    names = [f"list_{plural}", f"list_{one[:-1]}ies"]
    names += [f"{verb}_{one}" for verb in ("create", "retrieve", "modify", "delete")]
    declared: list[object] = [vars(cls).get(each) for each in names]
    paths = [each.route.path for each in declared if isinstance(each, operation)]
    if not paths or not hasattr(cls, "class_url"):
        return None
    segment = paths[0].removeprefix(cls.class_url()).split("/")[2]

    def url(id: str, nested_id: str | None = None) -> str:
        below = "" if nested_id is None else f"/{quoted_id(nested_id)}"
        return f"{cls.class_url()}/{quoted_id(id)}/{segment}{below}"

    def request(method: str, url: str, **params: Any) -> Any:
        return global_request(method, url, params)

    return url if kind == "url" else request
