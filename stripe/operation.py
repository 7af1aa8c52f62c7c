"""The descriptors that declare an operation in one line, its route in that line.

    class Charge(APIResource):
        create = operation("POST /v1/charges")
        capture = dual("POST /v1/charges/{charge}/capture")

Each becomes real functions with the right name, signature and docstring, so that `help()`, `inspect` and
`unittest.mock` see what they expect. A signature is made by renaming the arguments of the function's code
object: a `__signature__` would please `inspect` alone, while Python itself would still refuse
`Customer.retrieve(id="cus_1")` and name `a` in its errors, and text given to `exec` costs ten times as much
for each of 1,200 operations. Classes here are named as the decorators that they are used like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from stripe._objects.requestor import default_requestor
from stripe._wire.addresses import quoted_id
from stripe._wire.request import Call
from stripe._wire.requestor_options import hide_secrets, split_options
from stripe.stripe_object import StripeObject

if TYPE_CHECKING:
    from typing import Concatenate, Generic, ParamSpec, TypeVar, overload

    from stripe._wire.options import RequestOptions
    from stripe.api_requestor import APIRequestor

    Sender = Callable[..., Any]
    Instance = TypeVar("Instance")
    P = ParamSpec("P")
    R = TypeVar("R")
    _ClassMethod = classmethod[Any, ..., Any]
else:
    _ClassMethod = classmethod


class Route:
    """`"POST /v1/charges/{charge}/capture"`, taken apart, with what else the requests need."""

    __slots__ = ("_after", "_before", "call", "dropped", "ids", "path", "verb")

    def __init__(self, route: str, call: Call, dropped: str = "") -> None:
        verb, _, path = route.partition(" ")
        self.path: str = path
        self.verb: str = verb.lower()
        self.call: Call = call
        call.template = path
        self.dropped: str = dropped
        pieces = [piece.partition("}") for piece in path.split("{")]
        self._before = pieces[0][0]
        self.ids: tuple[str, ...] = tuple(name for name, _, _ in pieces[1:])
        self._after = tuple(after for _, _, after in pieces[1:])

    def url(self, *ids: object) -> str:
        """The path with ids filled in."""
        url = self._before
        for id, after in zip(ids, self._after, strict=True):
            url += quoted_id(id) + after
        return url

    def send(
        self,
        requestor: APIRequestor,
        url: str,
        params: Mapping[str, Any] | None,
        options: RequestOptions | None,
        cls: type[StripeObject] | None = None,
    ) -> Any:
        """Sends the request and returns its answer."""
        return requestor.request(self.verb, url, params, options, self.call, cls=cls)


class _MadeLater(_ClassMethod):
    """A class method, made when it is first looked up: programs call few of 1,200 operations."""

    # Without `__dict__`: at its end Python walks through every one of them, several times.
    __slots__ = ()

    def function(self) -> FunctionType:
        """The function below the method."""
        raise NotImplementedError  # the classes below find it each in its own way

    if not TYPE_CHECKING:  # type checkers know the two from classmethod
        __func__ = __wrapped__ = property(lambda self: self.function())

    def __repr__(self) -> str:
        return f"<classmethod({self.function()!r})>"

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return MethodType(self.function(), type(instance) if owner is None else owner)


class operation(_MadeLater):  # noqa: N801 - used like a decorator
    """A method of the class: `Charge.create(amount=...)`, `Charge.retrieve("ch_1")`."""

    __slots__ = ("_call", "_dropped", "_function", "_ids", "_name", "_owner", "_route")

    def __init__(
        self, route: str, *, ids: tuple[str, ...] | None = None, dropped: str = "", **call: Any
    ) -> None:
        self._route = route
        self._call = call or None
        self._ids = ids
        self._dropped = dropped
        self._function: FunctionType | None = None

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._name = owner, name

    @property
    def route(self) -> Route:
        """Where its requests go."""
        return Route(self._route, Call(**(self._call or {})), self._dropped)

    def function(self) -> FunctionType:
        """The function below the method."""
        if self._function is None:
            self._function = self._class_function()
        return self._function

    def _class_function(self) -> FunctionType:
        name, route = self._name, self.route
        function = _class_function(route, _SENDERS.get(name, _send_plain))
        ids = self._ids or route.ids
        if len(ids) == 1 and self._ids is None and name in ("retrieve", "modify"):
            ids = ("id",)
        dress(function, self._owner, name, route, ("cls", *ids, "params"))
        return function


class _OnClass(_MadeLater):
    """The function of an operation, as a method of the class alone."""

    __slots__ = ("_operation",)

    def __init__(self, declared: operation) -> None:
        self._operation = declared

    def function(self) -> FunctionType:
        """The function below the method."""
        return self._operation.function()


class class_and_instance(operation):  # noqa: N801 - used like a decorator
    """A method of class and instance: `Charge.capture("ch_1")` and `charge.capture()`.

    The instance takes the answer over and returns itself, if the answer is of its class. What is called
    on the class goes through `_cls_capture`, which tests of applications patch.
    """

    __slots__ = ("_instance_function",)

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        setattr(owner, f"_cls_{name}", _OnClass(self))

    def _class_function(self) -> FunctionType:
        owner, name, route = self._owner, self._name, self.route
        ids = self._ids or route.ids
        self._instance_function = instance_function(route, name)
        dress(self._instance_function, owner, name, route, ("self", *ids[1:], "params"))
        function = _dual_function(route, self._instance_function)
        dress(function, owner, name, route, ("cls", *ids, "params"))
        return function

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return getattr(owner, f"_cls_{self._name}")
        self.function()  # the other one is made with it
        return MethodType(self._instance_function, instance)


if TYPE_CHECKING:

    class dual(Generic[Instance, P, R]):  # noqa: N801 - used like a decorator
        """How stubs declare a method of class and instance, which takes the id on the class alone."""

        def __init__(self, function: Callable[Concatenate[Instance, P], R]) -> None: ...
        @overload
        def __get__(
            self, instance: None, owner: type[Any]
        ) -> Callable[Concatenate[str | Instance, P], R]: ...
        @overload
        def __get__(self, instance: object, owner: type[Any]) -> Callable[P, R]: ...
        def __get__(self, instance: Any, owner: type[Any]) -> Callable[..., R]: ...

else:
    dual = class_and_instance


def unsupported(hint: str) -> Any:
    """A method that other resources have and this one can't: it says what to call instead."""

    def refuse(cls: type, *args: Any, **params: Any) -> Any:
        raise NotImplementedError(f"Can't do this with a {cls.__name__} by itself. {hint}")

    return classmethod(refuse)


