"""Features that a customer has by what it subscribes to."""

from refusals import failed
from sandbox_clocks import Clock, price_of

import stripe


def names(clock):
    found = stripe.entitlements.ActiveEntitlement.list(customer=clock.customer).data
    return sorted(one.lookup_key for one in found)


def test_features_come_and_go_with_subscriptions(still):
    clock = Clock()
    prices = [price_of(1000), price_of(2000)]
    for price, keys in zip(prices, (["wood"], ["wood", "gold"]), strict=True):
        for key in keys:
            found = stripe.entitlements.Feature.list(lookup_key=key).data
            feature = (
                found[0] if found else stripe.entitlements.Feature.create(name=key, lookup_key=key)
            )
            stripe.Product.create_feature(price.product, entitlement_feature=feature.id)
    first, second = (
        stripe.Subscription.create(customer=clock.customer, items=[{"price": price.id}])
        for price in prices
    )
    assert names(clock) == ["gold", "wood"]
    stripe.Subscription.cancel(second.id)
    assert names(clock) == ["wood"]
    stripe.Subscription.cancel(first.id)
    assert names(clock) == []
    told = stripe.Event.list(type="entitlements.active_entitlement_summary.updated").data[::-1]
    counts = [len(event.data.object.entitlements.data) for event in told]
    assert counts == [1, 2, 1, 0]
    assert told[0].data.previous_attributes.entitlements.data == []


def test_a_lookup_key_is_that_of_one_feature(still):
    stripe.entitlements.Feature.create(name="Wood", lookup_key="wood")
    error = failed(stripe.entitlements.Feature.create, name="More wood", lookup_key="wood")
    assert (error.http_status, error.param) == (400, "lookup_key")
