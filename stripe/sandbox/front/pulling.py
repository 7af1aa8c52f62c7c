"""`pull`: the catalogue of a real test-mode account, as a fixture file that makes it anew."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stripe.sandbox.front import asking
from stripe.sandbox.front.errors import CommandError
from stripe.sandbox.json import Obj, is_dict, is_list
from stripe.sandbox.spec import description
from stripe.sandbox.spec.description import Fields

if TYPE_CHECKING:
    import argparse

    from stripe.sandbox.front.asking import Send

LIVE = ("sk_live_", "rk_live_")
PAGE = 100


class Kind(NamedTuple):
    """What is pulled: where it is, whether its id can be given again, what only comes when asked for."""

    path: str
    keeps_id: bool
    expand: tuple[str, ...] = ()


KINDS = {
    "products": Kind("/v1/products", True),
    "meters": Kind("/v1/billing/meters", False),
    "prices": Kind("/v1/prices", False, ("data.tiers", "data.currency_options")),
    "coupons": Kind("/v1/coupons", True, ("data.applies_to",)),
    "promotion_codes": Kind("/v1/promotion_codes", False),
    "tax_rates": Kind("/v1/tax_rates", False),
    "portal_configurations": Kind("/v1/billing_portal/configurations", False),
}
# What a creation does not take although the object shows it, or takes only where another is not given.
LEFT_OUT = {"unit_amount_decimal": "unit_amount", "flat_amount_decimal": "flat_amount"}


def command(options: argparse.Namespace) -> int:
    """Writes the fixture file, or prints it for `-`."""
    if options.api_key.startswith(LIVE):
        raise CommandError("pull reads test mode only: give a key that begins with sk_test_.")
    wanted = str(options.only).split(",") if options.only else list(KINDS)
    for name in wanted:
        if name not in KINDS:
            raise CommandError(f"--only takes {', '.join(KINDS)}, not {name}.")
    found = pull(asking.running(options.url.rstrip("/"), options.api_key), wanted)
    text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if options.file == "-":
        sys.stdout.write(text)
        return 0
    try:
        Path(options.file).write_text(text, "utf-8")
    except OSError as error:
        raise CommandError(f"Cannot write {options.file}: {error.strerror}") from None
    return 0


def pull(send: Send, wanted: list[str]) -> Obj:
    """The fixtures that make anew what an account has of these kinds."""
    fixtures: list[Obj] = []
    made: dict[str, str] = {}
    defaults: list[tuple[str, str]] = []
    for name, kind in KINDS.items():
        for obj in _shown(name, _all(send, kind)) if name in wanted else ():
            params = _params(obj, description.params_of(f"POST {kind.path}"))
            price = params.pop("default_price", None) or obj.get("default_price")
            if isinstance(price, str):
                defaults.append((obj["id"], price))
            if kind.keeps_id:
                params["id"] = obj["id"]
            _mend(name, params, made)
            fixtures.append(_fixture(obj["id"], kind.path, _referring(params, made)))
            if not kind.keeps_id:
                made[obj["id"]] = f"${{{obj['id']}:id}}"
    for product, price in defaults:
        if price in made:
            params = {"default_price": made[price]}
            fixtures.append(_fixture(f"{product} default price", f"/v1/products/{product}", params))
    return {"_meta": {"template_version": 0}, "fixtures": fixtures}


def _fixture(name: str, path: str, params: Obj) -> Obj:
    return {"name": name, "path": path, "method": "post", "params": params}


def _all(send: Send, kind: Kind) -> Iterator[Obj]:
    """The oldest first, as they were made."""
    found: list[Obj] = []
    params: Obj = {"limit": PAGE, **({"expand": list(kind.expand)} if kind.expand else {})}
    while True:
        status, page = send("GET", kind.path, params)
        if status >= 400:
            raise CommandError(f"GET {kind.path} answered {status}: {page['error']['message']}")
        found += page["data"]
        if not page["has_more"]:
            break
        params = {**params, "starting_after": page["data"][-1]["id"]}
    yield from reversed(found)


def _shown(name: str, found: Iterator[Obj]) -> Iterator[Obj]:
    """With a bar of progress where tqdm is installed and somebody looks."""
    if not sys.stderr.isatty() or "CI" in os.environ:
        return found
    try:
        from tqdm import tqdm
    except ImportError:
        return found
    return iter(tqdm(found, desc=name, unit=""))


def _params(obj: Obj, shape: Fields) -> Obj:
    """Of an object what a creation takes."""
    found: Obj = {}
    for field, number in shape.of.items():
        value = obj.get(field)
        if value in (None, "", [], {}) or obj.get(LEFT_OUT.get(field, "")) is not None:
            continue
        found[field] = _value(value, number)
    return found


def _value(value: Any, number: int) -> Any:
    shape = description.bare(number)
    if isinstance(shape, Fields) and is_dict(value):
        return _params(value, shape)
    if is_list(shape) and shape[0] == "a" and is_list(value):
        return [_value(item, shape[1]) for item in value]
    if is_list(shape) and shape[0] == "m" and is_dict(value):
        return {key: _value(item, shape[1]) for key, item in value.items()}
    if is_list(shape) and shape[0] == "o":
        for option in shape[1:]:
            inner = description.bare(option)
            if isinstance(inner, Fields) is is_dict(value):
                return _value(value, option)
    return value


def _mend(name: str, params: Obj, made: dict[str, str]) -> None:
    """What a creation says otherwise than the object does."""
    if name != "prices":
        return
    params.get("currency_options", {}).pop(params["currency"], None)
    for priced in (params, *params.get("currency_options", {}).values()):
        for tier in priced.get("tiers", ()):
            tier.setdefault("up_to", "inf")
        if "custom_unit_amount" in priced:
            priced["custom_unit_amount"]["enabled"] = True
    recurring = params.get("recurring", {})
    if recurring.get("meter") not in made:  # it was not asked for
        recurring.pop("meter", None)


def _referring(value: Any, made: dict[str, str]) -> Any:
    if is_dict(value):
        return {key: _referring(item, made) for key, item in value.items()}
    if is_list(value):
        return [_referring(item, made) for item in value]
    return made.get(value, value) if isinstance(value, str) else value
