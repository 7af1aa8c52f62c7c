"""Climate: what carbon removal can be ordered, from whom, and what an order costs."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from stripe.sandbox.errors import missing_parameter
from stripe.sandbox.generic.registry import prepare, reference
from stripe.sandbox.json import Obj

if TYPE_CHECKING:
    from stripe.sandbox.state.world import World

CLIMATE = {
    "climsku_direct_air_capture": ("Direct air capture", "direct_air_capture", 60000),
    "climsku_enhanced_weathering": ("Enhanced weathering", "enhanced_weathering", 30000),
}
"""Products of Climate: name, pathway, and US cents for a metric ton."""
FOUNDED = 1_609_459_200  # when Climate's products were made: 1 January 2021


@reference("climate.supplier")
def _suppliers(world: World) -> dict[str, Obj]:
    """One supplier for each way to remove carbon."""
    return {
        f"climsup_{pathway}": {
            "id": f"climsup_{pathway}",
            "object": "climate.supplier",
            "info_url": f"https://example.com/{pathway}",
            "livemode": world.livemode,
            "locations": [
                {"city": None, "country": "US", "latitude": None, "longitude": None, "region": None}
            ],
            "name": f"{name} Ltd",
            "removal_pathway": pathway,
        }
        for name, pathway, _ in CLIMATE.values()
    }


@reference("climate.product")
def _climate_products(world: World) -> dict[str, Obj]:
    """A product of each supplier, at prices without fees."""
    suppliers = _suppliers(world)
    return {
        id: {
            "id": id,
            "object": "climate.product",
            "created": FOUNDED,
            "current_prices_per_metric_ton": {
                "usd": {"amount_fees": 0, "amount_subtotal": cents, "amount_total": cents}
            },
            "delivery_year": 2030,
            "livemode": world.livemode,
            "metric_tons_available": "1000",
            "name": name,
            "suppliers": [suppliers[f"climsup_{pathway}"]],
        }
        for id, (name, pathway, cents) in CLIMATE.items()
    }


@prepare("climate.order")
def _order(world: World, obj: Obj, params: Obj) -> None:
    """By weight, or as much as an amount buys."""
    product = _climate_products(world)[params["product"]]
    price = product["current_prices_per_metric_ton"]["usd"]["amount_total"]
    if params.get("metric_tons"):
        tons = Decimal(params["metric_tons"])
        amount = int((tons * price).quantize(Decimal(1), ROUND_HALF_UP))
    elif params.get("amount"):
        amount = params["amount"]
        tons = (Decimal(amount) / price).quantize(Decimal("0.0001"))
    else:
        raise missing_parameter("metric_tons")
    obj.update(
        amount_subtotal=amount,
        amount_total=amount,
        currency="usd",
        expected_delivery_year=product["delivery_year"],
        metric_tons=str(tons),
    )
