"""Methods of single resources that are more than a route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe._objects.requestor import global_request
from stripe._wire.addresses import quoted_id
from stripe._wire.requestor_options import hide_secrets
from stripe.api_resource import APIResource
from stripe.error import InvalidRequestError
from stripe.operation import send_retrieve
from stripe.stripe_object import StripeObject

if TYPE_CHECKING:
    from typing_extensions import Self


class VerifyMixin(APIResource[Any]):
    """Objects that are verified by what their owner knows."""

    __slots__ = ()

    def verify(self, **params: Any) -> Any:
        """Verifies the object, for a bank account with `amounts`, in its currency's smallest unit."""
        return self._request_and_refresh("post", f"{self.instance_url()}/verify", params)


class AccountMixin(APIResource[Any]):
    """An account without an id is the one whose key is used."""

    __slots__ = ()

    @classmethod
    def retrieve(cls, id: str | None = None, **params: Any) -> Self:
        """Fetches an account: the one with this id, or the key's own."""
        url = f"/v1/accounts/{quoted_id(id)}" if id else "/v1/account"
        account: Self = send_retrieve(cls, url, params)
        return account

    @classmethod
    def modify(cls, id: str | None = None, **params: Any) -> Any:
        """Updates an account: the one with this id, or the key's own."""
        return global_request(
            "post", f"/v1/accounts/{quoted_id(id)}" if id else "/v1/account", params
        )

    def instance_url(self) -> str:
        """The path of the account."""
        id = self.__dict__.get("id")
        return f"/v1/accounts/{quoted_id(id)}" if id else "/v1/account"

    def deauthorize(self, **params: Any) -> Any:
        """Disconnects the account from the platform that `client_id` names."""
        from stripe.oauth import OAuth

        hide_secrets(params)
        return OAuth.deauthorize(**{**params, "stripe_user_id": self.__dict__["id"]})


class EphemeralKeyMixin(APIResource[Any]):
    """A key is made for a client of a certain API version."""

    __slots__ = ()

    @classmethod
    def create(cls, **params: Any) -> Any:
        """Creates a key; `stripe_version` is the API version of the mobile client that uses it.

        Raises ValueError without it.
        """
        hide_secrets(params)
        if not params.get("stripe_version"):
            raise ValueError(
                "EphemeralKey.create needs stripe_version: the API version that the mobile client "
                "was built for, which may not be the one used here."
            )
        return global_request("post", "/v1/ephemeral_keys", params)


class SourceMixin(APIResource[Any]):
    """A source belongs to a customer, or to nobody."""

    __slots__ = ()

    def detach(self, **params: Any) -> Self:
        """Takes the source from its customer. Raises InvalidRequestError if it has none."""
        customer = self.__dict__.get("customer")
        if isinstance(customer, StripeObject):
            customer = customer.__dict__.get("id")
        if not customer:
            raise InvalidRequestError(
                "This source belongs to no customer, so that it can't be detached.", "id"
            )
        url = f"/v1/customers/{quoted_id(customer)}/sources/{quoted_id(self.__dict__.get('id'))}"
        return self._request_and_refresh("delete", url, params)
