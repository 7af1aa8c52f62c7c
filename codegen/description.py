"""The API description as a typed model: resources, services, parameters, events."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from codegen import enumerations, naming, reading, recurring, references
from codegen.model import (
    Event,
    Json,
    Method,
    MethodKind,
    Operation,
    Params,
    Resource,
    Service,
    ServiceMethod,
    ThinEvent,
)
from codegen.nodes import is_object, mapping
from codegen.shapes import own_object_name
from codegen.texts import Texts

VERBS = ("get", "post", "delete", "put", "patch")


class Description:
    """One API description, complete with its `x-sdk-*` names, as the emitters read it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.schemas: dict[str, Json] = document.get("components", {}).get("schemas", {})
        self.version: str = document.get("info", {}).get("version", "")
        self.dropped_resources: list[Resource] = []

    @functools.cached_property
    def operations(self) -> dict[tuple[str, str], Operation]:
        """All operations by verb and path, in the order of the document."""
        return {
            (verb, path): _operation(verb, path, node)
            for path, item in self.document.get("paths", {}).items()
            for verb, node in item.items()
            if verb in VERBS and is_object(node)
        }

    @functools.cached_property
    def resources(self) -> dict[str, Resource]:
        """All resources by OBJECT_NAME."""
        classes: dict[str, list[str]] = self.document.get("x-sdk-classes", {})
        resources = {name: self._resource(name, *found) for name, found in sorted(classes.items())}
        part_from_packages(resources.values(), {r.package for r in resources.values()})
        return resources

    @functools.cached_property
    def plain_classes(self) -> dict[str, Resource]:
        """Classes of answers that no OBJECT_NAME selects: `v2.DeletedObject`, by schema name."""
        name = "v2.deleted_object"
        if name not in self.schemas:
            return {}
        return {name: self._resource(name, "stripe.v2._deleted_object", "DeletedObject")}

    @functools.cached_property
    def services(self) -> dict[str, Service]:
        """All services by their path on the client: `v1.customers`."""
        tree: dict[str, dict[str, Any]] = self.document.get("x-sdk-services", {})
        services = {path: _service(path, entry) for path, entry in tree.items()}
        for operation in self.operations.values():
            for node in (operation.node, *operation.node.get("x-sdk-aliases", ())):
                service = services.get(node.get("x-sdk-service", ""))
                if service is not None:
                    service.methods.append(_service_method(operation, node))
        for service in services.values():
            service.methods.sort(key=lambda method: method.name)
        return services

    @functools.cached_property
    def params(self) -> dict[str, Params]:
        """All TypedDicts of operations by name below `stripe`: `params.CustomerCreateParams`."""
        with_options: defaultdict[str, bool] = defaultdict(bool)
        used: dict[str, Operation] = {}
        for resource in self.resources.values():
            for method in (*resource.methods, *resource.test_helpers):
                if method.params:
                    used.setdefault(method.params, method.operation)
                    with_options[method.params] = True
        for service in self.services.values():
            for service_method in service.methods:
                used.setdefault(service_method.params, service_method.operation)
        return {
            name: reading.read_params(self.schemas, operation, name, with_options[name])
            for name, operation in sorted(used.items())
            if name
        }

    @functools.cached_property
    def links(self) -> dict[str, str]:
        """The address of each operation in the API reference, by route."""
        return references.links(self.operations.values(), self.schemas)

    @functools.cached_property
    def texts(self) -> Texts:
        """What is said of fields and parameters."""
        return Texts(self.resources)

    @functools.cached_property
    def enumerations(self) -> dict[tuple[Any, ...], str]:
        """The long enumerations that several fields have, each with a name after one of them."""
        return enumerations.named(
            (owner, found)
            for owner, objects in (
                *((r.class_name, r.objects.values()) for r in self.resources.values()),
                *((p.class_name, (p.top, *p.objects.values())) for p in self.params.values()),
            )
            for found in objects
        )

    @functools.cached_property
    def recurring(self) -> dict[recurring.Key, recurring.Common]:
        """What inner classes of several answers have in common, by `recurring.key`."""
        return recurring.named(self.resources.values(), self.texts)

    @functools.cached_property
    def events(self) -> dict[str, Event]:
        """The snapshot event types, each with the schema of its `data.object`."""
        return {
            node["x-stripeEvent"]["type"]: Event(
                node["x-stripeEvent"]["type"],
                name,
                node,
                mapping(node.get("properties")).get("object"),
            )
            for name, node in self.schemas.items()
            if _event_kind(node) == "snapshot"
        }

    @functools.cached_property
    def thin_events(self) -> dict[str, ThinEvent]:
        """The thin event types, each with its two classes."""
        found = [
            _thin_event(name, node)
            for name, node in self.schemas.items()
            if _event_kind(node) == "thin"
        ]
        return {event.type: event for event in sorted(found, key=lambda event: event.type)}

    def resource_of_schema(self, name: str) -> Resource | None:
        """Return the resource whose class a schema (also a deleted one) becomes."""
        found = self.resources.get(own_object_name(self.schemas.get(name)))
        if found is not None:
            return found
        return self.plain_classes.get(name)

    def _resource(self, object_name: str, module: str, class_name: str) -> Resource:
        schema_name = self._schema_names.get(object_name, object_name)
        node = mapping(self.schemas.get(schema_name))
        resource = Resource(
            object_name,
            schema_name,
            public_module(module),
            class_name,
            node,
            self.schemas.get(f"deleted_{schema_name}"),
            bases=tuple(node.get("x-sdk-bases") or ()),
            objects=reading.read_answer(self.schemas, node, object_name.startswith("v2.")),
            class_url=node.get("x-sdk-class-url") or "",
            instance_urls=tuple(node.get("x-sdk-instance-urls") or ()),
            unsupported=tuple(node.get("x-sdk-unsupported-methods") or ()),
        )
        self._methods(resource)
        return resource

    @functools.cached_property
    def _schema_names(self) -> dict[str, str]:
        """OBJECT_NAME -> schema name, where they differ or a deleted schema shares the name."""
        found: dict[str, str] = {}
        for name, node in self.schemas.items():
            object_name = own_object_name(node)
            if not object_name or "x-stripeEvent" in node or name.startswith("deleted_"):
                continue
            if object_name == name or object_name not in found:
                found[object_name] = name
        return found

    def _methods(self, resource: Resource) -> None:
        grouped: dict[tuple[str, bool], list[dict[str, Any]]] = {}
        for entry in resource.node.get("x-stripeOperations") or ():
            if entry.get("method_on") in ("class", "instance") and entry.get("x-sdk-method"):
                helper = entry.get("x-sdk-test-helper") is True
                grouped.setdefault((entry["x-sdk-method"], helper), []).append(entry)
        for (name, helper), entries in sorted(grouped.items()):
            method = self._method(name, entries)
            if method is not None:
                (resource.test_helpers if helper else resource.methods).append(method)

    def _method(self, name: str, entries: list[dict[str, Any]]) -> Method | None:
        keys = [(entry.get("operation", ""), entry.get("path", "")) for entry in entries]
        known = [self.operations[key] for key in keys if key in self.operations]
        if not known:
            return None
        entry, operation = entries[0], known[0]
        kind: MethodKind = "class"
        if entry["method_on"] == "instance":
            kind = "dual" if entry.get("x-sdk-also-on-class") is True else "instance"
        return Method(
            name,
            kind,
            operation,
            _ids(name, entry, operation),
            entry.get("x-sdk-params") or operation.params,
            tuple(found.route for found in known),
        )


