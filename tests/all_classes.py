"""All classes of objects, inner classes too."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, reduce

import stripe
from stripe import StripeObject


@cache
def all_classes() -> list[type[StripeObject]]:
    """Every class that an answer may be made of, and its bases."""
    names = ["stripe.list_object", "stripe.v2_list_object", "stripe._objects.error_object"]
    names += [
        found.name
        for found in pkgutil.walk_packages(stripe.resources.__path__, "stripe.resources.")
    ]
    for name in names:
        importlib.import_module(name)
    found = dict.fromkeys([StripeObject])
    left = [StripeObject]
    while left:
        cls = left.pop()
        inner = [
            reduce(getattr, path.split("."), cls) for path in cls.inner_paths() if not cls.PATH
        ]
        new = [each for each in [*cls.__subclasses__(), *inner] if each not in found]
        found.update(dict.fromkeys(new))
        left += new
    return list(found)
