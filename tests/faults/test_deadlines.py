"""`timeout`: the seconds that a call may take with all its tries. No test here waits for them."""

from __future__ import annotations

import io
import socket
import time
from typing import Any

import pytest
import requests
import trustme
from fault_server import answers, drip, serving, silence_after, silence_before
from test_tls import context

import stripe
from stripe._wire import retries

CUSTOMER = ('{"id": "cus_1", "object": "customer"}', 200, {"Request-Id": "req_1"})


class Clock:
    """A clock that moves when somebody sleeps, or a try takes its time."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(retries, "clock", made)
    monkeypatch.setattr("time.sleep", made.sleep)
    return made


class Slow(stripe.HTTPClient):
    """Each try takes `seconds`, or what is left of the call's time, and fails."""

    takes_timeout = True

    def __init__(self, clock: Clock, seconds: float, *answers: Any) -> None:
        self.clock, self.seconds = clock, seconds
        self.answers = list(answers)
        self.given: list[float | None] = []

    def request(
        self,
        method: str,
        url: str,
        headers: Any,
        post_data: Any = None,
        timeout: float | None = None,
    ) -> Any:
        self.given.append(timeout)
        if timeout is not None and timeout < self.seconds:
            self.clock.now += timeout
            raise stripe.APIConnectionError("too slow", should_retry=True)
        self.clock.now += self.seconds
        if self.answers:
            return self.answers.pop(0)
        raise stripe.APIConnectionError("lost", should_retry=True)


def retrieve(http_client: Any, **options: Any) -> Any:
    client = stripe.StripeClient("sk_test_1", http_client=http_client, max_network_retries=9)
    return client.v1.customers.retrieve("cus_1", {}, options)  # type: ignore[arg-type]


def test_without_one_a_call_takes_what_its_tries_take(clock: Clock) -> None:
    slow = Slow(clock, 100)
    with pytest.raises(stripe.APIConnectionError, match="lost"):
        retrieve(slow)
    assert slow.given == [None] * 10


def test_it_bounds_the_time_over_all_tries(clock: Clock) -> None:
    slow = Slow(clock, 3)
    with pytest.raises(stripe.APIConnectionError, match=r"within 10 seconds.*tries: 3") as caught:
        retrieve(slow, timeout=10)
    assert clock.now == 1010
    assert caught.value.should_retry
    assert isinstance(caught.value.__cause__, stripe.APIConnectionError)
    assert slow.given[0] == 10
    assert sorted(slow.given, reverse=True) == slow.given  # type: ignore[type-var]


def test_no_pause_is_begun_that_would_not_end_in_time(clock: Clock) -> None:
    late = ('{"error": {"message": "busy"}}', 503, {"Retry-After": "30"})
    slow = Slow(clock, 1, late, CUSTOMER)
    with pytest.raises(stripe.APIError, match="busy"):
        retrieve(slow, timeout=20)
    assert clock.now == 1001
    assert retrieve(Slow(clock, 1, late, CUSTOMER), timeout=40).id == "cus_1"


def test_a_lost_try_is_not_followed_by_a_pause_too_long(clock: Clock) -> None:
    slow = Slow(clock, 3)
    with pytest.raises(stripe.APIConnectionError, match="lost"):
        retrieve(slow, timeout=3.4)
    assert clock.now == 1003


def test_an_answer_in_time_is_an_answer(clock: Clock) -> None:
    assert retrieve(Slow(clock, 3, CUSTOMER), timeout=10).id == "cus_1"


def test_a_function_is_not_interrupted_and_its_answer_taken(clock: Clock) -> None:
    def slowly(method: str, url: str, headers: Any, post_data: Any) -> Any:
        clock.now += 50
        return CUSTOMER

    assert retrieve(slowly, timeout=10).id == "cus_1"


def test_a_function_that_fails_late_is_not_tried_again(clock: Clock) -> None:
    tries = []

    def slowly(method: str, url: str, headers: Any, post_data: Any) -> Any:
        tries.append(url)
        clock.now += 50
        raise stripe.APIConnectionError("lost", should_retry=True)

    with pytest.raises(stripe.APIConnectionError, match="within 10 seconds"):
        retrieve(slowly, timeout=10)
    assert len(tries) == 1


