"""The gate of `make score`, in small: a month of a real region's load, a short training, and shuffled futures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from batch_job.forecasts.ahead import Quantiles
from batch_job.forecasts.model import Effort
from tests.score.forecast_gates import missed
from tests.score.region import FILE, Region, Score, foretold, region, score, with_future_shuffled

pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"{FILE.name} is not in ../shared/data")
DAYS = 42
QUICK = Effort(rounds=60)


@pytest.fixture(scope="module")
def own() -> Region:
    found = region()
    recent = found.loads.days - 500
    loads = replace(found.loads, first=found.loads.day(recent), values=found.loads.values[:, recent:])
    calendar = replace(
        found.calendar, **{name: getattr(found.calendar, name)[recent:] for name in ("weekday", "season", "holiday")}
    )
    return Region(loads, calendar)


@pytest.fixture(scope="module")
def quantiles(own: Region) -> Quantiles:
    return foretold(own, DAYS, QUICK)


@pytest.fixture(scope="module")
def result(own: Region, quantiles: Quantiles) -> Score:
    return score(own, quantiles)


def test_a_quarter_better_than_last_week(result: Score) -> None:
    assert result.days == DAYS
    assert result.mase <= 0.75 * result.naive
    assert result.below == pytest.approx(1 - result.measured.ratio)


def test_the_band_covers_about_what_it_says(result: Score) -> None:
    assert 0.72 <= result.measured.coverage <= 0.88


def test_a_shuffled_future_changes_nothing_before_it(own: Region, quantiles: Quantiles) -> None:
    shuffled = foretold(with_future_shuffled(own, 20), DAYS, QUICK)
    for before, after in zip(_parts(quantiles), _parts(shuffled), strict=True):
        # the 21st day from the end is known, and the 20th is foretold from it
        assert np.array_equal(before[: DAYS - 20 + 1], after[: DAYS - 20 + 1], equal_nan=True)
        assert not np.array_equal(before[DAYS - 20 + 1 :], after[DAYS - 20 + 1 :], equal_nan=True)


def test_each_gate_can_fail(own: Region, result: Score) -> None:
    days = own.loads.values[0, -DAYS:]
    last_week = own.loads.values[0, -DAYS - 7 : -7]
    naive = score(own, Quantiles(last_week - 1, last_week, last_week + 1))
    assert naive.below == pytest.approx(0)
    assert len(missed(naive)) == 2
    assert len(missed(score(own, Quantiles(days - 1, days, days + 1)))) == 1  # a band that holds everything
    assert missed(replace(result, mase=0.75, naive=1.0, measured=replace(result.measured, slots=100, inside=80))) == []


def _parts(found: Quantiles) -> tuple[np.ndarray, ...]:
    return found.low, found.middle, found.high
