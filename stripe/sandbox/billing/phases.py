"""Phases of schedules (under way)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stripe.sandbox.json import Obj
    from stripe.sandbox.state.world import World


def enter_due(world: World, sub: Obj) -> None:
    """Brings the phase that begins now onto a subscription."""
