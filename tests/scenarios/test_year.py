"""A year at a reading every five seconds, 6,307,200 of them, sums exactly: days, intervals and registers."""

from __future__ import annotations

from datetime import date

import numpy as np

from batch_job.settlement.carries import no_carries
from batch_job.settlement.days import days_between
from batch_job.settlement.readings import Readings
from batch_job.settlement.settle import Bucket, settle
from contract.utilities import ELECTRICITY
from contract.windows import INTERVAL_MS, SECOND_MS

READINGS = 6_307_200
STEP_MS = 5 * SECOND_MS


def test_a_year_of_five_second_readings_sums_exactly() -> None:
    days = days_between(date(2023, 1, 1), date(2023, 12, 31), "Europe/London")
    at = days[0].start + STEP_MS * np.arange(READINGS + 1)
    assert at[-1] == days[-1].stop
    used = np.random.default_rng(7).integers(0, 5_000, READINGS)
    register = 10**12 + np.concatenate([[0], np.cumsum(used)])
    point = np.zeros(len(at), np.int64)
    readings = Readings(point, point + 7, at, register, point)

    outcome = settle(Bucket(ELECTRICITY, days, days[-1].stop, no_carries(1), {}, readings))

    values = np.concatenate([rows.values[0] for rows in outcome.rows])
    assert [rows.values.shape[1] for rows in outcome.rows if rows.values.shape[1] != 96] == [92, 100]
    assert values.tolist() == used.reshape(-1, INTERVAL_MS // STEP_MS).sum(axis=1).tolist()
    assert int(values.sum()) == int(register[-1] - register[0])
    assert sum(int(rows.readings[0]) for rows in outcome.rows) == READINGS
    assert not any(rows.masks.any() for rows in outcome.rows)
