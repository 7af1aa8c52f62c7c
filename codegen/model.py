"""The typed model of an API description, which every emitter reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = Any
"""A node of the description, as `json.loads` gives it."""

ShapeKind = Literal[
    "any", "binary", "boolean", "enum", "integer", "list", "map", "null", "number",
    "object", "page", "resource", "string", "union",
]  # fmt: skip

MethodKind = Literal["class", "dual", "instance"]


@dataclass(frozen=True)
class Shape:
    """What a schema node says of a value.

    kind: `enum` has `values`; `list`, `page` (a list object) and `map` have `item`; `union` has
    `options`; `resource` names the schema in `name`; `object` the class of it: the path of an inner
    class ("BillingDetails.Address") in an answer, the TypedDict in parameters. `schema` is the name
    that a reference gave.
    """

    kind: ShapeKind
    node: Json = field(repr=False, compare=False)
    name: str = ""
    format: str = ""
    nullable: bool = False
    expandable: bool = False
    open: bool = False
    values: tuple[Any, ...] = ()
    item: Shape | None = None
    options: tuple[Shape, ...] = ()
    schema: str = field(default="", compare=False)


@dataclass(frozen=True)
class Field:
    """A property of an answer, or a parameter."""

    name: str
    python_name: str
    shape: Shape
    required: bool
    node: Json = field(repr=False, compare=False)


@dataclass
class ObjectType:
    """The fields of one class: a resource, an inner class or a TypedDict of parameters."""

    name: str
    node: Json = field(repr=False)
    fields: dict[str, Field] = field(default_factory=dict[str, Field])


@dataclass(frozen=True)
class Operation:
    """One verb on one path of the API."""

    verb: str
    path: str
    variables: tuple[str, ...]
    node: Json = field(repr=False, compare=False)
    base: str = "api"
    stream: bool = False
    multipart: bool = False
    params: str = ""
    params_required: bool = False

    @property
    def route(self) -> str:
        """The text that declares it: `POST /v1/charges/{charge}/capture`."""
        return f"{self.verb.upper()} {self.path}"


@dataclass(frozen=True)
class Method:
    """An operation as a method of a resource class; `kind` says what it may be called on.

    `ids` are the Python names of the path's variables; an instance form takes the first one from
    itself. `routes` has more than one where the owner of the object decides (`Card.delete`).
    """

    name: str
    kind: MethodKind
    operation: Operation
    ids: tuple[str, ...]
    params: str
    routes: tuple[str, ...]


@dataclass(frozen=True)
class DroppedMethod:
    """A method whose route, or name, is gone: `since` says which version dropped the route.

    It is empty if the API still has the route and only the name is an older one.
    """

    name: str
    kind: Literal["class", "dual"]
    route: str
    since: str = ""


@dataclass
class Resource:
    """A resource class with its methods, its inner classes and the parameter types it uses."""

    object_name: str
    schema_name: str
    module: str
    class_name: str
    node: Json = field(repr=False)
    deleted_node: Json = field(repr=False, default=None)
    bases: tuple[str, ...] = ()
    methods: list[Method] = field(default_factory=list[Method])
    test_helpers: list[Method] = field(default_factory=list[Method])
    objects: dict[str, ObjectType] = field(default_factory=dict[str, ObjectType])
    class_url: str = ""
    instance_urls: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    dropped: list[DroppedMethod] = field(default_factory=list[DroppedMethod])
    note: str = ""

    @property
    def package(self) -> str:
        """The public namespace below `stripe`: `checkout` for `stripe.checkout.Session`, or ``""``."""
        return self.module.rpartition(".")[0]

    @property
    def public_name(self) -> str:
        """The name that users write after `stripe.`: `checkout.Session`."""
        return f"{self.package}.{self.class_name}" if self.package else self.class_name

    @property
    def is_v2(self) -> bool:
        """Whether the resource belongs to the V2 API."""
        return self.object_name.startswith("v2.")


@dataclass(frozen=True)
class ServiceMethod:
    """An operation as a method of a service; `decimals` are request fields sent as text."""

    name: str
    operation: Operation
    params: str
    params_required: bool
    decimals: tuple[str, ...] = ()


@dataclass
class Service:
    """A service class: `path` is where it hangs on the client (`v1.customers`)."""

    path: str
    class_name: str
    module: str
    children: dict[str, str] = field(default_factory=dict[str, str])
    methods: list[ServiceMethod] = field(default_factory=list[ServiceMethod])
    dropped: list[DroppedMethod] = field(default_factory=list[DroppedMethod])

    @property
    def package(self) -> str:
        """The public namespace below `stripe`."""
        return self.module.rpartition(".")[0]


@dataclass
class Params:
    """The parameters of one operation under one public name; `objects` are the nested ones."""

    name: str
    operation: Operation
    top: ObjectType
    objects: dict[str, ObjectType] = field(default_factory=dict[str, ObjectType])
    options: bool = True

    @property
    def package(self) -> str:
        """The namespace below `stripe`: `params.checkout`."""
        return self.name.rpartition(".")[0]

    @property
    def class_name(self) -> str:
        """The name of the TypedDict."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True)
class Event:
    """An event type; `data` is the schema node of a snapshot event's `data.object`."""

    type: str
    schema_name: str
    node: Json = field(repr=False, compare=False)
    data: Json = field(repr=False, compare=False, default=None)


@dataclass(frozen=True)
class ThinEvent:
    """A thin event type with its two classes; `related` are OBJECT_NAMEs."""

    type: str
    schema_name: str
    class_name: str
    notification_class: str
    handler_method: str
    related: tuple[str, ...]
    node: Json = field(repr=False, compare=False)
