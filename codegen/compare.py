"""Write codegen/dropped.json: `python -m codegen.compare DOCUMENT`.

Compares an older document of the vendor with the committed description, and adds what is known of
classes and methods that only older versions of the official library had. What a newer document drops
is added by `python -m codegen DOCUMENT`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from codegen import document, dropped
from codegen.description import Description
from codegen.model import Method, Resource

BASIL = "2025-03-31.basil"

CLASSES: dict[str, str] = {
    "AlipayAccount": "2022-08-01",
    "BitcoinReceiver": "2022-08-01",
    "BitcoinTransaction": "2022-08-01",
    "IssuerFraudRecord": "2022-08-01",
    "Order": "2022-11-15",
    "OrderItem": "2022-08-01",
    "OrderReturn": "2022-08-01",
    "PlatformTaxFee": "2024-06-20",
    "Recipient": "2022-08-01",
    "RecipientTransfer": "2022-08-01",
    "SKU": "2022-11-15",
    "ThreeDSecure": "2022-08-01",
    "UsageRecord": BASIL,
    "UsageRecordSummary": BASIL,
    "issuing.CardDetails": "2022-08-01",
}
"""Class -> the API version with which the official library dropped it."""

ROUTES = {
    "GET /v1/charges/{}/dispute": "2022-08-01",
    "GET /v1/invoices/upcoming": BASIL,
    "GET /v1/invoices/upcoming/lines": BASIL,
    "GET /v1/subscription_items/{}/usage_record_summaries": BASIL,
    "POST /v1/charges/{}/dispute": "2022-08-01",
    "POST /v1/charges/{}/dispute/close": "2022-08-01",
    "POST /v1/charges/{}/refund": "2022-08-01",
    "POST /v1/orders/{}/pay": "2022-08-01",
    "POST /v1/orders/{}/returns": "2022-08-01",
    "POST /v1/subscription_items/{}/usage_records": BASIL,
}
"""Route -> likewise, where it differs from its class or the class is still there."""

EARLIER_CLASSES: dict[str, dict[str, Any]] = {
    "issuing.CardDetails": {"object": "issuing.card_details"},
    "Order": {
        "methods": {
            "cancel": ["dual", "POST /v1/orders/{id}/cancel", "2022-11-15"],
            "list_line_items": ["dual", "GET /v1/orders/{id}/line_items", "2022-11-15"],
            "reopen": ["dual", "POST /v1/orders/{id}/reopen", "2022-11-15"],
            "submit": ["dual", "POST /v1/orders/{id}/submit", "2022-11-15"],
        }
    },
    "RecipientTransfer": {"object": "recipient_transfer"},
}
"""Classes, and methods of dropped classes, that the older document lacks."""

EARLIER_METHODS: dict[str, dict[str, list[str]]] = {
    "Charge": {"update_dispute": ["dual", "POST /v1/charges/{charge}/dispute", "2022-08-01"]},
    "Source": {
        "source_transactions": ["dual", "GET /v1/sources/{source}/source_transactions", ""],
    },
    "SubscriptionItem": {
        "usage_record_summaries": [
            "dual",
            "GET /v1/subscription_items/{subscription_item}/usage_record_summaries",
            BASIL,
        ],
    },
    "Transfer": {"cancel": ["dual", "POST /v1/transfers/{transfer}/cancel", "2022-08-01"]},
    "issuing.Card": {"details": ["dual", "GET /v1/issuing/cards/{card}/details", "2022-08-01"]},
}
"""Methods of classes that are still there, likewise; an empty version: only the name is gone."""

SERVICES: dict[str, dict[str, Any]] = {
    "v1.invoices": {
        "class": "InvoiceService",
        "methods": {"upcoming": ["class", "GET /v1/invoices/upcoming", BASIL]},
    },
    "v1.invoices.upcoming_lines": {
        "class": "InvoiceUpcomingLinesService",
        "methods": {"list": ["class", "GET /v1/invoices/upcoming/lines", BASIL]},
    },
    "v1.subscription_items.usage_record_summaries": {
        "class": "SubscriptionItemUsageRecordSummaryService",
        "methods": {
            "list": [
                "class",
                "GET /v1/subscription_items/{subscription_item}/usage_record_summaries",
                BASIL,
            ]
        },
    },
    "v1.subscription_items.usage_records": {
        "class": "SubscriptionItemUsageRecordService",
        "methods": {
            "create": [
                "class",
                "POST /v1/subscription_items/{subscription_item}/usage_records",
                BASIL,
            ]
        },
    },
}
"""What StripeClient had of them in its first versions."""

RENAMED = {
    "FileUpload": "File",
    "Reversal": "TransferReversal",
    "v2.Event": "v2.core.Event",
    "v2.EventDestination": "v2.core.EventDestination",
}
"""Older name of a class -> today's."""


