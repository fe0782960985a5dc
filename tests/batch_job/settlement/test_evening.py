"""What a line closes over midnight, closed in columns: the same rows as by the reference, one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.settlement.carries import NAMES, NONE, no_carries
from batch_job.settlement.evening import Evening
from batch_job.settlement.reopened import StoredDay
from batch_job.settlement.rows import DayRows
from batch_job.settlement.settle import Bucket, Outcome, settle
from contract.reading import Reading
from contract.windows import INTERVAL_MS
from tests.batch_job.settlement.settling import DAYS, UTILITY, columns, plain_form

FIRST, SECOND = DAYS[:2]
QUARTERS = range(FIRST.start, SECOND.stop + 1, INTERVAL_MS)
nudges = st.sampled_from([-400_000, -60_001, -60_000, -3_000, 0, 0, 0, 2_000, 61_000])


@st.composite
def histories(draw: st.DrawFn) -> list[Reading]:
    """A quarter-hourly meter with a clock of its own; what it says around midnight is lost, moved or odd."""
    clock, step = draw(nudges), draw(st.sampled_from([0, 30, 2_000]))
    drawing = draw(st.integers(0, 1))
    readings = {at: Reading(1, 7, at + clock, (at - FIRST.start) // 900_000 * step, drawing) for at in QUARTERS}
    for number in range(-10, 11):
        at = FIRST.stop + number * INTERVAL_MS
        fate = draw(st.sampled_from(["told"] * 6 + ["lost"] * 5 + ["moved", "fell", "swapped"]))
        if fate == "lost":
            del readings[at]
        elif fate != "told":
            other = {"moved": {"at": at + draw(nudges)}, "fell": {"register": 3}, "swapped": {"meter_id": 8}}[fate]
            readings[at] = readings[at]._replace(**other)
    return list(readings.values())


def _two_nights(
    readings: list[list[Reading]], beyond: int, *, in_columns: bool, late: tuple[int, ...] = ()
) -> tuple[Outcome, int]:
    """The second night, and how many days it had in columns; readings of the `late` instants are new to it."""
    cut, seen = FIRST.stop + beyond * INTERVAL_MS, SECOND.stop + beyond * INTERVAL_MS
    old = [[each for each in own if each.at <= cut and each.at not in late] for own in readings]
    [one] = settle(Bucket(UTILITY, [FIRST], cut, no_carries(len(readings)), {}, columns(old))).rows
    news = columns([[each for each in own if each.at > FIRST.stop or each.at in late] for own in readings])
    stored = {point: [_stored(one, point)] for point in range(len(readings))}
    feeding = np.where(np.arange(len(readings)) % 2, FIRST.start, NONE)
    bucket = Bucket(UTILITY, [SECOND], seen, one.carries, stored, news, usual=one.usual, feeds_in_from=feeding)
    if not in_columns:
        return settle(bucket), 0
    evening = Evening(FIRST, one.point, one.values, one.basis, one.masks, one.readings)
    found = settle(replace(bucket, evening=evening))
    return found, sum(len(rows.point) for rows in found.rows if rows.day == FIRST and len(rows.point) != 1)


def _stored(rows: DayRows, point: int) -> StoredDay:
    values, basis, carry = plain_form(rows, point)
    return StoredDay(
        rows.day, tuple(values), tuple(basis), int(rows.readings[point]), tuple(rows.masks[point].tolist()), carry
    )


@given(st.lists(histories(), min_size=1, max_size=5), st.integers(0, 2))
@settings(max_examples=120, deadline=None)
def test_columns_equal_the_reference(readings: list[list[Reading]], beyond: int) -> None:
    _same(_two_nights(readings, beyond, in_columns=True)[0], _two_nights(readings, beyond, in_columns=False)[0])


def test_a_fleet_that_reads_a_moment_late_is_closed_in_columns() -> None:
    fleet = [[Reading(1, 7, at + 2_000, (at - FIRST.start) // 1000 * point) for at in QUARTERS] for point in range(40)]

    found, closed = _two_nights(fleet, 0, in_columns=True)

    assert closed == 40
    _same(found, _two_nights(fleet, 0, in_columns=False)[0])


def _home(lost: set[int], moved: dict[int, int], still: range = range(0), step: int = 30) -> list[Reading]:
    """Quarter hours by their number from midnight: not told, told so many ms later, or with a register that stands."""
    told = [
        Reading(1, 7, FIRST.stop + number * INTERVAL_MS + moved.get(number, 0), _register(number, still, step), 1)
        for number in range(-92, 93)
        if number not in lost
    ]
    return [each for each in told if FIRST.start <= each.at <= SECOND.stop]


def _register(number: int, still: range, step: int) -> int:
    return (still.start if number in still else number) * step + 4_000


@pytest.mark.parametrize(
    "home",
    [
        pytest.param(_home({*range(-4, 6)}, {}), id="a gap that is too long for a line"),
        pytest.param(_home({*range(-11, -2), -1, 0}, {-2: 61_000}), id="a reading inside the gap, near no end"),
        pytest.param(_home({*range(-40, -29), 0}, {}), id="a long gap before, on the same day"),
        pytest.param(_home({0}, {}, range(-30, 0)), id="a register that stood until midnight"),
        pytest.param(_home({-1, 0}, {}, range(-30, -2)), id="a register that stood until the evening"),
    ],
)
def test_what_is_not_as_simple_is_left_to_the_reference(home: list[Reading]) -> None:
    _same(_two_nights([home], 0, in_columns=True)[0], _two_nights([home], 0, in_columns=False)[0])


def test_a_late_reading_of_the_evening_is_left_to_the_reference_too() -> None:
    home, late = _home({-2, 0}, {-1: -400_000}), (FIRST.stop - INTERVAL_MS - 400_000,)
    assert any(each.at in late for each in home)
    found, wanted = (_two_nights([home], 0, in_columns=each, late=late)[0] for each in (True, False))
    _same(found, wanted)


def _same(found: Outcome, wanted: Outcome) -> None:
    assert _rows(found) == _rows(wanted)


def _rows(outcome: Outcome) -> dict[object, object]:
    return {
        (rows.day, point): _row(rows, row) for rows in outcome.rows for row, point in enumerate(rows.point.tolist())
    }


def _row(rows: DayRows, row: int) -> object:
    shown = (rows.values, rows.basis, rows.masks, rows.closing_at, rows.readings, rows.usual)
    columns = [np.asarray(column)[row].tolist() for column in shown]
    return [*columns, *(int(getattr(rows.carries, name)[row]) for name in NAMES)]
