"""Homes that feed in what they make take nothing for hours: no zero run, from the day on that they feed in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch_job.settlement.carries import NONE, no_carries
from batch_job.settlement.settle import Bucket, settle
from contract.reading import Reading
from contract.reference import Look, settled_days
from contract.rules import Rule, bit
from contract.utilities import ELECTRICITY
from contract.windows import INTERVAL_MS
from tests.batch_job.settlement.settling import DAYS, UTILITY, columns, expected_form, histories, judgement, plain_form

EVER, NEVER = 1, NONE
SUNNY = range(30, 64)  # quarter hours of each day in which a roof makes more than its home uses


def _taken() -> list[Reading]:
    register, readings = 10**6, [Reading(1, 7, DAYS[0].start, 10**6)]
    for day in DAYS:
        for place in range(day.intervals):
            register += 0 if place in SUNNY else 50_000
            readings.append(Reading(1, 7, day.start + (place + 1) * INTERVAL_MS, register))
    return readings


@pytest.mark.parametrize(
    ("since", "days"),
    [(NEVER, [0, 1, 2]), (EVER, []), (DAYS[0].stop, [0]), (DAYS[1].stop - INTERVAL_MS, [0])],
)
def test_a_zero_run_is_told_of_the_days_before_a_home_feeds_in(since: int, days: list[int]) -> None:
    told = Bucket(ELECTRICITY, DAYS, DAYS[-1].stop, no_carries(1), {}, columns([_taken()]))
    rows = settle(replace(told, feeds_in_from=np.array([since]))).rows
    found = [np.flatnonzero(each.masks[0] & bit(Rule.ZERO_RUN)).tolist() for each in rows]
    assert found == [list(SUNNY) if number in days else [] for number in range(len(DAYS))]


@given(
    st.lists(
        st.tuples(histories(), st.sampled_from([NEVER, EVER, DAYS[1].start, DAYS[1].stop])), min_size=1, max_size=4
    )
)
@settings(max_examples=60, deadline=None)
def test_the_core_equals_the_reference(fleet: list[tuple[list[Reading], int]]) -> None:
    seen, days = DAYS[-1].stop, [(day.start, day.stop) for day in DAYS]
    readings, since = [own for own, _ in fleet], np.array([each for _, each in fleet], np.int64)

    told = Bucket(UTILITY, DAYS, seen, no_carries(len(fleet)), {}, columns(readings), feeds_in_from=since)

    outcome = settle(told)
    for point, (own, begun) in enumerate(fleet):
        look = Look(UTILITY, seen, feeds_in_from=None if begun == NEVER else begun)
        for rows, usage in zip(outcome.rows, settled_days(own, days, look), strict=True):
            assert plain_form(rows, point) == expected_form(usage)
            assert (rows.masks[point].tolist(), rows.usual[point]) == judgement(usage)
