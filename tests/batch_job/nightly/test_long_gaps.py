"""Long gaps inside days on real servers: like the week before, whether nights, ranges or a rebuild settle them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, select

from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from batch_job.rebuild.rebuild import look
from batch_job.settlement.days import days_between
from batch_job.settlement.like_days import DAYS as WEEK
from batch_job.settlement.like_days import shape_of
from batch_job.settlement.reopened import StoredDay
from contract.batch_view import read_basis, read_values
from contract.reading import Reading
from contract.reference import Look, settled_days
from contract.rules import Rule, bit, read_findings
from contract.settings import Settings
from contract.tables.batch_view import runs, usage_days
from contract.utilities import ELECTRICITY
from contract.validation import ValidDay
from contract.windows import INTERVAL_MS
from tests.batch_job.nightly import nightlife as night
from tests.batch_job.rebuild import rebuilding
from tests.namespaces import fresh

USER, ZONE = 64, night.HOMES[64]
DAYS = days_between(night.FIRST_DAY, date(2026, 3, 12), ZONE)  # from a Saturday to a Thursday
GAPS = {1: range(40, 60), 3: range(44, 64), 4: range(48, 70), 5: range(30, 52)}
"""By day, the quarter hours of which nothing is read."""
ASKED = (DAYS[2], DAYS[3], DAYS[5])
"""Settled up to these days, one after the other: a range, a night, and a range beyond the next day that is due."""


def _readings() -> list[Reading]:
    """Of a home that draws ten times as much in two hours of the day as in the others."""
    found, register = [Reading(USER, USER, DAYS[0].start, 0, 100)], 0
    for number, day in enumerate(DAYS):
        for place in range(day.intervals):
            register += 500_000 if 48 <= place < 56 else 50_000 + 100 * place
            if place not in GAPS.get(number, ()):
                found.append(Reading(USER, USER, day.start + (place + 1) * INTERVAL_MS, register, 100))
    after = found[-1]
    return [*found, *(after._replace(at=after.at + step * INTERVAL_MS) for step in range(1, 8))]


def _put(settings: Settings, database: Engine) -> None:
    night.enrol(database)
    night.produce(settings, {(USER, ELECTRICITY.name): _readings()})
    night.archive_everything(settings)


@pytest.fixture(scope="module")
def database(module_namespace: Settings) -> Iterator[Engine]:
    """Everything was settled step by step."""
    found = engine(module_namespace)
    _put(module_namespace, found)
    for day in ASKED:
        assert len(night.settled(module_namespace, Asked(day.day, ZONE))) == 1
    yield found
    found.dispose()


def _told(database: Engine) -> list[tuple[list[int | None], list[int], list[int]]]:
    """Values, basis and findings of each day, as last published."""
    query = select(usage_days).where(usage_days.c.user_id == USER, usage_days.c.utility == ELECTRICITY.name)
    with database.connect() as connection:
        rows = connection.execute(query.order_by(usage_days.c.day, usage_days.c.run_id)).all()
    newest = list({row.day: row for row in rows}.values())
    values = [read_values(row.usage_values, row.intervals) for row in newest]
    masks = [read_findings(row.findings, row.intervals) for row in newest]
    return list(zip(values, [read_basis(row.basis) for row in newest], masks, strict=True))


def _reference() -> Iterator[ValidDay]:
    """Each day by contract.reference, with the shape of the days of the week before it."""
    told: list[StoredDay] = []
    look = Look(ELECTRICITY, DAYS[-1].stop, supply_from=night.BEGIN)
    for day in DAYS:
        shape = shape_of([each for each in told if each.day.day >= day.day - WEEK], ZONE)
        shaped = Look(ELECTRICITY, look.seen, look.carry, look.supply_from, look.usual, shape)
        [(found, carry)] = settled_days(_readings(), [(day.start, day.stop)], shaped)
        yield found
        told.append(StoredDay(day, tuple(found.values), tuple(found.basis), 0))
        look = Look(ELECTRICITY, look.seen, carry, look.supply_from, found.usual)


def test_each_gap_is_like_the_days_before_it(database: Engine) -> None:
    assert _told(database) == [(day.values, day.basis, day.masks) for day in _reference()]


@pytest.mark.parametrize("number", GAPS)
def test_each_says_so_and_adds_up(database: Engine, number: int) -> None:
    values, _, masks = _told(database)[number]
    places = [place for place, mask in enumerate(masks) if mask & bit(Rule.LIKE_DAY)]
    assert places == [*GAPS[number], GAPS[number].stop]
    whole = [500_000 if 48 <= place < 56 else 50_000 + 100 * place for place in places]
    assert sum(values[place] or 0 for place in places) == sum(whole)
    assert len({values[place] for place in places}) > 2


def test_a_run_says_which_runs_it_asked(database: Engine) -> None:
    with database.connect() as connection:
        found = connection.execute(select(runs.c.run_id, runs.c.inputs).order_by(runs.c.run_id)).all()
    assert [json.loads(row.inputs)["history"] for row in found[: len(ASKED)]] == [[], [1], [1, 2]]


def test_one_range_comes_to_the_same(settings: Settings, database: Engine) -> None:
    with fresh(settings) as other:
        found = engine(other)
        _put(other, found)
        assert len(night.settled(other, Asked(DAYS[-1].day, ZONE))) == 1
        assert _told(found) == _told(database)
        found.dispose()


def test_settled_again_from_its_middle_it_comes_to_the_same(module_namespace: Settings, database: Engine) -> None:
    before = _told(database)
    night.settled(module_namespace, Asked(DAYS[4].day, ZONE))
    assert _told(database) == before


def test_rebuilt_it_has_the_same_checksums(module_namespace: Settings, database: Engine) -> None:
    before = look(module_namespace, database, DAYS[-1].stop)
    found = rebuilding.lose_and_rebuild(module_namespace, database)
    assert found.otherwise == []
    assert found.after.day_rows == before.day_rows
