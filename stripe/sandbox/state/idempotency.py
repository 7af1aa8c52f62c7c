"""Idempotency keys: the first answer is kept and replayed, per account and mode."""

from __future__ import annotations

import threading
from typing import NamedTuple

from stripe.sandbox.errors import ApiError
from stripe.sandbox.http import Response

LIFETIME = 24 * 3600
Slot = tuple[str, bool, str]


class Kept(NamedTuple):
    """What was asked under a key, and the answer once there is one.

    A fingerprint is the path of the request, a space, and a hash.
    """

    fingerprint: str
    response: Response | None
    since: int


class Idempotency:
    """Answers by key."""

    def __init__(self) -> None:
        self._kept: dict[Slot, Kept] = {}
        self._lock = threading.Lock()
        self._changed: set[Slot] | None = None

    def clear(self) -> None:
        """Forgets all keys."""
        self._kept.clear()
        if self._changed is not None:
            self._changed.clear()

    def take_changed(self) -> list[tuple[Slot, Kept]]:
        """What has been kept since the last time; from the first time on that is noted."""
        with self._lock:
            changed, self._changed = self._changed, set()
            slots = list(self._kept) if changed is None else changed
            return [(slot, self._kept[slot]) for slot in slots if slot in self._kept]

    def all(self) -> dict[Slot, Kept]:
        """All that is kept."""
        with self._lock:
            return dict(self._kept)

    def restore(self, slot: Slot, kept: Kept | None) -> None:
        """Puts back what a database has kept."""
        if kept is not None:
            self._kept[slot] = kept

    def begin(self, slot: Slot, fingerprint: str, now: int) -> Response | None:
        """Reserves a key, or gives the answer to replay; raises on misuse."""
        with self._lock:
            self._drop_old(now)
            kept = self._kept.get(slot)
            if kept is None:
                self._kept[slot] = Kept(fingerprint, None, now)
                return None
        if kept.fingerprint != fingerprint:
            raise _misused(slot[2], kept.fingerprint, fingerprint)
        if kept.response is None:
            raise ApiError(
                409,
                "There is currently another in-progress request using this Idempotent Key (that "
                "probably means you submitted twice, and the other request is still going "
                f"through): {slot[2]}. Please try again later.",
                type="idempotency_error",
                code="idempotency_key_in_use",
                kept=False,
            )
        replayed = {
            **kept.response.headers,
            "Idempotent-Replayed": "true",
            "Original-Request": kept.response.headers["Request-Id"],
        }
        return Response(kept.response.status, replayed, kept.response.body)

    def _drop_old(self, now: int) -> None:
        while self._kept:  # they lie in the order of their time
            oldest = next(iter(self._kept))
            if now - self._kept[oldest].since < LIFETIME:
                break
            del self._kept[oldest]

    def keep(self, slot: Slot, response: Response) -> None:
        """Keeps the answer to a key."""
        kept = self._kept.get(slot)
        if kept is None:  # its day was over before its answer came
            return
        self._kept[slot] = Kept(kept.fingerprint, response, kept.since)
        if self._changed is not None:
            self._changed.add(slot)

    def release(self, slot: Slot) -> None:
        """Frees a key whose request was not carried out."""
        self._kept.pop(slot, None)


def _misused(key: str, first: str, now: str) -> ApiError:
    """The refusal of a key that was first used for another request, given the two fingerprints."""
    path, first_path = (fingerprint.rpartition(" ")[0] for fingerprint in (now, first))
    use = "with the same parameters they were first used with"
    if path != first_path:
        use = f"for the same endpoint they were first used for ('{path}' vs '{first_path}')"
    return ApiError(
        400,
        f"Keys for idempotent requests can only be used {use}. Try using a key other than '{key}' "
        "if you meant to execute a different request.",
        type="idempotency_error",
        kept=False,
    )
