"""A street where some feed in: its load is what passes the head either way, its loss no more than lines lose."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine

from batch_job.grid.nightly import look_at_grid
from contract.batch_view import read_values
from contract.windows import INTERVAL_MS, Clock
from tests.batch_job.grid import street
from tests.batch_job.grid.street import FIRST, HEADS, HOMES

WEEK, FORTNIGHT = 7, 14
SUNNY = HOMES[1][0], HOMES[1][3]
LINES = 3  # percent of what is taken


@pytest.fixture
def clock() -> Clock:
    ticks = count(10_000_000_000_000)
    return lambda: next(ticks)


Amounts = dict[int, NDArray[np.int64]]


def lived(days: int, panels_mwh: int) -> tuple[Amounts, Amounts]:
    """What everybody took, heads too, and what they fed in: two homes of the first feeder, and its head at times."""
    taken, fed = street.living(days), dict[int, NDArray[np.int64]]()
    columns = len(taken[SUNNY[0]])
    sun = (panels_mwh * np.maximum(np.sin((np.arange(columns) % 96 - 24) / 48 * np.pi), 0)).astype(np.int64)
    for user in SUNNY:
        taken[user], fed[user] = np.maximum(taken[user] - sun, 0), np.maximum(sun - taken[user], 0)
    for feeder, homes in HOMES.items():
        supplied = np.sum([taken[user] for user in homes], axis=0)
        given = np.sum([fed.get(user, np.zeros_like(supplied)) for user in homes], axis=0)
        flow = supplied + supplied * LINES // 100 - given
        taken[HEADS[feeder]] = np.maximum(flow, 0)
        if feeder == 1:
            fed[HEADS[feeder]] = np.maximum(-flow, 0)
    return taken, fed


def published(database: Engine, days: int, panels_mwh: int = 400_000) -> tuple[Amounts, Amounts]:
    street.build(database)
    taken, fed = lived(days, panels_mwh)
    street.feed_in(database, fed)
    street.publish(database, fed, days, utility="export")
    street.publish(database, taken, days)
    return taken, fed


def test_load_and_loss_know_both_directions_to_the_milliwatt_hour(database: Engine, clock: Clock) -> None:
    taken, fed = published(database, WEEK)
    look_at_grid(database, clock)
    found, begin = street.found_days(database), 0
    flowed_back = 0
    for day in street.days(WEEK):
        own = slice(begin, begin + day.intervals)
        begin += day.intervals
        row, head = found[1, day.day], HEADS[1]
        given = np.sum([fed[user][own] for user in SUNNY], axis=0)
        flow = taken[head][own] - fed[head][own]
        supplied = np.sum([taken[user][own] for user in HOMES[1]], axis=0)
        assert read_values(row.head_values, row.intervals) == (flow + given).tolist()
        assert read_values(row.fed_values, row.intervals) == given.tolist()
        assert row.head_total - row.supplied_total - row.estimated_total == int((supplied * LINES // 100).sum())
        assert (row.compared, row.coverage) == (day.intervals, 1.0)
        most = int(np.abs(flow).argmax())
        assert (row.peak, row.peak_at) == (abs(int(flow[most])), day.start + (most + 1) * INTERVAL_MS)
        flowed_back += int((flow < 0).sum())
        assert found[2, day.day].fed_values is None
    assert flowed_back > 0


def test_nobody_is_suspected_because_of_the_sun(database: Engine, clock: Clock) -> None:
    """Though two take nothing at all for hours, every day, and the head counts less than the service points."""
    published(database, FORTNIGHT)
    [night] = look_at_grid(database, clock).values()
    assert street.found_suspects(database, night) == []


def test_what_was_fed_in_and_is_not_known_is_no_loss(database: Engine, clock: Clock) -> None:
    street.build(database)
    taken, fed = lived(WEEK, 400_000)
    fed[SUNNY[0]][40:60] = -1
    street.feed_in(database, fed)
    street.publish(database, fed, WEEK, utility="export")
    street.publish(database, taken, WEEK)
    look_at_grid(database, clock)
    row = street.found_days(database)[1, FIRST]
    assert row.compared == 96 - 20
    assert read_values(row.head_values, 96)[40:60] == [None] * 20
    assert read_values(row.fed_values, 96)[40:60] == [None] * 20


def test_a_corrected_export_alone_is_looked_at_again(database: Engine, clock: Clock) -> None:
    _, fed = published(database, WEEK)
    look_at_grid(database, clock)
    before = street.found_days(database)[1, FIRST]
    again = {SUNNY[0]: fed[SUNNY[0]].copy()}
    again[SUNNY[0]][50] += 9_000
    street.publish(database, again, 1, utility="export")
    look_at_grid(database, clock)
    after = street.found_days(database)[1, FIRST]
    assert after.head_total == before.head_total + 9_000
    assert after.night_id > before.night_id


def test_days_before_a_home_had_panels_stay_as_they_were(database: Engine, clock: Clock) -> None:
    """And the day that it got them, at noon, is compared as a whole."""
    street.build(database)
    taken = street.with_heads(street.living(WEEK), LINES)
    street.publish(database, taken, WEEK)
    look_at_grid(database, clock)
    before = street.found_days(database)

    day, noon = street.days(WEEK)[3], 48
    street.feed_in(database, SUNNY[:1], day.start + noon * INTERVAL_MS - 60_000)
    fed = np.where(np.arange(len(taken[SUNNY[0]])) < 3 * 96 + noon, -1, 0)
    street.publish(database, {SUNNY[0]: fed}, WEEK, first=3, utility="export")
    street.publish(database, taken, WEEK)
    look_at_grid(database, clock)
    after = street.found_days(database)
    assert {key: row.checksum for key, row in after.items()} == {key: row.checksum for key, row in before.items()}
    assert after[1, day.day].compared == day.intervals


def test_what_a_home_with_new_panels_did_not_report_is_not_nothing(database: Engine, clock: Clock) -> None:
    """Unknown is what comes after the first known interval, and a first day of which nothing is known at all."""
    street.build(database)
    taken, since = street.with_heads(street.living(WEEK), LINES), street.days(WEEK)[3].start
    street.feed_in(database, SUNNY[:1], since)
    fed = np.where(np.arange(len(taken[SUNNY[0]])) < 5 * 96 + 10, -1, 0)
    fed[5 * 96 + 20 :] = -1
    street.publish(database, {SUNNY[0]: fed}, WEEK, first=3, utility="export")
    street.publish(database, taken, WEEK)
    look_at_grid(database, clock)
    found = street.found_days(database)
    assert [found[1, day.day].compared for day in street.days(WEEK)] == [96, 96, 96, 0, 0, 10, 0]
