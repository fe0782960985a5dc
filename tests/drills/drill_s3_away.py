"""S3 away for minutes: the archive waits and loses nothing; a night meanwhile ends with one sentence, or goes on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from threading import Thread

import pytest

from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from contract.settings import Settings
from tests.batch_job.nightly.nightlife import settled
from tests.drills import archiving, standing, verbs
from tests.drills.archiving import Meters
from tests.drills.nights import Stand, stand
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import rig_of
from tests.drills.town import deliver, reports, town
from tests.namespaces import fresh

AWAY_S = float(os.environ.get("CONCORD_DRILL_AWAY_S", "60"))  # 300 has been run, too
SAYS_S = 90  # within which a night must say that it cannot go on


@pytest.fixture
def own(settings: Settings) -> Iterator[Settings]:
    with fresh(settings) as made:
        yield made


@pytest.fixture
def homes(settings: Settings) -> Iterator[Settings]:
    """Everything of their nights is archived."""
    with town(settings) as made:
        deliver(made, reports())
        yield made


def test_s3_is_away_for_minutes(own: Settings, homes: Settings, at_once: Stand) -> None:
    meters, victims, database = Meters(own), rig_of(own).victims, engine(homes)
    with meters.reporting():
        archive = verbs.begin(own, "archive", "--age", "3")
        until(lambda: min(archiving.archived(own).values()) > 0, "the archive to commit", PATIENCE_S)
        under_way = verbs.begin(homes, "settle")
        until(lambda: "name=freeze" in under_way.said(), "a night to be under way", PATIENCE_S)
        outage = Thread(target=victims.keep_away, args=("s3proxy", AWAY_S))
        outage.start()
        _say("the night under way", under_way.wait(SAYS_S))
        _say("a night begun then", verbs.begin(homes, "settle").wait(SAYS_S))
        assert outage.is_alive(), "S3 came back too soon for this drill"
        assert standing.newest(database) == {}
        outage.join()
        before, back = archiving.archived(own), time.monotonic()
        until(lambda: archiving.all_beyond(own, before), "the archive to go on", PATIENCE_S)
        print(f"S3 was away for {AWAY_S:.0f} s; the archive went on {time.monotonic() - back:.1f} s after", flush=True)
    until(lambda: archiving.has_everything(own), "everything to be archived", PATIENCE_S)
    assert archive.process.poll() is None, "it waited and did not end"
    archive.process.terminate()
    assert "Traceback" not in archive.wait().said
    archiving.assert_kept(own, meters)

    settled(homes, Asked())
    assert stand(homes) == at_once
    standing.assert_tidy(homes, database)
    database.dispose()


def _say(what: str, ended: verbs.Ended) -> None:
    print(f"\n{what} ended after {ended.seconds:.1f} s: {ended.sentence}", flush=True)
