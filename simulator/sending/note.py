"""What wants to hear how far the sending has come."""

from __future__ import annotations

from typing import Protocol

from simulator.sending.producer import Sender


class Note(Protocol):
    """Told after every stamp that everything up to it (UTC ms) has been handed to the producer."""

    def note(self, sender: Sender, stamp: int, last: bool = False) -> None:
        """`last`: and the broker has answered for all of it."""
