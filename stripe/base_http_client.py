"""What an HTTP client is: `HTTPClient`, one method to write, or a plain function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Any, Protocol

import stripe

PostData = str | bytes | IO[bytes] | None
Answer = tuple[str | bytes, int, Mapping[str, str]]
StreamAnswer = tuple[Any, int, Mapping[str, str]]
RequestFunction = Callable[[str, str, Mapping[str, str], PostData], Answer]
Timeout = float | tuple[float | None, float | None] | None


class HTTPClient:
    """Sends one request; derive from it to use another HTTP library.

    `request` gets the method in lower case, the whole address, the headers and the encoded body, and
    returns body, status and headers, the latter in a case-insensitive mapping. A lost connection is
    raised as `stripe.APIConnectionError`, with `should_retry=True` where another try makes sense:
    retries are the caller's business, `request` tries once.

    A client that sets `takes_timeout` gets, where a call has a `timeout`, the seconds that are left of it
    as a keyword argument of that name, and gives up by then.
    """

    name = "custom"
    takes_timeout = False
    INITIAL_DELAY = 0.5
    """Seconds before the first retry of any client; later ones wait twice as long each."""
    MAX_DELAY = 5.0
    """Seconds that they wait at the most."""

    def __init__(
        self,
        verify_ssl_certs: bool = True,
        proxy: str | Mapping[str, str] | None = None,
        async_fallback_client: object = None,
    ) -> None:
        self._verify_ssl_certs = verify_ssl_certs
        self._proxy = {"http": proxy, "https": proxy} if isinstance(proxy, str) else proxy

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: PostData = None
    ) -> Answer:
        """Sends the request and reads the whole answer."""
        raise NotImplementedError(f"{type(self).__name__} must define `request`.")

    def request_stream(
        self, method: str, url: str, headers: Mapping[str, str], post_data: PostData = None
    ) -> StreamAnswer:
        """As `request`, the body an open file that the caller reads and closes."""
        raise NotImplementedError(f"{type(self).__name__} must define `request_stream`.")

    def close(self) -> None:
        """Lets go of connections."""

    def request_with_retries(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData = None,
        max_network_retries: int | None = None,
        **_other: object,
    ) -> Answer:
        """`request`, tried again where that makes sense: for callers of their own.

        Calls of the library retry by themselves, so that it is of no use to override this.
        """
        request = (method, url, headers, post_data, max_network_retries)
        answer: Answer = self._tried(self.request, *request)
        return answer

    def request_stream_with_retries(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: PostData = None,
        max_network_retries: int | None = None,
        **_other: object,
    ) -> StreamAnswer:
        """The same for `request_stream`."""
        request = (method, url, headers, post_data, max_network_retries)
        answer: StreamAnswer = self._tried(self.request_stream, *request)
        return answer

    def _tried(self, send: Callable[..., Any], *request: Any) -> Any:
        from stripe._wire.request import Request
        from stripe.api_requestor import tries

        *parts, retries = request
        retries = stripe.max_network_retries if retries is None else retries
        return tries(send, Request(*parts), retries, None, takes_timeout=False)[:3]


class FunctionClient(HTTPClient):
    """A plain function as an HTTP client."""

    name = "function"

    def __init__(self, function: RequestFunction) -> None:
        self._function = function

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: PostData = None
    ) -> Answer:
        """Calls the function."""
        from requests.structures import CaseInsensitiveDict

        body, status, answer_headers = self._function(method, url, headers, post_data)
        return body, status, CaseInsensitiveDict(answer_headers)

    def request_stream(
        self, method: str, url: str, headers: Mapping[str, str], post_data: PostData = None
    ) -> StreamAnswer:
        """Calls the function, and wraps its body in a file."""
        import io

        body, status, answer_headers = self.request(method, url, headers, post_data)
        return io.BytesIO(body.encode() if isinstance(body, str) else body), status, answer_headers


class Session(Protocol):
    """What is called of a `requests.Session`; a type checker need not read that, which takes 20 MB."""

    # Properties, since a method would have to take every keyword there is, as no session does.
    @property
    def request(self) -> Callable[..., Response]:
        """Sends a request."""
        ...

    @property
    def close(self) -> Callable[[], object]:
        """Closes all connections."""
        ...


class Response(Protocol):
    """What is read of a `requests.Response`."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, found in any case."""
        ...

    @property
    def content(self) -> bytes:
        """The whole body."""
        ...

    @property
    def raw(self) -> Any:
        """The body as a file."""
        ...
