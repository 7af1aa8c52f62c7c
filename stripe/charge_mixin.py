"""Methods of charges that are more than a route: apart, since most programs need no other mixin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stripe.api_resource import APIResource

if TYPE_CHECKING:
    from typing_extensions import Self


class ChargeMixin(APIResource[Any]):
    """What one knows of a charge afterwards."""

    __slots__ = ()

    def mark_as_fraudulent(self, idempotency_key: str | None = None) -> Self:
        """Reports the charge as fraud."""
        return self._report("fraudulent", idempotency_key)

    def mark_as_safe(self, idempotency_key: str | None = None) -> Self:
        """Reports the charge as no fraud."""
        return self._report("safe", idempotency_key)

    def _report(self, verdict: str, idempotency_key: str | None) -> Self:
        params = {"fraud_details": {"user_report": verdict}, "idempotency_key": idempotency_key}
        return self._request_and_refresh("post", self.instance_url(), params)
