"""The last live windows of a watched service point in one Redis string: 60 slots, window number w in slot w mod 60."""

from __future__ import annotations

import struct
from typing import NamedTuple

from contract.live_view import LiveState
from contract.utilities import Utility

SLOTS = 60
SLOT = struct.Struct(">qIiiqq")


class TrailWindow(NamedTuple):
    """A live window: UTC ms; W or L/h."""

    window_end: int
    n: int
    min: int
    max: int
    sum: int
    sum_of_squares: int

    @property
    def mean(self) -> float:
        return self.sum / self.n

    @property
    def deviation(self) -> float:
        return float(max(self.n * self.sum_of_squares - self.sum**2, 0) ** 0.5 / self.n)


def trail_key(prefix: bytes, utility: Utility, user_id: int) -> bytes:
    return prefix + b"t" + utility.letter.encode() + user_id.to_bytes(4, "big")


def window_of(state: LiveState) -> TrailWindow | None:
    """The window that a header holds, if one is complete."""
    window = TrailWindow(state.window_end, state.n, state.min, state.max, state.sum, state.sum_of_squares)
    return window if state.window_end and state.n else None


def place_of(window: TrailWindow, window_ms: int) -> int:
    """Where in the string a window of this length is written."""
    return window.window_end // window_ms % SLOTS * SLOT.size


def write_window(window: TrailWindow) -> bytes:
    return SLOT.pack(*window)


def read_windows(data: bytes, window_ms: int) -> list[TrailWindow]:
    """The windows of the last lap in order of time; slots of earlier laps are left out."""
    whole = data[: len(data) - len(data) % SLOT.size]
    found = sorted(window for window in map(TrailWindow._make, SLOT.iter_unpack(whole)) if window.n)
    oldest = found[-1].window_end - SLOTS * window_ms if found else 0
    return [window for window in found if window.window_end > oldest]
