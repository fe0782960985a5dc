"""Intervals and live windows are (start, end]: a reading exactly at an end belongs to what it ends."""

from __future__ import annotations

from collections.abc import Callable

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
INTERVAL_MS = 15 * MINUTE_MS

Clock = Callable[[], int]
"""Gives the present as UTC milliseconds."""


def index(at: int, length: int) -> int:
    """Number of the (start, end] stretch of `length` ms that holds the instant `at` (UTC ms)."""
    return (at - 1) // length


def end(at: int, length: int) -> int:
    """Last instant of the stretch that holds `at`."""
    return (index(at, length) + 1) * length


def ends(start: int, stop: int, length: int = INTERVAL_MS) -> range:
    """Ends of the stretches after `start` up to and including `stop`; both must be multiples of `length`."""
    return range(start + length, stop + 1, length)
