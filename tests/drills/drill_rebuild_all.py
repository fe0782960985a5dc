"""`make rebuild` beside a live stream: MySQL and Redis are dropped while meters report, and all is as it was."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from batch_job.nightly.database import engine
from batch_job.rebuild.rebuild import look, look_until
from contract.settings import Settings
from contract.windows import INTERVAL_MS
from tests import report_topics
from tests.agreement import commands
from tests.drills import verbs
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import Rig

USERS, DAYS = 60, 45  # so that there are whole billing periods


def test_all_that_was_computed_is_dropped_and_comes_back_while_meters_report(rig: Rig) -> None:
    commands.run(rig.settings, "simulator", "enrol", "--users", str(USERS))
    _past(rig.settings)
    commands.archive_to_end(rig.settings)
    until(rig.has_read_everything, "the job to read everything", PATIENCE_S)
    database = engine(rig.settings)
    with _reporting(rig), _archiving(rig.settings):
        print(f"\nsettled in {verbs.succeed(rig.settings, 'settle').seconds:.1f} s", flush=True)
        moment = look_until(_now())
        before = look(rig.settings, database, moment)
        assert min(int(each.partition(":")[0]) for each in (before.day_rows, before.bills, before.live)) > 0, before

        rebuilt = verbs.succeed(rig.settings, "rebuild")
        print(f"rebuilt in {rebuilt.seconds:.1f} s beside a stream that went on:\n{rebuilt.said[-1500:]}", flush=True)
        assert "emptying" in rebuilt.said
        assert look(rig.settings, database, moment) == before
        rig.wait_until_running()
    database.dispose()


def _past(settings: Settings) -> None:
    """Some days of quarter hours, up to the last one."""
    end = datetime.fromtimestamp(_now() // INTERVAL_MS * INTERVAL_MS / 1000, UTC).isoformat()
    size = ("--users", str(USERS), "--backfill-days", str(DAYS), "--speed", "0", "--from", end, "--until", end)
    commands.run(settings, "simulator", "run", *size)


@contextmanager
def _archiving(settings: Settings) -> Iterator[None]:
    archive = verbs.begin(settings, "archive", "--age", "3")
    try:
        yield
    finally:
        archive.process.terminate()
        archive.wait()


@contextmanager
def _reporting(rig: Rig) -> Iterator[None]:
    """All meters go on, live."""
    command = [sys.executable, "-m", "simulator", "run", "--users", str(USERS), "--resume"]
    there = sum(report_topics.ends(rig.settings).values())
    with subprocess.Popen(command, env=commands.environment(rig.settings), stderr=subprocess.DEVNULL) as simulator:
        try:
            until(lambda: sum(report_topics.ends(rig.settings).values()) > there, "live reports", PATIENCE_S)
            yield
            assert simulator.poll() is None, "the meters fell silent"
        finally:
            simulator.terminate()


def _now() -> int:
    return time.time_ns() // 1_000_000
