"""The days before a gap give the shape of what is estimated in it; days of a kind count together."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np

from batch_job.settlement.days import days_between
from batch_job.settlement.like_days import parted, shape_of, usual_hours
from batch_job.settlement.reopened import StoredDay
from contract.estimates import EVEN, MOST_WEIGHT
from contract.rules import Rule
from contract.usage import Basis
from contract.windows import DAY_MS, HOUR_MS

ZONE = "Europe/London"
WEEK = days_between(date(2023, 3, 20), date(2023, 3, 26), ZONE)  # a Monday to the Sunday of 23 hours


def published(number: int, each: int) -> StoredDay:
    """`each` in every interval of its hours after noon, nothing before; the last interval is a long gap's."""
    day = WEEK[number]
    values = [0 if place < 48 else each for place in range(day.intervals - 1)]
    return StoredDay(day, (*values, 10**9), (*[0] * len(values), 2), day.intervals)


def test_hours_are_means_of_days_of_a_kind() -> None:
    usual = usual_hours([published(0, 100), published(1, 300), published(5, 40)], ZONE)
    assert [usual[hour] for hour in (11, 12, 23)] == [0, 200, 200]
    assert usual[4 * 24 + 12] == 200  # a Friday, of which nothing is known
    assert usual[6 * 24 + 12] == 40


def test_an_hour_that_nobody_knows_is_not_a_number() -> None:
    usual = usual_hours([published(6, 40)], ZONE)
    assert math.isnan(usual[12])
    assert math.isnan(usual[6 * 24 + 1])  # lost to the clock


def test_days_from_the_gap_on_are_settled_again_and_those_before_give_the_shape() -> None:
    days = [published(number, 100) for number in range(7)]
    since = np.array([-1, WEEK[5].start + 900_000])
    stored, shapes = parted({1: days}, since, WEEK[6].day, ZONE)
    assert stored == {1: days[5:]}
    assert shapes[1].rule is Rule.LIKE_DAY
    noon = WEEK[4].start + 12 * HOUR_MS
    assert shapes[1].weight(noon) == 1
    assert shapes[1].weight(noon + 1) == MOST_WEIGHT
    assert (
        shapes[1].weight(noon + 2 * DAY_MS) == MOST_WEIGHT
    )  # of weekends nothing is known; in London it is one by now


def test_only_the_week_before_a_gap_counts_whatever_gaps_others_have() -> None:
    days = days_between(date(2023, 3, 6), date(2023, 3, 17), ZONE)
    long_ago = StoredDay(days[0], (7,) * 96, (0,) * 96, 96)
    since = np.array([-1, days[-1].stop])
    stored, shapes = parted({1: [long_ago, published(0, 100)]}, since, WEEK[1].day, ZONE)
    assert (stored[1], shapes[1].rule) == ([published(0, 100)], None)


def test_a_gap_that_begins_tonight_is_like_the_week_before_tonight() -> None:
    week_ago = StoredDay(days_between(date(2023, 3, 15), date(2023, 3, 15), ZONE)[0], (7,) * 96, (0,) * 96, 96)
    tonight = WEEK[3]
    days = [week_ago, *(published(number, 100) for number in range(3))]
    stored, shapes = parted({0: days}, np.array([-1]), tonight.day, ZONE)
    assert stored == {}  # nothing is settled again
    shape = shapes[0]
    assert [shape.weight(tonight.start + hour * HOUR_MS) for hour in (12, 13)] == [1, MOST_WEIGHT]


def test_a_kind_of_day_that_is_not_known_at_every_hour_is_like_the_other() -> None:
    monday, saturday = published(0, 100), published(5, 40)
    night_alone = replace(
        saturday, basis=tuple(int(Basis.MEASURED if place < 4 else Basis.PROFILE) for place in range(96))
    )
    shape = shape_of([monday, night_alone], ZONE)
    assert [shape.weight(WEEK[5].start + hour * HOUR_MS) for hour in (1, 12, 13)] == [1, 1, MOST_WEIGHT]


def test_days_known_at_night_alone_are_like_nothing() -> None:
    basis = tuple(int(Basis.MEASURED if place < 4 else Basis.PROFILE) for place in range(96))
    assert shape_of([replace(published(number, 100), basis=basis) for number in (0, 1, 5)], ZONE) is EVEN
