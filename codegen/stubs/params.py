"""Write stripe/params/: a TypedDict for the parameters of each operation, and for nested ones."""

from __future__ import annotations

import keyword
from collections import defaultdict

from codegen import naming, text
from codegen.description import Description
from codegen.model import Field, ObjectType, Params, Shape
from codegen.stubs.annotations import Annotations
from codegen.stubs.source import Source

Key = tuple[object, ...]

WORTH_SHARING = 5
"""Parameters of an operation that are declared anew rather than derived from another's."""


def module_of(params: Params) -> str:
    """Return the module of a TypedDict: `stripe.params._customer_create_params`."""
    return f"stripe.{params.package}._{naming.snake(params.class_name)}"


def files(description: Description) -> dict[str, str]:
    """Return the stubs of the parameters and of the namespaces that they are public in."""
    writer = _Writer(description)
    found: dict[str, str] = {}
    public: defaultdict[str, list[str]] = defaultdict(list)
    # Those without options first: the others can be derived from them.
    for params in sorted(description.params.values(), key=lambda params: params.options):
        if not params.package.startswith("params"):
            continue
        module = module_of(params)
        found[f"{module.removeprefix('stripe.').replace('.', '/')}.pyi"] = writer.stub(params)
        public[params.package].append(f"from {module} import *")
    for package in list(public):
        while "." in package:
            above, _, _name = package.rpartition(".")
            public.setdefault(above, [])
            package = above
    for package, lines in public.items():
        below = sorted(p.rpartition(".")[2] for p in public if p.rpartition(".")[0] == package)
        imports = [f"from stripe.{package} import {n} as {n}" for n in below]
        found[f"{package.replace('.', '/')}/__init__.pyi"] = text.HEADER + "\n".join(
            [*imports, *lines, ""]
        )
    return found


class _Writer:
    """Writes the TypedDicts; what has the structure of an earlier one is that one."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self._known: dict[Key, tuple[str, str]] = {}
        self._known_tops: dict[Key, tuple[str, str]] = {}
        self._with_options: set[tuple[str, str]] = set()

    def stub(self, params: Params) -> str:
        taken = frozenset({params.class_name, *params.objects})
        source = Source(module_of(params), taken)
        annotations = Annotations(self._description, source)
        bodies = [self._top(params, source, annotations)]
        for found in params.objects.values():
            key = self._key(params, found)
            home = self._known.setdefault(key, (source.module, found.name))
            if home == (source.module, found.name):
                bodies.append(self._typed_dict(found, source, annotations))
            elif home[0] == source.module:
                bodies.append(f"{found.name} = {home[1]}")
            else:
                bodies.append(f"{found.name} = {source.use(*home)}")
        return source.render(*bodies)

    def _top(self, params: Params, source: Source, annotations: Annotations) -> str:
        """Return the TypedDict of the operation: what a service takes, and with options for a class."""
        key = self._key(params, params.top)
        home = self._known_tops.setdefault(key, (source.module, params.class_name))
        options = source.use("stripe.request_options", "RequestOptions") if params.options else ""
        here = (source.module, params.class_name)
        if params.options:
            self._with_options.add(here)
        if home == here or len(params.top.fields) < WORTH_SHARING:
            return self._typed_dict(params.top, source, annotations, options)
        if home in self._with_options:
            options = ""  # inherited: before a base that has them, they would have no place
        bases = ", ".join(base for base in (options, source.use(*home)) if base)
        return f"class {params.class_name}({bases}, total=False): ..."

    def _typed_dict(
        self, found: ObjectType, source: Source, annotations: Annotations, base: str = ""
    ) -> str:
        lines: dict[str, str] = {}
        for field in found.fields.values():
            annotation = annotations.parameter(field.shape)
            if field.required:
                annotation = f"{source.use('typing_extensions', 'Required')}[{annotation}]"
            lines[field.name] = annotation
        functional = any(keyword.iskeyword(name) for name in lines)
        typed_dict = "" if base and not functional else source.use("typing_extensions", "TypedDict")
        if functional:
            return self._functional(found.name, base, typed_dict, lines)
        body = "\n".join(f"    {name}: {annotation}" for name, annotation in lines.items())
        head = f"class {found.name}({base or typed_dict}, total=False):"
        return f"{head}\n{body}" if body else f"{head} ..."

    @staticmethod
    def _functional(name: str, base: str, typed_dict: str, lines: dict[str, str]) -> str:
        """Fields such as `from` can't stand in a class body."""
        items = ", ".join(f'"{key}": {annotation}' for key, annotation in lines.items())
        if not base:
            return f'{name} = {typed_dict}("{name}", {{{items}}}, total=False)'
        return (
            f'_{name} = {typed_dict}("_{name}", {{{items}}}, total=False)\n'
            f"class {name}({base}, _{name}, total=False): ..."
        )

    def _key(self, params: Params, found: ObjectType) -> Key:
        return tuple(self._field_key(params, field) for field in found.fields.values())

    def _field_key(self, params: Params, field: Field) -> Key:
        return (field.name, field.required, self._shape_key(params, field.shape))

    def _shape_key(self, params: Params, shape: Shape) -> Key:
        inner: tuple[object, ...] = ()
        if shape.kind == "object" and shape.name in params.objects:
            inner = self._key(params, params.objects[shape.name])
        return (
            shape.kind,
            "" if inner else shape.name,
            shape.format,
            shape.nullable,
            shape.values,
            self._shape_key(params, shape.item) if shape.item is not None else None,
            tuple(self._shape_key(params, option) for option in shape.options),
            inner,
        )
