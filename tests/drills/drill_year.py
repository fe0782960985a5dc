"""A year of a meter read every five seconds, 6,307,200 times: broker, archive, night, database and API sum exactly."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import insert, select

from api.homes import Homes
from api.periods import Grain
from api.services import build
from api.times import Range
from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from contract.batch_view import read_basis, read_values
from contract.days import midnight
from contract.encoding import messages
from contract.reading import Reading, as_report
from contract.settings import Settings
from contract.tables.batch_view import usage_days
from contract.tables.registry import counties, service_points, users
from contract.usage import Basis
from contract.utilities import ELECTRICITY
from contract.windows import HOUR_MS, INTERVAL_MS, MINUTE_MS, SECOND_MS
from tests.agreement import commands
from tests.agreement.generated_readings import Sent
from tests.agreement.sending import send
from tests.batch_job.nightly.nightlife import settled
from tests.namespaces import fresh

ZONE, USER = "Europe/London", 64
START, STOP = midnight(date(2023, 1, 1), ZONE), midnight(date(2024, 1, 1), ZONE)
STEP_MS, READINGS, DELAY_MS = 5 * SECOND_MS, 6_307_200, 3 * SECOND_MS
A_MINUTE, AFTER_MS = MINUTE_MS // STEP_MS, 20 * MINUTE_MS
Used = NDArray[np.int64]


@pytest.fixture
def used() -> Used:
    """What each reading's register is above the one before it."""
    assert START + STEP_MS * READINGS == STOP
    return np.random.default_rng(7).integers(0, 5_000, READINGS)


@pytest.fixture
def year(settings: Settings, used: Used) -> Iterator[Settings]:
    """Everything is archived."""
    with fresh(settings) as own:
        _enrol(own)
        began = time.monotonic()
        send(own, _reports(10**12 + np.concatenate([[0], np.cumsum(used)])))
        sent = time.monotonic()
        commands.archive_to_end(own)
        seconds = (sent - began, time.monotonic() - sent)
        print(f"\n{READINGS:,} readings sent in {seconds[0]:.1f} s, archived in {seconds[1]:.1f} s more", flush=True)
        yield own


def test_a_year_of_five_second_readings_sums_exactly(year: Settings, used: Used) -> None:
    began = time.monotonic()
    settled(year, Asked())
    print(f"settled in {time.monotonic() - began:.1f} s", flush=True)
    database = engine(year)
    columns = (usage_days.c.intervals, usage_days.c.usage_values, usage_days.c.basis, usage_days.c.readings)
    query = select(*columns).where(usage_days.c.start.between(START, STOP - 1)).order_by(usage_days.c.start)
    with database.connect() as connection:
        rows = connection.execute(query).all()
        home = Homes(database).find(USER)
    database.dispose()
    assert home

    values = [value for row in rows for value in read_values(row.usage_values, row.intervals)]
    assert [row.intervals for row in rows if row.intervals != 96] == [92, 100]
    assert values == used.reshape(-1, INTERVAL_MS // STEP_MS).sum(axis=1).tolist()
    assert sum(row.readings for row in rows) == READINGS
    assert {code for row in rows for code in read_basis(row.basis)} == {Basis.MEASURED}

    services = build(year, lambda: STOP + HOUR_MS)
    answer = asyncio.run(services.usage.answer(home, ELECTRICITY, Range(START, STOP), Grain.MONTH))
    services.engine.dispose()
    assert (answer.total.usage, answer.total.completeness) == (int(used.sum()), 1.0)
    assert sum(value.usage or 0 for value in answer.values) == int(used.sum())
    assert len(answer.values) == 12


def _enrol(settings: Settings) -> None:
    database, place = engine(settings), {"lat": 51.5, "lon": -0.1, "zone": ZONE, "county": 1}
    point = {"user_id": USER, "utility": ELECTRICITY.name, "supply_from": START}
    with database.begin() as connection:
        connection.execute(insert(counties), [{**place, "name": "London", "state": "LN"}])
        connection.execute(insert(users), [{**place, "user_id": USER, "name": "Home", "kind": "home"}])
        connection.execute(insert(service_points), [point])
    database.dispose()


def _reports(registers: Used) -> Iterator[Sent]:
    """The first reading, then minute by minute; the last report comes after the year, whose last day is over then."""
    told = registers.tolist()
    yield _sent([(START, told[0])])
    for first in range(1, READINGS, A_MINUTE):
        places = range(first, first + A_MINUTE)
        yield _sent([(START + STEP_MS * place, told[place]) for place in places])
    yield _sent([(STOP + AFTER_MS, told[-1])])


def _sent(told: list[tuple[int, int]]) -> Sent:
    report = as_report([Reading(USER, USER + 1000, at, register, 100) for at, register in told])
    return Sent(ELECTRICITY, USER, messages.encode(report), report, told[-1][0] + DELAY_MS)