# Those who send: the arguments after the route are parameters and ids. The former are parted from options
# first: then no key among them prints, should an id be refused.
def _send_plain(_cls: Any, route: Route, params: dict[str, Any], *ids: Any) -> Any:
    options, rest = split_options(params)
    return route.send(default_requestor(), route.url(*ids), rest, options)


def send_retrieve(cls: Any, url: str, params: Mapping[str, Any]) -> Any:
    """Fetches an object of class `cls`; its `refresh()` will send the parameters again."""
    options, rest = split_options(params)
    return _retrieved(cls, url, rest, options)


def _retrieved(cls: Any, url: str, rest: dict[str, Any], options: RequestOptions | None) -> Any:
    instance = default_requestor().request("get", url, rest, options, cls=cls)
    if rest and isinstance(instance, StripeObject):
        instance._retrieve_params = rest
    return instance


def _send_retrieve(cls: Any, route: Route, params: dict[str, Any], *ids: Any) -> Any:
    options, rest = split_options(params)
    return _retrieved(cls, route.url(*ids), rest, options)


def _send_list(cls: Any, route: Route, params: dict[str, Any], *ids: Any) -> Any:
    return _checked_page(_send_plain(cls, route, params, *ids), "list")


def _send_search(cls: Any, route: Route, params: dict[str, Any], *ids: Any) -> Any:
    return _checked_page(_send_plain(cls, route, params, *ids), "search_result")


_SENDERS: dict[str, Sender] = {
    "retrieve": _send_retrieve,
    "list": _send_list,
    "search": _send_search,
}