def compare(old: Description, new: Description) -> dict[str, Any]:
    """Return what the old description has and the new one lacks."""
    classes, found = _gone(old, new, "")
    methods: dict[str, Any] = {name: dict(known) for name, known in EARLIER_METHODS.items()}
    for name, entries in found.items():
        methods.setdefault(name, {}).update(entries)
    for name, known in EARLIER_CLASSES.items():
        entry = classes.setdefault(name, {**known, "since": CLASSES[name], "methods": {}})
        entry["methods"].update(known.get("methods", {}))
    return {
        "compared": [old.version, new.version],
        "classes": dict(sorted(classes.items())),
        "methods": dict(sorted(methods.items())),
        "renamed": RENAMED,
        "services": SERVICES,
    }


def with_newly_dropped(facts: dict[str, Any], old: Description, new: Description) -> dict[str, Any]:
    """Return the facts, and what is gone since the new description's version."""
    classes, methods = _gone(old, new, new.version)
    kept = {name: dict(entries) for name, entries in facts["methods"].items()}
    for name, entry in classes.items():
        entry["methods"] = {**kept.pop(name, {}), **entry["methods"]}
    for name, entries in methods.items():
        kept.setdefault(name, {}).update(entries)
    services: dict[str, Any] = {path: {**entry} for path, entry in facts["services"].items()}
    for path, entry in _gone_services(old, new).items():
        methods_before = services.get(path, entry)["methods"]
        services[path] = {**entry, "methods": {**methods_before, **entry["methods"]}}
    return {
        **facts,
        "classes": dict(sorted({**facts["classes"], **classes}.items())),
        "methods": dict(sorted(kept.items())),
        "services": dict(sorted(services.items())),
    }


def _gone(
    old: Description, new: Description, version: str
) -> tuple[dict[str, Any], dict[str, dict[str, list[str]]]]:
    """Return classes, and methods of classes that are still there, that went with a version."""
    routes = {_anonymous(operation.route) for operation in new.operations.values()}
    urls = {resource.class_url for resource in new.resources.values()}
    classes: dict[str, Any] = {}
    methods: dict[str, dict[str, list[str]]] = {}
    for resource in old.resources.values():
        gone = [m for m in resource.methods if _anonymous(m.routes[0]) not in routes]
        today = new.resources.get(resource.object_name)
        if today is None:
            classes[resource.public_name] = _class(resource, gone, urls, version)
            continue
        known = {method.name for method in today.methods}
        entries = {m.name: _entry(m, version) for m in gone if m.name not in known}
        if entries:
            methods[resource.public_name] = entries
    return classes, methods


def _gone_services(old: Description, new: Description) -> dict[str, Any]:
    routes = {_anonymous(operation.route) for operation in new.operations.values()}
    services: dict[str, Any] = {}
    for path, service in old.services.items():
        gone = [m for m in service.methods if _anonymous(m.operation.route) not in routes]
        if gone:
            services[path] = {
                "class": service.class_name,
                "module": service.module,
                "methods": {m.name: ["class", m.operation.route, new.version] for m in gone},
            }
    return services


def _class(resource: Resource, gone: list[Method], urls: set[str], version: str) -> dict[str, Any]:
    since = CLASSES.get(resource.public_name, version)
    found: dict[str, Any] = {"object": resource.object_name}
    if since:
        found["since"] = since
    if resource.bases:
        found["bases"] = list(resource.bases)
    if resource.class_url and resource.class_url not in urls:
        found["url"] = resource.class_url
    if resource.instance_urls:
        found["instance_urls"] = list(resource.instance_urls)
    found["methods"] = {method.name: _entry(method, since) for method in gone}
    return found


def _entry(method: Method, since: str) -> list[str]:
    kind = "class" if method.kind == "class" else "dual"
    since = ROUTES.get(_anonymous(method.routes[0])) or since
    return [kind, method.routes[0], *([since] if since else [])]


def _anonymous(route: str) -> str:
    return re.sub(r"{\w+}", "{}", route)


def main(arguments: list[str]) -> int:
    """Write codegen/dropped.json from an older document of the vendor."""
    if len(arguments) != 1:
        print("usage: python -m codegen.compare DOCUMENT", file=sys.stderr)
        return 2
    old = Description(document.read(Path(arguments[0])))
    facts = compare(old, Description(document.read(document.COMMITTED)))
    dropped.write(facts)
    print(f"{len(facts['classes'])} classes, {len(facts['methods'])} with dropped methods")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
