"""Runs when the archive is behind, what they are listed with, and the crontab."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from time import struct_time
from zoneinfo import ZoneInfo

import pytest
from confluent_kafka import Consumer, TopicPartition
from sqlalchemy import Engine

from batch_job.archive.run import group_of
from batch_job.nightly import plan
from batch_job.nightly import runs as record
from batch_job.nightly.cost import cpu_seconds, shares
from batch_job.nightly.database import engine
from batch_job.nightly.inputs.complete import BehindError
from batch_job.nightly.inputs.report_log import Offsets, ReportLog
from batch_job.nightly.night import Asked
from batch_job.nightly.scheduling.cron import crontab, latest
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.scheduling.listing import COLUMNS, inputs_of, listed, words
from batch_job.nightly.spark.work import Done
from batch_job.settlement.days import days_between
from batch_job.store import open_store
from contract.days import local_day, midnight
from contract.master_data import HoleError, RawObject, arrival_hour
from contract.settings import Settings
from contract.windows import DAY_MS
from tests.batch_job.nightly import nightlife as night


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    found = engine(namespace)
    yield found
    found.dispose()


def test_an_archive_that_is_behind_gives_an_earlier_horizon(namespace: Settings, database: Engine) -> None:
    night.enrol(database)
    night.send(namespace)
    log = ReportLog(namespace, group_of(namespace))
    span = log.span()
    assert span
    due = plan.days_due(database, None, span, plan.question(namespace, span, None, closed=False))
    days = {entry.zone: [day.day for day in entry.days] for entry in due}
    assert days == {
        "America/Denver": [date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8)],
        "America/New_York": [date(2026, 3, 7), date(2026, 3, 8)],
    }
    assert plan.archived_days(log, due, namespace) == []
    with pytest.raises(BehindError, match="has not reached offset"):
        night.settled(namespace, Asked(wait_s=0))

    # what came until New York's first day had ended, and its grace: Denver's was not over
    [new_york] = [entry for entry in due if entry.zone == "America/New_York"]
    enough = new_york.days[0].stop + namespace.grace_s * 1000
    _archived(namespace, log.stops(enough))
    [(earlier, stops), *more] = plan.archived_days(log, [new_york], namespace)
    assert not more
    assert ([day.day for day in earlier.days], earlier.cutoff) == ([night.FIRST_DAY], enough)
    assert stops == log.stops(enough)
    [(denver, _), _] = plan.archived_days(log, due, namespace)
    assert [day.day for day in denver.days] == [date(2026, 3, 6)]

    # all that New York needs is there, so it need not wait for Denver's last day
    _archived(namespace, log.stops(new_york.cutoff))
    found = {entry.zone: len(entry.days) for entry, _ in plan.archived_days(log, due, namespace)}
    assert found == {"America/New_York": 2, "America/Denver": 2}

    # it says that it has taken them, but its objects are nowhere
    with pytest.raises(HoleError, match="Offsets 0 to"):
        night.settled(namespace, Asked(zone="America/New_York"))
    [run_id] = night.settled(namespace, Asked(zone="America/New_York", accept_holes=True))
    said = json.loads(inputs_of(namespace, run_id))
    assert said["objects"] == []
    assert {(utility, partition): last + 1 for utility, partition, first, last in said["lost"] if first == 0} == {
        place: stop for place, stop in log.stops(new_york.cutoff).items() if stop
    }


def test_a_first_night_begins_with_the_archive(namespace: Settings, database: Engine) -> None:
    """Kafka forgets after a week; who settles later for the first time wants all days all the same."""
    night.enrol(database)
    night.send(namespace)
    log, store = ReportLog(namespace, group_of(namespace)), open_store(namespace)
    kept = log.span()
    assert kept
    assert plan.span(log, store) == kept
    for utility, stamp in (("gas", kept.first), ("water", night.BEGIN - 10 * DAY_MS)):
        store.put(RawObject(utility, 0, 0, 9, arrival_hour(stamp)).key(""), b"")
        known = plan.span(log, store)
        assert known
        due = plan.days_due(database, "America/New_York", known, plan.question(namespace, known, None, closed=False))
        assert due[0].days[0].day == local_day(stamp + 1, "America/New_York")  # an hour begins after its first instant


def test_what_a_settlement_cost_is_shared_by_readings() -> None:
    before = cpu_seconds()
    sum(range(2_000_000))
    assert cpu_seconds() > before > 0
    done = {1: [replace(DONE, readings=299)], 2: [replace(DONE, readings=50), replace(DONE, readings=49)]}
    assert shares(done, 8.0) == {1: 6.0, 2: 2.0}


def test_runs_are_listed_without_their_inputs(namespace: Settings, database: Engine) -> None:
    """A night of a country names 40,000 objects."""
    [day] = days_between(night.FIRST_DAY, night.FIRST_DAY, "UTC")
    due = Due("UTC", [day], day.stop, day.stop)
    first, second, _ = (record.begin(database, due, "none", lambda: 1) for _ in range(3))
    keys = [{"key": f"raw/water/{number:0100d}.parquet"} for number in range(40_000)]
    record.write_inputs(database, first, {"objects": keys})
    record.write_inputs(database, second, {"objects": {"count": 70_000, "key": "elsewhere"}})
    tracemalloc.start()
    found = listed(namespace, 30)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert list(found.columns[COLUMNS.index("objects")].cells) == ["0", "70,000", "40,000"]
    assert peak < len(json.dumps(keys)) // 2


def test_a_delta_is_told_in_words() -> None:
    assert words(None) == ""
    assert words("{}") == "nothing"
    assert words(json.dumps({"water": {"days": 2, "usage": -1500}})) == "water: 2 days, -1,500"


def test_the_crontab_runs_the_night() -> None:
    assert crontab((10, 5), "/srv/concord").splitlines() == [
        "LD_LIBRARY_PATH=/srv/concord/.concord/runtime/lib",
        "5 10 * * * cd /srv/concord && "
        "{ .venv/bin/python -m batch_job compact; .venv/bin/python -m batch_job settle; }",
    ]


@pytest.mark.parametrize(
    ("zone", "here", "wanted"),
    [
        ("Pacific/Honolulu", "UTC", (10, 10)),
        ("America/New_York", "UTC", (5, 10)),  # in summer it could be 4:10
        ("America/New_York", "America/New_York", (0, 10)),
        ("America/New_York", "America/Phoenix", (22, 10)),
        ("Europe/London", "UTC", (0, 10)),  # and in summer 23:10
        ("Asia/Kathmandu", "Europe/Berlin", (20, 25)),
    ],
)
def test_it_is_after_the_last_midnight_and_grace_by_the_machines_clock(
    zone: str, here: str, wanted: tuple[int, int]
) -> None:
    def told(seconds: float) -> struct_time:
        return datetime.fromtimestamp(seconds, ZoneInfo(here)).timetuple()

    assert latest(zone, 600, midnight(date(2026, 7, 1), zone) + 1, told) == wanted
    assert latest(zone, 601, midnight(date(2026, 1, 1), zone) + 1, told) == (wanted[0], wanted[1] + 1)


DONE = Done(
    run_id=1, utility="water", partition=0, rows=0, readings=0, duplicates=0, conflicts=0, usable=0, unregistered=0
)


def _archived(settings: Settings, stops: Offsets) -> None:
    """As if the archive had come so far."""
    consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": group_of(settings)})
    places = [TopicPartition(settings.topic(utility), partition, stop) for (utility, partition), stop in stops.items()]
    consumer.commit(offsets=places, asynchronous=False)
    consumer.close()
