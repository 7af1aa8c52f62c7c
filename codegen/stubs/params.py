"""Write stripe/params/: a TypedDict for the parameters of each operation, and for nested ones."""

from __future__ import annotations

import keyword
from collections import defaultdict
from collections.abc import Iterator

from codegen import text
from codegen.description import Description
from codegen.model import Field, ObjectType, Params, Shape
from codegen.stubs import docstrings
from codegen.stubs.annotations import Annotations
from codegen.stubs.source import Source

Key = tuple[object, ...]
RANGE = {"gt", "gte", "lt", "lte"}

WORTH_SHARING = 5
"""Parameters of an operation that are declared anew rather than derived from another's."""


def module_of(params: Params) -> str:
    """Return the module of a TypedDict, one for all below an address: `stripe.params._customers`.

    A module for each operation costs mypy 15 MB more.
    """
    around = {"v1", "v2", *params.package.split("."), "test_helpers"}
    parts = [part for part in params.operation.path.split("/") if part and part[0] != "{"]
    place = next((part for part in parts if part not in around), parts[-1])
    return f"stripe.{params.package}._{place}"


def service_name(params: Params) -> str:
    """Return the name of the TypedDict without the options, which services take apart."""
    return f"_{params.class_name}" if params.options else params.class_name


def files(description: Description) -> dict[str, str]:
    """Return the stubs of the parameters and of the namespaces that they are public in."""
    writer = _Writer(description)
    found: dict[str, str] = {}
    public: defaultdict[str, list[str]] = defaultdict(list)
    modules: defaultdict[str, list[Params]] = defaultdict(list)
    # Those without options first: the others can be derived from them.
    for params in sorted(description.params.values(), key=lambda params: params.options):
        if params.package.startswith("params"):
            modules[module_of(params)].append(params)
    for module, members in modules.items():
        found[f"{module.removeprefix('stripe.').replace('.', '/')}.pyi"] = writer.stub(members)
        public[members[0].package].append(f"from {module} import *")
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

    def stub(self, members: list[Params]) -> str:
        """Return a module of TypedDicts."""
        taken = {
            name
            for params in members
            for name in (params.class_name, service_name(params), *params.objects)
        }
        source = Source(module_of(members[0]), frozenset(taken))
        annotations = Annotations(self._description, source)
        bodies = (part for params in members for part in self._parts(params, source, annotations))
        return source.render(*bodies)

    def _parts(self, params: Params, source: Source, annotations: Annotations) -> Iterator[str]:
        """Return the statements of one operation."""
        yield self._top(params, source, annotations)
        for found in params.objects.values():
            key = self._key(params, found)
            home = self._known.setdefault(key, (source.module, found.name))
            if home == (source.module, found.name):
                yield self._typed_dict(params, found, source, annotations)
            else:
                yield f"{found.name} = {source.use(*home)}"

    def _top(self, params: Params, source: Source, annotations: Annotations) -> str:
        """Return the TypedDict of the operation: what a service takes, and with options for a class."""
        key = self._key(params, params.top)
        here = (source.module, service_name(params))
        home = self._known_tops.setdefault(key, here)
        if home == here or len(params.top.fields) < WORTH_SHARING:
            top = ObjectType(service_name(params), params.top.node, params.top.fields)
            shown = self._typed_dict(params, top, source, annotations)
        else:
            shown = f"class {here[1]}({source.use(*home)}, total=False): ..."
        if not params.options:
            return shown
        options = source.use("stripe._wire.options", "RequestOptions")
        return f"{shown}\nclass {params.class_name}({options}, {here[1]}, total=False): ..."

    def _typed_dict(
        self, params: Params, found: ObjectType, source: Source, annotations: Annotations
    ) -> str:
        lines: dict[str, str] = {}
        texts: dict[str, str] = {}
        for field in found.fields.values():
            annotation = annotations.parameter(field.shape)
            if found.name in _ranges_of_times(params):
                annotation += f" | {source.use('datetime', 'datetime')}"
            if field.required:
                annotation = f"{source.use('typing_extensions', 'Required')}[{annotation}]"
            lines[field.name] = annotation
            texts[field.name] = self._description.texts.of(field, found, params.objects, sent=True)
        typed_dict = source.use("typing_extensions", "TypedDict")
        if any(keyword.iskeyword(name) for name in lines):
            # Fields such as `from` can't stand in a class body.
            items = ", ".join(f'"{key}": {annotation}' for key, annotation in lines.items())
            return f'{found.name} = {typed_dict}("{found.name}", {{{items}}}, total=False)'
        body = "\n".join(
            f"    {line}"
            for name, annotation in lines.items()
            for line in (f"{name}: {annotation}", *docstrings.below(texts[name]))
        )
        head = f"class {found.name}({typed_dict}, total=False):"
        return f"{head}\n{body}" if body else f"{head} ..."

    def _key(self, params: Params, found: ObjectType) -> Key:
        fields = (self._field_key(params, field) for field in found.fields.values())
        return (found.name in _ranges_of_times(params), *fields)

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


def _ranges_of_times(params: Params) -> set[str]:
    """Return the classes of filters such as `created={"gte": ...}`: beside a time they hold times."""
    found: set[str] = set()
    for owner in (params.top, *params.objects.values()):
        for field in owner.fields.values():
            options = field.shape.options
            if any(option.format == "unix-time" for option in options):
                ranges = (option.name for option in options if option.kind == "object")
                found.update(n for n in ranges if params.objects[n].fields.keys() <= RANGE)
    return found
