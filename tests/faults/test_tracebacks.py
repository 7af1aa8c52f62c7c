"""What an error tracker collects of a failure holds no key: local variables, attributes, the whole chain."""

from __future__ import annotations

import base64
import io
import logging
import pickle
import socket
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from fault_server import FaultServer, answers, serving, silence_after
from faults import FAULTS, Fault

import stripe

KEY = "sk_live_abcdefghijklmnop"
SECRETS = (
    KEY,
    base64.b64encode(f"{KEY}:".encode()).decode(),
    "open%20sesame",
    "open sesame",
    base64.b64encode(b"jenny:open sesame").decode(),
    "whsec_abcdefghijklmnop",
)


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error, and all that hang on it, whether a traceback shows them or not."""
    todo: list[Any] = [error]
    seen: set[int] = set()
    while todo:
        one = todo.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += [one.__cause__, one.__context__, *one.args]


def collected(error: BaseException) -> str:
    """All that can be read of an error but the frames of this file."""
    texts = []
    for one in chain(error):
        told = traceback.TracebackException.from_exception(one, capture_locals=True)
        for frame in told.stack:
            if frame.filename != __file__:
                texts += (frame.locals or {}).values()
        texts += [str(one), repr(one), repr(one.args), repr(vars(one))]
        for value in vars(one).values():
            texts.append(repr(getattr(value, "__dict__", "")))
            texts.append(str(getattr(value, "headers", "")))
    return "\n".join(texts)


def check(error: BaseException) -> None:
    text = collected(error)
    assert [secret for secret in SECRETS if secret in text] == []


CALLS: dict[str, Callable[[FaultServer, Any], Any]] = {
    "client": lambda server, http_client: stripe.StripeClient(
        KEY, base_addresses={"api": server.url}, http_client=http_client
    ).v1.customers.create({"name": "Jenny Rosen"}),
    "module, key of the call": lambda server, http_client: stripe.Customer.retrieve(
        "cus_1", api_key=KEY
    ),
    "client, key of the call": lambda server, http_client: stripe.StripeClient(
        "sk_test_other", base_addresses={"api": server.url}, http_client=http_client
    ).v1.customers.update("cus_1", {"name": "Jenny"}, {"api_key": KEY}),
    "client, header of the call": lambda server, http_client: stripe.StripeClient(
        "sk_test_other", base_addresses={"api": server.url}, http_client=http_client
    ).v1.customers.list({}, {"headers": {"Authorization": f"Bearer {KEY}"}}),
    "raw": lambda server, http_client: stripe.StripeClient(
        KEY, base_addresses={"api": server.url}, http_client=http_client
    ).raw_request("post", "/v1/customers", name="Jenny"),
    "object": lambda server, http_client: stripe.Customer.construct_from(
        {"id": "cus_1", "object": "customer"}, KEY
    ).refresh(),
}
BEHAVIOURS = {fault.behaviour.name: fault for fault in FAULTS if fault.outcome != "answer"}


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize("fault", BEHAVIOURS.values(), ids=BEHAVIOURS)
def test_no_key_in_an_error(fault: Fault, given: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    session = requests.Session() if given else None
    http_client = stripe.RequestsClient(session=session, **fault.client)
    monkeypatch.setattr(stripe, "default_http_client", http_client)
    calls = CALLS.items() if "silence" not in fault.behaviour.name else [next(iter(CALLS.items()))]
    for _, call in calls:
        with serving(*[fault.behaviour] * 20) as server:
            monkeypatch.setattr(stripe, "api_base", server.url)
            with pytest.raises(stripe.StripeError) as caught:
                call(server, http_client)
        check(caught.value)
    http_client.close()


@pytest.mark.parametrize("name", CALLS)
def test_nothing_listens(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as server:
        pass
    monkeypatch.setattr(stripe, "api_base", server.url)
    http_client = stripe.RequestsClient()
    with pytest.raises(stripe.APIConnectionError) as caught:
        CALLS[name](server, http_client)
    check(caught.value)
    assert isinstance(caught.value.__cause__, requests.ConnectionError)
    assert caught.value.__cause__.__traceback__ is None
    assert caught.value.__cause__.request is None
    text = "".join(traceback.format_exception(caught.value))
    assert len(text.splitlines()) < 60, text


CARD = {"number": "4000000000000002", "exp_month": 1, "exp_year": 2030, "cvc": "987654"}
BANK = {"country": "US", "currency": "usd", "account_number": "000123456789"}
PAYMENTS: dict[str, Callable[[stripe.StripeClient], Any]] = {
    "class": lambda client: stripe.Token.create(card=CARD, bank_account=BANK),
    "client": lambda client: client.v1.tokens.create({"card": CARD, "bank_account": BANK}),
    "raw": lambda client: client.raw_request("post", "/v1/tokens", card=CARD, bank_account=BANK),
    "in a list": lambda client: client.v1.customers.create({"a": [CARD, BANK], "number": 4000000000000002}),
    "object": lambda client: stripe.Charge("ch_1").capture(card=CARD, bank_account=BANK),
    "not to be encoded": lambda client: client.v1.tokens.create({"card": CARD, "amount": float("nan")}),
}  # fmt: skip


@pytest.mark.parametrize("fault", ["refused", "broken"])
@pytest.mark.parametrize("call", PAYMENTS)
def test_no_card_in_the_variables_of_an_error(
    call: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = answers(402, {"error": {"type": "card_error", "message": "Your card was declined."}})
    with serving(*[refusal if fault == "refused" else silence_after] * 2) as server:
        monkeypatch.setattr(stripe, "api_key", "sk_test_1")
        monkeypatch.setattr(stripe, "api_base", server.url)
        http_client = stripe.RequestsClient(timeout=0.3)
        monkeypatch.setattr(stripe, "default_http_client", http_client)
        monkeypatch.setattr(stripe, "max_network_retries", 0)
        client = stripe.StripeClient("sk_test_1", http_client=http_client, max_network_retries=0)
        with pytest.raises(stripe.StripeError) as caught:
            PAYMENTS[call](client)
        http_client.close()
    text = collected(caught.value)
    assert [
        one for one in (*CARD.values(), *BANK.values()) if len(str(one)) > 4 and str(one) in text
    ] == []
    assert {type(value) for value in (*CARD.values(), *BANK.values())} == {str, int}


def test_the_password_of_a_proxy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    proxy = f"http://jenny:open%20sesame@127.0.0.1:{port}"
    for http_client in (
        stripe.RequestsClient(proxy=proxy),
        stripe.RequestsClient(proxy=proxy, session=requests.Session()),
    ):
        client = stripe.StripeClient(KEY, http_client=http_client, max_network_retries=0)
        with pytest.raises(stripe.APIConnectionError) as caught:
            client.v1.customers.retrieve("cus_1")
        check(caught.value)


@pytest.mark.parametrize(
    ("refused", "kind"),
    [
        (lambda: stripe.Customer.list(api_key=f"{KEY}\n"), stripe.AuthenticationError),
        (lambda: stripe.StripeClient(f" {KEY}").v1.customers.list(), stripe.AuthenticationError),
        (lambda: stripe.Customer.list(api_key=KEY.encode()), stripe.AuthenticationError),
        (lambda: stripe.StripeClient(KEY, proxy="x", http_client=print), ValueError),
        (lambda: stripe.Customer.list(api_key=KEY, timeout=-1), ValueError),
        (lambda: stripe.Customer.list(api_key=KEY, stripe_account="a\nb"), ValueError),
        (lambda: stripe.Customer.create(api_key=KEY, a=float("nan")), stripe.InvalidRequestError),
        (lambda: stripe.Customer.retrieve("", api_key=KEY), stripe.InvalidRequestError),
        (lambda: stripe.StripeClient(KEY).raw_request("get", "//evil"), ValueError),
        (lambda: stripe.Customer.construct_from(17, KEY), AttributeError),
        (lambda: stripe.OAuth.token(api_key=f"{KEY} ", grant_type="x"), stripe.AuthenticationError),
        (
            lambda: stripe.StripeClient("sk_test_1").oauth.token(
                {"grant_type": "x"}, {"api_key": f"{KEY} "}
            ),
            stripe.AuthenticationError,
        ),
        (
            lambda: stripe.Charge.capture(stripe.Charge.construct_from({}, None), api_key=KEY),
            stripe.InvalidRequestError,
        ),
        (lambda: stripe.StripeClient(KEY).v1.customers.list({}, {"idempotencykey": "x"}), ValueError),
        (
            lambda: stripe.Webhook.construct_event("{}", "t=1,v1=a", "whsec_abcdefghijklmnop"),
            stripe.SignatureVerificationError,
        ),
        (
            lambda: stripe.StripeClient(KEY).construct_event("{}", "t=1,v1=a", "whsec_abcdefghijklmnop"),
            stripe.SignatureVerificationError,
        ),
        (
            lambda: stripe.StripeClient(KEY).parse_event_notification(
                "{}", "t=1,v1=a", "whsec_abcdefghijklmnop"
            ),
            stripe.SignatureVerificationError,
        ),
    ],
)  # fmt: skip
def test_what_is_refused_before_it_is_sent(refused: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        refused()
    check(caught.value)


def test_nothing_of_the_module_shows_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(stripe, "api_key", KEY)
    with serving() as server:
        monkeypatch.setattr(stripe, "api_base", server.url)
        stripe.Customer.retrieve("cus_1")
    modules = [m for n, m in sys.modules.items() if n.startswith("stripe.") and ".sandbox" not in n]
    for module in modules:
        if module.__name__ != "stripe":
            for name, value in list(vars(module).items()):
                if not name.startswith("__"):
                    assert KEY not in repr(value), f"{module.__name__}.{name}"


def test_client_secrets_in_the_log_of_the_library_below(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), serving() as server:
        logging.getLogger("urllib3.connectionpool").debug("%(words)s", {"words": "by name"})
        client = stripe.StripeClient("sk_test_1", base_addresses={"api": server.url})
        client.raw_request("get", "/v1/payment_intents/pi_1", client_secret="pi_1_secret_abcdefgh")
        client.close()
    below = [record.getMessage() for record in caplog.records if record.name.startswith("urllib3")]
    assert any("client_secret" in line for line in below)
    assert "abcdefgh" not in caplog.text


def test_a_key_in_variables_is_still_a_key() -> None:
    requestor = stripe.APIRequestor(KEY)
    assert requestor.api_key == KEY
    assert str(requestor.api_key) == f"{requestor.api_key}" == KEY
    assert repr(requestor.api_key) == repr(requestor.api_key[:9]) == "'****'"
    assert type(pickle.loads(pickle.dumps(requestor.api_key))) is str
    customer = stripe.Customer.construct_from({"id": "cus_1"}, KEY)
    assert io.StringIO(customer.api_key).read() == KEY


def test_this_file_is_the_one_that_is_left_out() -> None:
    assert Path(__file__).name == "test_tracebacks.py"
