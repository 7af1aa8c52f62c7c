"""Parameters made from the API description alone: the least that it asks for, or all that there is."""

from stripe.sandbox.spec import description
from stripe.sandbox.spec.description import Fields, node

TEXTS = {
    "currency": "usd",
    "country": "US",
    "email": "jenny@example.com",
    "url": "https://example.com/hook",
    "return_url": "https://example.com/return",
    "refresh_url": "https://example.com/refresh",
    "success_url": "https://example.com/success",
    "query": "created>0",
    "enabled_events": "charge.succeeded",
    "name": "A name",
    "value": "000000000",
}
SCALARS = {
    "s": "text",
    "i": 1000,
    "n": 10,
    "b": True,
    "t": 1_900_000_000,
    "D": "1.5",
    "L": "1",
    "*": "x",
}


def of(number, name, v2):
    """A value of a shape; objects with what is required of them."""
    shape = node(number)
    if isinstance(shape, Fields):
        return {key: of(shape.of[key], key, v2) for key in sorted(shape.required)}
    if shape == "T":
        return "2030-01-01T00:00:00.000Z"
    if isinstance(shape, str):
        return TEXTS.get(name, SCALARS.get(shape, "text")) if shape == "s" else SCALARS.get(shape)
    kind, *rest = shape
    if kind == "e":
        return next((word for word in rest if word != "*"), "*")
    if kind == "a":
        return [of(rest[0], name, v2)]
    if kind == "m":
        return {"key": of(rest[0], "", v2)}
    return of(rest[0], name, v2)


def whole(number, name, v2, depth=0):
    """A value of a shape; objects with all that may be in them, four levels deep."""
    shape = node(number)
    if isinstance(shape, Fields):
        keys = shape.of if depth < 4 else shape.required
        return {key: whole(shape.of[key], key, v2, depth + 1) for key in sorted(keys)}
    if isinstance(shape, str) or shape[0] == "e":
        return of(number, name, v2)
    kind, *rest = shape
    if kind == "a":
        return [whole(rest[0], name, v2, depth)]
    if kind == "m":
        return {"key": whole(rest[0], "", v2, depth)}
    return whole(rest[0], name, v2, depth)


def params(route):
    """The required parameters of an operation."""
    shape = description.params_of(route.key)
    return {key: of(shape.of[key], key, route.v2) for key in sorted(shape.required)}
