"""What a run takes besides readings: the weather for gaps of gas, and a meter's own dial; on a real database and S3."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, insert

from batch_job.archive import decode, text
from batch_job.archive.arrivals import Arrivals
from batch_job.archive.objects import by_hour, name_of, to_parquet
from batch_job.nightly import runs as record
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.freeze import Planned, freeze_state, works
from batch_job.nightly.inputs.freeze_facts import freeze_facts, with_facts
from batch_job.nightly.inputs.small_topics import archived
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.task import settle_partition
from batch_job.nightly.spark.work import result_key
from batch_job.settlement.days import days_between
from batch_job.store import Store, open_store
from contract.batch_view import read_basis, read_values
from contract.encoding import messages
from contract.estimates import by_temperature
from contract.reading import Reading, as_report
from contract.reference import Look, settled_days
from contract.rules import Rule, bit, read_findings
from contract.settings import Settings
from contract.tables.registry import counties, meters, service_points, users
from contract.usage import Basis
from contract.utilities import BY_NAME, GAS
from contract.windows import HOUR_MS, INTERVAL_MS

ZONE = "America/New_York"
[DAY] = days_between(date(2026, 1, 15), date(2026, 1, 15), ZONE)
COLD, UNTOLD, DIALLED = 64, 72, 80  # homes; nobody tells the weather of the second's county
METER = 1_000
TEMPERATURES = {DAY.start // HOUR_MS + hour: 15_500 - 2_000 * hour for hour in range(25)}
ENDS = range(DAY.start, DAY.stop + 1, INTERVAL_MS)


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    found = engine(namespace)
    _enrol(found)
    yield found
    found.dispose()


def _enrol(database: Engine) -> None:
    place = {"state": "NY", "lat": 40.0, "lon": -74.0, "zone": ZONE}
    home = {"kind": "home", "zone": ZONE, "lat": 40.0, "lon": -74.0}
    homes = ((COLD, 1), (UNTOLD, 2), (DIALLED, 1))
    dial = {"utility": GAS.name, "fitted_from": 0}
    with database.begin() as connection:
        connection.execute(insert(counties), [{**place, "county": n, "name": f"County {n}"} for n in (1, 2)])
        connection.execute(insert(users), [{**home, "user_id": u, "name": "Home", "county": c} for u, c in homes])
        connection.execute(
            insert(service_points), [{"user_id": u, "utility": GAS.name, "supply_from": DAY.start} for u, _ in homes]
        )
        connection.execute(
            insert(meters),
            [
                {**dial, "meter_id": user + METER, "user_id": user, "register_digits": 8 if user == DIALLED else 14}
                for user, _ in homes
            ],
        )


def _archive(store: Store, arrivals: Arrivals, rows: pa.RecordBatch) -> None:
    for block in by_hour(rows, arrivals.offsets, arrivals.stamps, 0):
        store.put_new(name_of(arrivals.topic, arrivals.partition, block).key(""), to_parquet(block))


def _arrivals(topic: str, values: list[tuple[int, bytes]]) -> Arrivals:
    stamps = np.array([stamp for stamp, _ in values], np.int64)
    return Arrivals(topic, 0, np.arange(len(values)), stamps, [value for _, value in values])


def _readings(user: int) -> list[Reading]:
    """A reading each quarter hour, with a gap from 3 to 9; one home's dial passes its eight digits at noon."""
    begin = 10**8 - 48 * 20_000 if user == DIALLED else 10**9
    values = [(begin + 20_000 * number) % (10**8 if user == DIALLED else 10**14) for number in range(len(ENDS))]
    readings = [Reading(user, user + METER, at, value, 100) for at, value in zip(ENDS, values, strict=True)]
    return [*readings[:13], *readings[36:]]


@pytest.fixture
def settled(namespace: Settings, database: Engine) -> dict[int, dict[str, object]]:
    """The row of each home, settled without Spark."""
    store = open_store(namespace)
    sent = sorted((each for user in (COLD, UNTOLD, DIALLED) for each in _readings(user)), key=lambda each: each.at)
    reports = _arrivals(GAS.name, [(each.at, messages.encode(as_report([each]))) for each in sent])
    _archive(store, reports, decode.decode(reports).rows)
    told = [{"county": 1, "at": hour * HOUR_MS, "temperature_mc": mc} for hour, mc in TEMPERATURES.items()]
    weather = _arrivals("weather", [(each["at"], json.dumps(each).encode()) for each in told])
    _archive(store, weather, text.decode(weather).rows)

    due = Due(ZONE, [DAY], DAY.stop, DAY.stop)
    run_id = record.begin(database, due, "none", lambda: 1)
    planned = [Planned(run_id, due, {(GAS.name, 0): len(sent)}, archived(store))]
    with database.connect() as connection:
        found = list(works(store, planned, namespace))
        points = freeze_state(connection, store, planned, found)
        found = with_facts(found, freeze_facts(connection, store, planned, points))
    [work] = [each for each in found if (each.utility, each.partition) == (GAS.name, 0)]
    assert [each.rows for each in settle_partition(store, database, work)] == [3]
    table = pq.read_table(pa.BufferReader(store.get(result_key(run_id, GAS.name, 0))))
    return {row["user_id"]: row for row in table.to_pylist()}


def _values(row: dict[str, object]) -> list[int | None]:
    return read_values(bytes(row["usage_values"]), 96)  # type: ignore[call-overload]


def test_a_gap_of_gas_follows_the_weather_of_its_county(settled: dict[int, dict[str, object]]) -> None:
    look = Look(GAS, DAY.stop, supply_from=DAY.start, shape=by_temperature(TEMPERATURES))
    [(day, _)] = settled_days(_readings(COLD), [(DAY.start, DAY.stop)], look)
    row = settled[COLD]

    assert _values(row) == day.values
    assert read_findings(row["findings"], 96) == day.masks  # type: ignore[arg-type]
    gap = day.values[12:36]
    assert sum(each or 0 for each in gap) == 24 * 20_000
    assert gap[-1] > 2 * (gap[0] or 0)  # type: ignore[operator]
    assert all(mask & bit(Rule.TEMPERATURE) for mask in day.masks[12:36])


def test_where_nobody_tells_the_weather_it_is_a_line(settled: dict[int, dict[str, object]]) -> None:
    row = settled[UNTOLD]
    assert _values(row) == [20_000] * 96
    assert read_basis(bytes(row["basis"]))[12:36] == [Basis.PROFILE] * 24  # type: ignore[call-overload]
    assert not any(mask & bit(Rule.TEMPERATURE) for mask in read_findings(row["findings"], 96))  # type: ignore[arg-type]


def test_a_dial_rolls_over_by_its_own_digits(settled: dict[int, dict[str, object]]) -> None:
    row = settled[DIALLED]
    values = _values(row)
    masks = read_findings(row["findings"], 96)  # type: ignore[arg-type]
    assert values[36:] == [20_000] * 60
    assert [place for place, mask in enumerate(masks) if mask & bit(Rule.ROLLOVER)] == [47]
    assert replace(BY_NAME[GAS.name], dials={1: 8}).digits_of(1) == 8
