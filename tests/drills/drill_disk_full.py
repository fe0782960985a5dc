"""Full disks under the archive's store and under the night's work: nothing is lost, one sentence, and on with room."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from contract.settings import Settings
from tests.batch_job.nightly.nightlife import settled
from tests.drills import archiving, small_disk, standing, verbs
from tests.drills.archiving import Meters
from tests.drills.nights import Stand, stand
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import rig_of
from tests.drills.s3_apart import on_a_small_disk
from tests.drills.small_disk import SmallDisk
from tests.drills.town import deliver, reports, town
from tests.namespaces import fresh

FULL_S = 30
FREE_KIB = (0, 12)  # no room at all, and a little that is soon used up

pytestmark = pytest.mark.skipif(not small_disk.allowed(), reason="users may have no file systems of their own here")


@pytest.fixture
def own(settings: Settings) -> Iterator[Settings]:
    with fresh(settings) as made:
        yield made


def test_the_archive_waits_while_s3_has_no_room_and_loses_nothing(own: Settings) -> None:
    meters = Meters(own)
    with on_a_small_disk(rig_of(own)) as s3:
        with meters.reporting():
            verb = verbs.begin(own, "archive", "--age", "3")
            until(lambda: min(archiving.archived(own).values()) > 0, "the archive to commit", PATIENCE_S)
            s3.fill()
            until(lambda: "S3 is away" in verb.said(), "the archive to say that S3 takes nothing", PATIENCE_S)
            time.sleep(FULL_S)
            assert verb.process.poll() is None, f"it did not wait: {verb.said()[-3000:]}"
            before = archiving.archived(own)
            s3.make_room()
            until(lambda: archiving.all_beyond(own, before), "the archive to go on", PATIENCE_S)
        until(lambda: archiving.has_everything(own), "everything to be archived", PATIENCE_S)
        verb.process.terminate()
        assert verb.wait().code == 0
        archiving.assert_kept(own, meters)
    [*_, said] = [line for line in verb.said().splitlines() if "S3 is away" in line]
    print(f"\nno room for {FULL_S} s: {said[:300]}", flush=True)
    assert "Traceback" not in verb.said()


def test_a_night_without_room_says_so_and_the_next_one_publishes(
    settings: Settings, at_once: Stand, tmp_path: Path
) -> None:
    places = {"TMPDIR": str(tmp_path), "SPARK_LOCAL_DIRS": str(tmp_path)}
    with town(settings) as own:
        database = engine(own)
        deliver(own, reports())
        for free in FREE_KIB:
            ended = verbs.begin(own, "settle", under=SmallDisk(tmp_path).under(free), environment=places).wait()
            print(f"\n{free} KiB free, ended with {ended.code} after {ended.seconds:.1f} s: ", end="", flush=True)
            print(ended.sentence, flush=True)
            assert standing.newest(database) == {}
        settled(own, Asked())
        assert stand(own) == at_once
        standing.assert_tidy(own, database)
        database.dispose()
