"""Series that rest for weeks: nothing can be measured by a level of nothing."""

from __future__ import annotations

from datetime import date

import numpy as np

from batch_job.forecasts.ahead import day_ahead
from batch_job.forecasts.features import levels
from batch_job.forecasts.loads import Loads
from batch_job.forecasts.model import Effort

DAYS, SLOTS, REST = 130, 24, 10
FIRST = date(2026, 1, 1)


def _loads() -> Loads:
    """The first series rests in the middle and at the end, the second never."""
    chance = np.random.default_rng(1)
    values = chance.uniform(500, 1500, (2, DAYS, SLOTS))
    values[0, 60 : 60 + REST] = 0
    values[0, -REST:] = 0
    return Loads(FIRST, values)


def test_a_week_of_nothing_has_no_level() -> None:
    level = levels(_loads())
    assert np.isnan(level[0, 60 + 7 : 60 + REST + 1]).all()
    assert np.isnan(level[0, -1])
    assert np.isfinite(level[1, 7:]).all()


def test_who_rests_is_not_foretold_and_spoils_nobodys_forecast() -> None:
    found = day_ahead(_loads(), [], Effort(rounds=20))
    for part in (found.low, found.middle, found.high):
        assert np.isnan(part[0]).all()
        assert np.isfinite(part[1]).all()
    assert (found.low[1] < found.high[1]).all()
    assert 500 <= found.middle[1].mean() <= 1500
