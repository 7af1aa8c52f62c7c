"""The rules that name what a description does not name: the vendor's own has no `x-sdk-*`.

A description with `x-sdk-classes` is complete and stays as it is. The others are completed with the same
`x-sdk-*` that ours has, so that everything after this step reads one kind of description.
"""

from __future__ import annotations

import copy
from typing import Any

from codegen.rules import classes, events, methods, params, services
from codegen.rules.cleaning import clean
from codegen.rules.routes import Routes


def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Return the description with the names that it lacks; the one given is not changed."""
    if "x-sdk-classes" in document:
        return document
    document = clean(copy.deepcopy(document))
    schemas = document["components"]["schemas"]
    routes = Routes(document)
    classes.name_classes(document, schemas)
    services.name_services(document, routes)
    methods.name_methods(schemas, routes)
    classes.describe_classes(schemas, routes)
    params.name_params(document, schemas)
    events.name_events(schemas)
    return document