def part_from_packages(resources: Iterable[Resource], packages: Collection[str]) -> None:
    """Rename the modules whose place in stripe/resources/ a package has."""
    for resource in resources:
        if resource.module in packages:
            resource.module += "_resource"


def public_module(module: str) -> str:
    """Return the official private module as ours, below `stripe`: `checkout.session`."""
    return ".".join(part.lstrip("_") for part in module.split(".")[1:])


def _operation(verb: str, path: str, node: Json) -> Operation:
    content = mapping(mapping(node.get("requestBody")).get("content"))
    return Operation(
        verb,
        path,
        naming.placeholders(path),
        node,
        base=node.get("x-sdk-base-address") or "api",
        stream=node.get("x-sdk-stream") is True,
        multipart="multipart/form-data" in content,
        params=node.get("x-sdk-params") or "",
        params_required=node.get("x-sdk-params-required") is True,
    )


def _ids(name: str, entry: dict[str, Any], operation: Operation) -> tuple[str, ...]:
    given = {
        variable.get("name"): variable.get("method_parameter")
        for variable in entry.get("path_resource_variables") or ()
        if variable.get("method_parameter")
    }
    if name in ("retrieve", "modify") and len(operation.variables) == 1:
        return ("id",)
    return tuple(given.get(variable, variable) for variable in operation.variables)


def _service(path: str, entry: dict[str, Any]) -> Service:
    prefix = f"{path}." if path else ""
    children = {child: prefix + child for child in entry.get("services") or ()}
    return Service(path, entry["class"], public_module(entry["module"]), children)


def _service_method(operation: Operation, node: Json) -> ServiceMethod:
    is_json = operation.path.startswith("/v2")
    return ServiceMethod(
        node["x-sdk-method"],
        operation,
        node.get("x-sdk-params") or operation.params,
        node.get("x-sdk-params-required") is True,
        tuple(_decimals(reading.body_schema(operation.node), ())) if is_json else (),
    )


def _decimals(node: Json, path: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for key, value in mapping(node.get("properties")).items():
        if not is_object(value):
            continue
        if value.get("format") == "decimal" and value.get("type") == "string":
            found.append(".".join((*path, key)))
        found.extend(_decimals(value, (*path, key)))
    return found


def _event_kind(node: Json) -> str:
    event = node.get("x-stripeEvent") if is_object(node) else None
    if not is_object(event) or not isinstance(event.get("type"), str):
        return ""
    return "thin" if event.get("kind") == "thin" else "snapshot"


def _thin_event(name: str, node: Json) -> ThinEvent:
    class_name = node["x-sdk-class"].rpartition(".")[2]
    return ThinEvent(
        node["x-stripeEvent"]["type"],
        name,
        class_name,
        node["x-sdk-notification-class"].rpartition(".")[2],
        node["x-sdk-handler-method"],
        tuple(node.get("x-sdk-related-object") or ()),
        node,
    )
