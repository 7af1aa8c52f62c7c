"""Module names of other versions of the SDK, importable as the modules of today.

Existing programs import `stripe.api_resources.customer`, which is long gone, or private modules such as
`stripe._error` and `stripe.checkout._session`. The finder in `stripe.lazy`, asked only when no such
module is found, answers with the module that has the content now, the very same object: its classes are
the same classes, and a mock that patches the one name patches the other.

Not here: `stripe.app_info` and `stripe.api_version` of versions 7 to 11. Importing a module sets it as
an attribute of the package, and these attributes are settings.
"""

from __future__ import annotations

import sys

from stripe.lazy import listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType

# Modules whose name differs from that of today by more than the leading underscore, or at all.
_RENAMED = {
    "stripe._api_mode": "stripe._wire.options",
    "stripe._api_version": "stripe._compat.legacy_names",
    "stripe._app_info": "stripe._wire.options",
    "stripe._base_address": "stripe._wire.options",
    "stripe._createable_api_resource": "stripe.api_resource",
    "stripe._custom_method": "stripe._compat.legacy_decorators",
    "stripe._deletable_api_resource": "stripe.api_resource",
    "stripe._encode": "stripe._wire.encoding",
    "stripe._error_object": "stripe._objects.error_object",
    "stripe._expandable_field": "stripe._compat.legacy_names",
    "stripe._listable_api_resource": "stripe.api_resource",
    "stripe._multipart_data_generator": "stripe._wire.multipart",
    "stripe._nested_resource_class_methods": "stripe._compat.legacy_decorators",
    "stripe._oauth_service": "stripe.oauth",
    "stripe._request_metrics": "stripe._http.metrics",
    "stripe._request_options": "stripe._wire.options",
    "stripe._requestor_options": "stripe._wire.requestor_options",
    "stripe._reversal": "stripe",
    "stripe._search_result_object": "stripe.list_object",
    "stripe._searchable_api_resource": "stripe.api_resource",
    "stripe._singleton_api_resource": "stripe.api_resource",
    "stripe._test_helpers": "stripe.api_resource",
    "stripe._updateable_api_resource": "stripe.api_resource",
    "stripe._verify_mixin": "stripe.resource_mixins",
    "stripe.api_resources.error_object": "stripe._objects.error_object",
    "stripe.api_resources.expandable_field": "stripe._compat.legacy_names",
    "stripe.api_resources.list_object": "stripe.list_object",
    "stripe.api_resources.reversal": "stripe",
    "stripe.api_resources.search_result_object": "stripe.list_object",
    "stripe.error_object": "stripe._objects.error_object",
    "stripe.events._event_classes": "stripe.events",
    "stripe.multipart_data_generator": "stripe._wire.multipart",
    "stripe.request_metrics": "stripe._http.metrics",
    "stripe.request_options": "stripe._wire.options",
    "stripe.v2._deleted_object": "stripe.v2_list_object",
    "stripe.v2._event": "stripe.v2",
    "stripe.v2._event_destination": "stripe.v2",
    "stripe.v2._list_object": "stripe.v2_list_object",
    "stripe.v2._search_result_object": "stripe.v2_list_object",
    "stripe.v2.core._event": "stripe.event_notification",
}

# `stripe._error` is `stripe.error`, and so on; for type checkers a stub of the old name says the same.
WITHOUT_UNDERSCORE = (
    "api_requestor",
    "api_resource",
    "error",
    "event_notification_handler",
    "http_client",
    "list_object",
    "oauth",
    "object_classes",
    "stripe_client",
    "stripe_context",
    "stripe_object",
    "stripe_response",
    "stripe_service",
    "util",
    "version",
    "webhook",
)

_LEGACY = "stripe.api_resources"
_ABSTRACT = ("stripe.api_resource", "stripe._compat.legacy_decorators", "stripe.resource_mixins")
# Modules with a function of the same name: who writes `abstract.custom_method` means the function.
_FUNCTIONS = ("custom_method", "nested_resource_class_methods")


def spec(name: str) -> ModuleSpec | None:
    """How to load a module of another version; None if there never was such a one."""
    from importlib.machinery import ModuleSpec

    namespace = _legacy_namespace(name)
    if namespace is not None:
        return ModuleSpec(name, _Namespace(namespace), is_package=True)  # type: ignore[arg-type]
    place = target(name)
    return ModuleSpec(name, _Alias(place)) if place else None  # type: ignore[arg-type]


def target(name: str) -> str | None:
    """The module of today for a module name of another version; None if there never was such a one."""
    if name in _RENAMED:
        return _RENAMED[name]
    package, _, module = name.rpartition(".")
    if package == "stripe" and module[1:] in WITHOUT_UNDERSCORE:
        return f"stripe.{module[1:]}"
    if package == f"{_LEGACY}.abstract":
        place = target(f"stripe._{module}")
        return place if place in _ABSTRACT else None
    if package.startswith(_LEGACY):
        return _existing(f"stripe.resources{package[len(_LEGACY) :]}.{module}")
    if module[:1] != "_":
        return None
    if package.startswith(("stripe.params", "stripe.events")):
        return package if _stub(package, module) or _defines(package, module) else None
    below = package[len("stripe") :]
    return _existing(f"stripe.resources{below}.{module[1:]}") or _existing(
        f"stripe.services{below}.{module[1:]}"
    )


def _existing(name: str) -> str | None:
    from importlib.util import find_spec

    try:
        spec = find_spec(name)
    except ModuleNotFoundError:
        return None
    # Packages hold modules, and nothing that could be meant.
    return name if spec is not None and spec.submodule_search_locations is None else None


def _stub(package: str, module: str) -> bool:
    """Whether type checkers see a module here, whose names are those of the package."""
    from importlib import import_module
    from pathlib import Path

    return Path(import_module(package).__path__[0], f"{module}.pyi").exists()


def _defines(package: str, module: str) -> bool:
    """Whether the package has the name that such a module is called after, in whatever capitals."""
    from importlib import import_module

    name = module.replace("_", "")
    return any(name == public.lower() for public in dir(import_module(package)))


def _legacy_namespace(name: str) -> str | None:
    """The package of today with the public names of a package of `stripe.api_resources`."""
    if name in (_LEGACY, f"{_LEGACY}.abstract"):
        return "stripe"
    below = name[len(_LEGACY) :]
    if below.count(".") != 1 or not name.startswith(_LEGACY):
        return None
    from importlib.util import find_spec

    spec = find_spec(f"stripe.resources{below}")
    return f"stripe{below}" if spec and spec.submodule_search_locations is not None else None


class _Alias:
    """Loads a module by putting another one in its place."""

    def __init__(self, place: str) -> None:
        self._place = place

    def create_module(self, spec: ModuleSpec) -> None:
        """None: the module that Python makes is about to be replaced anyway."""

    def exec_module(self, module: ModuleType) -> None:
        from importlib import import_module

        sys.modules[module.__name__] = import_module(self._place)


class _Namespace:
    """Loads a package of its own: Python would look for the modules of a mere alias in the wrong place."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def create_module(self, spec: ModuleSpec) -> None:
        """None: an ordinary module will do."""

    def exec_module(self, module: ModuleType) -> None:
        from importlib import import_module

        def find(name: str) -> object:
            full = f"{module.__name__}.{name}"
            if name not in _FUNCTIONS and (target(full) or _legacy_namespace(full)):
                return import_module(full)
            return getattr(import_module(self._namespace), name)

        module.__getattr__ = find  # type: ignore[method-assign]
        names = listing(module.__name__, lambda: dir(import_module(self._namespace)))
        module.__dir__ = names  # type: ignore[method-assign]
