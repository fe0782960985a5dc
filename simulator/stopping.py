"""SIGTERM and Ctrl-C as a polite request: finish what is begun, then leave."""

from __future__ import annotations

import signal
from types import FrameType


class Stopping:
    """Says whether somebody has asked the process to stop. Made once, in the main thread."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
