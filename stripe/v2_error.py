"""What the API refuses a V2 request with: it names the type of error, whatever the status.

StripeError
├── AlreadyCanceledError
├── BlockedByStripeError
├── CannotProceedError                   .reason
├── CapabilityNotEnabledError
├── ControlledByAlternateResourceError
├── FeatureNotEnabledError
├── FinancialAccountNotOpenError
├── FxQuoteNeedsRefreshError
├── InsufficientFundsError
├── InvalidPaymentMethodError            .invalid_param
├── InvalidPayoutMethodError
├── InvalidVaultedCredentialError        .invalid_param
├── NotCancelableError
├── QuotaExceededError
├── RecipientNotNotifiableError
├── TemporarySessionExpiredError
├── VerificationAttemptFailedError       .verification_status
├── VerificationExpiredError             .verification_status
└── VerificationNotInitiatedError        .verification_status

See https://docs.stripe.com/error-handling
"""

from __future__ import annotations

import typing

from stripe.error import StripeError

if typing.TYPE_CHECKING:  # not by its name: `stripe.error` takes all names of this module
    from collections.abc import Mapping
    from typing import Any


class AlreadyCanceledError(StripeError):
    """The object was canceled before."""


class BlockedByStripeError(StripeError):
    """Stripe does not allow this object to be used."""


class CannotProceedError(StripeError):
    """The object can't go on; `reason` says why."""

    reason: str | None
    _extra_fields = ("reason",)

    def __init__(
        self,
        message: str | None = None,
        http_body: str | bytes | None = None,
        http_status: int | None = None,
        json_body: object = None,
        headers: Mapping[str, str] | None = None,
        code: str | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(message, http_body, http_status, json_body, headers, code)
        self.reason = reason
        self.args: tuple[Any, ...] = (*self.args, reason)


class CapabilityNotEnabledError(StripeError):
    """The account lacks a capability that this needs."""


class ControlledByAlternateResourceError(StripeError):
    """The object can be changed only through another one."""


class FeatureNotEnabledError(StripeError):
    """The account lacks a feature that this needs."""


class FinancialAccountNotOpenError(StripeError):
    """The financial account is not open."""


class FxQuoteNeedsRefreshError(StripeError):
    """The exchange rate quote has expired: ask for a new one."""


class InsufficientFundsError(StripeError):
    """The financial account does not hold enough money."""


class _InvalidVaultEntryError(StripeError):
    invalid_param: str | None
    _extra_fields = ("invalid_param",)

    def __init__(
        self,
        message: str | None = None,
        http_body: str | bytes | None = None,
        http_status: int | None = None,
        json_body: object = None,
        headers: Mapping[str, str] | None = None,
        code: str | None = None,
        invalid_param: str | None = None,
    ) -> None:
        super().__init__(message, http_body, http_status, json_body, headers, code)
        self.invalid_param = invalid_param
        self.args: tuple[Any, ...] = (*self.args, invalid_param)


class InvalidPaymentMethodError(_InvalidVaultEntryError):
    """The payment method is not valid; `invalid_param` names the parameter at fault."""


class InvalidPayoutMethodError(StripeError):
    """The payout method is not valid."""


class InvalidVaultedCredentialError(_InvalidVaultEntryError):
    """The stored credential is not valid; `invalid_param` names the parameter at fault."""


class NotCancelableError(StripeError):
    """The object can't be canceled, or no longer."""


class QuotaExceededError(StripeError):
    """The account has reached a limit on objects of this kind."""


class RecipientNotNotifiableError(StripeError):
    """The recipient has no address to be notified at."""


class TemporarySessionExpiredError(StripeError):
    """The session has expired: start a new one."""


class _VerificationError(StripeError):
    verification_status: str | None
    _extra_fields = ("verification_status",)

    def __init__(
        self,
        message: str | None = None,
        http_body: str | bytes | None = None,
        http_status: int | None = None,
        json_body: object = None,
        headers: Mapping[str, str] | None = None,
        code: str | None = None,
        verification_status: str | None = None,
    ) -> None:
        super().__init__(message, http_body, http_status, json_body, headers, code)
        self.verification_status = verification_status
        self.args: tuple[Any, ...] = (*self.args, verification_status)


class VerificationAttemptFailedError(_VerificationError):
    """The verification failed; `verification_status` is where it stands now."""


class VerificationExpiredError(_VerificationError):
    """The verification has expired; `verification_status` is where it stands now."""


class VerificationNotInitiatedError(_VerificationError):
    """The verification was never started; `verification_status` is where it stands now."""