@pytest.mark.parametrize("style", ["call", "client", "module", "module call", "raw"])
def test_where_it_can_be_set(style: str, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(clock, 3, CUSTOMER)
    monkeypatch.setattr(stripe, "default_http_client", slow)
    client = stripe.StripeClient(
        "sk_test_1", http_client=slow, timeout=7 if style == "client" else None
    )
    if style == "call":
        client.v1.customers.retrieve("cus_1", {}, {"timeout": 7})
    elif style == "client":
        client.v1.customers.retrieve("cus_1")
    elif style == "raw":
        client.raw_request("get", "/v1/customers/cus_1", timeout=7)
    elif style == "module":
        monkeypatch.setattr(stripe, "timeout", 7)
        stripe.Customer.retrieve("cus_1")
    else:
        stripe.Customer.retrieve("cus_1", timeout=7)
    assert slow.given == [7]


def test_the_call_comes_before_the_client(clock: Clock) -> None:
    slow = Slow(clock, 1, CUSTOMER, CUSTOMER, CUSTOMER)
    client = stripe.StripeClient("sk_test_1", http_client=slow, timeout=7)
    client.v1.customers.retrieve("cus_1", {}, {"timeout": 3})
    client.v1.customers.retrieve("cus_1", {}, {"timeout": float("inf")})
    client.v1.customers.retrieve("cus_1", {}, {"timeout": None})
    assert slow.given == [3, None, 7]


def test_it_stays_with_the_client_and_not_with_the_object_of_a_call(clock: Clock) -> None:
    slow = Slow(clock, 1, CUSTOMER, CUSTOMER)
    client = stripe.StripeClient("sk_test_1", http_client=slow, timeout=7)
    customer = client.v1.customers.retrieve("cus_1", {}, {"timeout": 3})
    customer.refresh()
    assert slow.given == [3, 7]


@pytest.mark.parametrize("value", [0, -1, "10", True, float("nan"), (1, 2)])
def test_what_is_no_time_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="timeout"):
        stripe.StripeClient("sk_test_1", timeout=value)
    with pytest.raises(ValueError, match="timeout"):
        retrieve(lambda *request: pytest.fail("sent"), timeout=value)


