"""A few homes in two zones on real servers: registry, reports, archive and settlement as the night finds them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from confluent_kafka import Producer
from rich.progress import Progress
from sqlalchemy import Engine, insert, select, update

from batch_job.archive.run import group_of
from batch_job.nightly.inputs.report_log import ReportLog
from batch_job.nightly.night import Asked, settle
from batch_job.store import open_store
from contract.days import midnight
from contract.encoding import messages
from contract.reading import Reading, Report, as_report
from contract.settings import Settings
from contract.tables.batch_view import runs
from contract.tables.registry import counties, meters, service_points, users
from contract.topics import key_of, partition_of
from contract.utilities import ELECTRICITY, WATER
from contract.windows import HOUR_MS, INTERVAL_MS

UTILITIES = (ELECTRICITY, WATER)
HOMES = {64: "America/New_York", 65: "America/New_York", 66: "America/New_York", 129: "America/Denver"}
FIRST_DAY = date(2026, 3, 7)  # the next one has 23 hours
BEGIN = midnight(FIRST_DAY, "America/New_York")
END = BEGIN + 56 * HOUR_MS
DELAY_MS = 3_000
POISON = b"\xff\xfe no report"


@dataclass(frozen=True)
class Sent:
    """What was produced: readings of (user_id, utility name) in order of arrival, and where the poison lies."""

    readings: dict[tuple[int, str], list[Reading]]
    poison_partition: int


def enrol(database: Engine) -> None:
    """Writes the homes into the registry."""
    rows = [
        {"county": n, "name": f"County {n}", "state": "NY", "lat": 40.0, "lon": -74.0, "zone": z} for n, z in PLACES
    ]
    county = {zone: number for number, zone in PLACES}
    homes = [
        {"user_id": user, "name": f"Home {user}", "kind": "home", "county": county[zone], "zone": zone}
        for user, zone in HOMES.items()
    ]
    points = [{"user_id": user, "utility": each.name, "supply_from": BEGIN} for user in HOMES for each in UTILITIES]
    with database.begin() as connection:
        connection.execute(insert(counties), rows)
        connection.execute(insert(users), [{**home, "lat": 40.0, "lon": -74.0} for home in homes])
        connection.execute(insert(service_points), points)


def change_homes(database: Engine) -> None:
    """A home comes, one gets its water from later on, and one a meter with other dials."""
    newcomer = {"user_id": 67, "name": "Home 67", "kind": "home", "county": 1, "zone": "America/New_York"}
    meter = {"meter_id": 129_001, "user_id": 129, "utility": WATER.name, "register_digits": 5, "fitted_from": END}
    water = (service_points.c.user_id == 65, service_points.c.utility == WATER.name)
    with database.begin() as connection:
        connection.execute(insert(users), {**newcomer, "lat": 40.0, "lon": -74.0})
        points = [{"user_id": 67, "utility": each.name, "supply_from": BEGIN} for each in UTILITIES]
        connection.execute(insert(service_points), points)
        connection.execute(update(service_points).where(*water).values(supply_from=BEGIN + 30 * HOUR_MS))
        connection.execute(insert(meters), meter)


PLACES = ((1, "America/New_York"), (2, "America/Denver"))


def send(settings: Settings) -> Sent:
    """Quarter hours with gaps and repetitions, homes merged in time, and a message that is no report."""
    rng = np.random.default_rng(3)
    sent = {(user, each.name): _history(rng, user) for user in HOMES for each in UTILITIES}
    produce(settings, sent)
    producer = Producer({"bootstrap.servers": settings.kafka})
    partition = partition_of(64, settings.partitions)
    producer.produce(settings.topic(WATER.name), POISON, key_of(64), partition, timestamp=END + DELAY_MS)
    assert producer.flush(30) == 0
    return Sent(sent, partition)


def _history(rng: np.random.Generator, user: int) -> list[Reading]:
    ends = range(BEGIN, END + 1, INTERVAL_MS)
    register = np.cumsum(rng.integers(0, 500_000, len(ends))).tolist()
    readings = [Reading(user, user + 1000, at, value, 100) for at, value in zip(ends, register, strict=True)]
    kept = rng.random(len(readings)) > 0.05
    kept[40:52] = False
    return [
        each
        for each, stays in zip(readings, kept.tolist(), strict=True)
        for _ in range(1 + rng.integers(10) // 9)
        if stays
    ]


def produce(settings: Settings, sent: dict[tuple[int, str], list[Reading]]) -> None:
    """A report of each reading, by user and utility, stamped a moment later."""
    producer = Producer({"bootstrap.servers": settings.kafka})
    merged = [(each, utility) for (_, utility), own in sent.items() for each in own]
    for each, utility in sorted(merged, key=lambda row: row[0].at):
        report = Report(each.user_id, each.meter_id, each.at, [0], [each.register], [each.demand])
        place = partition_of(each.user_id, settings.partitions)
        producer.produce(
            settings.topic(utility), messages.encode(report), key_of(each.user_id), place, timestamp=each.at + DELAY_MS
        )
    assert producer.flush(30) == 0


def send_late(settings: Settings, utility: str, reading: Reading, stamp: int) -> bytes:
    """A report that comes at `stamp` and is late; gives what topic `late` says of it."""
    place, offsets = partition_of(reading.user_id, settings.partitions), list[int]()
    producer = Producer({"bootstrap.servers": settings.kafka})
    producer.produce(
        settings.topic(utility),
        messages.encode(as_report([reading])),
        key_of(reading.user_id),
        place,
        timestamp=stamp,
        on_delivery=lambda _, message: offsets.append(message.offset() or 0),
    )
    assert producer.flush(30) == 0
    told = {"utility": utility, "partition": place, "offset": offsets[0], "user_id": reading.user_id}
    return json.dumps({**told, "at": reading.at, "meter_id": reading.meter_id, "n": 1, "stamp": stamp}).encode()


def command(settings: Settings, *words: str) -> subprocess.Popen[bytes]:
    """`python -m batch_job ...` in this namespace."""
    names = ("namespace", "port_base", "data_dir", "clock", "host")
    own = {f"CONCORD_{name.upper()}": str(getattr(settings, name)) for name in names}
    return subprocess.Popen(
        [sys.executable, "-m", "batch_job", *words], env={**os.environ, **own}, stderr=subprocess.DEVNULL
    )


def archive_everything(settings: Settings) -> None:
    """Runs the archive until it holds all reports."""
    process = command(settings, "archive", "--age", "0.5")
    log = ReportLog(settings, group_of(settings))
    try:
        wait_until(lambda: log.archived() == log.ends(), 120)
    finally:
        process.terminate()
        assert process.wait(60) == 0


def archive_messages(settings: Settings, topic: str, values: Sequence[bytes], stamp: int) -> None:
    """Produces messages of a small topic, and runs the archive until they and all reports are in it."""
    producer = Producer({"bootstrap.servers": settings.kafka})
    for value in values:
        producer.produce(settings.topic(topic), value, timestamp=stamp, partition=0)
    assert producer.flush(30) == 0
    process = command(settings, "archive", "--age", "0.5")
    store, log = open_store(settings), ReportLog(settings, group_of(settings))
    try:
        wait_until(lambda: len(list(store.list(f"raw/{topic}/"))) > 0 and log.archived() == log.ends(), 60)
    finally:
        process.terminate()
        assert process.wait(60) == 0


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Asks again and again; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


def settled(settings: Settings, asked: Asked) -> list[int]:
    """Settles in this process; gives the numbers of the published runs."""
    with Progress(disable=True) as progress:
        return [planned.run_id for planned in settle(settings, asked, progress)]


def checksums(database: Engine, run_ids: Sequence[int]) -> dict[str, str]:
    """By zone."""
    with database.connect() as connection:
        rows = connection.execute(select(runs.c.zone, runs.c.checksum).where(runs.c.run_id.in_(run_ids))).all()
    return {row.zone: row.checksum for row in rows}
