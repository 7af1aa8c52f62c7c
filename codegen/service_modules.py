"""Write stripe/services/: a module for each service of StripeClient."""

from __future__ import annotations

from codegen import text
from codegen.model import DroppedMethod, Service, ServiceMethod
from codegen.resource_modules import sent_how

HAND_WRITTEN = ("oauth",)
"""Services that stripe.oauth has, with more than their routes."""


def files(services: dict[str, Service]) -> dict[str, str]:
    """Return the modules of the services and the packages they lie in."""
    found = {"services/__init__.py": text.HEADER}
    for path, service in services.items():
        if path in HAND_WRITTEN:
            continue
        parts = service.module.split(".")
        for depth in range(1, len(parts)):
            found[f"services/{'/'.join(parts[:depth])}/__init__.py"] = text.HEADER
        found[f"services/{'/'.join(parts)}.py"] = module(service, services)
    return found


def module(service: Service, services: dict[str, Service]) -> str:
    """Return the module of one service class."""
    imported = [("stripe.stripe_service", "StripeService")]
    body: list[str] = []
    for name, path in service.children.items():
        child = services.get(path)
        if child is not None:
            place = text.quoted(f"{child.module}.{child.class_name}")
            body.append(text.call(f"{name} = service", [place], 4))
    if body:
        imported.append(("stripe.stripe_service", "service"))
    if service.methods or service.dropped:
        imported.append(("stripe.stripe_service", "service_method"))
        body.extend(_declaration(method) for method in service.methods)
        body.extend(_dropped(method) for method in service.dropped)
    head = f"class {service.class_name}(StripeService):"
    return text.module(text.imports(imported), "\n".join((head, *(body or ["    pass"]))))


def _declaration(method: ServiceMethod) -> str:
    arguments = [text.quoted(method.operation.route), *sent_how(method.operation)]
    if method.decimals:
        arguments.append(f"decimals={text.literal(method.decimals)}")
    return text.call(f"{method.name} = service_method", arguments, 4)


def _dropped(method: DroppedMethod) -> str:
    arguments = [text.quoted(method.route), f"dropped={text.quoted(method.since)}"]
    return text.call(f"{method.name} = service_method", arguments, 4)
