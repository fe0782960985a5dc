"""Which reports of topic late may change a day that was settled: those stamped after their own local day had ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine

from batch_job.archive import text
from batch_job.archive.arrivals import Arrivals
from batch_job.archive.objects import by_hour, name_of, to_parquet
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.touches import Touch, of_late
from batch_job.store import Store, open_store
from contract.days import midnight
from contract.settings import Settings
from contract.topics import LATE
from contract.windows import DAY_MS, HOUR_MS, SECOND_MS
from tests.batch_job.nightly import nightlife as night

DAY = date(2026, 3, 8)
MIDNIGHT = {zone: midnight(date(2026, 3, 9), zone) for zone in set(night.HOMES.values())}
EAST, WEST = "America/New_York", "America/Denver"


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    found = engine(namespace)
    night.enrol(found)
    yield found
    found.dispose()


def _put(store: Store, rows: list[dict[str, Any]]) -> None:
    _put_values(store, [_value(row) for row in rows])


def _value(row: dict[str, Any]) -> bytes:
    return json.dumps({"utility": "water", "partition": 0, "meter_id": 1, "n": 1, **row}).encode()


def _put_values(store: Store, values: list[bytes]) -> None:
    stamps = np.full(len(values), MIDNIGHT[WEST] + 2 * DAY_MS)
    arrivals = Arrivals(LATE.name, 0, np.arange(len(values)), stamps, values)
    for block in by_hour(text.decode(arrivals).rows, arrivals.offsets, arrivals.stamps, 0):
        store.put_new(name_of(LATE.name, 0, block).key(""), to_parquet(block))


def _late(user: int, at: int, hours: float, offset: int) -> dict[str, Any]:
    return {"user_id": user, "at": at, "stamp": at + round(hours * HOUR_MS), "offset": offset}


def test_late_within_the_day_touches_nothing_and_over_midnight_its_day(namespace: Settings, database: Engine) -> None:
    store, east, west = open_store(namespace), MIDNIGHT[EAST], MIDNIGHT[WEST]
    _put(
        store,
        [
            _late(64, east - 5 * HOUR_MS, 4, 1),
            _late(64, east - 5 * HOUR_MS, 5, 2),  # stamped at midnight: the day's run has it
            _late(64, east - 5 * HOUR_MS, 5.1, 3),
            _late(65, east, 30, 4),  # read at midnight: it belongs to the day before
            _late(129, east - SECOND_MS, 1, 5),  # midnight in the other zone
            _late(129, west - SECOND_MS, 1, 6),
            _late(9_999, west - SECOND_MS, 1, 7),  # nobody's
        ],
    )
    with database.connect() as connection:
        found = list(of_late(connection, store))

    assert found == [
        Touch("water", 64, EAST, DAY, ("water", 0), 3),
        Touch("water", 65, EAST, DAY, ("water", 0), 4),
        Touch("water", 129, WEST, DAY, ("water", 0), 6),
    ]


def test_nothing_late_touches_nothing(namespace: Settings, database: Engine) -> None:
    with database.connect() as connection:
        assert list(of_late(connection, open_store(namespace))) == []


def test_what_tells_of_no_late_report_is_passed_over(namespace: Settings, database: Engine) -> None:
    store, east = open_store(namespace), MIDNIGHT[EAST]
    good = [_late(64, east - 5 * HOUR_MS, 6, 1), _late(65, east, 30, 2), _late(66, east, 40, 3)]
    poison = [
        b"",
        b"late",
        b"\xff",
        b"[1]",
        b"{}",
        b'{"utility": "water"}',
        _value({**good[0], "at": "yesterday"}),
        _value({**good[0], "stamp": None}),
        _value({**good[0], "stamp": 2**62}),  # of no year
        _value({**good[0], "at": -(2**62)}),
        _value({**good[0], "at": 0}),  # no meter's clock
    ]
    first, second, third = (_value(row) for row in good)
    _put_values(store, [*poison, first, *poison, second, third, *poison])
    with database.connect() as connection:
        assert [touch.offset for touch in of_late(connection, store)] == [1, 2, 3]


def test_an_object_of_nothing_but_poison_touches_nothing(namespace: Settings, database: Engine) -> None:
    store = open_store(namespace)
    _put_values(store, [b""])
    with database.connect() as connection:
        assert list(of_late(connection, store)) == []
