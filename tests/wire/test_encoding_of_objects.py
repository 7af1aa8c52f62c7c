"""Objects of the application's among the parameters: models, mocks, files, and what can't be sent."""

from __future__ import annotations

import io
import uuid
from collections import namedtuple
from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest.mock import MagicMock, Mock, NonCallableMock

import pandas as pd
import pytest
from sent_requests import Wire

import stripe

ADDRESS = "jenny.rosen@example.com"


class User:
    """As a model of Django's is: its text is the e-mail address."""

    def __init__(self, id: Any) -> None:
        self.id = id

    def __str__(self) -> str:
        return ADDRESS


class Notification:
    """It has been read, and is no file."""

    read = True

    def __str__(self) -> str:
        return "Hello"


class Broken:
    @property
    def id(self) -> int:
        raise ValueError(ADDRESS)


class Wordless:
    def __str__(self) -> str:
        raise KeyError(ADDRESS)


Row = namedtuple("Row", "id email")  # noqa: PYI024  # as those of databases are

SENT: dict[str, tuple[Any, Any]] = {
    "number": (User(5), "5"),
    "zero": (User(0), "0"),
    "text": (User("u_1"), "u_1"),
    "uuid": (User(uuid.UUID(int=7)), str(uuid.UUID(int=7))),
    "another model": (User(User(7)), "7"),
    "row": (Row(5, ADDRESS), "5"),
    "object of the api": (stripe.Customer("cus_1"), "cus_1"),
    "has been read": (Notification(), "Hello"),
}
ENCODINGS: dict[str, Callable[[stripe.StripeClient, Any], Any]] = {
    "form": lambda client, params: stripe.Customer.create(**params),
    "query": lambda client, params: stripe.Customer.list(**params),
    "json": lambda client, params: client.v2.core.accounts.create(params),
    "multipart": lambda client, params: stripe.File.create(file=io.BytesIO(b"x"), **params),
}
PLACES: dict[str, tuple[Callable[[Any], Any], str, Callable[[Any], Any]]] = {
    "at the top": (lambda value: {"user": value}, "user", lambda sent: sent["user"]),
    "metadata": (
        lambda value: {"metadata": {"user": value}},
        "metadata[user]",
        lambda sent: sent["metadata"]["user"],
    ),
    "list": (lambda value: {"users": [value]}, "users[0]", lambda sent: sent["users"][0]),
    "in a list": (
        lambda value: {"items": [{"user": value}]},
        "items[0][user]",
        lambda sent: sent["items"][0]["user"],
    ),
}
each_encoding = pytest.mark.parametrize("send", ENCODINGS.values(), ids=ENCODINGS)
each_place = pytest.mark.parametrize(("place", "path", "find"), PLACES.values(), ids=PLACES)


@each_encoding
@each_place
@pytest.mark.parametrize(("value", "expected"), SENT.values(), ids=SENT)
def test_models_go_by_their_id(
    value: Any, expected: str, place: Any, path: str, find: Any, send: Any, wire: Wire, client: Any
) -> None:
    wire.always({"object": "list", "data": []})
    send(client, place(value))
    assert find(wire.last.params) == expected


MOCKS = [MagicMock(), Mock(name="user"), NonCallableMock(), Mock(spec=User), MagicMock(id=5)]


@each_encoding
@each_place
@pytest.mark.parametrize("value", MOCKS)
def test_mocks_are_sent_as_their_text(
    value: Any, place: Any, path: str, find: Any, send: Any, wire: Wire, client: Any
) -> None:
    wire.always({"object": "list", "data": []})
    send(client, place(value))
    assert find(wire.last.params) == str(value)


REFUSED = {
    "not saved": User(None),
    "broken id": Broken(),
    "broken text": Wordless(),
    "no text": object(),
    "class": User,
    "id of no text": User(object()),
    "no time": pd.NaT,
    "first time": datetime.min,
    "no number": float("nan"),
}


@each_encoding
@each_place
@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_what_cant_be_sent_is_named(
    value: Any, place: Any, path: str, find: Any, send: Any, wire: Wire, client: Any
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        send(client, place(value))
    assert caught.value.param == path
    assert path in str(caught.value)
    assert ADDRESS not in str(caught.value)
    assert not wire.sent
