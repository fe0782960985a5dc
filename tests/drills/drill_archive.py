"""The archive killed, frozen until another has its partitions; S3 and the broker killed: every reading once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from contract.settings import Settings
from tests.drills import archiving
from tests.drills.archiving import Meters
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import rig_of
from tests.namespaces import fresh

FROZEN_S = 60  # longer than the broker waits for a member of the group
BROKER_AWAY_S = 10
KILLS = 5


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
    archiving.assert_kept(own, meters)


def test_an_archive_that_wakes_when_its_partitions_are_anothers_spoils_nothing(own: Settings) -> None:
    meters = Meters(own)
    with meters.reporting():
        zombie = archiving.archive(own)
        until(lambda: min(archiving.archived(own).values()) > 0, "the first archive to commit", PATIENCE_S)
        heir = archiving.archive(own)
        time.sleep(10)  # both have partitions now, and something read that is not put
        os.kill(zombie.pid, signal.SIGSTOP)
        frozen, before = time.monotonic(), archiving.archived(own)
        until(lambda: archiving.all_beyond(own, before), "the heir to commit every partition", FROZEN_S + PATIENCE_S)
        time.sleep(max(0.0, FROZEN_S - (time.monotonic() - frozen)))
        os.kill(zombie.pid, signal.SIGCONT)
        woken = archiving.archived(own)
        until(lambda: archiving.all_beyond(own, woken), "both to go on", PATIENCE_S)
        time.sleep(10)
    until(lambda: archiving.has_everything(own), "everything to be archived", PATIENCE_S)
    assert zombie.poll() is None, "the one that woke went on, with what the group gave it"
    for process in (zombie, heir):
        archiving.end(process)
    archiving.assert_kept(own, meters)


def test_s3_is_killed_again_and_again_while_objects_are_put(own: Settings) -> None:
    meters, victims = Meters(own), rig_of(own).victims
    with meters.reporting():
        process = archiving.archive(own)
        for _ in range(KILLS):
            before = archiving.archived(own)
            until(lambda was=before: archiving.archived(own) != was, "the archive to commit", PATIENCE_S)  # type: ignore[misc]
            victims.kill("s3proxy")
    until(lambda: archiving.has_everything(own), "everything to be archived", PATIENCE_S)
    assert process.poll() is None, "it waited and did not end"
    archiving.end(process)
    archiving.assert_kept(own, meters)


def test_the_broker_is_killed_and_stays_away(own: Settings) -> None:
    meters, victims = Meters(own), rig_of(own).victims
    with meters.reporting():
        process = archiving.archive(own)
        until(lambda: min(archiving.archived(own).values()) > 0, "the archive to commit", PATIENCE_S)
        for _ in range(2):
            victims.keep_away("kafka", BROKER_AWAY_S)
            time.sleep(BROKER_AWAY_S)
    until(lambda: archiving.has_everything(own), "everything to be archived", PATIENCE_S)
    archiving.end(process)
    archiving.assert_kept(own, meters)


def _catch_up(settings: Settings) -> None:
    process = archiving.archive(settings)
    until(lambda: archiving.has_everything(settings), "everything to be archived", PATIENCE_S)
    archiving.end(process)
