"""A run of more objects and of more service points than a column of MySQL could list is written down, and read back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

import pytest
from rich.console import Console
from sqlalchemy import Engine

from batch_job.nightly import runs
from batch_job.nightly.database import engine
from batch_job.nightly.inputs import freeze
from batch_job.nightly.inputs.cover import Clip
from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.inputs.long_lists import points_in, put_lists, put_objects
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.scheduling.listing import inputs_of, listed
from batch_job.nightly.spark.work import Work, ZoneRun
from batch_job.settlement.days import days_between
from batch_job.store import open_store
from contract.master_data import RawObject
from contract.settings import Settings

ZONE = "America/New_York"
DAYS = days_between(date(2026, 3, 7), date(2026, 3, 7), ZONE)
OBJECTS, POINTS = 131_072, 700_000  # as JSON, either is longer than 16 MiB


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    found = engine(namespace)
    yield found
    found.dispose()


def _begun(database: Engine, only: frozenset[tuple[str, int]] | None) -> Planned:
    due = Due(ZONE, DAYS, DAYS[-1].stop, DAYS[-1].stop)
    run_id = runs.begin(database, due, "none", lambda: 1, only_points=None if only is None else len(only))
    return Planned(run_id, due, {("water", 0): 1000 * OBJECTS}, only=only)


def _works(planned: Planned, objects: int) -> list[Work]:
    raws = (RawObject("water", 0, n * 1000, n * 1000 + 999, "2026-03-07T05") for n in range(objects))
    clips = tuple(Clip(raw.key(""), 123_456, f"{raw.first:032x}", raw.first, raw.last) for raw in raws)
    run = ZoneRun(planned.run_id, ZONE, DAYS[0].day, DAYS[0].day, DAYS[-1].stop, 1000 * objects)
    return [Work("water", 0, clips, (run,))]


def test_a_night_of_very_many_objects(namespace: Settings, database: Engine) -> None:
    store, planned = open_store(namespace), _begun(database, None)
    works = _works(planned, OBJECTS)
    record = freeze.inputs(planned, works, namespace) | put_lists(store, planned, put_objects(store, works))
    runs.write_inputs(database, planned.run_id, record)

    told = json.loads(inputs_of(namespace, planned.run_id))
    assert told["objects"] == [asdict(clip) for clip in works[0].clips]
    assert points_in(store, told) is None
    console = Console(width=200)
    with console.capture() as shown:
        console.print(listed(namespace, 1))
    assert f"{OBJECTS:,}" in shown.get()


def test_very_many_service_points_settled_again(namespace: Settings, database: Engine) -> None:
    only = frozenset((("gas", "water")[user % 2], user) for user in range(1, POINTS + 1))
    store, planned = open_store(namespace), _begun(database, only)
    works = _works(planned, 1)
    record = freeze.inputs(planned, works, namespace) | put_lists(store, planned, put_objects(store, works))
    runs.write_inputs(database, planned.run_id, record)
    runs.fail(database, store, planned.run_id, "as a rebuild does that was killed", lambda: 2)

    assert points_in(store, record) == only


def test_older_records_hold_their_lists_themselves(namespace: Settings) -> None:
    [work] = _works(Planned(1, Due(ZONE, DAYS, 0, 0), {}), 3)
    old = {"objects": [asdict(clip) for clip in work.clips], "only": [["gas", 1], ["water", 2]]}
    assert points_in(open_store(namespace), old) == frozenset([("gas", 1), ("water", 2)])
