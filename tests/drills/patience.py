"""Waiting until something is so, and how long at most."""

from __future__ import annotations

import time
from collections.abc import Callable

RECOVERY_S = 60  # what a single kill may cost, by the design
REBUILT_S = 120  # what may pass until a live view that was lost is whole again, by the design
PATIENCE_S = 180


def until(is_true: Callable[[], bool], what: str, patience_s: float) -> float:
    """Seconds until it is. Fails when patience is over."""
    started = time.monotonic()
    while not is_true():
        assert time.monotonic() - started < patience_s, f"waited {patience_s:.0f} s for {what}"
        time.sleep(0.3)
    return time.monotonic() - started
