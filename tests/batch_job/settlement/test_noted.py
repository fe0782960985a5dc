"""What readers noted of single readings finds its bucket, and reaches the day's findings."""

from __future__ import annotations

import numpy as np

from batch_job.settlement.carries import no_carries
from batch_job.settlement.readings import Noted, between, joined
from batch_job.settlement.settle import Bucket, settle
from contract.reading import Reading
from contract.rules import Rule, bit
from contract.utilities import WATER
from contract.windows import INTERVAL_MS
from tests.batch_job.settlement.settling import DAYS, columns


def noted(*pairs: tuple[int, int]) -> Noted:
    point, at = np.array(pairs, np.int64).reshape(-1, 2).T
    return Noted(point, at, np.full(len(point), Rule.CLOCK, np.uint8))


def test_a_bucket_gets_its_own_counted_from_nought() -> None:
    own = between(joined([noted((3, 10), (4, 20)), noted((9, 30))]), 4, 9)
    assert (own.point.tolist(), own.at.tolist()) == ([0], [20])


def test_a_reading_at_an_end_is_told_of_the_interval_that_it_closes() -> None:
    start = DAYS[0].start
    readings = [Reading(1, 7, start + step * INTERVAL_MS, step) for step in range(97)]
    ahead = noted((0, start), (0, start + 1), (0, start + INTERVAL_MS), (0, DAYS[0].stop), (0, DAYS[0].stop + 1))
    bucket = Bucket(WATER, DAYS[:1], DAYS[0].stop, no_carries(1), {}, columns([readings]), ahead=ahead)
    [rows] = settle(bucket).rows
    assert np.flatnonzero(rows.masks[0] & bit(Rule.CLOCK)).tolist() == [0, 95]
