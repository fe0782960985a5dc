"""The archive on S3: immutable Parquet objects, each a run of offsets of one partition, and how to read them back.

Key: <namespace>/raw/<topic>/<arrival hour, UTC>/<topic>-<partition>-<first offset>-<last offset>.parquet
Columns per reading: user_id, meter_id (int32), at, register (int64), demand, status (int32), offset (int64, of the
report), stamp (int64, the broker's clock), fault (uint8, see validity.Fault; settlement reads only 0).
An object lies under the arrival hour of its first report and goes on to the end of that UTC day at most. Nothing is
read because it lies in a folder: a reader asks for a range of offsets and takes its cover.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

HOUR = r"\d{4}-\d\d-\d\dT\d\d"
PATTERN = re.compile(rf"raw/(?P<topic>[a-z-]+)/(?P<hour>{HOUR})/(?P=topic)-(?P<numbers>\d+-\d+-\d+)\.parquet$")
SECONDS_AN_HOUR = 3600
COLUMNS = ("user_id", "meter_id", "at", "register", "demand", "status", "offset", "stamp", "fault")


Hole = tuple[int, int]
"""The first and the last of offsets that no object holds."""


class HoleError(ValueError):
    """Offsets that no object holds; a run with one refuses to start."""


@dataclass(frozen=True, order=True)
class RawObject:
    """One object of the archive: offsets `first` to `last`, both included; `hour` as in its key."""

    topic: str
    partition: int
    first: int
    last: int
    hour: str

    def key(self, prefix: str) -> str:
        name = f"{self.topic}-{self.partition:03d}-{self.first:012d}-{self.last:012d}"
        return f"{prefix}raw/{self.topic}/{self.hour}/{name}.parquet"


def arrival_hour(stamp: int) -> str:
    """The folder of a report stamped at `stamp` (UTC ms)."""
    return datetime.fromtimestamp(stamp / 1000, UTC).strftime("%Y-%m-%dT%H")


def hour_number(hour: str) -> int:
    """The hours from 1970 to the folder's."""
    return round(datetime.fromisoformat(f"{hour}:00+00:00").timestamp()) // SECONDS_AN_HOUR


def parse_key(key: str) -> RawObject | None:
    """The object a key names, None if it is none of ours."""
    found = PATTERN.search(key)
    if not found:
        return None
    partition, first, last = (int(number) for number in found["numbers"].split("-"))
    return RawObject(found["topic"], partition, first, last, found["hour"])


def cover(objects: Iterable[RawObject], first: int, stop: int) -> list[RawObject]:
    """The objects of one partition that together hold the offsets first .. stop - 1.

    At each offset still wanted, the one that reaches furthest: the same objects give the same cover, whatever else
    overlaps. Raises HoleError.
    """
    ordered = sorted(objects, key=lambda entry: (entry.first, -entry.last, entry.hour))
    chosen: list[RawObject] = []
    best: RawObject | None = None
    wanted, number = first, 0
    while wanted < stop:
        while number < len(ordered) and ordered[number].first <= wanted:
            # of equal reach the one that begins first stays
            best = ordered[number] if best is None or ordered[number].last > best.last else best
            number += 1
        if best is None or best.last < wanted:
            raise HoleError(
                f"Offset {wanted} of {_named(ordered)} is in no archived object; bring back the one it was in."
            )
        chosen.append(best)
        wanted = best.last + 1
    return chosen


def holes(objects: Iterable[RawObject], first: int, stop: int) -> list[Hole]:
    """What no object of one partition holds of the offsets first .. stop - 1, in order."""
    found, wanted = [], first
    for entry in sorted(objects):
        if wanted < min(entry.first, stop):
            found.append((wanted, min(entry.first, stop) - 1))
        wanted = max(wanted, entry.last + 1)
    return [*found, (wanted, stop - 1)] if wanted < stop else found


def _named(objects: list[RawObject]) -> str:
    return f"{objects[0].topic}-{objects[0].partition}" if objects else "an empty partition"
