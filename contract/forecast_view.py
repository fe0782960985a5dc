"""How forecasts and their scores lie in MySQL.

A local day has 24 slots, the hours of its clock: of one that the clocks skip there is no forecast, one that they repeat
has the same twice. Amounts are mWh or mL of a slot.

Homes come by block (registry.block_of), for the block's first `width` users: of each a HOME, P10, P50 and P90 of slot
after slot, NaN where nothing is foretold; and later a SCORE. Counties have three rows of 24 numbers, P10, P50, P90.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from contract.registry import BLOCK_SIZE
from contract.windows import HOUR_MS, INTERVAL_MS

SLOTS = 24
HOME = struct.Struct(f"<{3 * SLOTS}f")
COUNTY = struct.Struct(f"<{3 * SLOTS}d")
SCORE = struct.Struct("<BBBBffff")
LEARNED, ALIKE = "learned", "alike"
"""Methods: a trained model with a conformal band; quantiles of hours alike."""

Quantiles = tuple[float, float, float]


@dataclass(frozen=True)
class Score:
    """Of a day: hours foretold and known, those inside P10 to P90, those also known a week before (`compared`).

    `error` and `naive` are the sums of absolute errors of P50 and of the week before over the compared hours,
    `pinball` the sum of the mean of the three losses, `came` of what was used.
    """

    hours: int
    inside: int
    compared: int
    error: float
    naive: float
    pinball: float
    came: float


def read_home(entries: bytes, user_id: int) -> list[Quantiles | None]:
    """By slot, what is foretold for a user; nothing beyond the block's width."""
    begin = user_id % BLOCK_SIZE * HOME.size
    if begin + HOME.size > len(entries):
        return [None] * SLOTS
    return _by_slot(HOME.unpack_from(entries, begin))


def read_score(entries: bytes, user_id: int) -> Score | None:
    """A user's score; None where nothing was foretold or known."""
    begin = user_id % BLOCK_SIZE * SCORE.size
    if begin + SCORE.size > len(entries):
        return None
    hours, inside, compared, _, *sums = SCORE.unpack_from(entries, begin)
    return Score(hours, inside, compared, *sums) if hours else None


def read_county(entries: bytes) -> list[Quantiles | None]:
    """By slot, what is foretold for a county."""
    numbers = COUNTY.unpack(entries)
    return _by_slot([numbers[part * SLOTS + slot] for slot in range(SLOTS) for part in range(3)])


def _by_slot(numbers: tuple[float, ...] | list[float]) -> list[Quantiles | None]:
    found = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    return [None if math.isnan(middle) else (low, middle, high) for low, middle, high in found]


def slots_of(start: int, stop: int, zone: str) -> Iterator[tuple[int, int, int]]:
    """Slot, start and end (UTC ms) of each whole hour of the local day from `start` to `stop`."""
    place = ZoneInfo(zone)
    begin, slot = start, _slot(start, place)
    for at in range(start + INTERVAL_MS, stop + 1, INTERVAL_MS):
        after = _slot(at, place)
        if at == stop or after != slot:
            if at - begin == HOUR_MS:
                yield slot[0], begin, at
            begin, slot = at, after


def _slot(at: int, place: ZoneInfo) -> tuple[int, float]:
    moment = datetime.fromtimestamp(at / 1000, UTC).astimezone(place)
    offset = moment.utcoffset()
    return moment.hour, offset.total_seconds() if offset else 0.0
