"""A reading, and the report that carries 1 to 12 of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_READINGS = 12
REGISTER_LIMIT = 10**14  # so that an instant inside a window and a register fit one 63-bit integer
DEMAND_LIMIT = 10**7
IDENTITY_LIMIT = 2**31  # Flink reads fixed32 as a signed INT
STATUS_LIMIT = 2**32  # its column's width on the wire
CHANGE_READ = 1 << 16  # bit of `status`: the final read of a meter that is taken away, or the first of a new one


class Reading(NamedTuple):
    """What a meter says at an instant: `at` UTC ms, `register` mWh or mL, `demand` W or L/h."""

    user_id: int
    meter_id: int
    at: int
    register: int
    demand: int = 0
    status: int = 0


@dataclass(frozen=True)
class Report:
    """One Kafka message; the columns may be anything a sender wrote, until `validity.fault` has seen them."""

    user_id: int
    meter_id: int
    at: int
    offset_ms: Sequence[int]
    register: Sequence[int]
    demand: Sequence[int]
    status: Sequence[int] = ()

    def readings(self) -> list[Reading]:
        """The rows of a usable report, in its order."""
        statuses = self.status or (0,) * len(self.offset_ms)
        columns = zip(self.offset_ms, self.register, self.demand, statuses, strict=True)
        return [Reading(self.user_id, self.meter_id, self.at + offset, *rest) for offset, *rest in columns]


def as_report(readings: Sequence[Reading]) -> Report:
    """One report of readings of one meter inside one UTC minute, ordered by `at`."""
    first = readings[0]
    statuses = tuple(reading.status for reading in readings)
    return Report(
        first.user_id,
        first.meter_id,
        first.at,
        tuple(reading.at - first.at for reading in readings),
        tuple(reading.register for reading in readings),
        tuple(reading.demand for reading in readings),
        statuses if any(statuses) else (),
    )
