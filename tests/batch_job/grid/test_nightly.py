"""The grid's night on a real database: loads, losses, moves, corrections, suspects."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import numpy as np
import pytest
from sqlalchemy import Connection, Engine, delete, func, select

from batch_job.grid.move import move
from batch_job.grid.nightly import look_at_grid
from batch_job.problem import Problem
from contract.batch_view import read_values
from contract.grid_view import Reason, is_over, mean_w, read_evidence
from contract.tables.batch_view import usage_days
from contract.tables.grid import feeder_days, feeder_nights, theft_suspects
from contract.tables.registry import users
from contract.windows import INTERVAL_MS, Clock
from tests.batch_job.grid import street
from tests.batch_job.grid.street import FIRST, HEADS, HOMES, RATING_W, ZONE

WEEK = 7  # its last day has 23 hours
THIEF = HOMES[1][2]


@pytest.fixture
def clock() -> Clock:
    """Never stands still."""
    ticks = count(10_000_000_000_000)
    return lambda: next(ticks)


def feeder_of(connection: Connection) -> int:
    """The thief's, as the registry has it."""
    found: int = connection.execute(select(users.c.feeder_id).where(users.c.user_id == THIEF)).scalar_one()
    return found


def told_at(database: Engine, now: int) -> int:
    """The same after a look at the grid."""
    look_at_grid(database, lambda: now)
    with database.connect() as connection:
        return feeder_of(connection)


def test_load_and_loss_are_the_sums_to_the_milliwatt_hour(database: Engine, clock: Clock) -> None:
    street.build(database)
    counted = street.with_heads(street.living(WEEK))
    street.publish(database, counted, WEEK)
    assert list(look_at_grid(database, clock)) == [ZONE]

    found, begin = street.found_days(database), 0
    assert len(found) == 2 * WEEK
    for day in street.days(WEEK):
        own = slice(begin, begin + day.intervals)
        begin += day.intervals
        for feeder, homes in HOMES.items():
            row, head = found[feeder, day.day], counted[HEADS[feeder]][own].tolist()
            assert read_values(row.head_values, row.intervals) == head
            supplied = np.sum([counted[user][own] for user in homes], axis=0).tolist()
            assert read_values(row.supplied_values, row.intervals) == supplied
            assert row.head_total - row.supplied_total - row.estimated_total == sum(head) - sum(supplied)
            assert (row.start, row.points, row.coverage, row.compared) == (day.start, 5, 1.0, day.intervals)
            assert (row.peak, row.peak_at) == (max(head), day.start + (head.index(max(head)) + 1) * INTERVAL_MS)
            assert row.over == sum(amount * 4 > RATING_W * 1000 for amount in head)
    assert {row.over > 0 for row in found.values()} == {True}
    assert found[1, FIRST + timedelta(days=6)].intervals == 92


def test_mean_load_and_rating_meet_exactly() -> None:
    assert (mean_w(999_999), mean_w(1_000_000)) == (3_999, 4_000)
    assert [is_over(amount, 4_000) for amount in (1_000_000, 1_000_001)] == [False, True]


def test_looking_again_finds_nothing_to_do_and_a_correction_changes_what_it_touches(
    database: Engine, clock: Clock
) -> None:
    street.build(database)
    counted = street.with_heads(street.living(WEEK))
    street.publish(database, counted, WEEK)
    [first] = look_at_grid(database, clock).values()
    assert look_at_grid(database, clock) == {}

    before = street.found_days(database)
    again = {THIEF: counted[THIEF].copy()}
    again[THIEF][96 * 3 + 5] += 7_000
    street.publish(database, again, WEEK)
    [second] = look_at_grid(database, clock).values()

    after = street.found_days(database)
    day = FIRST + timedelta(days=3)
    assert [key for key, row in after.items() if row.night_id == second] == [(1, day)]
    assert after[1, day].supplied_total == before[1, day].supplied_total + 7_000
    with database.connect() as connection:
        kept = connection.execute(select(func.count()).where(feeder_days.c.night_id == first)).scalar_one()
        nights = connection.execute(select(feeder_nights.c.feeder_days)).scalars().all()
    assert kept == 2 * WEEK
    assert nights == [2 * WEEK, 1]


def test_who_is_not_known_is_estimated_by_its_usual_part(database: Engine, clock: Clock) -> None:
    street.build(database)
    used = street.living(2)
    counted = street.with_heads(used)
    counted[THIEF] = counted[THIEF].copy()
    counted[THIEF][40:60] = -1
    street.publish(database, counted, 2)
    look_at_grid(database, clock)

    row = street.found_days(database)[1, FIRST]
    estimated = read_values(row.estimated_values, 96)
    assert [value for value in estimated if value] == estimated[40:60]
    assert row.coverage == pytest.approx(1 - 20 / (5 * 96))
    usual = int(np.delete(used[THIEF][:96], range(40, 60)).mean())
    others = [used[user][:96] for user in HOMES[1] if user != THIEF]
    share = usual / sum(int(each.mean()) for each in others)
    assert estimated[50] == pytest.approx(sum(each[50] for each in others) * share, rel=1e-4)
    loss = row.head_total - row.supplied_total - row.estimated_total
    assert loss == pytest.approx(0.03 * row.head_total, abs=0.03 * row.head_total)


