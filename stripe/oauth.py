"""OAuth: connecting Standard and Express accounts to a platform.

See https://docs.stripe.com/connect/oauth-reference
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

import stripe
from stripe._objects.requestor import default_requestor
from stripe._wire.encoding import add_query
from stripe._wire.masking import hidden
from stripe._wire.request import Call
from stripe._wire.requestor_options import guarded, guarded_params, hide_secrets, split_options
from stripe.error import AuthenticationError
from stripe.stripe_object import StripeObject
from stripe.stripe_service import StripeService

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from typing_extensions import Unpack

    from stripe._wire.options import RequestOptions
    from stripe.api_requestor import APIRequestor

_CONNECT = Call(base="connect")
_CONNECT_BY_SERVICE = Call(base="connect", usage=("stripe_client",))


class _AuthorizeUrlParamsStripeUser(TypedDict, total=False):
    """What is known of the user already: it is filled into the sign-up form."""

    email: str
    url: str
    country: str
    phone_number: str
    business_name: str
    business_type: str
    first_name: str
    last_name: str
    dob_day: str
    dob_month: str
    dob_year: str
    street_address: str
    city: str
    state: str
    zip: str
    physical_product: str
    product_description: str
    currency: str
    first_name_kana: str
    first_name_kanji: str
    last_name_kana: str
    last_name_kanji: str
    gender: str
    block_kana: str
    block_kanji: str
    building_kana: str
    building_kanji: str


class _AuthorizeUrlParams(TypedDict, total=False):
    """Where the user goes to connect an account; `state` comes back, check it against forgery."""

    client_id: str
    response_type: Literal["code"]
    redirect_uri: str
    scope: str
    state: str
    stripe_landing: str
    always_prompt: bool
    suggested_capabilities: list[str]
    stripe_user: _AuthorizeUrlParamsStripeUser


class _TokenRequired(TypedDict):
    grant_type: Literal["authorization_code", "refresh_token"]


class _TokenParams(_TokenRequired, total=False):
    """The code that came back from the authorize URL, or a refresh token."""

    code: str
    refresh_token: str
    scope: str
    assert_capabilities: list[str]


class _DeauthorizeRequired(TypedDict):
    stripe_user_id: str


class _DeauthorizeParams(_DeauthorizeRequired, total=False):
    """The account to disconnect."""

    client_id: str


class OAuth:
    """The OAuth endpoints, with the module's configuration; for a client see `client.oauth`."""

    class OAuthToken(StripeObject):
        """The connected account (`stripe_user_id`) and a key for it (`access_token`)."""

        access_token: str | None
        livemode: bool | None
        refresh_token: str | None
        scope: str | None
        stripe_publishable_key: str | None
        stripe_user_id: str | None
        token_type: Literal["bearer"] | None

    class OAuthDeauthorization(StripeObject):
        """The account that is no longer connected."""

        stripe_user_id: str

    OAuthAuthorizeUrlParams: TypeAlias = _AuthorizeUrlParams
    OAuthAuthorizeUrlParamsStripeUser: TypeAlias = _AuthorizeUrlParamsStripeUser
    OAuthTokenParams: TypeAlias = _TokenParams
    OAuthDeauthorizeParams: TypeAlias = _DeauthorizeParams

    @staticmethod
    def authorize_url(express: bool = False, **params: Unpack[_AuthorizeUrlParams]) -> str:
        """The address to send a user to who connects an account; `express` for an Express one.

        The client id is `client_id`, or else `stripe.client_id`; `AuthenticationError` without.
        """
        return _authorize_url(_global_requestor(), params, express=express)

    @staticmethod
    def token(api_key: str | None = None, **params: Unpack[_TokenParams]) -> OAuthToken:
        """Trades an authorization code, or a refresh token, for a key of the connected account.

        Raises an error of `stripe.oauth_error`.
        """
        api_key = hidden(api_key)
        hide_secrets(cast("dict[str, Any]", params))
        options, fields = split_options({**params, "api_key": api_key})
        return _token(_global_requestor(), fields, options, _CONNECT)

    @staticmethod
    def deauthorize(
        api_key: str | None = None, **params: Unpack[_DeauthorizeParams]
    ) -> OAuthDeauthorization:
        """Disconnects an account from the platform.

        The client id is `client_id`, or else `stripe.client_id`; `AuthenticationError` without. Raises
        an error of `stripe.oauth_error`.
        """
        api_key = hidden(api_key)
        hide_secrets(cast("dict[str, Any]", params))
        options, fields = split_options({**params, "api_key": api_key})
        return _deauthorize(_global_requestor(), fields, options, _CONNECT)


