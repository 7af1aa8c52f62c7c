"""The numbers of DESIGN.md, counted in the description by an independent walk, and found at run time."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest

import stripe
from codegen.description import Description
from stripe.lazy import Places
from stripe.object_classes import V1_CLASSES, V2_CLASSES
from stripe.operation import operation
from stripe.stripe_service import service

VERBS = ("get", "post", "delete")


@pytest.fixture(scope="module")
def description(committed) -> Description:
    return Description(committed)


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [item[verb] for item in document["paths"].values() for verb in VERBS if verb in item]


def class_entries(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (schema["x-sdk-class"], entry)
        for schema in document["components"]["schemas"].values()
        for entry in schema.get("x-stripeOperations", ())
        if entry.get("method_on") in ("class", "instance") and "x-sdk-method" in entry
    ]


def resolve(name: str) -> Any:
    found: Any = stripe
    for part in name.split("."):
        found = getattr(found, part)
    return found


def services_below(found: Any, path: str) -> dict[str, Any]:
    """All service methods that can be reached: `v1.customers.create` -> function."""
    methods: dict[str, Any] = {}
    for name, member in vars(type(found)).items():
        if isinstance(member, service):
            methods.update(services_below(getattr(found, name), f"{path}.{name}"))
        elif inspect.isfunction(member):
            methods[f"{path}.{name}"] = member
    return methods


def is_dropped(function: Any) -> bool:
    return "Not in the API since" in (function.__doc__ or "")


def test_operations(committed, description):
    found = operations(committed)
    paths = list(committed["paths"])
    assert len(found) == len(description.operations) == 652
    assert len(paths) == 470
    per_version = {
        version: sum(
            1
            for p in paths
            for verb in VERBS
            if verb in committed["paths"][p] and p.startswith(version)
        )
        for version in ("/v1/", "/v2/", "/oauth/")
    }
    assert per_version == {"/v1/": 559, "/v2/": 91, "/oauth/": 2}


def test_service_methods(committed):
    expected = {
        f"{node['x-sdk-service']}.{node['x-sdk-method']}"
        for found in operations(committed)
        for node in (found, *found.get("x-sdk-aliases", ()))
        if node.get("x-sdk-service") and node["x-sdk-service"] != "oauth"
    }
    client = stripe.StripeClient("sk_test_123")
    methods = {**services_below(client.v1, "v1"), **services_below(client.v2, "v2")}
    current = {path for path, function in methods.items() if not is_dropped(function)}
    assert len(expected) == 649
    assert current == expected


def test_methods_of_resource_classes(committed):
    entries = class_entries(committed)
    assert len(entries) == 567
    for place, entry in entries:
        owner = resolve(place)
        if entry.get("x-sdk-test-helper"):
            owner = owner.TestHelpers
        method = inspect.getattr_static(owner, entry["x-sdk-method"], None)
        assert callable(getattr(owner, entry["x-sdk-method"])), (place, entry["x-sdk-method"])
        if isinstance(method, operation) and not is_dropped(method.__func__):
            verb, path = entry["operation"], entry["path"]
            assert (method.route.verb, method.route.path) == (verb, path), place


def test_resources(committed):
    classes = committed["x-sdk-classes"]
    assert sum(not name.startswith("v2.") for name in classes) == 153
    assert sum(name.startswith("v2.") for name in classes) == 27
    for name, (_, class_name) in classes.items():
        table = Places(V2_CLASSES if name.startswith("v2.") else V1_CLASSES)
        module, _, found = (table.get(name) or "").rpartition(".")
        assert found == class_name
        cls = getattr(importlib.import_module(f"stripe.{module}"), found)
        assert cls.OBJECT_NAME == name


def test_public_names_lead_to_the_classes(committed):
    for schema in committed["components"]["schemas"].values():
        place = schema.get("x-sdk-class")
        if "x-resourceId" in schema and place:
            assert resolve(place).__name__ == place.rpartition(".")[2]
    for entry in committed["x-sdk-services"].values():
        if entry["class"] != "OAuthService":
            package = entry["module"].rpartition(".")[0].removeprefix("stripe").lstrip(".")
            name = f"{package}.{entry['class']}" if package else entry["class"]
            assert resolve(name).__name__ == entry["class"]


def test_params_are_named_below_stripe(committed):
    names = {
        node["x-sdk-params"]
        for found in operations(committed)
        for node in (found, *found.get("x-sdk-aliases", ()))
        if node.get("x-sdk-params", "").startswith("params.")
    }
    names.update(
        entry["x-sdk-params"] for _, entry in class_entries(committed) if "x-sdk-params" in entry
    )
    assert len(names) > 800
    for name in names:
        assert resolve(name).__total__ is False


def test_events(committed, description):
    kinds = [
        schema["x-stripeEvent"].get("kind", "snapshot")
        for schema in committed["components"]["schemas"].values()
        if "x-stripeEvent" in schema
    ]
    assert kinds.count("snapshot") == len(description.events) == 275
    assert kinds.count("thin") == len(description.thin_events) == len(stripe.events.EVENTS) == 326
    assert all(event.data is not None for event in description.events.values())


def test_thin_events_have_their_classes(committed):
    for schema in committed["components"]["schemas"].values():
        if schema.get("x-stripeEvent", {}).get("kind") == "thin":
            event, notification = (
                resolve(schema["x-sdk-class"]),
                resolve(schema["x-sdk-notification-class"]),
            )
            assert event.LOOKUP_TYPE == notification.LOOKUP_TYPE == schema["x-stripeEvent"]["type"]
    assert len(stripe.events.ALL_EVENT_NOTIFICATIONS.__args__) == 326


def test_error_codes(committed):
    assert (
        len(committed["components"]["schemas"]["api_errors"]["properties"]["code"]["enum"]) == 209
    )


def test_inner_classes_exist(description):
    for resource in description.resources.values():
        cls = resolve(resource.public_name)
        for path in resource.objects:
            found = cls
            for part in path.split(".") if path else ():
                found = getattr(found, part)
            assert issubclass(found, stripe.StripeObject), (resource.public_name, path)
