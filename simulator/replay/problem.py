"""What can be wrong with a replay."""

from __future__ import annotations


class ReplayError(ValueError):
    """A file that cannot be replayed as asked; the message says what, where and what to do."""