class OAuthService(StripeService):
    """The OAuth endpoints of a client: `client.oauth`."""

    class OAuthAuthorizeUrlOptions(TypedDict, total=False):
        """`express`: connect an Express account."""

        express: bool

    def authorize_url(
        self,
        params: _AuthorizeUrlParams | None = None,
        options: OAuthAuthorizeUrlOptions | None = None,
    ) -> str:
        """The address to send a user to who connects an account.

        The client id is `client_id`, or else the client's; `AuthenticationError` without.
        """
        return _authorize_url(self._requestor, params or {}, **(options or {}))

    def token(
        self, params: _TokenParams, options: RequestOptions | None = None
    ) -> OAuth.OAuthToken:
        """Trades an authorization code, or a refresh token, for a key of the connected account.

        Raises an error of `stripe.oauth_error`.
        """
        params, options = guarded_params(params), options and guarded(options)
        return _token(self._requestor, params, options, _CONNECT_BY_SERVICE)

    def deauthorize(
        self, params: _DeauthorizeParams, options: RequestOptions | None = None
    ) -> OAuth.OAuthDeauthorization:
        """Disconnects an account from the platform.

        The client id is `client_id`, or else the client's; `AuthenticationError` without. Raises an
        error of `stripe.oauth_error`.
        """
        params, options = guarded_params(params), options and guarded(options)
        return _deauthorize(self._requestor, params, options, _CONNECT_BY_SERVICE)


def _global_requestor() -> APIRequestor:
    return default_requestor().replaced(client_id=stripe.client_id)


def _authorize_url(
    requestor: APIRequestor, params: Mapping[str, Any], *, express: bool = False
) -> str:
    path = "/express/oauth/authorize" if express else "/oauth/authorize"
    query = _with_client_id(requestor, params)
    query.setdefault("response_type", "code")
    return requestor.base_addresses.get("connect", "") + add_query(path, query)


def _token(
    requestor: APIRequestor,
    params: Mapping[str, Any],
    options: RequestOptions | None,
    call: Call,
) -> OAuth.OAuthToken:
    answer: OAuth.OAuthToken = requestor.request(
        "post", "/oauth/token", params, options, call, cls=OAuth.OAuthToken
    )
    return answer


def _deauthorize(
    requestor: APIRequestor,
    params: Mapping[str, Any],
    options: RequestOptions | None,
    call: Call,
) -> OAuth.OAuthDeauthorization:
    answer: OAuth.OAuthDeauthorization = requestor.request(
        "post",
        "/oauth/deauthorize",
        _with_client_id(requestor, params),
        options,
        call,
        cls=OAuth.OAuthDeauthorization,
    )
    return answer


def _with_client_id(requestor: APIRequestor, params: Mapping[str, Any]) -> dict[str, Any]:
    if params.get("client_id"):
        return dict(params)
    if requestor.client_id:
        return {**params, "client_id": requestor.client_id}
    raise AuthenticationError(
        "There is no client id: set stripe.client_id, or pass client_id to StripeClient or to this call. "
        "Yours is in the dashboard: https://dashboard.stripe.com/settings/connect/onboarding-options/oauth"
    )
