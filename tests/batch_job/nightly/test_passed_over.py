"""What a night passes over is settled after it: of a day whose evening it closes, and of a home that enrols later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select

from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from batch_job.settlement.days import days_between
from contract.batch_view import read_values
from contract.corrections import Correction, write_correction
from contract.reading import Reading
from contract.reference import Look, settled_days
from contract.settings import Settings
from contract.tables.batch_view import runs, usage_days
from contract.tables.registry import service_points
from contract.topics import CORRECTIONS, LATE
from contract.utilities import ELECTRICITY
from contract.windows import HOUR_MS, INTERVAL_MS
from tests.batch_job.nightly import nightlife as night
from tests.batch_job.nightly.nightlife import FIRST_DAY, HOMES

USER, LATE_USER, LATER_USER = 64, 65, 66
ZONE = HOMES[USER]
FIRST, SECOND = days_between(FIRST_DAY, FIRST_DAY + timedelta(days=1), ZONE)
NOON = FIRST.start + 12 * HOUR_MS
MORNING = FIRST.stop + 8 * HOUR_MS
"""After the first night's cutoff and before the second's."""


@pytest.fixture(scope="module")
def database(module_namespace: Settings) -> Iterator[Engine]:
    found = engine(module_namespace)
    night.enrol(found)
    with found.begin() as connection:
        connection.execute(delete(service_points).where(service_points.c.user_id == LATER_USER))
    yield found
    found.dispose()


def _readings(user: int) -> list[Reading]:
    """Nobody's last reading of the first day is there; of the second home, none at noon."""
    ends = range(FIRST.start, SECOND.stop + HOUR_MS, INTERVAL_MS)
    lost = {FIRST.stop} | ({NOON} if user == LATE_USER else set())
    return [Reading(user, user, at, 10**6 + 125_000 * step) for step, at in enumerate(ends) if at not in lost]


def _at_noon(user: int) -> Reading:
    """More than a straight line has."""
    before = max(each for each in _readings(user) if each.at < NOON)
    return before._replace(at=NOON, register=before.register + 230_000)


def _of_a_home_to_enrol() -> list[Reading]:
    return [each for each in _readings(LATER_USER) if FIRST.start < each.at <= FIRST.stop][::8]


@pytest.fixture(scope="module")
def settled(module_namespace: Settings, database: Engine) -> list[int]:
    """The runs of the night that closes the evening.

    In its morning a correction and late readings had come, also of a home that nobody knew.
    """
    sent = {(user, ELECTRICITY.name): _readings(user) for user in (USER, LATE_USER)}
    earlier = {who: [each for each in own if each.at < MORNING] for who, own in sent.items()}
    night.produce(module_namespace, earlier)
    late = [night.send_late(module_namespace, ELECTRICITY.name, _at_noon(LATE_USER), MORNING)]
    late += [night.send_late(module_namespace, ELECTRICITY.name, each, MORNING) for each in _of_a_home_to_enrol()]
    night.produce(module_namespace, {who: own[len(earlier[who]) :] for who, own in sent.items()})
    night.archive_everything(module_namespace)
    assert len(night.settled(module_namespace, Asked(FIRST_DAY, ZONE))) == 1

    fix = Correction(ELECTRICITY.name, _at_noon(USER), 1, "misread", "olga")
    night.archive_messages(module_namespace, CORRECTIONS.name, [write_correction(fix)], MORNING)
    night.archive_messages(module_namespace, LATE.name, late, MORNING)
    return night.settled(module_namespace, Asked(zone=ZONE))


def _rows(connection: Connection, user: int, day: date) -> list[tuple[int, list[int | None]]]:
    query = select(usage_days).where(usage_days.c.utility == ELECTRICITY.name, usage_days.c.user_id == user)
    rows = connection.execute(query.where(usage_days.c.day == day).order_by(usage_days.c.run_id)).all()
    return [(row.run_id, list(read_values(row.usage_values, row.intervals))) for row in rows]


def test_it_is_settled_after_the_night_that_closed_the_evening(database: Engine, settled: list[int]) -> None:
    closing, again = settled
    with database.connect() as connection:
        assert connection.execute(select(runs.c.only_points).where(runs.c.run_id == again)).scalar() == 2
        for user in (USER, LATE_USER):
            told = {day: _rows(connection, user, day.day) for day in (FIRST, SECOND)}
            assert [run_id for run_id, _ in told[FIRST]] == [closing - 1, closing, again]
            mended = [_at_noon(user)] if user == USER else []
            heard = [*_readings(user), *([] if mended else [_at_noon(user)])]
            look = Look(ELECTRICITY, SECOND.stop, supply_from=night.BEGIN, corrections=mended)
            expected = settled_days(heard, [(day.start, day.stop) for day in told], look)
            for rows, (day, _) in zip(told.values(), expected, strict=True):
                assert rows[-1][1] == day.values


def test_then_nothing_is_left(module_namespace: Settings, settled: list[int]) -> None:
    assert night.settled(module_namespace, Asked(zone=ZONE)) == []


def test_a_home_that_enrols_later_is_settled_since_supply_began(
    module_namespace: Settings, database: Engine, settled: list[int]
) -> None:
    point = {"user_id": LATER_USER, "utility": ELECTRICITY.name, "supply_from": night.BEGIN}
    with database.begin() as connection:
        connection.execute(insert(service_points), point)
    [run_id] = night.settled(module_namespace, Asked(zone=ZONE))

    with database.connect() as connection:
        rows = [_rows(connection, LATER_USER, day.day) for day in (FIRST, SECOND)]
    assert [[run for run, _ in found] for found in rows] == [[run_id], [run_id]]
    look = Look(ELECTRICITY, SECOND.stop, supply_from=night.BEGIN)
    expected = settled_days(_of_a_home_to_enrol(), [(day.start, day.stop) for day in (FIRST, SECOND)], look)
    assert [found[0][1] for found in rows] == [day.values for day, _ in expected]
    assert sum(value or 0 for value in rows[0][0][1]) > 0
    assert night.settled(module_namespace, Asked(zone=ZONE)) == []
