"""A level shift as the watcher seeks it: in 95 hours, beside what the batch says is usual."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from anomalies.criteria import Criteria
from anomalies.detectors import detect
from anomalies.history import Array
from contract.alerts import Kind
from contract.utilities import ELECTRICITY, GAS, WATER, Utility
from tests.anomalies.homes import DAY, FIRST_USER, always_on
from tests.anomalies.weeks import DAYS, live, seldom

HOMES = 100
TWO_DAYS = slice(-2 * DAY, None)


def lights() -> Array:
    return np.stack([always_on(DAYS, seed) for seed in range(HOMES)]).astype(np.float64)


def flagged(utility: Utility, usage: Array, strangers: Sequence[int] = ()) -> dict[int, str]:
    """Homes by number, and which way they shifted. Of strangers the batch knows nothing."""
    past, usual = live(utility, usage)
    for each in usual:
        each[list(strangers)] = np.nan
    found = detect(past, Criteria(), kinds=[Kind.LEVEL_SHIFT], usual=usual).episodes
    return {each.user_id - FIRST_USER: str(each.evidence["direction"]) for each in found}


@pytest.mark.parametrize(
    ("utility", "usage"),
    [
        (WATER, seldom(HOMES, 0.08, 25)),
        (WATER, seldom(HOMES, 0.25, 12)),
        (GAS, seldom(HOMES, 0.04, 200)),
        (ELECTRICITY, lights()),
    ],
    ids=["seldom water", "often water", "seldom gas", "electricity"],
)
def test_a_median_of_hours_that_are_mostly_nothing_raises_nothing(utility: Utility, usage: Array) -> None:
    """Half of the hours' medians and deviations are 0: neither is what a home wavers by."""
    assert flagged(utility, usage) == {}


def test_two_days_of_more_or_less_are_found() -> None:
    usage = lights()
    usage[7, TWO_DAYS] += 75  # 300 W
    usage[3, TWO_DAYS] *= 0.3
    assert flagged(ELECTRICITY, usage) == {3: "down", 7: "up"}


def test_a_shift_that_fills_the_ring_is_not_what_is_usual() -> None:
    usage = lights()
    usage[7, -4 * DAY :] += 75
    usage[3, -4 * DAY :] *= 0.3
    assert flagged(ELECTRICITY, usage) == {3: "down", 7: "up"}


def test_who_is_new_is_judged_by_what_it_used_itself() -> None:
    """It cannot be told yet what is usual there, but others are told as before."""
    usage = lights()
    usage[7, TWO_DAYS] += 75
    assert flagged(ELECTRICITY, usage, strangers=range(60, 70)) == {7: "up"}


def test_a_neighbour_of_whom_nothing_is_heard_silences_nobody() -> None:
    """One is silent all the time, one has come a day ago: what they waver by is not known."""
    usage = lights()
    usage[7, TWO_DAYS] += 75
    past, usual = live(ELECTRICITY, usage)
    past.level[20, :] = np.nan
    past.level[21, :-DAY] = np.nan
    found = detect(past, Criteria(), kinds=[Kind.LEVEL_SHIFT], usual=usual).episodes
    assert [each.user_id - FIRST_USER for each in found] == [7]


@pytest.mark.parametrize("cold", [(0.3, 0.2, 0.2), (1.5, 1.7, 1.6)], ids=["warm spell", "cold snap"])
def test_weather_that_no_week_before_knew_is_no_shift_but_a_thief_in_it_is(cold: tuple[float, ...]) -> None:
    """Fewer homes than half are heated, so what the middle one does says nothing of them."""
    chance = np.random.default_rng(8)
    heated = chance.uniform(50, 200, HOMES) * (np.arange(HOMES) % 10 < 3)  # Wh a quarter hour
    weather = chance.uniform(0.7, 1.3, DAYS)
    weather[-3:] = cold
    usage = lights() + heated[:, None] * np.repeat(weather, DAY) * chance.uniform(0.5, 1.5, (HOMES, DAYS * DAY))
    assert flagged(ELECTRICITY, usage) == {}
    usage[7, TWO_DAYS] *= 0.2
    assert flagged(ELECTRICITY, usage) == {7: "down"}
