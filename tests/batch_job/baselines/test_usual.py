"""Medians, deviations and their levels are what plain Python makes of the same hours."""

from __future__ import annotations

import math
import statistics
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_job.baselines.hours import hourly_usage, local_hours
from batch_job.baselines.peaks import NO_READING, Hours, hourly_peaks, read_peaks, write_peaks
from batch_job.baselines.robust import median_and_mad
from batch_job.baselines.usual import Samples, baselines, rows_needed
from batch_job.settlement.readings import Readings, pack_rest
from contract.baseline_view import HOURS, Level, hour_of_week
from contract.batch_view import UNKNOWN
from contract.days import day_bounds
from contract.usage import Basis
from contract.windows import HOUR_MS, INTERVAL_MS

amounts = st.integers(0, 9_000).map(float) | st.just(float("nan"))


@given(st.integers(1, 7).flatmap(lambda width: st.lists(st.lists(amounts, min_size=width, max_size=width), min_size=1)))
def test_median_and_mad_are_those_of_the_known_samples(rows: list[list[float]]) -> None:
    centres, mads = median_and_mad(np.array(rows, np.float32))
    for row, centre, mad in zip(rows, centres.tolist(), mads.tolist(), strict=True):
        known = [each for each in row if not math.isnan(each)]
        expected = statistics.median(known) if known else float("nan")
        spread = statistics.median(abs(each - expected) for each in known) if known else float("nan")
        assert (centre, mad) == pytest.approx((expected, spread), nan_ok=True)


@given(st.lists(st.tuples(st.integers(0, HOURS - 1), amounts, amounts), max_size=60))
def test_the_finest_level_with_enough_hours_supplies_the_baseline(hours: list[tuple[int, float, float]]) -> None:
    hour, usage, peak = (np.array([each[part] for each in hours]) for part in range(3))
    samples = Samples(usage.astype(np.float32)[None], peak.astype(np.float32)[None], hour.astype(np.int64))
    [found] = baselines(samples, 4)
    for number, row in enumerate(found):
        level, chosen = _level(hours, number)
        assert row["level"] == level
        if level is Level.NONE:
            assert np.isnan(row["usage_median"])
            continue
        known = [each[1] for each in chosen if not math.isnan(each[1])]
        peaks = [each[2] for each in chosen if not math.isnan(each[2])]
        assert row["samples"] == len(known)
        assert row["usage_median"] == pytest.approx(statistics.median(known))
        highest = statistics.median(peaks) if len(peaks) >= 4 else math.nan
        assert row["peak_median"] == pytest.approx(highest, nan_ok=True)
    rows = rows_needed(found[None])
    for number in range(HOURS if rows else 0):
        for name in ("level", "samples", "usage_median", "peak_median"):
            assert found[number][name] == pytest.approx(found[number % rows][name], nan_ok=True)


def _level(hours: list[tuple[int, float, float]], hour: int) -> tuple[Level, list[tuple[int, float, float]]]:
    for level, length in ((Level.HOUR_OF_WEEK, HOURS), (Level.HOUR_OF_DAY, 24), (Level.ALL_HOURS, 1)):
        chosen = [each for each in hours if each[0] % length == hour % length]
        if sum(not math.isnan(each[1]) for each in chosen) >= 4:
            return level, chosen
    return Level.NONE, []


@pytest.mark.parametrize(
    ("zone", "day", "labels"),
    [
        ("America/New_York", date(2026, 3, 7), list(range(24))),
        ("America/New_York", date(2026, 3, 8), [0, 1, *range(3, 24)]),
        ("America/New_York", date(2026, 11, 1), [0, 1, 1, *range(2, 24)]),
        ("Asia/Kathmandu", date(2026, 3, 8), list(range(24))),
        # half an hour is skipped, or repeated: the hour that is cut short is none
        ("Australia/Lord_Howe", date(2026, 10, 4), [0, 1, *range(3, 24)]),
        ("Australia/Lord_Howe", date(2026, 4, 5), list(range(24))),
    ],
)
def test_local_hours_of_days_on_which_the_clocks_change(zone: str, day: date, labels: list[int]) -> None:
    start, stop = day_bounds(day, zone)
    hours = local_hours(start, (stop - start) // INTERVAL_MS, zone)
    assert (hours.hour % 24).tolist() == labels
    assert set((hours.hour // 24).tolist()) == {day.weekday()}
    for begin, label in zip(hours.start.tolist(), hours.hour.tolist(), strict=True):
        # the label is that of every live window inside
        assert {hour_of_week(begin + part, zone) for part in (1, HOUR_MS // 2, HOUR_MS)} == {label}


def test_hours_with_an_unknown_or_guessed_interval_are_no_samples() -> None:
    start, _ = day_bounds(date(2026, 3, 7), "America/New_York")
    values, basis = np.full((3, 96), 10, np.int64), np.zeros((3, 96), np.uint8)
    values[0, 5], basis[1, 9], basis[2, 13] = UNKNOWN, Basis.PROFILE, Basis.LINEAR
    usage = hourly_usage(values, basis, local_hours(start, 96, "America/New_York"))
    assert np.argwhere(np.isnan(usage)).tolist() == [[0, 1], [1, 2]]
    assert set(usage[~np.isnan(usage)].tolist()) == {40.0}


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 4 * 4), st.integers(-900_000, 900_000)), max_size=50))
def test_peaks_are_the_greatest_demand_of_each_hour(sent: list[tuple[int, int, int]]) -> None:
    start = 1_795_000_000_000 // HOUR_MS * HOUR_MS
    point, quarter, demand = (np.array([each[part] for each in sent], np.int64) for part in range(3))
    at = start + quarter * INTERVAL_MS  # 0 is the boundary: it belongs to the hour before, which is not asked for
    nothing = np.zeros(len(sent), np.int64)
    rest = pack_rest(demand.astype(np.int32), nothing.astype(np.int32))
    hours = Hours.between(start, start + 4 * HOUR_MS)
    users = np.array([64, 65, 200])
    peaks = hourly_peaks(Readings(point, nothing, at, nothing, rest), 3, hours)
    body = write_peaks(users, hours, [peaks[:2], peaks[2:]])
    read_users, read_hours, read = read_peaks(body, range(64, 201))
    assert (read_users.tolist(), read_hours) == (users.tolist(), hours)
    for row in range(3):
        for hour in range(4):
            inside = [d for p, q, d in sent if p == row and hour * 4 < q <= hour * 4 + 4]
            assert read[row, hour] == max(inside, default=NO_READING)
    assert read_peaks(body, range(66, 128))[0].tolist() == []
