"""The archive killed, frozen until another has its partitions, and left without S3 for minutes: every reading once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from batch_job.nightly.report_log import Offsets
from contract.settings import Settings
from tests.drills import archiving
from tests.drills.archiving import Meters
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import rig_of
from tests.namespaces import fresh

FROZEN_S = 60  # longer than the broker waits for a member of the group
AWAY_S = 150


@pytest.fixture
def own(settings: Settings) -> Iterator[Settings]:
    with fresh(settings) as made:
        yield made


def test_every_reading_is_kept_once_when_the_archive_is_killed(own: Settings) -> None:
    meters = Meters(own)
    with meters.reporting():
        for _ in range(5):
            process = archiving.archive(own)
            before = archiving.archived(own)
            until(lambda was=before: archiving.archived(own) != was, "the archive to commit", PATIENCE_S)  # type: ignore[misc]
            process.kill()
            process.wait()
    _catch_up(own)
    _assert_kept(own, meters)


def test_an_archive_that_wakes_when_its_partitions_are_anothers_spoils_nothing(own: Settings) -> None:
    meters = Meters(own)
    with meters.reporting():
        zombie = archiving.archive(own)
        until(lambda: min(archiving.archived(own).values()) > 0, "the first archive to commit", PATIENCE_S)
        heir = archiving.archive(own)
        time.sleep(10)  # both have partitions now, and something read that is not put
        os.kill(zombie.pid, signal.SIGSTOP)
        frozen, before = time.monotonic(), archiving.archived(own)
        until(lambda: _all_beyond(own, before), "the heir to commit every partition", FROZEN_S + PATIENCE_S)
        time.sleep(max(0.0, FROZEN_S - (time.monotonic() - frozen)))
        os.kill(zombie.pid, signal.SIGCONT)
        woken = archiving.archived(own)
        until(lambda: _all_beyond(own, woken), "both to go on", PATIENCE_S)
        time.sleep(10)
    until(lambda: archiving.has_everything(own), "everything to be archived", PATIENCE_S)
    assert zombie.poll() is None, "the one that woke went on, with what the group gave it"
    for process in (zombie, heir):
        archiving.end(process)
    _assert_kept(own, meters)


def test_an_outage_of_s3_for_minutes_loses_nothing(own: Settings) -> None:
    meters, victims = Meters(own), rig_of(own).victims
    with meters.reporting():
        process = archiving.archive(own)
        until(lambda: min(archiving.archived(own).values()) > 0, "the archive to commit", PATIENCE_S)
        victims.keep_away("s3proxy", AWAY_S)
        before, back = archiving.archived(own), time.monotonic()
        until(lambda: _all_beyond(own, before), "the archive to go on", PATIENCE_S)
        print(f"\nS3 was away for {AWAY_S} s; the archive went on {time.monotonic() - back:.1f} s after", flush=True)
    until(lambda: archiving.has_everything(own), "everything to be archived", PATIENCE_S)
    assert process.poll() is None, "it waited and did not end"
    archiving.end(process)
    _assert_kept(own, meters)


def _catch_up(settings: Settings) -> None:
    process = archiving.archive(settings)
    until(lambda: archiving.has_everything(settings), "everything to be archived", PATIENCE_S)
    archiving.end(process)


def _all_beyond(settings: Settings, before: Offsets) -> bool:
    now = archiving.archived(settings)
    return all(now[place] > offset for place, offset in before.items())


def _assert_kept(settings: Settings, meters: Meters) -> None:
    held, overlapping = archiving.held(settings)
    count = sum(map(len, meters.sent.values()))
    print(
        f"\n{count:,} readings, each once; {overlapping} of {len(held)} partitions have objects that overlap",
        flush=True,
    )
    assert held == dict(meters.sent)
