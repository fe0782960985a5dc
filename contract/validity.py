"""What makes a report unusable. Stream (Java), archive (numpy) and this reference must say the same."""

from __future__ import annotations

from enum import IntEnum
from itertools import pairwise

from contract.reading import DEMAND_LIMIT, IDENTITY_LIMIT, MOST_READINGS, REGISTER_LIMIT, Report
from contract.windows import DAY_MS, MINUTE_MS, index

AHEAD_MS = MINUTE_MS  # a meter's clock may run ahead of the broker's by this much
BEHIND_MS = 400 * DAY_MS
LAST_INSTANT = 2**43 - 1  # UTC ms, of the year 2248: later ones are no calendar's business


class Fault(IntEnum):
    """Why a report is quarantined; when several apply, the lowest number is given."""

    NONE = 0
    COLUMNS = 1  # unequal lengths, none, or more than 12 readings
    IDENTITY = 2  # user_id or meter_id outside 1 .. 2**31 - 1
    RANGE = 3  # register or demand that no meter shows
    ORDER = 4  # instants inside the report go backwards
    FUTURE = 5  # ahead of the broker's clock by more than a minute
    ANCIENT = 6  # more than 400 days behind it
    MINUTE = 7  # not inside one UTC minute
    UNDECODABLE = 8  # not a report at all; found by the archive
    UNREGISTERED = 9  # of a stranger; by the stream alone, for the archive keeps what may be enrolled later


def fault(report: Report, stamp: int) -> Fault:
    """The reason why `report`, stamped by its broker at `stamp` (UTC ms), cannot be used."""
    if _uneven(report):
        return Fault.COLUMNS
    if not (0 < report.user_id < IDENTITY_LIMIT and 0 < report.meter_id < IDENTITY_LIMIT):
        return Fault.IDENTITY
    if any(not 0 <= register < REGISTER_LIMIT for register in report.register):
        return Fault.RANGE
    if any(abs(demand) >= DEMAND_LIMIT for demand in report.demand):
        return Fault.RANGE
    return _wrong_time(report, stamp)


def _uneven(report: Report) -> bool:
    count = len(report.offset_ms)
    even = len(report.register) == count == len(report.demand) and len(report.status) in (0, count)
    return not even or not 1 <= count <= MOST_READINGS


def _wrong_time(report: Report, stamp: int) -> Fault:
    offsets = report.offset_ms
    if any(later < earlier for earlier, later in pairwise(offsets)):
        return Fault.ORDER
    first, last = report.at + offsets[0], report.at + offsets[-1]
    if last > stamp + AHEAD_MS:
        return Fault.FUTURE
    if first < stamp - BEHIND_MS:
        return Fault.ANCIENT
    return Fault.NONE if index(first, MINUTE_MS) == index(last, MINUTE_MS) else Fault.MINUTE
