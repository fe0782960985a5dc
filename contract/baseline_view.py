"""Baselines: what is usual for a service point at an hour of the week, by the batch, effective by event day.

Two amounts, each with its median and its median absolute deviation (MAD, not scaled): `usage` of whole local hours (mWh
or mL an hour; 1 W is 1,000 mWh an hour, 1 L/h is 1,000 mL), and `peak`, the highest demand of an hour (W, L/h). A
live window's maximum is judged by peaks: it is a peak too, while an hour's mean says little of a kettle's 10 seconds.

Redis: prefix + "baselines" the index (JSON): the versions of each zone. A version is a run; its keys never change:
prefix + "baseline:<run>" is its directory (PLACE: utility letter, rows, width, block), and of each place
prefix + "baseline:<run>:<letter><block>" holds `rows` rows of `width` entries, for the block's first `width` users.
Rows are 168 (hours of the week), 24 (no home of the block has samples enough for weekdays) or 1: row = hour of the week
modulo rows.
Entry: four numbers as the upper half of a float32, samples (at most 255), level. The index is written last, so readers
see a version whole; the version before stays for a while, for windows of the day before.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import IntEnum
from zoneinfo import ZoneInfo

from contract.registry import BLOCK_SIZE

HOURS = 168
ENTRY = struct.Struct("<HHHHBB")
PLACE = struct.Struct("<BBBI")


class Level(IntEnum):
    """Whose samples an entry rests on: the finest that had enough."""

    NONE = 0  # all four numbers are NaN
    HOUR_OF_WEEK = 1
    HOUR_OF_DAY = 2
    ALL_HOURS = 3


@dataclass(frozen=True)
class Version:
    """The baselines of a zone by one run; for instants after `effective` (UTC ms, a local midnight) only."""

    zone: str
    run_id: int
    effective: int


@dataclass(frozen=True)
class Baseline:
    """One entry; NaN where nothing is known. mWh or mL an hour; W or L/h."""

    usage_median: float
    usage_mad: float
    peak_median: float
    peak_mad: float
    samples: int  # hours that it was made of
    level: Level


def index_key(prefix: bytes) -> bytes:
    return prefix + b"baselines"


def directory_key(prefix: bytes, run_id: int) -> bytes:
    return prefix + b"baseline:%d" % run_id


def block_key(prefix: bytes, run_id: int, letter: str, block: int) -> bytes:
    return b"%s:%s%d" % (directory_key(prefix, run_id), letter.encode(), block)


def write_index(versions: Iterable[Version]) -> bytes:
    return json.dumps([asdict(version) for version in versions], sort_keys=True).encode()


def read_index(data: bytes | None) -> list[Version]:
    """The versions; none where there is no index."""
    return [Version(**fields) for fields in json.loads(data)] if data else []


def effective_at(versions: Iterable[Version], at: int) -> dict[str, Version]:
    """By zone, the version for the instant `at`: the latest that was effective before it, of the latest run."""
    usable = sorted((version.effective, version.run_id, version) for version in versions if version.effective < at)
    return {version.zone: version for _, _, version in usable}


def hour_of_week(at: int, zone: str) -> int:
    """0 is the hour after Monday's midnight, local time; `at` (UTC ms) belongs to what it ends."""
    local = datetime.fromtimestamp((at - 1) / 1000, UTC).astimezone(ZoneInfo(zone))
    return local.weekday() * 24 + local.hour


def read_entry(data: bytes, rows: int, user_id: int, hour: int) -> Baseline | None:
    """The entry of a user at an hour of the week in a block's string of so many rows; None beyond its width."""
    place, width = user_id % BLOCK_SIZE, len(data) // (rows * ENTRY.size)
    if place >= width:
        return None
    usage, usage_mad, peak, peak_mad, samples, level = ENTRY.unpack_from(
        data, (hour % rows * width + place) * ENTRY.size
    )
    return Baseline(_number(usage), _number(usage_mad), _number(peak), _number(peak_mad), samples, Level(level))


def _number(half: int) -> float:
    number: float = struct.unpack("<f", struct.pack("<I", half << 16))[0]
    return number