def _checked_page(answer: object, kind: str) -> Any:
    if getattr(type(answer), "OBJECT_NAME", None) != kind:
        raise TypeError(
            f"Expected a {kind} object from the API, got one of type {type(answer).__name__}."
        )
    return answer


def _class_function(route: Route, send: Sender) -> FunctionType:
    def none(cls: Any, **params: Any) -> Any:
        return send(cls, route, params)

    def one(cls: Any, a: Any, **params: Any) -> Any:
        return send(cls, route, params, _id_of(a))

    def two(cls: Any, a: Any, b: Any, **params: Any) -> Any:
        return send(cls, route, params, _id_of(a), b)

    def three(cls: Any, a: Any, b: Any, c: Any, **params: Any) -> Any:
        return send(cls, route, params, _id_of(a), b, c)

    return by_count((none, one, two, three), route)


def _dual_function(route: Route, on_instance: FunctionType) -> FunctionType:
    """The class form: given an object of the class it is the instance form."""

    def one(cls: Any, a: Any, **params: Any) -> Any:
        if _is_one(a, cls):
            return on_instance(a, **hide_secrets(params))
        return _send_plain(cls, route, params, _id_of(a))

    def two(cls: Any, a: Any, b: Any, **params: Any) -> Any:
        if _is_one(a, cls):
            return on_instance(a, b, **hide_secrets(params))
        return _send_plain(cls, route, params, _id_of(a), b)

    def three(cls: Any, a: Any, b: Any, c: Any, **params: Any) -> Any:
        if _is_one(a, cls):
            return on_instance(a, b, c, **hide_secrets(params))
        return _send_plain(cls, route, params, _id_of(a), b, c)

    return by_count((None, one, two, three), route)


def _is_one(value: Any, cls: type) -> bool:
    # Of a class of test helpers: the helpers of an object, or the object itself.
    return isinstance(value, (cls, getattr(cls, "_resource_cls", cls)))


def instance_function(route: Route, name: str) -> FunctionType:
    """The function below a method of an object."""

    def send(self: Any, params: dict[str, Any], *ids: Any) -> Any:
        target: StripeObject = self if isinstance(self, StripeObject) else self.resource
        options, rest = split_options(params)
        url = route.url(_id_of(self), *ids)
        # A deletion's answer is about the instance, whatever it is called.
        cls = type(target) if name == "delete" else None
        answer = route.send(target._requestor, url, rest, options, cls)
        if type(answer) is not type(target):
            return answer
        target._take_over(answer)
        return target

    def one(self: Any, **params: Any) -> Any:
        return send(self, params)

    def two(self: Any, b: Any, **params: Any) -> Any:
        return send(self, params, b)

    def three(self: Any, b: Any, c: Any, **params: Any) -> Any:
        return send(self, params, b, c)

    return by_count((None, one, two, three), route)


def by_count(functions: tuple[Any, ...], route: Route) -> FunctionType:
    """The function with as many arguments as the route has ids."""
    function: FunctionType = functions[len(route.ids)]
    return function


def _id_of(value: Any) -> Any:
    """An id, or the id of the object (or of the object that a test helper is for)."""
    if isinstance(value, str):
        return value
    if isinstance(value, StripeObject):
        return value.__dict__.get("id")
    resource = getattr(value, "resource", None)
    return resource.__dict__.get("id") if isinstance(resource, StripeObject) else value


def dress(
    function: FunctionType, owner: type, name: str, route: Route, names: tuple[str, ...]
) -> None:
    """Gives a function its name, its docstring, and its arguments the names of the route."""
    function.__name__ = name
    function.__qualname__ = f"{owner.__qualname__}.{name}"
    function.__module__ = owner.__module__
    function.__doc__ = f"{route.verb.upper()} {route.path}"
    if route.dropped:
        function.__doc__ += (
            f"\n\nNot in the API since {route.dropped}: for accounts on older versions."
        )
    function.__annotations__ = {}
    code = function.__code__
    function.__code__ = code.replace(
        co_varnames=(*names, *code.co_varnames[len(names) :]), co_name=name
    )
