"""Archives of a namespace as processes, meters that report to it all the while, and what its objects must hold."""

from __future__ import annotations

import io
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from subprocess import Popen
from threading import Event, Thread

import pyarrow.parquet as pq
from confluent_kafka import Producer

from batch_job.archive.run import group_of
from batch_job.nightly.inputs.cover import Stored, clips
from batch_job.nightly.inputs.report_log import Offsets, ReportLog
from batch_job.store import open_store
from contract.encoding import messages
from contract.master_data import parse_key
from contract.reading import Report
from contract.settings import Settings
from contract.topics import key_of, partition_of
from tests.batch_job.nightly import nightlife

UTILITY = "water"
USERS = 16
PER_ROUND, ROUND_S = 400, 0.5

Sent = dict[int, list[tuple[int, int, int]]]
"""By partition, in order: user, instant, register of every reading."""


@dataclass
class Meters:
    """They report without a pause until told to stop."""

    settings: Settings
    sent: Sent = field(default_factory=lambda: defaultdict(list))
    _stop: Event = field(default_factory=Event)
    _number: int = 0

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Everything is with the broker when the block ends."""
        thread = Thread(target=self._run)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _run(self) -> None:
        producer = Producer({"bootstrap.servers": self.settings.kafka, "enable.idempotence": True, "log_level": 0})
        while not self._stop.wait(ROUND_S):
            for _ in range(PER_ROUND):
                self._report(producer)
            producer.poll(0)
        assert producer.flush(120) == 0

    def _report(self, producer: Producer) -> None:
        now = round(time.time() * 1000)
        user = 1 + self._number % USERS
        place = partition_of(user, self.settings.partitions)
        value = messages.encode(Report(user, user + 1000, now, [0], [self._number], [5]))
        producer.produce(self.settings.topic(UTILITY), value, key_of(user), place, timestamp=now)
        self.sent[place].append((user, now, self._number))
        self._number += 1


def archive(settings: Settings) -> Popen[bytes]:
    """A new archive in the namespace's group; its objects hold three seconds or less."""
    return nightlife.command(settings, "archive", "--age", "3")


def end(process: Popen[bytes]) -> None:
    """Asks it to stop; it puts what it has read."""
    process.terminate()
    process.wait(60)


def archived(settings: Settings) -> Offsets:
    """How far the archive has committed the meters' topic."""
    found = ReportLog(settings, group_of(settings)).archived()
    return {place: offset for place, offset in found.items() if place[0] == UTILITY}


def has_everything(settings: Settings) -> bool:
    """Whether all that lies on the topic is committed."""
    log = ReportLog(settings, group_of(settings))
    return log.archived() == log.ends()


def all_beyond(settings: Settings, before: Offsets) -> bool:
    """Whether every partition is committed further than then."""
    now = archived(settings)
    return all(now[place] > offset for place, offset in before.items())


def assert_kept(settings: Settings, meters: Meters) -> None:
    """Every reading that was sent, once and in order."""
    found, overlapping = held(settings)
    count = sum(map(len, meters.sent.values()))
    print(f"\n{count:,} readings, each once; {overlapping} of {len(found)} partitions have objects that overlap")
    assert found == dict(meters.sent)


def held(settings: Settings) -> tuple[Sent, int]:
    """What the cover of each partition gives, clipped, and how many objects overlap another's offsets."""
    found: Sent = {}
    store, overlapping = open_store(settings), 0
    by_partition: dict[int, list[Stored]] = defaultdict(list)
    for key, size, etag in store.list(f"raw/{UTILITY}/"):
        raw = parse_key(key)
        assert raw
        by_partition[raw.partition].append(Stored(raw, key, size, etag))
    for partition, stored in by_partition.items():
        stop = 1 + max(each.raw.last for each in stored)
        overlapping += sum(1 + each.raw.last - each.raw.first for each in stored) > stop
        found[partition] = [
            row for clip in clips(stored, stop) for row in _rows(store.get(clip.key), clip.first, clip.last)
        ]
    return found, overlapping


def _rows(body: bytes, first: int, last: int) -> list[tuple[int, int, int]]:
    rows = pq.read_table(io.BytesIO(body), columns=["user_id", "at", "register", "offset"]).to_pylist()
    return [(row["user_id"], row["at"], row["register"]) for row in rows if first <= row["offset"] <= last]
