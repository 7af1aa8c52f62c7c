"""Write the stubs of names that are found when first used: of `stripe`, its namespaces, older modules."""

from __future__ import annotations

import ast

from codegen import namespaces, root, text
from codegen.description import Description

ANY_EVENT = "AnyEvent"
"""A class at run time, a union to type checkers."""


def files(description: Description) -> dict[str, str]:
    """Return the stubs of stripe/__init__.py and of the namespaces below it."""
    names = namespaces.public_names(description)
    own = names.pop("")
    found = {
        f"{package.replace('.', '/')}/__init__.pyi": text.HEADER
        + _imports(f"stripe.{package}", members)
        for package, members in names.items()
        if package not in ("params", "events")
    }
    found["__init__.pyi"] = _root(own)
    for name in root.older_modules():
        found[f"_{name}.pyi"] = f"{text.HEADER}from stripe.{name} import *\n"
    return found


def _imports(package: str, members: dict[str, str]) -> str:
    """Return the re-exports of a namespace."""
    lines: list[str] = []
    for name, place in sorted(members.items()):
        home, _, today = place.partition(":")
        if home == f"{package}.{name}":
            lines.append(f"from {package} import {name} as {name}")
        elif today and name != ANY_EVENT:
            # `import File as FileUpload` would keep the name to the stub.
            lines.append(f"from {home} import {today} as _{name}\n{name} = _{name}")
        else:
            lines.append(f"from {home} import {name} as {name}")
    return "\n".join(lines) + "\n"


def _root(names: dict[str, str]) -> str:
    """Return the stub of stripe/__init__.py: its settings and functions, and all public names."""
    places = root.places(names)
    imports: list[str] = []
    body: list[str] = []
    for node in root.tree().body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            imports.extend(_hidden(line, places) for line in node.body)
        elif isinstance(node, ast.AnnAssign) and not root.is_hidden(ast.unparse(node.target)):
            body.append(f"{ast.unparse(node.target)}: {ast.unparse(node.annotation)}")
        elif isinstance(node, ast.Assign) and _constant(node):
            body.append(f"{_constant(node)}: str")
        elif isinstance(node, ast.FunctionDef) and not root.is_hidden(node.name):
            body.append(_signature(node))
    body.append("ca_bundle_path: str")
    shown = _imports("stripe", places)
    imports = [line for line in imports if line]
    return "\n".join((text.HEADER.rstrip(), *imports, shown + "\n".join(body))) + "\n"


def _hidden(line: ast.stmt, public: dict[str, str]) -> str:
    """An import for annotations; without the names that are public, which it would hide."""
    if isinstance(line, ast.ImportFrom):
        if line.module == "stripe.imported_names":
            return ""
        line.names = [alias for alias in line.names if alias.name not in public]
        if not line.names:
            return ""
    return ast.unparse(line)


def _constant(node: ast.Assign) -> str:
    name = ast.unparse(node.targets[0])
    return name if name.isupper() and not name.startswith("_") and name != "TYPE_CHECKING" else ""


def _signature(node: ast.FunctionDef) -> str:
    doc = ast.get_docstring(node) or ""
    sentence = doc.partition("\n")[0]
    returns = ast.unparse(node.returns) if node.returns is not None else "None"
    return f'def {node.name}({ast.unparse(node.args)}) -> {returns}:\n    """{sentence}"""'
