"""Each detector on homes whose every quarter hour is known: what it finds, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from anomalies.criteria import Criteria
from anomalies.detectors import (
    KINDS,
    detect,
    gas_in_summer,
    leak,
    level_shift,
    night_flow,
    outage,
    reverse_flow,
    stuck,
    zero_run,
)
from anomalies.folding import folded
from anomalies.history import History
from contract.alerts import Kind
from contract.utilities import ELECTRICITY, GAS, WATER
from contract.windows import DAY_MS, INTERVAL_MS
from tests.anomalies.homes import DAY, FIRST_USER, START, always_on, history, unknown, used_by_day

CRITERIA = Criteria()
RUNNING = 6.0  # L a quarter hour: 0.4 l/min


def test_water_that_runs_for_a_day_is_a_leak_from_its_beginning() -> None:
    used = used_by_day(4)
    used[DAY + 10 : DAY * 3] += RUNNING
    (found,) = leak.find(history(WATER, used), CRITERIA).episodes
    assert (found.start, found.end) == (START + (DAY + 10) * INTERVAL_MS, START + DAY * 3 * INTERVAL_MS)
    assert found.evidence["l_per_min"] == pytest.approx(RUNNING / 15, abs=0.001)
    assert found.amount == pytest.approx((DAY * 2 - 10) * RUNNING * 1000, rel=0.01)


def test_a_leak_lasts_until_water_rests_and_needs_a_whole_day() -> None:
    used = used_by_day(3)
    used[-DAY:] += RUNNING
    (found,) = leak.find(history(WATER, used), CRITERIA).episodes
    assert found.end is None
    shorter = used_by_day(3)
    shorter[-DAY + 12 :] += RUNNING
    assert leak.find(history(WATER, shorter), CRITERIA).episodes == []


def test_dripping_is_below_the_criterion() -> None:
    assert leak.find(history(WATER, used_by_day(4, night=3.0) + 0.75), CRITERIA).episodes == []


def test_water_at_night_is_told_but_not_beside_a_leak() -> None:
    past = history(WATER, used_by_day(5) + np.where(np.arange(5 * DAY) % DAY < 20, RUNNING, 0))
    (found,) = night_flow.find(past, CRITERIA).episodes
    assert (found.end, found.evidence["nights"]) == (None, 5)
    assert leak.find(past, CRITERIA).episodes == []
    leaking = history(WATER, used_by_day(5) + RUNNING)
    assert {each.kind for each in folded(detect(leaking, CRITERIA).episodes)} == {Kind.LEAK}


def test_a_night_that_is_quiet_ends_the_flow() -> None:
    used = used_by_day(5) + np.where(np.arange(5 * DAY) % DAY < 20, RUNNING, 0)
    used[3 * DAY :] = used_by_day(2)
    (found,) = night_flow.find(history(WATER, used), CRITERIA).episodes
    assert found.end == START + 2 * DAY_MS + 20 * INTERVAL_MS
    assert found.evidence["nights"] == 3


def test_electricity_that_stands_still_for_hours_is_stuck() -> None:
    used = always_on(3)
    used[DAY : DAY + 12] = 0
    (found,) = stuck.find(history(ELECTRICITY, used), CRITERIA).episodes
    assert (found.start, found.end) == (START + DAY_MS, START + DAY_MS + 12 * INTERVAL_MS)
    assert found.evidence["hours"] == 3


def test_a_register_that_stands_while_demand_is_shown_is_stuck_soon() -> None:
    used = used_by_day(2)
    used[-12:] = 0  # less than a night's rest
    quiet = history(GAS, used)
    assert stuck.find(quiet, CRITERIA).episodes == []
    shown = np.zeros((1, 2 * DAY), np.float32)
    shown[0, -12:] = 400
    (found,) = stuck.find(replace(quiet, most=shown), CRITERIA).episodes
    assert found.end is None
    assert found.evidence["demand"] == 400


def test_who_used_nothing_at_all_raises_nothing_but_what_was_raised_lasts() -> None:
    empty = np.zeros(4 * DAY)
    found = detect(history(WATER, empty), CRITERIA).episodes
    assert {(each.kind, each.opens) for each in found} == {(Kind.STUCK, False), (Kind.ZERO_RUN, False)}
    assert {each.kind for each in folded(found)} == {Kind.STUCK, Kind.ZERO_RUN}
    assert [each.opens for each in stuck.find(history(ELECTRICITY, empty), CRITERIA).episodes] == [True]


def test_who_comes_home_after_days_had_no_register_that_stood_still() -> None:
    """One tap, and a first hour of use is all that is known of the home: not what it uses, nor what was missed."""
    used = np.zeros(4 * DAY)
    used[-2:] = 80
    assert [each for each in stuck.find(history(WATER, used), CRITERIA).episodes if each.opens or each.amount] == []


def test_a_warm_afternoon_stops_the_boiler() -> None:
    used = always_on(4)
    used[DAY : DAY + 20] = 0
    assert stuck.find(history(GAS, used), CRITERIA).episodes == []


def test_a_rest_is_left_out_of_what_it_is_compared_with() -> None:
    """The longest rest of all is judged by the longest other one."""
    used = used_by_day(10)
    used[3 * DAY + 30 : 6 * DAY] = 0
    (found,) = zero_run.find(history(WATER, used), CRITERIA).episodes
    # it begins with the last use of its day and ends with the first one after the night that follows
    assert (found.start, found.end) == (START + (3 * DAY + 30) * INTERVAL_MS, START + (6 * DAY + 24) * INTERVAL_MS)
    assert found.evidence["longest_rest"] == 8
    twice = used.copy()
    twice[8 * DAY :] = 0
    assert not any(each.opens for each in zero_run.find(history(WATER, twice), CRITERIA).episodes)


def test_a_gap_is_a_rest_only_if_nothing_was_used_meanwhile() -> None:
    used = always_on(3)
    gone = unknown(history(ELECTRICITY, used), 0, DAY, DAY + 12)
    assert stuck.find(gone, CRITERIA).episodes == []
    used[DAY : DAY + 13] = 0
    assert len(stuck.find(unknown(history(ELECTRICITY, used), 0, DAY, DAY + 12), CRITERIA).episodes) == 1


def test_a_register_that_runs_back_or_negative_demand_is_reverse_flow() -> None:
    past = history(ELECTRICITY, always_on(2))
    fallen = np.zeros((1, 2 * DAY), np.float32)
    fallen[0, 50] = 3 * ELECTRICITY.back_step
    (found,) = reverse_flow.find(replace(past, fallen=fallen), CRITERIA).episodes
    assert found.evidence["fallen"] == 3 * ELECTRICITY.back_step / 1000
    least = np.full((1, 2 * DAY), 100, np.float32)
    least[0, -4:] = -800
    (found,) = reverse_flow.find(replace(past, least=least), CRITERIA).episodes
    assert (found.start, found.end) == (past.end - 4 * INTERVAL_MS, None)
    least[0, -3:] = 100
    assert reverse_flow.find(replace(past, least=least), CRITERIA).episodes == []


@pytest.mark.parametrize(("month", "expected"), [("2026-07-01", 1), ("2026-01-01", 0)])
def test_gas_burns_in_warm_weather(month: str, expected: int) -> None:
    start = int(np.datetime64(month, "ms").astype(int))
    homes = np.stack([used_by_day(4, seed) for seed in range(10)])
    homes[0, 2 * DAY :] = 150
    found = gas_in_summer.find(history(GAS, homes, start=start), CRITERIA).episodes
    assert len(found) == expected
    assert all((each.user_id, each.end) == (FIRST_USER, None) for each in found)


def test_more_and_less_than_usual_for_days() -> None:
    homes = np.stack([always_on(28, seed) for seed in range(20)])
    homes[3, 14 * DAY : 19 * DAY] = homes[3, 14 * DAY : 19 * DAY] * 0.3
    homes[7, 20 * DAY :] += 300
    found = level_shift.find(history(ELECTRICITY, homes), CRITERIA)
    less, more = sorted(found.episodes, key=lambda each: each.user_id)
    assert (less.user_id, less.evidence["direction"]) == (FIRST_USER + 3, "down")
    assert (more.user_id, more.evidence["direction"], more.end) == (FIRST_USER + 7, "up", None)
    assert abs(less.start - START - 14 * DAY_MS) <= DAY_MS
    assert less.amount is not None
    assert less.amount == pytest.approx(0.7 * always_on(28, 3)[14 * DAY : 19 * DAY].sum() * 1000, rel=0.15)
    assert found.score[3, 16 * 24] > found.score[3, 5 * 24]


def test_a_feeder_tells_theft_from_a_family_that_is_away() -> None:
    """Both use a third of what is usual; the head of the feeder misses what the one does not pay for."""
    true = np.stack([always_on(28, seed) for seed in range(20)]).astype(np.float64)
    true[4, 6 * DAY : 13 * DAY] *= 0.33  # away
    told = true.copy()
    told[9, 14 * DAY : 21 * DAY] *= 0.33  # a bypass
    customers = history(ELECTRICITY, told, feeder=7)
    assert {each.user_id for each in level_shift.find(customers, CRITERIA).episodes} == {FIRST_USER + 4, FIRST_USER + 9}
    whole = history(ELECTRICITY, np.vstack([told, true.sum(axis=0) * 1.03]), feeder=7)
    heads = np.arange(whole.points) == len(told)
    found = level_shift.find(replace(whole, heads=heads), CRITERIA)
    assert [each.user_id for each in found.episodes] == [FIRST_USER + 9]
    assert float(found.episodes[0].evidence["feeder_misses"]) > 50
    assert found.score[9, 17 * 24] > 3 * found.score[4, 9 * 24]


def test_weather_that_all_share_is_no_anomaly() -> None:
    cold = np.where((np.arange(28 * DAY) // DAY) % 9 > 6, 4, 1)
    homes = np.stack([always_on(28, seed) * (1 + 0.02 * seed) * cold for seed in range(30)])
    assert level_shift.find(history(ELECTRICITY, homes), CRITERIA).episodes == []


def test_a_feeder_without_power_is_one_outage() -> None:
    homes = np.stack([always_on(3, seed) for seed in range(12)])
    homes[:10, 2 * DAY : 2 * DAY + 8] = 0
    past = history(ELECTRICITY, homes, feeder=7)
    (found,) = folded(detect(past, CRITERIA).episodes)
    assert (found.kind, found.where, len(found.members)) == (Kind.OUTAGE, "f7", 10)
    assert (found.start, found.end) == (START + 2 * DAY_MS, START + 2 * DAY_MS + 8 * INTERVAL_MS)
    assert outage.find(history(ELECTRICITY, homes), CRITERIA).episodes == []


def test_the_ordinary_raises_nothing() -> None:
    water = np.stack([used_by_day(14, seed) for seed in range(20)])
    lights = np.stack([always_on(14, seed) for seed in range(20)])
    for utility, usage in ((WATER, water), (GAS, water), (ELECTRICITY, lights)):
        assert detect(history(utility, usage, feeder=1), CRITERIA).episodes == []


@pytest.mark.parametrize("intervals", [1, 3, 5, 30, 96])
def test_of_a_short_or_unknown_history_nothing_is_told(intervals: int) -> None:
    for utility in (ELECTRICITY, GAS, WATER):
        short = history(utility, always_on(1)[:intervals])
        assert [each.kind for each in detect(short, CRITERIA).episodes if utility is not WATER] == []
        nothing = replace(short, level=np.full_like(short.level, np.nan))
        assert detect(nothing, CRITERIA).episodes == []


def _telling() -> dict[Kind, History]:
    """Of each kind a history that shows it."""
    water, lights, used = used_by_day(5), always_on(28), always_on(3)
    night = np.where(np.arange(5 * DAY) % DAY < 20, RUNNING, 0)
    back = np.full((1, 28 * DAY), 100, np.float32)
    back[0, -4:] = -800
    burning = np.stack([used_by_day(4, seed) for seed in range(10)])
    burning[0, 2 * DAY :] = 150
    shifted = np.stack([always_on(28, seed) for seed in range(20)])
    shifted[7, 20 * DAY :] += 300
    dark = np.stack([always_on(3, seed) for seed in range(12)])
    dark[:, 2 * DAY : 2 * DAY + 8] = 0
    used[DAY : DAY + 12] = 0
    away = used_by_day(10)
    away[3 * DAY :] = 0
    return {
        Kind.OUTAGE: history(ELECTRICITY, dark, feeder=7),
        Kind.LEAK: history(WATER, water + RUNNING),
        Kind.STUCK: history(ELECTRICITY, used),
        Kind.ZERO_RUN: history(WATER, away),
        Kind.REVERSE_FLOW: replace(history(ELECTRICITY, lights), least=back),
        Kind.NIGHT_FLOW: history(WATER, water + night),
        Kind.GAS_IN_SUMMER: history(GAS, burning, start=int(np.datetime64("2026-07-01", "ms").astype(int))),
        Kind.LEVEL_SHIFT: history(ELECTRICITY, shifted),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_sought(kind: Kind) -> None:
    assert kind in {each.kind for each in detect(_telling()[kind], CRITERIA).episodes}


def test_every_kind_has_a_history_that_shows_it() -> None:
    assert set(_telling()) == set(KINDS)
