"""What the OAuth endpoints refuse with, one class a code.

StripeError
└── OAuthError
    ├── InvalidClientError              the client id does not belong to the key, or the modes differ
    ├── InvalidGrantError               the authorization code is wrong, used up or expired
    ├── InvalidRequestError             a parameter is missing or wrong
    ├── InvalidScopeError               no such scope
    ├── UnsupportedGrantTypeError       no such `grant_type`
    └── UnsupportedResponseTypeError    no such `response_type`

See https://docs.stripe.com/connect/oauth-reference#post-token-errors
"""

from __future__ import annotations

from stripe.error import StripeError, _with_message_alone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from stripe._objects.error_object import OAuthErrorObject


class OAuthError(StripeError):
    """An OAuth endpoint refused: `code` says why, `error.error_description` in words."""

    if TYPE_CHECKING:
        # The official SDK has another class here than for other errors, and so must we.
        error: OAuthErrorObject | None  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleVariableOverride]

    @_with_message_alone
    def __init__(
        self,
        code: str | None,
        description: str | None,
        http_body: str | bytes | None = None,
        http_status: int | None = None,
        json_body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(description, http_body, http_status, json_body, headers, code)
        self.args: tuple[object, ...] = (
            code,
            self._message,
            self.http_body,
            http_status,
            json_body,
            self.headers,
        )

    def _construct_error_object(self) -> OAuthErrorObject | None:
        if not isinstance(self.json_body, dict):
            return None
        from stripe._objects.error_object import OAuthErrorObject

        return OAuthErrorObject.from_answer(self.json_body, self._requestor)


class InvalidClientError(OAuthError):
    """The client id does not belong to the API key, or one is live and the other is not."""


class InvalidGrantError(OAuthError):
    """The authorization code or refresh token is wrong, used up, expired, or of the other mode."""


class InvalidRequestError(OAuthError):
    """A parameter of the OAuth request is missing or wrong."""


class InvalidScopeError(OAuthError):
    """The scope does not exist, or is wider than the one granted."""


class UnsupportedGrantTypeError(OAuthError):
    """`grant_type` must be `authorization_code` or `refresh_token`."""


class UnsupportedResponseTypeError(OAuthError):
    """`response_type` must be `code`."""


BY_CODE: dict[str, type[OAuthError]] = {
    "invalid_client": InvalidClientError,
    "invalid_grant": InvalidGrantError,
    "invalid_request": InvalidRequestError,
    "invalid_scope": InvalidScopeError,
    "unsupported_grant_type": UnsupportedGrantTypeError,
    "unsupported_response_type": UnsupportedResponseTypeError,
}
