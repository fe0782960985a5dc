"""The simulator as a fleet of meters that report while things break, with a ledger of what the broker took."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from confluent_kafka import KafkaException

from contract.settings import Settings
from contract.windows import INTERVAL_MS
from tests import report_topics
from tests.agreement import commands
from tests.drills.patience import PATIENCE_S, until

USERS = 200
SPEED = 5  # simulated seconds in a real one, so that a drill sees several intervals begin


@dataclass(frozen=True)
class Fleet:
    """A simulator process."""

    settings: Settings
    process: subprocess.Popen[bytes]
    ledger: Path

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing is sent meanwhile."""
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            until(self._silent, "the topics to be at rest", PATIENCE_S)
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)

    def wait_for_more(self) -> None:
        """Returns once the broker has taken further reports."""
        seen: list[int] = []

        def more() -> bool:
            try:
                seen.append(sum(report_topics.ends(self.settings).values()))
            except KafkaException:  # the broker may just have been killed
                return False
            return seen[-1] > seen[0]

        until(more, "further reports", PATIENCE_S)

    def finish(self) -> int:
        """Ends it and gives how many reports the broker has acknowledged; fails unless it holds exactly those."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE_S) == 0
        counted = json.loads(self.ledger.read_text().splitlines()[-1])["messages"]
        held = {
            (self.settings.topic(name), int(number)): count
            for name, by_partition in counted.items()
            for number, count in by_partition.items()
        }
        ends = report_topics.ends(self.settings)
        assert ends == {place: held.get(place, 0) for place in ends}, "the broker lost or doubled reports"
        return sum(ends.values())

    def _silent(self) -> bool:
        before = report_topics.ends(self.settings)
        time.sleep(0.5)
        return report_topics.ends(self.settings) == before


@contextmanager
def reporting(settings: Settings, ledger: Path) -> Iterator[Fleet]:
    """A fleet with a day behind it that reports from a full quarter hour on."""
    commands.run(settings, "simulator", "enrol", "--users", str(USERS), "--no-mysql")
    now = time.time_ns() // 1_000_000
    start = datetime.fromtimestamp((now - now % INTERVAL_MS) / 1000, UTC).isoformat()
    size = ("--users", str(USERS), "--backfill-days", "1", "--speed", str(SPEED), "--from", start)
    command = [sys.executable, "-m", "simulator", "run", *size, "--ledger", str(ledger)]
    with subprocess.Popen(command, env=commands.environment(settings), stderr=subprocess.DEVNULL) as process:
        fleet = Fleet(settings, process, ledger)
        try:
            until(lambda: ledger.exists() and sum(report_topics.ends(settings).values()) > 0, "reports", PATIENCE_S)
            yield fleet
        finally:
            process.kill()
