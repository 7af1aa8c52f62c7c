"""Write stripe/params/: a TypedDict for the parameters of each operation, and for nested ones."""

from __future__ import annotations

import keyword
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

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


COMMON = {
    "_Expandable": ("expand",),
    "_Paged": ("ending_before", "limit", "starting_after"),
    "_Labelled": ("metadata",),
    "_Relabelled": ("metadata",),  # where an empty text clears it
}
"""What many operations take is declared once, in TypedDicts that theirs derive from."""

COMMON_MODULE = "stripe.params._common"
TYPED_DICT = ("typing_extensions", "TypedDict")


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
    found: dict[str, str] = {}
    public: defaultdict[str, list[str]] = defaultdict(list)
    modules: defaultdict[str, list[Params]] = defaultdict(list)
    # Those without options first: the others can be derived from them.
    for params in sorted(description.params.values(), key=lambda params: params.options):
        if params.package.startswith("params"):
            modules[module_of(params)].append(params)
    writer = _Writer(description, modules)
    for module, members in modules.items():
        found[f"{module.removeprefix('stripe.').replace('.', '/')}.pyi"] = writer.stub(members)
        public[members[0].package].append(f"from {module} import *")
    found[f"{COMMON_MODULE.removeprefix('stripe.').replace('.', '/')}.pyi"] = writer.common()
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
    """Writes the TypedDicts; what has the structure of an earlier one is that one.

    Those of several modules lie in one of their own, so that checkers need not read the others' for them.
    """

    def __init__(self, description: Description, modules: Mapping[str, list[Params]]) -> None:
        self._description = description
        self._places: defaultdict[Key, set[str]] = defaultdict(set)
        for module, members in modules.items():
            for params in members:
                for found in params.objects.values():
                    self._places[self._key(params, found)].add(module)
        self._known: dict[Key, tuple[str, str]] = {}
        self._shared: dict[str, str] = {}
        self._known_tops: dict[Key, tuple[str, str]] = {}
        self._common = Annotations(description, Source(COMMON_MODULE))
        self._common_names: dict[str, str] = {}

    def stub(self, members: list[Params]) -> str:
        """Return a module of TypedDicts."""
        taken = {
            name
            for params in members
            for name in (params.class_name, service_name(params), *params.objects)
        }
        source = Source(module_of(members[0]), frozenset(taken))
        annotations = Annotations(self._description, source)
        bodies = (part for params in members for part in self._parts(params, annotations))
        return source.render(*bodies)

    def _parts(self, params: Params, annotations: Annotations) -> Iterator[str]:
        """Return the statements of one operation."""
        yield self._top(params, annotations)
        homes = {found.name: self._home(params, found) for found in params.objects.values()}
        self._common.names = {name: home for name, (_, home) in homes.items()}
        for found in params.objects.values():
            module, name = homes[found.name]
            if module == COMMON_MODULE and name not in self._shared:
                self._shared[name] = self._typed_dict(params, found, self._common)
            if module == annotations.source.module and name == found.name:
                yield self._typed_dict(params, found, annotations)
            elif name == found.name:
                annotations.source.export(module, name)
            else:
                yield f"{found.name} = {annotations.source.use(module, name)}"

    def _home(self, params: Params, found: ObjectType) -> tuple[str, str]:
        """Return module and name of the TypedDict that has the structure of this one."""
        key = self._key(params, found)
        module = COMMON_MODULE if len(self._places[key]) > 1 else module_of(params)
        return self._known.setdefault(key, (module, found.name))

    def _top(self, params: Params, annotations: Annotations) -> str:
        """Return the TypedDict of the operation: what a service takes, and with options for a class."""
        key = self._key(params, params.top)
        here = (annotations.source.module, service_name(params))
        home = self._known_tops.setdefault(key, here)
        if home == here or len(params.top.fields) < WORTH_SHARING:
            top = ObjectType(service_name(params), params.top.node, params.top.fields)
            shown = self._typed_dict(params, top, annotations)
        else:
            shown = f"class {here[1]}({annotations.source.use(*home)}, total=False): ..."
        if not params.options:
            return shown
        options = annotations.source.use("stripe._wire.options", "RequestOptions")
        return f"{shown}\nclass {params.class_name}({options}, {here[1]}, total=False): ..."

    def _typed_dict(self, params: Params, found: ObjectType, annotations: Annotations) -> str:
        if any(keyword.iskeyword(name) for name in found.fields):
            # Fields such as `from` can't stand in a class body.
            items = (
                f'"{field.name}": {self._annotation(params, found, field, annotations)}'
                for field in found.fields.values()
            )
            typed_dict = annotations.source.use(*TYPED_DICT)
            return (
                f'{found.name} = {typed_dict}("{found.name}", {{{", ".join(items)}}}, total=False)'
            )
        common = self._common_of(params, found)
        bases = [(COMMON_MODULE, name) for name in common] or [TYPED_DICT]
        head = f"class {found.name}({', '.join(annotations.source.use(*b) for b in bases)}, total=False):"
        shared = {name for base in common for name in COMMON[base]}
        body = self._body(params, found, found.fields.keys() - shared, annotations)
        return f"{head}\n{body}" if body else f"{head} ..."

    def _common_of(self, params: Params, found: ObjectType) -> list[str]:
        """Return the common TypedDicts that declare some of these parameters in the same words."""
        names: list[str] = []
        for name, fields in COMMON.items():
            if all(name in found.fields and not found.fields[name].required for name in fields):
                body = self._body(params, found, fields, self._common)
                if name not in self._common_names.values():
                    self._common_names.setdefault(body, name)
                if self._common_names.get(body) == name:
                    names.append(name)
        return names

    def _body(
        self,
        params: Params,
        found: ObjectType,
        names: Collection[str],
        annotations: Annotations,
    ) -> str:
        """Return the declarations of some of the parameters."""
        lines: list[str] = []
        for field in found.fields.values():
            if field.name in names:
                annotation = self._annotation(params, found, field, annotations)
                text = self._description.texts.of(field, found, params.objects, sent=True)
                lines.extend((f"{field.name}: {annotation}", *docstrings.below(text)))
        return "\n".join(f"    {line}" for line in lines)

    def _annotation(
        self,
        params: Params,
        found: ObjectType,
        field: Field,
        annotations: Annotations,
    ) -> str:
        annotation = annotations.parameter(field.shape)
        if found.name in _ranges_of_times(params):
            annotation += f" | {annotations.source.use('datetime', 'datetime')}"
        if field.required:
            annotation = f"{annotations.source.use('typing_extensions', 'Required')}[{annotation}]"
        return annotation

    def common(self) -> str:
        """Return the module of what many operations take."""
        typed_dict = self._common.source.use(*TYPED_DICT)
        parts = (
            f"class {name}({typed_dict}, total=False):\n{body}"
            for body, name in self._common_names.items()
        )
        return self._common.source.render(*parts, *self._shared.values())

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
