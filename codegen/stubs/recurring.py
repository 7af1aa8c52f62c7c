"""Write what inner classes of answers have in common: type checkers hold each field once."""

from __future__ import annotations

from codegen.description import Description
from codegen.stubs.resources import COMMON_MODULE, ResourceStub
from codegen.stubs.source import Source


def files(description: Description) -> dict[str, str]:
    """Return the stub of the classes that inner ones derive from."""
    source = Source(COMMON_MODULE)
    classes = [
        ResourceStub(description, common.resource, source).common_class(common)
        for common in description.recurring.values()
    ]
    stub = source.render(*classes)
    return {f"{COMMON_MODULE.removeprefix('stripe.').replace('.', '/')}.pyi": stub}
