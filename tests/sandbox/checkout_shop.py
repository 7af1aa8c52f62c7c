"""What the tests of Checkout sell and enter."""

import stripe

URL = "https://example.com/done?session={CHECKOUT_SESSION_ID}"
CARD = {
    "email": "jenny@example.com",
    "name": "Jenny Rosen",
    "number": "4242 4242 4242 4242",
    "exp_month": "12",
    "exp_year": "2034",
    "cvc": "123",
}
ADDRESS = {"line1": "1 Main St", "city": "Oakland", "postal_code": "94612", "country": "US"}
SHIPPING = {"name": "Jenny at work", "address": ADDRESS}


def item(amount=1500, name="T-shirt", quantity=2, currency="usd", **more):
    data = {"currency": currency, "unit_amount": amount, "product_data": {"name": name}}
    return {"price_data": data, "quantity": quantity, **more}


def session(**params):
    given = {"mode": "payment", "success_url": URL, "line_items": [item()]}
    sent = {key: value for key, value in {**given, **params}.items() if value is not None}
    return stripe.checkout.Session.create(**sent)


def rate(name, amount, currency="usd"):
    fixed = {"amount": amount, "currency": currency}
    return {
        "shipping_rate_data": {"type": "fixed_amount", "display_name": name, "fixed_amount": fixed}
    }


def again(made, *expand):
    return stripe.checkout.Session.retrieve(made.id, expand=list(expand))
