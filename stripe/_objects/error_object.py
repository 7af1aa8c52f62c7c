"""The `.error` of an exception: what the API said about the failure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from stripe._objects.hydration import construct
from stripe._objects.requestor import default_requestor
from stripe.stripe_object import StripeObject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

    from stripe._objects.requestor import APIRequestor
    from stripe.resources.payment_intent import PaymentIntent
    from stripe.resources.payment_method import PaymentMethod
    from stripe.resources.setup_intent import SetupIntent
    from stripe.resources.source import Source
    from stripe.stripe_response import StripeResponse


class _Complete(StripeObject):
    """Fields that the API leaves out of an answer, as it does in errors, read as None."""

    _DOCUMENTED: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def from_answer(cls, values: Mapping[str, Any], requestor: APIRequestor | None) -> Self:
        """The object, acting through `requestor`, or through the module's configuration."""
        return construct(cls, cls._completed(values), requestor or default_requestor(), "V1")

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
        """An object from plain data; see `StripeObject.construct_from`."""
        return super().construct_from(
            cls._completed(values),
            key,
            stripe_version,
            stripe_account,
            last_response,
            api_mode=api_mode,
        )

    def _take_over(self, fresh: StripeObject, *, partial: bool = False) -> None:
        super()._take_over(fresh, partial=partial)
        for name in self._DOCUMENTED:
            self.__dict__.setdefault(name, None)

    @classmethod
    def _completed(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**dict.fromkeys(cls._DOCUMENTED), **values}


class ErrorObject(_Complete):
    """What the API said about a failure; fields that do not apply are None.

    See https://docs.stripe.com/api/errors and, for the values of `code`, https://docs.stripe.com/error-codes
    """

    type: str
    code: str | None
    message: str | None
    user_message: str | None
    param: str | None
    doc_url: str | None
    request_log_url: str | None
    # Declined payments, see https://docs.stripe.com/declines
    charge: str | None
    decline_code: str | None
    advice_code: str | None
    network_advice_code: str | None
    network_decline_code: str | None
    # The objects that the failed request was about
    payment_intent: PaymentIntent | None
    payment_method: PaymentMethod | None
    payment_method_type: str | None
    setup_intent: SetupIntent | None
    source: Source | None

    _DOCUMENTED = (
        "advice_code",
        "charge",
        "code",
        "decline_code",
        "doc_url",
        "message",
        "network_advice_code",
        "network_decline_code",
        "param",
        "payment_intent",
        "payment_method",
        "payment_method_type",
        "request_log_url",
        "setup_intent",
        "source",
        "type",
        "user_message",
    )


class OAuthErrorObject(_Complete):
    """What an OAuth endpoint said about a failure."""

    error: str | None
    error_description: str | None

    _DOCUMENTED = ("error", "error_description")
