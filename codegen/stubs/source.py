"""The source of one stub: imports gathered while annotations are written."""

from __future__ import annotations

from codegen import text

CHECKERS = (
    '# mypy: disable-error-code="override,assignment,misc"\n'
    "# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false\n"
)
"""The API's own names come before those of base classes: `Subscription.items`, `Charge.list`."""


class Source:
    """The imports and the body of a stub; `taken` are names that the body itself defines."""

    def __init__(self, module: str, taken: frozenset[str] = frozenset()) -> None:
        self.module = module
        self._taken = taken
        self._imports: dict[tuple[str, str], str] = {}
        self._names: dict[str, tuple[str, str]] = {}
        self._exports: list[str] = []

    def use(self, module: str, name: str) -> str:
        """Import a name and return what it is called here."""
        if module == self.module:
            return name
        key = (module, name)
        if key not in self._imports:
            local = name
            if local in self._taken or self._names.get(local, key) != key:
                parts = module.split(".")[1:]
                local = "_" + "_".join((*parts, name))
            self._imports[key] = local
            self._names[local] = key
        return self._imports[key]

    def export(self, module: str, name: str) -> None:
        """Import a name so that others may import it from here."""
        self._exports.append(f"from {module} import {name} as {name}")

    def render(self, *parts: str, quiet: bool = False) -> str:
        """Return the whole stub; `quiet` turns off the checks that the API's names fail."""
        body = "\n".join(part.strip("\n") for part in parts if part.strip("\n"))
        lines: dict[str, list[str]] = {}
        for (module, name), local in sorted(self._imports.items()):
            item = name if name == local else f"{name} as {local}"
            lines.setdefault(module, []).append(item)
        found = [
            f"from {module} import {', '.join(names)}" for module, names in sorted(lines.items())
        ]
        imports = "\n".join((*found, *self._exports))
        head = text.HEADER + (CHECKERS if quiet else "")
        return "\n".join(part for part in (head.rstrip("\n"), imports, body) if part) + "\n"
