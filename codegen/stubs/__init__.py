"""Write the type stubs that lie beside the generated modules."""

from __future__ import annotations

from codegen.description import Description
from codegen.stubs import enumerations, events, names, params, recurring, resources, services


def files(description: Description) -> dict[str, str]:
    """Return the stubs: path below stripe/ -> text."""
    return {
        **resources.files(description),
        **events.files(description),
        **params.files(description),
        **services.files(description),
        **names.files(description),
        **recurring.files(description),
        **enumerations.files(description),
    }
