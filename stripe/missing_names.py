"""What is said of names that are not there: the nearest one that is, or what to do instead."""

from __future__ import annotations

from collections.abc import Iterable


def missing(module: str, name: str, names: Iterable[str]) -> AttributeError:
    """The error for a name that is not there, with the nearest one that is."""
    hint = left_out(name)
    if not hint:
        from difflib import SequenceMatcher

        wanted = SequenceMatcher(None, "", name.lower())

        def likeness(known: str) -> float:
            wanted.set_seq1(known.lower())
            return wanted.ratio()

        near = max((n for n in names if not n.startswith("_")), key=likeness, default="")
        if near:
            like = likeness(near) > 0.6
            hint = f" Did you mean {near!r}?" if like else f" The nearest name is {near!r}."
    return AttributeError(f"module {module!r} has no attribute {name!r}.{hint}", name=name)


def no_attribute(instance: object, name: str) -> AttributeError:
    """The error for a name that an object has not."""
    text = f"{type(instance).__name__!r} object has no attribute {name!r}.{left_out(name)}"
    return AttributeError(text, name=name, obj=instance)


_OTHER_CLIENTS = ["AIOHTTPClient", "HTTPXClient", "PycurlClient", "UrlFetchClient", "UrllibClient"]


def left_out(name: str) -> str:
    """What to do instead, where the official SDK has the name and this library has not; else `""`."""
    synchronous = name.removesuffix("_async").removesuffix("Async")
    synchronous = synchronous.removeprefix("async_").removeprefix("Async")
    if synchronous != name:
        return (
            f" This library is synchronous: use {synchronous!r}, from asynchronous code in a thread, as in "
            "`await asyncio.to_thread(stripe.Customer.retrieve, id)`."
        )
    if name in _OTHER_CLIENTS:
        return (
            " This library sends its requests with `requests`: use stripe.RequestsClient, or for "
            "another transport a function, or a class with a method `request`, as http_client."
        )
    return ""
