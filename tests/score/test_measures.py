"""The measures on scores and events that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from anomalies.history import Array
from contract.alerts import Kind
from contract.windows import DAY_MS, HOUR_MS
from tests.score.alarms import alarms, at_budget, curve, whole
from tests.score.events import Event
from tests.score.measures import Scored, samples

START, HOURS, QUIET = 0, 24 * 20, 24 * 2
HOME, OTHER = ("water", 64), ("water", 65)


def event(first: int, stop: int, *, kind: Kind | None = Kind.LEAK, excused: tuple[Kind, ...] = ()) -> Event:
    """Of HOME, in hours."""
    return Event(HOME, kind, first * HOUR_MS, stop * HOUR_MS, frozenset(excused))


def scored(*runs: tuple[int, int, int, float], events: list[Event], kind: Kind = Kind.LEAK) -> Scored:
    """Scores as (row, first hour, stop, score)."""
    score: Array = np.zeros((2, HOURS))
    for row, first, stop, value in runs:
        score[row, first:stop] = value
    return Scored(START, HOURS, QUIET, {"water": [64, 65]}, {("water", kind): score}, events)


def test_an_alarm_inside_an_event_finds_it() -> None:
    found = alarms(scored((0, 100, 140, 2.0), events=[event(96, 144)]), 1.0)
    assert found.found == frozenset({event(96, 144)})
    assert found.false == {Kind.LEAK: 0}


def test_an_alarm_elsewhere_is_false_and_finds_nothing() -> None:
    found = alarms(scored((1, 100, 140, 2.0), (0, 300, 310, 2.0), events=[event(96, 144)]), 1.0)
    assert not found.found
    assert found.false == {Kind.LEAK: 2}


def test_an_alarm_that_never_ends_finds_nothing() -> None:
    found = alarms(scored((0, QUIET, HOURS, 2.0), events=[event(96, 144)]), 1.0)
    assert not found.found
    assert found.false == {Kind.LEAK: 1}


def test_runs_of_one_alarm_count_once_and_the_quiet_days_not_at_all() -> None:
    nights = [(1, 24 * day + 2, 24 * day + 5, 2.0) for day in range(20)]
    assert alarms(scored(*nights, events=[]), 1.0).false == {Kind.LEAK: 1}
    assert alarms(scored((1, 0, QUIET, 2.0), events=[]), 1.0).false == {Kind.LEAK: 0}


def test_what_excuses_a_kind_makes_its_alarms_neither_false_nor_a_hit() -> None:
    outage = event(96, 144, kind=Kind.OUTAGE, excused=(Kind.LEAK,))
    found = alarms(scored((0, 100, 140, 2.0), events=[outage]), 1.0)
    assert not found.found
    assert found.false == {Kind.LEAK: 0}


def test_a_budget_takes_the_threshold_that_finds_most() -> None:
    noisy = [(1, 24 * day, 24 * day + 1, 0.5) for day in range(3, 20, 3)]
    fleet = scored(*noisy, (0, 100, 140, 0.8), events=[event(96, 144)])
    points = curve([fleet], [0.4, 0.7, 1.0])
    assert [sum(point.found.values()) for point in points] == [1, 1, 0]
    assert [round(point.false_a_week * fleet.meter_weeks) for point in points] == [6, 0, 0]
    assert at_budget(points, 0.1).threshold == 0.7
    assert at_budget(points, 10.0).threshold == 0.4
    assert fleet.meter_weeks == pytest.approx(2 * 18 / 7)


def test_samples_leave_out_what_is_partly_true() -> None:
    """Days 5 (from noon), 6, 7 and 8 (until six): whole days are positive, their edges and a day around no samples."""
    truth, score = samples(scored((0, 24 * 6, 24 * 7, 3.0), events=[event(24 * 5 + 12, 24 * 8 + 6)]), Kind.LEAK)
    assert int(truth.sum()) == 2
    assert len(truth) == 2 * 18 - 4
    assert score[truth].tolist() == [3.0, 0.0]
    assert score[~truth].max() == 0


def test_a_short_event_is_of_the_day_that_holds_it() -> None:
    truth, _ = samples(scored(events=[event(100, 101)]), Kind.LEAK)
    assert int(truth.sum()) == 1


def test_an_event_of_another_service_point_explains_nothing() -> None:
    other = Event(OTHER, Kind.LEAK, 4 * DAY_MS, 6 * DAY_MS, frozenset())
    assert alarms(scored((0, 100, 140, 2.0), events=[other]), 1.0).false == {Kind.LEAK: 1}


def test_an_outage_is_one_event_and_found_with_half_of_its_members() -> None:
    members = [Event(point, Kind.LEAK, DAY_MS, 2 * DAY_MS, frozenset(), name="cut") for point in (HOME, OTHER)]
    fleet = scored(events=members)
    assert whole(fleet, members)[Kind.LEAK] == whole(fleet, members[:1])[Kind.LEAK] == 1
    assert whole(fleet, [])[Kind.LEAK] == 0