def test_a_moved_home_keeps_its_history(database: Engine, clock: Clock) -> None:
    street.build(database)
    used = street.living(WEEK)
    counted = street.with_heads(used)
    street.publish(database, counted, WEEK)
    look_at_grid(database, clock)
    before = street.found_days(database)
    with database.connect() as connection:
        history = connection.execute(select(usage_days).where(usage_days.c.user_id == THIEF)).all()

    at = street.days(WEEK)[4].start + 40 * INTERVAL_MS
    with database.begin() as connection:
        move(connection, THIEF, 2, at, clock())
    [night] = look_at_grid(database, clock).values()

    after = street.found_days(database)
    assert {key for key, row in after.items() if row.night_id == night} == {
        (feeder, FIRST + timedelta(days=number)) for feeder in (1, 2) for number in (4, 5, 6)
    }
    moved = int(used[THIEF][96 * 4 + 40 : 96 * 5].sum())
    day = FIRST + timedelta(days=4)
    assert before[1, day].supplied_total - after[1, day].supplied_total == moved
    assert after[2, day].supplied_total - before[2, day].supplied_total == moved
    assert (after[1, day].points, after[2, day].points) == (5, 6)
    assert (after[1, day + timedelta(days=1)].points, after[2, day + timedelta(days=1)].points) == (4, 6)
    with database.connect() as connection:
        assert connection.execute(select(usage_days).where(usage_days.c.user_id == THIEF)).all() == history
        assert connection.execute(select(users.c.feeder_id).where(users.c.user_id == THIEF)).scalar_one() == 2
    assert look_at_grid(database, clock) == {}


def test_homes_without_a_connection_are_where_the_registry_has_them(database: Engine, clock: Clock) -> None:
    street.build(database, connected=False)
    street.publish(database, street.with_heads(street.living(1)), 1)
    look_at_grid(database, clock)
    assert {row.points for row in street.found_days(database).values()} == {5}
    with database.begin() as connection:
        move(connection, THIEF, 2, street.days(1)[0].start, clock())
    look_at_grid(database, clock)
    assert {key[0]: row.points for key, row in street.found_days(database).items()} == {1: 4, 2: 6}


def test_a_move_entered_ahead_is_told_once_it_has_come(database: Engine) -> None:
    street.build(database)
    street.publish(database, street.with_heads(street.living(WEEK)), WEEK)
    first, second = (street.days(WEEK)[number].start for number in (2, 4))
    with database.begin() as connection:
        move(connection, THIEF, 2, first, first - 1)
        assert feeder_of(connection) == 1
        move(connection, THIEF, 1, second, first)
        assert feeder_of(connection) == 2
    assert [told_at(database, now) for now in (second - 1, second)] == [2, 1]


def test_a_move_entered_afterwards_leaves_a_later_one(database: Engine) -> None:
    street.build(database)
    first, second = (street.days(WEEK)[number].start for number in (2, 4))
    with database.begin() as connection:
        move(connection, THIEF, 2, second, second)
        move(connection, THIEF, 1, first, second)
        assert feeder_of(connection) == 2


def test_a_move_that_cannot_be_is_refused(database: Engine, clock: Clock) -> None:
    street.build(database)
    at = street.days(1)[0].start
    cases = ((THIEF, 9, at, "Feeder 9"), (HEADS[1], 2, at, "no customer"), (THIEF, 2, at + 1, "quarter hour"))
    for user, feeder, when, sentence in cases:
        with database.begin() as connection, pytest.raises(Problem, match=sentence):
            move(connection, user, feeder, when, clock())


def test_a_thief_is_named_with_the_numbers_that_speak_against_it(database: Engine, clock: Clock) -> None:
    weeks = 21
    street.build(database)
    counted = street.with_heads(street.living(weeks))
    counted[THIEF] = np.where(np.arange(len(counted[THIEF])) >= 96 * 10, counted[THIEF] * 2 // 5, counted[THIEF])
    street.publish(database, counted, weeks)
    [night] = look_at_grid(database, clock).values()

    first, *others = street.found_suspects(database, night)
    evidence = read_evidence(first.evidence)
    stolen = int(counted[THIEF][96 * 10 - 4 :].sum()) * 3 // 2
    assert (first.user_id, first.feeder_id, first.place) == (THIEF, 1, 1)
    assert all(each.score < 0.5 for each in others)
    assert first.score > 0.95
    assert Reason(first.reason) in (Reason.SHARE, Reason.FELL)
    assert first.since == FIRST + timedelta(days=10)
    assert first.missing == pytest.approx(stolen, rel=0.1)
    assert first.explained == pytest.approx(stolen, rel=0.25)
    assert evidence.factor == pytest.approx(1.5, rel=0.1)
    assert evidence.fall == pytest.approx(0.6, abs=0.1)
    assert evidence.days == weeks - 10
    assert evidence.match > 20


def test_however_few_feeders_are_held_at_once_the_same_are_named(database: Engine, clock: Clock) -> None:
    weeks, named = 21, []
    street.build(database)
    counted = street.with_heads(street.living(weeks))
    later = np.arange(len(counted[THIEF])) >= 96 * 10
    counted[THIEF] = np.where(later, counted[THIEF] * 2 // 5, counted[THIEF])
    street.publish(database, counted, weeks)
    for at_once in (1, 80):
        with database.begin() as connection:
            for table in (theft_suspects, feeder_days, feeder_nights):
                connection.execute(delete(table))
        [night] = look_at_grid(database, clock, at_once).values()
        found = street.found_suspects(database, night)
        named.append([(each.place, each.user_id, each.feeder_id, each.score, each.evidence) for each in found])
    assert named[0] == named[1]
    assert named[0][0][1] == THIEF


def test_an_honest_street_names_nobody(database: Engine, clock: Clock) -> None:
    street.build(database)
    street.publish(database, street.with_heads(street.living(21)), 21)
    [night] = look_at_grid(database, clock).values()
    assert street.found_suspects(database, night) == []
