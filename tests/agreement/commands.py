"""Runs our own programs under the settings of a namespace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import fields

from confluent_kafka import Consumer, TopicPartition

from contract.settings import Settings
from contract.utilities import UTILITIES


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment with every setting of the namespace."""
    own = {f"CONCORD_{field.name.upper()}": str(getattr(settings, field.name)) for field in fields(settings)}
    return {**os.environ, **own}


def run(settings: Settings, *command: str, patience_s: float = 280) -> str:
    """Output of `python -m <command>`; fails with the program's own words."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=patience_s,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def archive_to_end(settings: Settings, *, patience_s: float = 200) -> None:
    """Runs the archive until it has committed every report that is on the topics now, then stops it as `down` would."""
    ends = _ends(settings)
    command = [sys.executable, "-m", "batch_job", "archive", "--age", "2"]
    with subprocess.Popen(command, env=environment(settings), stdout=subprocess.DEVNULL) as archive:
        try:
            patient = time.monotonic() + patience_s
            while _committed(settings, ends) < sum(ends.values()):
                assert archive.poll() is None, "the archive ended by itself"
                assert time.monotonic() < patient, f"the archive did not reach the end within {patience_s} s"
                time.sleep(0.5)
        finally:
            archive.send_signal(signal.SIGTERM)
            archive.wait(60)


def _partitions(settings: Settings) -> list[TopicPartition]:
    names = [settings.topic(utility.name) for utility in UTILITIES]
    return [TopicPartition(name, number) for name in names for number in range(settings.partitions)]


def _ends(settings: Settings) -> dict[tuple[str, int], int]:
    consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": "ends", "enable.auto.commit": False})
    found = {
        (place.topic, place.partition): consumer.get_watermark_offsets(place, timeout=10)[1]
        for place in _partitions(settings)
    }
    consumer.close()
    return found


def _committed(settings: Settings, ends: dict[tuple[str, int], int]) -> int:
    consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": settings.topic("archive")})
    places = consumer.committed([TopicPartition(*place) for place in ends], timeout=10)
    consumer.close()
    return sum(max(place.offset, 0) for place in places)
