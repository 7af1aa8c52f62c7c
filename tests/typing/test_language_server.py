"""What editors show: the pyright language server is asked about operations."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PROGRAM = """import stripe

customer = stripe.Customer.create(email="jenny@example.com", expand=["tax"])
customer.delete()
stripe.PaymentIntent.create(amount=5, currency="usd", )
customer.email
stripe.StripeClient("sk_test_1").v1.customers.create({"email": "a", "address": {"line1": "x"}})
customer.shipping.address.city
customer.
"""


_CAPABILITIES = {"workspace": {"configuration": True, "workspaceFolders": True}}


class Server:
    """A language server, spoken to over its standard streams."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.uri = (folder / "shop.py").as_uri()
        self._last = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pyright.langserver", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        settings = {"processId": None, "rootUri": folder.as_uri(), "capabilities": _CAPABILITIES}
        folders = [{"uri": folder.as_uri(), "name": "shop"}]
        self.ask("initialize", {**settings, "workspaceFolders": folders})
        self.tell("initialized", {})
        document = {"uri": self.uri, "languageId": "python", "version": 1, "text": PROGRAM}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def at(self, method: str, line: int, character: int) -> Any:
        """What the server says of a place in the program."""
        position = {"line": line, "character": character}
        return self.ask(method, {"textDocument": {"uri": self.uri}, "position": position})

    def ask(self, method: str, params: Any) -> Any:
        self._last += 1
        self._send({"jsonrpc": "2.0", "id": self._last, "method": method, "params": params})
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                result = self._answer(message)
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})
            elif message.get("id") == self._last:
                assert "error" not in message, message["error"]
                return message["result"]

    def tell(self, method: str, params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _answer(self, message: dict[str, Any]) -> Any:
        if message["method"] == "workspace/configuration":
            found = {"python": {"pythonPath": sys.executable}, "python.analysis": {}}
            return [found.get(item.get("section"), {}) for item in message["params"]["items"]]
        return None

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps(message).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "shop.py").write_text(PROGRAM)
    found = Server(folder)
    yield found
    found.stop()


def test_hover_shows_signature_sentence_and_reference(server: Server) -> None:
    shown = json.dumps(server.at("textDocument/hover", 2, PROGRAM.splitlines()[2].index("create")))
    assert "-> Customer" in shown
    assert "CustomerCreateParams" in shown
    assert "Creates a customer." in shown
    assert "https://docs.stripe.com/api/customers/create" in shown


def test_hover_on_a_field(server: Server) -> None:
    shown = json.dumps(server.at("textDocument/hover", 2, 2))
    assert "customer: Customer" in shown


@pytest.mark.parametrize(
    ("line", "word", "text"),
    [
        pytest.param(2, "email", "The email address, 512 characters at the most.", id="keyword"),
        pytest.param(4, "amount", "in the smallest unit of `currency`.", id="unit"),
        pytest.param(5, "email", "The email address, 512 characters at the most.", id="attribute"),
        pytest.param(6, "email", "The email address, 512 characters at the most.", id="key"),
        pytest.param(6, "line1", "The street and house number", id="nested key"),
        pytest.param(2, "expand", "Fields to answer as objects", id="inherited keyword"),
        pytest.param(7, "city", "The city, town or village.", id="inherited attribute"),
    ],
)
def test_hover_says_what_a_field_or_parameter_is(
    server: Server, line: int, word: str, text: str
) -> None:
    place = PROGRAM.splitlines()[line].index(word) + 1
    assert text in json.dumps(server.at("textDocument/hover", line, place))


def test_keywords_are_completed(server: Server) -> None:
    line = PROGRAM.splitlines()[4]
    found = server.at("textDocument/completion", 4, len(line) - 1)
    labels = {item["label"] for item in found["items"]}
    assert {"capture_method=", "customer=", "metadata="} <= labels


def test_fields_and_methods_are_completed(server: Server) -> None:
    found = server.at("textDocument/completion", 8, len("customer."))
    labels = {item["label"] for item in found["items"]}
    assert {"email", "default_source", "delete", "list_payment_methods", "refresh"} <= labels


def test_definition_leads_to_the_stub_of_the_operation(server: Server) -> None:
    place = PROGRAM.splitlines()[2].index("create")
    (found,) = server.at("textDocument/definition", 2, place)
    path = Path(found["uri"].removeprefix("file://"))
    assert path.parts[-2:] == ("resources", "customer.pyi")
    line = path.read_text().splitlines()[found["range"]["start"]["line"]]
    assert line.strip().startswith("def create(")
