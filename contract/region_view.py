"""The region view in Redis: per county and utility the latest live window, and the last 64 loads for a sparkline.

Key of the latest window: prefix + "g" + utility letter + county (FIPS number, 4 bytes, big end first); of the past
loads: "G" instead of "g", 64 slots of 16 bytes, live window number w in slot w mod 64.
"""

from __future__ import annotations

import struct
from dataclasses import astuple, dataclass

from contract.utilities import Utility

WINDOW = struct.Struct("<qqqqqii")
PAST = struct.Struct("<qq")
PAST_SLOTS = 64
UNKNOWN_COUNTY = 0  # of blocks that are not in the registry (yet), or count in no county


@dataclass(frozen=True)
class RegionWindow:
    """A live window of a county: UTC ms; W or L/h. `load` is the sum over service points of their mean demand."""

    window_end: int
    service_points: int
    n: int
    sum: int
    load: int
    min: int
    max: int


def latest_key(prefix: bytes, utility: Utility, county: int) -> bytes:
    return prefix + b"g" + utility.letter.encode() + county.to_bytes(4, "big")


def past_key(prefix: bytes, utility: Utility, county: int) -> bytes:
    return prefix + b"G" + utility.letter.encode() + county.to_bytes(4, "big")


def write_latest(window: RegionWindow) -> bytes:
    return WINDOW.pack(*astuple(window))


def read_latest(data: bytes) -> RegionWindow:
    return RegionWindow(*WINDOW.unpack(data))


def read_past(data: bytes) -> list[tuple[int, int]]:
    """(window_end, load) pairs in order of time; empty slots left out."""
    whole = data[: len(data) - len(data) % PAST.size]
    return sorted((end, load) for end, load in PAST.iter_unpack(whole) if end)
