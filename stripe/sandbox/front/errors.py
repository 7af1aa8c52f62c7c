"""What ends a command."""

from __future__ import annotations


class CommandError(Exception):
    """A command cannot do its work; the message is one line."""