# -- against servers -----------------------------------------------------------------------------


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize(
    "behaviour",
    [silence_after, drip(0.02, piece=1), drip(0.02, piece=1, head=True), silence_before],
    ids=lambda behaviour: behaviour.name,
)
def test_a_try_ends_when_the_time_is_over(
    behaviour: Any,
    tls: bool,
    given: bool,
    authority: trustme.CA,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setattr(stripe, "ca_bundle_path", str(tmp_path / "ca.pem"))
    with serving(*[behaviour] * 3, tls=context(authority) if tls else None) as server:
        client = stripe.StripeClient(
            "sk_test_1",
            base_addresses={"api": server.url},
            timeout=0.2,
            http_client=stripe.RequestsClient(session=requests.Session() if given else None),
        )
        with pytest.raises(stripe.APIConnectionError, match="within 0.2 seconds"):
            client.v1.customers.create({"name": "Jenny Rosen"})
        assert server.connections == 1
        client.close()


def test_a_connection_is_as_good_as_before_afterwards() -> None:
    with serving(answers(200, {"id": "cus_1"}), drip(0.001)) as server:
        client = stripe.StripeClient("sk_test_1", base_addresses={"api": server.url})
        client.v1.customers.retrieve("cus_1", {}, {"timeout": 5})
        client.v1.customers.retrieve("cus_1")
        client.v1.customers.retrieve("cus_1", {}, {"timeout": 5})
        assert server.connections == 1
        client.close()


def test_a_stream_may_be_read_for_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(retries, "clock", clock)
    with serving() as server:
        client = stripe.StripeClient("sk_test_1", base_addresses={"files": server.url}, timeout=5)
        answer = client.v1.quotes.pdf("qt_1")
        clock.now += 100
        assert b"cus_1" in answer.io.read()
        answer.io.close()
        client.close()


def test_an_upload_that_nobody_reads_ends_too() -> None:
    with serving(silence_before) as server:
        client = stripe.StripeClient("sk_test_1", base_addresses={"files": server.url}, timeout=0.2)
        file = io.BytesIO(bytes(30_000_000))
        with pytest.raises(stripe.APIConnectionError, match="within 0.2 seconds"):
            client.v1.files.create({"file": file, "purpose": "dispute_evidence"})
        client.close()


def test_a_try_that_is_begun_too_late_reads_and_sends_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = iter([0.0, 0.0, 0.0, 0.0] + [100.0] * 100)
    monkeypatch.setattr(retries, "clock", lambda: next(times))
    with serving() as server:
        client = stripe.StripeClient("sk_test_1", base_addresses={"api": server.url}, timeout=5)
        with pytest.raises(stripe.APIConnectionError, match="within 5 seconds"):
            client.v1.customers.retrieve("cus_1")
        client.close()


@pytest.mark.parametrize("given", [False, True], ids=["own session", "given session"])
@pytest.mark.parametrize("timeout", [4.0, 1.0])
def test_connecting_to_all_addresses_of_a_host_takes_no_longer(
    timeout: float, given: bool, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[str, float]] = []

    def connect(address: tuple[str, int], seconds: float, **more: Any) -> Any:
        tried.append((address[0], seconds))
        clock.now += seconds
        raise TimeoutError("black hole")

    addresses = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.3"]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked: found)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    http_client = stripe.RequestsClient(session=requests.Session() if given else None)
    client = stripe.StripeClient("sk_test_1", timeout=timeout, http_client=http_client)
    with pytest.raises(stripe.APIConnectionError, match=f"within {timeout:g} seconds"):
        client.v1.customers.retrieve("cus_1")
    client.close()
    assert [address for address, _ in tried] == addresses
    assert [seconds for _, seconds in tried] == [pytest.approx(timeout / 4)] * 4


def test_the_address_that_answers_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as server:

        def found(host: str, port: int, *more: Any) -> Any:
            addresses = ["127.0.0.2", "127.0.0.1"] if host == "localhost" else [host]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", found)
        base = server.url.replace("127.0.0.1", "localhost")
        client = stripe.StripeClient("sk_test_1", base_addresses={"api": base}, timeout=20)
        assert client.v1.customers.retrieve("cus_1").id == "cus_1"
        client.close()
    assert server.requests[0].headers["host"].startswith("localhost:")


def test_a_resolver_that_takes_all_the_time(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(host: str, port: int, *more: Any) -> Any:
        clock.now += 100
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    client = stripe.StripeClient("sk_test_1", timeout=20)
    with pytest.raises(stripe.APIConnectionError, match="within 20 seconds"):
        client.v1.customers.retrieve("cus_1")


def test_a_host_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*asked: Any) -> Any:
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    client = stripe.StripeClient("sk_test_1", timeout=20, max_network_retries=0)
    with pytest.raises(stripe.APIConnectionError, match="Could not reach") as caught:
        client.v1.customers.retrieve("cus_1")
    assert caught.value.should_retry


def test_a_given_session_gets_shorter_timeouts() -> None:
    given = []

    class Session:
        def request(self, method: str, url: str, **settings: Any) -> Any:
            given.append(settings["timeout"])
            raise OSError("stop here")

        def close(self) -> None:
            pass

    for timeout in (80, (1, 80), (None, None), None):
        http_client = stripe.RequestsClient(session=Session(), timeout=timeout)
        with pytest.raises(stripe.APIConnectionError):
            retrieve(http_client, timeout=5)
    assert [pair[0] for pair in given] == pytest.approx([5, 1, 5, 5], abs=0.5)
    assert [pair[1] for pair in given] == pytest.approx([5, 5, 5, 5], abs=0.5)


def test_durations_come_from_a_clock_that_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 7.0)
    assert retries.clock() == 7.0


@pytest.mark.parametrize("left", [0.0, -1.0])
def test_nothing_is_read_when_the_time_is_over(left: float) -> None:
    from stripe._http.deadlines import BoundedFile

    class Deadline:
        def left(self) -> float:
            return left

    ours, theirs = socket.socketpair()
    with ours, theirs, ours.makefile("rb") as file:
        bounded = BoundedFile(file, ours, Deadline())  # type: ignore[arg-type]
        with pytest.raises(TimeoutError):
            bounded.readinto(bytearray(1))
