"""What the parameters of a price may not say: contradictions, gaps, amounts out of range."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stripe.sandbox.billing import periods, usage
from stripe.sandbox.errors import (
    exclusive,
    invalid,
    missing_parameter,
    too_large,
    too_small,
    within,
)
from stripe.sandbox.json import Obj, as_dict, part
from stripe.sandbox.ledger import currencies

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

AMOUNTS = ("unit_amount", "unit_amount_decimal")
TIER_AMOUNTS = ("flat_amount", "flat_amount_decimal", *AMOUNTS)
MOST_PLACES = 12
MOST_TRIAL_DAYS = 730


def check(world: World, params: Obj, path: str, *, signed: bool = False) -> None:
    """Raises for parameters that no price can have; `path` is where they stand in the request."""
    _check_amounts(params, path, signed=signed)
    _check_scheme(params, path)
    check_options(as_dict(params.get("currency_options")), within(path, "currency_options"))
    if params.get("recurring") is not None:
        _check_recurring(world, params, path)


def check_options(options: Obj, param: str) -> None:
    """Raises for amounts in further currencies that no price can have."""
    for currency, option in options.items():
        path = f"{param}[{currency}]"
        currencies.currency_of(currency, path)
        _check_amounts(option, path)
        if option.get("tiers") is not None:
            _check_tiers(option["tiers"], f"{path}[tiers]")


def _check_amounts(params: Obj, path: str, *, signed: bool = False) -> None:
    given = [
        name for name in (*AMOUNTS, "custom_unit_amount", "tiers") if params.get(name) is not None
    ]
    if not given:
        raise missing_parameter(within(path, "unit_amount"))
    if "unit_amount" in given and "unit_amount_decimal" in given:
        raise exclusive(within(path, "unit_amount"), within(path, "unit_amount_decimal"))
    if "tiers" in given and len(given) > 1:
        raise exclusive(within(path, "tiers"), within(path, given[0]))
    if "custom_unit_amount" in given and len(given) > 1:
        raise exclusive(within(path, "custom_unit_amount"), within(path, given[0]))
    for name in AMOUNTS:
        check_amount(params.get(name), within(path, name), signed=signed)
    custom = part(params, "custom_unit_amount")
    least, most = custom.get("minimum"), custom.get("maximum")
    floor = currencies.LEAST.get(params.get("currency") or "", 0)
    if least is not None and least < floor:
        raise too_small(within(path, "custom_unit_amount") + "[minimum]", floor)
    if least is not None and most is not None and least > most:
        raise invalid(
            "The minimum of a custom unit amount cannot be greater than its maximum.",
            within(path, "custom_unit_amount") + "[minimum]",
        )


def check_amount(amount: Any, param: str, *, signed: bool = False) -> None:
    """A 400 for an amount below 0 or with too many decimals."""
    if amount is None:
        return
    decimal = Decimal(str(amount))
    if decimal < 0 and not signed:
        raise too_small(param, 0)
    exponent = decimal.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MOST_PLACES:
        raise invalid(
            f"Invalid decimal: {amount}; must contain at most {MOST_PLACES} decimal places.", param
        )


def _check_scheme(params: Obj, path: str) -> None:
    tiers, mode = params.get("tiers"), params.get("tiers_mode")
    scheme = params.get("billing_scheme")
    if tiers is None:
        if mode is not None or scheme == "tiered":
            raise missing_parameter(within(path, "tiers"))
        return
    if scheme != "tiered":
        raise invalid(
            "`tiers` can only be set together with `billing_scheme=tiered`.",
            within(path, "billing_scheme"),
        )
    if mode is None:
        raise missing_parameter(within(path, "tiers_mode"))
    if params.get("transform_quantity") is not None:
        raise exclusive(within(path, "tiers"), within(path, "transform_quantity"))
    _check_tiers(tiers, within(path, "tiers"))


def _check_tiers(tiers: list[Obj], param: str) -> None:
    before = 0
    for at, tier in enumerate(tiers):
        path = f"{param}[{at}]"
        given = [name for name in TIER_AMOUNTS if tier.get(name) is not None]
        if not given:
            raise missing_parameter(f"{path}[unit_amount]")
        for whole in ("flat_amount", "unit_amount"):
            if whole in given and f"{whole}_decimal" in given:
                raise exclusive(f"{path}[{whole}]", f"{path}[{whole}_decimal]")
        for name in given:
            check_amount(tier[name], f"{path}[{name}]")
        last = at == len(tiers) - 1
        if last != (tier["up_to"] == "inf"):
            raise invalid(
                "The last tier, and only the last one, must have `up_to=inf`.", f"{path}[up_to]"
            )
        if last:
            return
        if int(tier["up_to"]) <= before:
            raise invalid(
                "Tiers must be sorted: each `up_to` must be greater than the one before it.",
                f"{path}[up_to]",
            )
        before = int(tier["up_to"])
    raise missing_parameter(param)


def _check_recurring(world: World, params: Obj, path: str) -> None:
    recurring, param = params["recurring"], within(path, "recurring")
    count = recurring.get("interval_count")
    if count is not None and count < 1:
        raise too_small(f"{param}[interval_count]", 1)
    if periods.is_too_long(periods.cycle_of(params)):
        raise invalid(
            "The interval of a price can be at most 3 years (36 months, 156 weeks or 1095 days).",
            f"{param}[interval_count]",
        )
    days = recurring.get("trial_period_days")
    if days is not None and days > MOST_TRIAL_DAYS:
        raise too_large(f"{param}[trial_period_days]", MOST_TRIAL_DAYS, days)
    if params.get("custom_unit_amount") is not None:
        raise exclusive(within(path, "custom_unit_amount"), param)
    metered, meter = recurring.get("usage_type") == "metered", recurring.get("meter")
    if metered and not meter:
        raise missing_parameter(f"{param}[meter]")
    if not meter:
        return
    if not metered:
        raise invalid(
            "A meter needs `recurring[usage_type]=metered`: licensed prices count no usage.",
            f"{param}[meter]",
        )
    if meter in usage.BY_RECORD:
        return
    if world.find("billing.meter", meter, f"{param}[meter]")["status"] != "active":
        raise invalid(f"The meter {meter} is not active.", f"{param}[meter]")
