"""Write the stubs of the services of StripeClient, and of its older spellings."""

from __future__ import annotations

from codegen import text
from codegen.description import Description
from codegen.model import Service, ServiceMethod
from codegen.service_modules import HAND_WRITTEN
from codegen.stubs import docstrings, params, resources
from codegen.stubs.annotations import Annotations
from codegen.stubs.source import Source


def files(description: Description) -> dict[str, str]:
    """Return the stubs of all services."""
    found: dict[str, str] = {}
    for path, service in description.services.items():
        if path not in HAND_WRITTEN:
            name = f"services/{service.module.replace('.', '/')}.pyi"
            found[name] = _stub(description, service, is_v2=path.startswith("v2"))
    found["client_shortcuts.pyi"] = _shortcuts(description)
    return found


def _stub(description: Description, service: Service, *, is_v2: bool) -> str:
    taken = frozenset({service.class_name, *(method.name for method in service.methods)})
    source = Source(f"stripe.services.{service.module}", taken)
    annotations = Annotations(description, source, "", is_v2)
    lines: list[str] = []
    for name, path in service.children.items():
        child = description.services.get(path)
        if child is not None:
            cls = source.use(f"stripe.services.{child.module}", child.class_name)
            lines.append(f"    {name}: {cls}")
    for method in service.methods:
        lines.extend("    " + line for line in _method(description, method, annotations, source))
    for dropped in service.dropped:
        anything = source.use("typing", "Any")
        ids = [f"{piece.partition('}')[0]}: str" for piece in dropped.route.split("{")[1:]]
        optional = (f"params: {anything} = None", f"options: {anything} = None")
        arguments = ", ".join(("self", *ids, *optional))
        lines.append(f"    def {dropped.name}({arguments}) -> {anything}:")
        lines.append(f'        """`{dropped.route}`. Not in the API since {dropped.since}."""')
    base = source.use("stripe.stripe_service", "StripeService")
    head = f"class {service.class_name}({base}):"
    return source.render("\n".join((head, *(lines or ["    ..."]))))


def _method(
    description: Description, method: ServiceMethod, annotations: Annotations, source: Source
) -> list[str]:
    operation = method.operation
    answer = resources.response(description, operation, annotations, source)
    options = source.use("stripe._wire.options", "RequestOptions")
    found = description.params.get(method.params)
    typed = (
        options
        if found is None
        else source.use(params.module_of(found), params.service_name(found))
    )
    wanted = f"params: {typed}" if method.params_required else f"params: {typed} | None = None"
    ids = [f"{name}: str" for name in operation.variables]
    arguments = ", ".join(("self", *ids, wanted, f"options: {options} | None = None"))
    doc = docstrings.of(method.name, operation, description.links[operation.route])
    return [f"def {method.name}({arguments}) -> {answer}:", f"    {doc}"]


def _shortcuts(description: Description) -> str:
    names = sorted(description.document.get("x-sdk-client-shortcuts") or ())
    source = Source("stripe.client_shortcuts")
    lines = ["class ClientShortcuts:"]
    v1 = description.services.get("v1")
    for name in names:
        service = description.services.get(v1.children.get(name, "")) if v1 is not None else None
        if service is not None:
            cls = source.use(f"stripe.services.{service.module}", service.class_name)
            lines.append(f"    {name}: {cls}")
    if len(lines) == 1:
        return text.module("class ClientShortcuts: ...")
    return source.render("\n".join(lines))
