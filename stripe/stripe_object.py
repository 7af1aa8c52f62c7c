"""StripeObject, and hydration: from JSON to objects in one pass.

The payload is the instance's `__dict__`, so that reading a field costs what it costs on any object and
a field beats every method of the same name. What the library itself keeps lies in slots.
"""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from stripe._objects.field_types import set_plain_class
from stripe._objects.fields import Fields, Internal, Protocol, missing
from stripe._objects.requestor import default_requestor
from stripe._wire.masking import hidden
from stripe._wire.request import Call
from stripe._wire.requestor_options import split_options

if TYPE_CHECKING:
    from typing import TypeVar

    from typing_extensions import Self

    from stripe._objects.requestor import APIRequestor
    from stripe._wire.options import ApiMode, BaseAddress
    from stripe.stripe_response import StripeResponse

    T = TypeVar("T")

builtin_id = id

_SLOTS = frozenset({"_last_response", "_private", "_replaced", "_requestor", "_retrieve_params"})
_OPTIONS = frozenset({"api_key", "stripe_version", "stripe_account", "stripe_context"})
_INTERNAL = _OPTIONS | {"last_response"}


class StripeObject(Fields):
    """An object of the API: its fields are attributes and items alike.

    It is a mutable mapping and compares equal to a dict of the same content. Changed fields are what
    `save()` sends. See https://docs.stripe.com/api
    """

    __slots__ = ("_last_response", "_private", "_requestor", "_retrieve_params")

    OBJECT_NAME: ClassVar[str]
    _IS_PAGE: ClassVar[bool] = False

    if TYPE_CHECKING:
        _last_response: StripeResponse | None
        _private: dict[str, Any] | None
        _requestor: APIRequestor
        _retrieve_params: Mapping[str, Any]

    def __init__(
        self,
        id: str | None = None,
        api_key: str | None = None,
        stripe_version: str | None = None,
        stripe_account: str | None = None,
        last_response: StripeResponse | None = None,
        **params: Any,
    ) -> None:
        """An object that is not fetched yet; `refresh()` sends `params` along."""
        if id:
            self.__dict__["id"] = id
        self._requestor = default_requestor().with_options(
            {
                "api_key": api_key,
                "stripe_version": stripe_version,
                "stripe_account": stripe_account,
                "stripe_context": params.pop("stripe_context", None),
            }
        )
        self._last_response = last_response
        self._retrieve_params = params

    # -- fields ------------------------------------------------------------------------------

    if not TYPE_CHECKING:  # to a type checker a name that is not declared is an error

        def __getattr__(self, name: str) -> Any:
            """Reached only where there is neither field nor method."""
            if name in _SLOTS:
                if name != "_retrieve_params":
                    return None
                self._retrieve_params = {}  # kept: there are exporters that raise a list's limit here
                return self._retrieve_params
            if name[:1] == "_":
                private = self._private
                if private and name in private:
                    return private[name]
            elif name[-1:] == "_" and name[:-1] in self.__dict__:
                return self.__dict__[name[:-1]]  # from_, in_, is_: fields named by a word of Python
            raise missing(self, name)

        def __setattr__(self, name: str, value: Any) -> None:
            if name[:1] == "_":
                if name in _SLOTS or name == "__class__":
                    object.__setattr__(self, name, value)
                else:
                    self._private = {**(self._private or {}), name: value}
            elif name in _OPTIONS and self._is_of_the_api():
                self._requestor = self._requestor.with_options({name: value})  # type: ignore[misc]
            elif name[-1:] == "_" and keyword.iskeyword(name[:-1]):
                self[name[:-1]] = value
            else:
                self[name] = value

    def __delattr__(self, name: str) -> None:
        if name[:1] == "_":
            private = dict(self._private or {})
            if name not in private:
                raise AttributeError(name)
            del private[name]
            self._private = private
        elif name in self.__dict__:
            del self[name]
        elif name[-1:] == "_" and keyword.iskeyword(name[:-1]) and name[:-1] in self.__dict__:
            del self[name[:-1]]
        else:
            raise AttributeError(f"{type(self).__name__} has no field {name!r}.")

    def __dir__(self) -> Iterable[str]:
        names = super().__dir__()
        if self._is_of_the_api():
            return names
        # Django's templates raise for a name that is listed and missing.
        return [name for name in names if name not in _INTERNAL or name in self.__dict__]

    def _is_of_the_api(self) -> bool:
        """Whether it is an object of the API, or was made by hand, and no hash inside one."""
        if "object" in self.__dict__:
            return True
        try:
            _get_last_response(self)
        except AttributeError:  # never set, as it is at the top
            return False
        return True

    @property
    def _data(self) -> dict[str, Any]:
        # Not ours, but known to applications as the payload of an official object.
        return self.__dict__

    # -- what the library keeps beside the fields --------------------------------------------

    @Internal
    def api_key(self) -> str | None:
        """The secret key that the object acts with."""
        return self._requestor.api_key

    @Internal
    def stripe_account(self) -> str | None:
        """The connected account that the object acts for."""
        return self._requestor.stripe_account

    @Internal
    def stripe_context(self) -> Any:
        """The context that the object acts in."""
        return self._requestor.stripe_context

    @Internal
    def stripe_version(self) -> str | None:
        """The API version that the object speaks."""
        return self._requestor.stripe_version

    @Internal
    def last_response(self) -> StripeResponse | None:
        """The answer that the object came in; None for nested and self-made objects."""
        return self._last_response

    # -- making and remaking -----------------------------------------------------------------

    @classmethod
    def construct_from(
        cls,
        values: Mapping[str, Any],
        key: str | None,
        stripe_version: str | None = None,
        stripe_account: str | None = None,
        last_response: StripeResponse | None = None,
        *,
        api_mode: str = "V1",
    ) -> Self:
        """An object of this class from plain data, `values` left as they are.

        `key` is the secret key that the object will act with; None for `stripe.api_key`.
        """
        from stripe._objects.hydration import construct

        key = hidden(key)
        requestor = default_requestor().with_options(
            {"api_key": key, "stripe_version": stripe_version, "stripe_account": stripe_account}
        )
        instance = construct(cls, values, requestor, api_mode)
        instance._last_response = last_response
        return instance

    @classmethod
    def _construct_from(
        cls,
        *,
        values: Mapping[str, Any],
        requestor: APIRequestor | None,
        last_response: StripeResponse | None = None,
        api_mode: ApiMode = "V1",
    ) -> Self:
        # Applications' tests make objects with it, as the official SDK does.
        from stripe._objects.hydration import construct

        instance = construct(cls, values, requestor or default_requestor(), api_mode)
        instance._last_response = last_response
        return instance

    def refresh_from(
        self,
        values: Mapping[str, Any],
        api_key: str | None = None,
        partial: bool | None = False,
        stripe_version: str | None = None,
        stripe_account: str | None = None,
        last_response: StripeResponse | None = None,
        *,
        api_mode: str = "V1",
    ) -> None:
        """Takes over plain data: in place of the fields, or over them if `partial`."""
        from stripe._objects.hydration import construct

        api_key = hidden(api_key)
        requestor = self._requestor.with_options(
            {"api_key": api_key, "stripe_version": stripe_version, "stripe_account": stripe_account}
        )
        fresh = construct(type(self), values, requestor, api_mode)
        fresh._last_response = last_response
        self._requestor = requestor
        self._take_over(fresh, partial=bool(partial))

    def _take_over(self, fresh: StripeObject, *, partial: bool = False) -> None:
        """Becomes what `fresh`, a new object of this class, is; goes on acting as before."""
        fields = fresh.__dict__
        if fresh._requestor is not self._requestor:
            from stripe._objects.hydration import construct

            # Options of a single call would otherwise stay with the objects inside.
            fields = construct(type(self), StripeObject.to_dict(fresh), self._requestor).__dict__
        if partial:
            self.__dict__.update(fields)
            replaced = self._replaced or {}
            self._replaced = {name: old for name, old in replaced.items() if name not in fields}
        else:
            object.__setattr__(self, "__dict__", fields)
            self._replaced = None
        self._last_response = fresh._last_response

    def _request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        usage: Iterable[str] | None = None,
        *,
        base_address: BaseAddress = "api",
    ) -> Any:
        # With the options of the object; applications and their tests know it by this name.
        options, rest = split_options(params or {})
        call = Call(base_address, tuple(usage or ()))
        return self._requestor.request(method, url, rest, options, call)

    # -- plain data --------------------------------------------------------------------------

    def to_dict(self, recursive: bool = True, for_json: bool = False) -> dict[str, Any]:
        """The fields as a plain dict, nested objects too unless `recursive` is False.

        With `for_json` decimals become text and times Unix seconds.
        """
        if not recursive:
            return dict(self.__dict__)
        from stripe._objects.plain import plain

        fields: dict[str, Any] = plain(self, for_json=for_json)
        return fields

    def to_dict_recursive(self) -> dict[str, Any]:
        """The fields as plain dicts all the way down, fit for JSON."""
        return StripeObject.to_dict(self, for_json=True)

    _to_dict_recursive = to_dict_recursive  # as applications call it that follow version 15

    def __str__(self) -> str:
        return _as_text(StripeObject.to_dict(self, for_json=True))

    def __repr__(self) -> str:
        words = [type(self).__name__]
        kind, id = self.__dict__.get("object"), self.__dict__.get("id")
        if isinstance(kind, str):
            words.append(kind)
        if isinstance(id, str):
            words.append(f"id={id}")
        from stripe._objects.plain import short_form
        from stripe._wire.masking import scrubbed

        shown = _as_text(scrubbed(short_form(StripeObject.to_dict(self, for_json=True))))
        return f"<{' '.join(words)} at {hex(builtin_id(self))}> JSON: {shown}"

    def __sentry_repr__(self) -> str:
        """What the error tracker sends, which would otherwise go through all fields, secret or not."""
        return repr(self)

    def serialize(self, previous: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The parameters that `save()` sends: what was set since the last refresh."""
        from stripe._objects.serialization import changes

        return changes(self, previous)

    # -- copies ------------------------------------------------------------------------------

    def __copy__(self) -> Self:
        return self._copied(dict(self.__dict__))

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        from copy import deepcopy

        copied = self._copied({})
        memo[builtin_id(self)] = copied
        copied.__dict__.update(
            {name: deepcopy(value, memo) for name, value in self.__dict__.items()}
        )
        return copied

    def _copied(self, fields: dict[str, Any]) -> Self:
        copied = new_object(type(self), fields, self._requestor)
        if self._is_of_the_api():
            copied._last_response = None
        copied._retrieve_params = self._retrieve_params
        copied._replaced = dict(self._replaced) if self._replaced else None
        return copied

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        state = (
            self.__dict__,
            self._requestor,
            self._retrieve_params,
            self._replaced,
            self._is_of_the_api(),
        )
        return _unpickled, (type(self),), state

    def __setstate__(self, state: tuple[Any, ...] | dict[str, Any]) -> None:
        if isinstance(state, dict):
            from stripe._compat.pickles import take_official_state

            take_official_state(self, state)
            return
        fields, requestor, retrieve_params, replaced, is_of_the_api = state
        object.__setattr__(self, "__dict__", fields)
        self._requestor = requestor
        self._retrieve_params = retrieve_params
        self._replaced = replaced
        if is_of_the_api:
            self._last_response = None

    if not TYPE_CHECKING:
        __deepcopy__ = Protocol(__deepcopy__)
        __reduce_ex__ = Protocol(__reduce_ex__)
        __setstate__ = Protocol(__setstate__)


set_plain_class(StripeObject)

_new = object.__new__
_set_fields = Fields.__dict__["__dict__"].__set__
_set_requestor = StripeObject.__dict__["_requestor"].__set__
_get_last_response = StripeObject.__dict__["_last_response"].__get__


def new_object(cls: type[T], fields: dict[str, Any], requestor: APIRequestor) -> T:
    """An object whose fields are `fields`, the dict itself."""
    instance = _new(cls)
    _set_fields(instance, fields)
    _set_requestor(instance, requestor)
    return instance


def _as_text(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, indent=2, default=str)


def _unpickled(cls: type[StripeObject]) -> StripeObject:
    return cls.__new__(cls)
