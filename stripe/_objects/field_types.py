"""Inner classes and typed fields, both read from the table `FIELD_TYPES` of a resource class.

The table is a text, read when it is first needed: a program meets few of the classes that it imports. A row
begins with the path of a class within the resource (nothing for the resource itself) and a colon, and
tells the types of its fields:

    : outcome=Outcome tiers=Tier
    Outcome: rule=.Rule

A class without typed fields needs no row if a field's type names it.

A field's type is the path of an inner class (for a dict, or each dict of a list), from the row's own
path on where it begins with a dot; `*Path` (an object whose values are inner objects), `{}Path` (the same
as a plain dict), `decimal` or `int64` (numbers that travel as text). Inner classes are made when they are
first met: a resource may have 150 of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

FieldTypes = dict[str, dict[str, str]]
"""Path of a class, name of a field, type."""


class ResourceType(type):
    """The class of resource classes: looks inner classes up where there is no other attribute."""

    FIELD_TYPES: str
    # Of an inner class: its path in the table, and the resource whose table it is.
    PATH = ""
    ROOT: ResourceType | None = None

    def __getattr__(cls, name: str) -> Any:
        path = f"{cls.PATH}.{name}" if cls.PATH else name
        if name[:1].isupper() and path in cls.inner_paths():
            # A class derived from a resource has the resource's inner classes, not copies.
            owner = _owner(cls)
            inner = owner.__dict__.get(name) or _new_inner_class(owner, name, path)
            type.__setattr__(owner, name, inner)
            return inner
        if name[:1].isupper() and _is_former(cls, path):
            return _plain
        return cls._older_attribute(name)

    def __dir__(cls) -> list[str]:
        prefix = f"{cls.PATH}." if cls.PATH else ""
        inner = {path[len(prefix) :] for path in cls.inner_paths() if path.startswith(prefix)}
        return sorted({*type.__dir__(cls), *(name for name in inner if name and "." not in name)})

    def field_types(cls) -> FieldTypes:
        """The table, read."""
        owner = _owner(cls)
        table: FieldTypes | None = owner.__dict__.get("_field_types")
        if table is None:
            table = read_table(owner.FIELD_TYPES)
            type.__setattr__(owner, "_field_types", table)
        return table

    def inner_paths(cls) -> frozenset[str]:
        """The paths of all classes within the resource."""
        owner = _owner(cls)
        paths: frozenset[str] | None = owner.__dict__.get("_inner_paths")
        if paths is None:
            table = owner.field_types()
            named = (spec.lstrip("*{}") for fields in table.values() for spec in fields.values())
            paths = frozenset({*table, *named} - {"", *_NUMBERS})
            type.__setattr__(owner, "_inner_paths", paths)
        return paths

    def field_readers(cls) -> dict[str, Reader] | None:
        """How to read the typed fields of an object of this class; None if it has none."""
        readers: dict[str, Reader] | None = cls.__dict__.get("_readers")
        if readers is None:
            fields = cls.field_types().get(cls.PATH, {})
            root = cls.ROOT or cls
            readers = {name: Reader(root, spec) for name, spec in fields.items()}
            type.__setattr__(cls, "_readers", readers)
        return readers or None


def _owner(cls: type) -> Any:
    """The class that a table was written for; those derived from it have the same."""
    return next(base for base in cls.__mro__ if "FIELD_TYPES" in vars(base))


def read_table(text: str) -> FieldTypes:
    """The rows of a table; those of one class are taken together."""
    table: FieldTypes = {}
    path, row = "", {}
    for word in text.split():
        name, _, spec = word.partition("=")
        if spec:
            marks = spec[: -len(spec.lstrip("*{}"))]
            row[name] = f"{marks}{path}{spec[len(marks) :]}" if spec[len(marks)] == "." else spec
        else:
            path = name[:-1]
            row = table.setdefault(path, {})
    return table


class Reader:
    """How to read one typed field: as objects of an inner class, or otherwise by `convert`."""

    __slots__ = ("_root", "_spec", "cls", "convert", "readers")

    def __init__(self, root: ResourceType, spec: str) -> None:
        self._root = root
        self._spec = spec.lstrip("*{}")
        # Found when the field is first met.
        self.cls: ResourceType | None = None
        self.readers: dict[str, Reader] | None = None
        self.convert: Callable[[Any], Any] | None = None
        if spec in _NUMBERS:
            self.convert = _NUMBERS[spec]
        elif spec.startswith("{}"):
            self.convert = self._as_dict
        elif spec.startswith("*"):
            self.convert = self._with_items

    def resolve(self) -> ResourceType:
        """The inner class."""
        self.cls = found = reduce(getattr, self._spec.split("."), self._root)
        self.readers = found.field_readers()
        return found

    def type_items(self, items: Any) -> None:
        """Gives each object among `items` the inner class."""
        cls = self.cls or self.resolve()
        for item in items:
            # One that names itself (`object`) has its class already.
            if type(item) is _plain:
                _set_class(item, "__class__", cls)
                if self.readers is not None:
                    type_fields(item.__dict__, self.readers)

    def _with_items(self, value: Any) -> Any:
        if type(value) is _plain:
            for item in value.__dict__.values():
                self.type_items(item if type(item) is list else (item,))
        return value

    def _as_dict(self, value: Any) -> Any:
        return dict(self._with_items(value).__dict__) if type(value) is _plain else value


def type_fields(fields: dict[str, Any], readers: dict[str, Reader]) -> None:
    """Gives the fields that `readers` know, hydrated already, their types, in place."""
    for name in readers.keys() & fields.keys():
        value = fields[name]
        if value is None:
            continue
        reader = readers[name]
        if reader.convert is not None:
            fields[name] = reader.convert(value)
        elif type(value) is _plain:
            # As `type_items`, for the one object that it mostly is.
            _set_class(value, "__class__", reader.cls or reader.resolve())
            if reader.readers is not None:
                type_fields(value.__dict__, reader.readers)
        elif type(value) is list:
            reader.type_items(value)


_set_class = object.__setattr__
_plain: type = object


def set_plain_class(cls: type) -> None:
    """Names the class of objects that have none of their own yet: `StripeObject`, once it exists."""
    global _plain
    _plain = cls


def _new_inner_class(owner: ResourceType, name: str, path: str) -> ResourceType:
    members = {
        "__module__": owner.__module__,
        "__qualname__": f"{owner.__qualname__}.{name}",
        "__slots__": (),
        "FIELD_TYPES": owner.FIELD_TYPES,
        "_field_types": owner.field_types(),
        "_inner_paths": owner.inner_paths(),
        "PATH": path,
        "ROOT": owner.ROOT or owner,
    }
    return ResourceType(name, (_plain,), members)


def _is_former(cls: type, path: str) -> bool:
    from stripe._compat.pickles import is_former_class

    return is_former_class(cls.__module__, path)


def _as_decimal(value: Any) -> Any:
    from decimal import Decimal

    return _numbers(Decimal, value) if type(value) is list else _number(Decimal, value)


def _as_integer(value: Any) -> Any:
    return _numbers(int, value) if type(value) is list else _number(int, value)


_NUMBERS = {"decimal": _as_decimal, "int64": _as_integer}


def _numbers(kind: type[Decimal | int], values: Any) -> list[Any]:
    return [_number(kind, value) for value in values]


def _number(kind: type[Decimal | int], value: Any) -> Any:
    try:
        return kind(value) if type(value) is str else value
    except (ValueError, ArithmeticError):
        return value  # not the number that it should be: as it came, nothing is lost
