"""The truth that benchmarks of the settlement are held against agrees with the core, and notices what is wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from batch_job.nightly.spark.arrow_rows import findings
from batch_job.settlement.days import Day
from batch_job.settlement.evening import Evening
from batch_job.settlement.in_turn import settle_days
from batch_job.settlement.readings import Numbers, Readings, pack_rest
from batch_job.settlement.reopened import StoredDay
from batch_job.settlement.settle import Bucket, Outcome
from contract.utilities import ELECTRICITY
from contract.windows import DAY_MS, MINUTE_MS
from tests.bench.settle import evening, truth
from tests.bench.settle.archived import in_order
from tests.bench.settle.expected import Expected, expected
from tests.bench.settle.fleet import DAY, START, STOP, ZONE, Fleet
from tests.bench.settle.readings import Arrival, Taken, made

CUTOFF = STOP + 10 * MINUTE_MS
PLACE = (ELECTRICITY.name, 3)


@pytest.mark.parametrize("fleet", [Fleet("small", 8_000, 900), Fleet("dense", 48, 5, 12)], ids=["15 min", "5 s"])
def test_the_core_says_what_the_truth_says(fleet: Fleet) -> None:
    outcome, wanted = _both(fleet, made(fleet, *PLACE))

    day = outcome.rows[-1]
    assert np.array_equal(day.values, wanted.day.values)
    assert np.array_equal(day.basis, wanted.day.basis)
    assert findings(day.masks).to_pylist() == wanted.day.findings
    assert np.array_equal(day.readings, wanted.readings)
    assert (outcome.duplicates, outcome.conflicts) == (wanted.duplicates, wanted.conflicts)
    before = outcome.rows[0]
    closed = np.isin(wanted.evening.users, fleet.users_in(*PLACE)[before.point])  # the rest needs what was published
    assert before is day or (before.values == wanted.evening.values[closed]).all()


def test_a_register_that_says_one_unit_more_is_noticed() -> None:
    fleet = Fleet("small", 2_000, 900)
    outcome, wanted = _both(fleet, made(fleet, *PLACE), shift=1)

    assert not np.array_equal(outcome.rows[-1].values, wanted.day.values)


def test_the_last_minute_before_midnight_counts_where_it_comes_after_the_night() -> None:
    fleet = Fleet("dense", 480, 5, 12)
    taken, arrival = made(fleet, *PLACE)
    last = int(np.searchsorted(taken.at[0], START, side="right")) // fleet.per_report - 1
    arrival.stamp[:, last] = CUTOFF - DAY_MS + MINUTE_MS
    outcome, wanted = _both(fleet, (taken, arrival))

    assert np.array_equal(outcome.rows[-1].values, wanted.day.values)
    assert np.array_equal(outcome.rows[-1].basis, wanted.day.basis)


def _both(fleet: Fleet, made: tuple[Taken, Arrival], shift: int = 0) -> tuple[Outcome, Expected]:
    """`shift` is added to every register of the second half of the day, but the truth does not know."""
    taken, arrival = made
    wanted = expected(PLACE, taken, arrival, (CUTOFF - DAY_MS, CUTOFF))
    before = truth.past(truth.closed(taken, truth.heard(taken, arrival, CUTOFF - DAY_MS)))
    rows, stamps = in_order(fleet, taken, arrival)
    heard = rows.filter(rows["offset"].to_numpy() < np.searchsorted(stamps, CUTOFF, side="right"))
    user, meter, at, register = (
        heard[name].to_numpy().astype(np.int64) for name in ("user_id", "meter_id", "at", "register")
    )
    register = register + shift * (at > START + DAY_MS // 2)
    rest = pack_rest(heard["demand"].to_numpy(), heard["status"].to_numpy())
    readings = Readings(np.searchsorted(taken.users, user), meter, at, register, rest)
    day, points = Day(DAY, START, STOP), np.arange(len(taken.users))
    values, basis = evening.values(before)
    masks = np.zeros((len(points), values.shape[1] + 1), np.uint32)
    last = Evening(evening.EVENING, points, values, basis, masks, points * 0 + values.shape[1])
    usual = np.full(len(points), evening.USUAL)
    bucket = Bucket(ELECTRICITY, [day], STOP, evening.carries(taken, before), {}, readings, usual=usual)

    def published(asked: Numbers) -> dict[int, list[StoredDay]]:
        rows = enumerate(zip(values[asked].tolist(), basis[asked].tolist(), strict=True))
        return {place: [StoredDay(evening.EVENING, tuple(own), tuple(rests), 0)] for place, (own, rests) in rows}

    return settle_days(replace(bucket, evening=last, before=published), ZONE), wanted
