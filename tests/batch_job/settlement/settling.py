"""Readings of service points with every irregularity, and what the reference makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import strategies as st

from batch_job.settlement.carries import NONE, Carries
from batch_job.settlement.days import Day, days_between
from batch_job.settlement.readings import Readings, pack_rest
from batch_job.settlement.rows import DayRows
from contract.reading import CHANGE_READ, Reading
from contract.reference import Look, settled_days
from contract.usage import Carry
from contract.utilities import WATER, Utility
from contract.validation import ValidDay
from contract.windows import INTERVAL_MS

ZONE = "America/New_York"
UTILITY: Utility = replace(WATER, back_step=50, register_digits=4, supply_limit=10**9)
DAYS = days_between(date(2026, 3, 7), date(2026, 3, 9), ZONE)  # the second has 23 hours

nudges = st.sampled_from([-60_001, -60_000, -59_999, -1, 0, 1, 5_000, 60_000, 450_000])
steps = st.one_of(st.integers(0, 40), st.sampled_from([0, 0, -1, -50, -51, -400, 900, 8_000, 10**13]))


@st.composite
def histories(draw: st.DrawFn, days: list[Day] = DAYS) -> list[Reading]:
    """Readings of one service point in any order: gaps, boundary instants, conflicts, decreases, odd ones, swaps."""
    cadence = draw(st.sampled_from([1, 1, 2, 5, 9, 30, 100]))
    first, last = days[0].start // INTERVAL_MS - 20, days[-1].stop // INTERVAL_MS + 20
    begin = draw(st.integers(first, last))
    count = draw(st.integers(0, 24))
    register, meter, readings = draw(st.integers(0, 9_999)), 7, []
    interval = begin
    for _ in range(count):
        interval += draw(st.sampled_from([0, cadence, cadence, cadence, 7, 8, 9, 97]))
        register = max(register + draw(steps), 0)
        meter += draw(st.sampled_from([0] * 12 + [1]))
        at = interval * INTERVAL_MS + draw(nudges)
        odd = max(register + draw(st.sampled_from([0] * 8 + [-400, -60, 10**13])), 0)
        readings.append(Reading(1, meter, at, odd, draw(st.integers(0, 1)), draw(st.integers(0, 1))))
        if draw(st.integers(0, 12)) == 0:  # the old meter's last read and the new one's first at one instant
            at, begins = at + draw(st.sampled_from([0, 1, 2, 300_000])), draw(st.sampled_from([0, 9_000]))
            readings.append(Reading(1, meter, at, register, 0, CHANGE_READ))
            meter, register = meter + 1, begins
            readings.append(Reading(1, meter, at, register, 0, CHANGE_READ))
    again = draw(st.lists(st.sampled_from(readings), max_size=4)) if readings else []
    differing = [each._replace(register=each.register + draw(st.sampled_from([0, 3])), status=1) for each in again]
    return draw(st.permutations(readings + differing))


def columns(points: list[list[Reading]]) -> Readings:
    """The readings of several service points as the core takes them."""
    rows = [(point, reading) for point, readings in enumerate(points) for reading in readings]
    numbers = np.array([(p, r.meter_id, r.at, r.register) for p, r in rows], np.int64).reshape(-1, 4)
    demand, status = (np.array([getattr(r, name) for _, r in rows], np.int32) for name in ("demand", "status"))
    point, meter_id, at, register = numbers.T
    return Readings(point, meter_id, at, register, pack_rest(demand, status))


def reference(
    readings: list[Reading], days: list[Day], seen: int, carry: Carry | None
) -> list[tuple[ValidDay, Carry | None]]:
    """The days one after the other by contract.reference."""
    return list(settled_days(readings, [(day.start, day.stop) for day in days], Look(UTILITY, seen, carry)))


def plain_form(rows: DayRows, point: int) -> tuple[list[int | None], list[int], Carry | None]:
    """Values, basis and carry of one service point's row."""
    [row] = np.flatnonzero(rows.point == point).tolist()
    values = [None if value == -1 else value for value in rows.values[row].tolist()]
    return values, rows.basis[row].tolist(), rows.carries.one(row)


def expected_form(settled: tuple[ValidDay, Carry | None]) -> tuple[list[int | None], list[int], Carry | None]:
    day, carry = settled
    return day.values, day.basis, carry


def after(rows: DayRows) -> Carries:
    """The state from which the next run goes on; rows must be those of all service points in order."""
    return rows.carries


def judgement(settled: tuple[ValidDay, Carry | None]) -> tuple[list[int], int]:
    """What was found in a day, and the usual day after it."""
    day, _ = settled
    return day.masks, NONE if day.usual is None else day.usual
