"""FLUSHALL with ten thousand homes: the live view is written again from the topics within two minutes."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from contract.settings import Settings
from contract.windows import INTERVAL_MS
from tests import report_topics
from tests.agreement import commands
from tests.bench import acknowledged
from tests.drills import scan
from tests.drills.patience import PATIENCE_S, REBUILT_S, until
from tests.drills.rig import Rig

HOMES, DAYS = 10_000, 1


def test_ten_thousand_homes_are_rebuilt_within_two_minutes(rig: Rig) -> None:
    _past(rig.settings)
    until(rig.has_read_everything, "the job to read everything", 3 * PATIENCE_S)
    points, wrong = acknowledged.differences(rig.settings, readings=1)
    assert points > 2 * HOMES
    assert wrong == 0
    rings = scan.dump(rig.settings, b"r")
    assert len(rings) == points

    scan.flush(rig.settings)
    began = time.monotonic()
    until(lambda: scan.dump(rig.settings, b"r") == rings, "all closing readings", PATIENCE_S)
    until(lambda: acknowledged.differences(rig.settings, readings=1) == (points, 0), "all last readings", PATIENCE_S)
    seconds = time.monotonic() - began
    reports = sum(report_topics.ends(rig.settings).values())
    print(
        f"\n{HOMES:,} homes, {points:,} service points, rebuilt from {reports:,} reports in {seconds:.1f} s", flush=True
    )
    assert seconds <= REBUILT_S


def _past(settings: Settings) -> None:
    """A closing reading of every service point and quarter hour."""
    now = time.time_ns() // 1_000_000
    end = datetime.fromtimestamp((now - now % INTERVAL_MS) / 1000, UTC).isoformat()
    size = ("--users", str(HOMES), "--backfill-days", str(DAYS), "--speed", "0", "--from", end, "--until", end)
    commands.run(settings, "simulator", "run", *size)
