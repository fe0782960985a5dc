"""One settlement measured: prepared, settled and published by a process of its own, held against the truth."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from batch_job.nightly.database import engine
from batch_job.store import open_store
from infra import native
from infra.stack.family import cpu_seconds, resident_bytes
from tests.bench.processes import environment
from tests.bench.settle import prepare
from tests.bench.settle.check import check
from tests.bench.settle.fleet import Fleet
from tests.bench.settle.night import SAID, write_stops

SAMPLE_S = 0.2


@dataclass
class Measured:
    """What a night took; memory in MiB, the most of all processes of the run, of the database and of S3."""

    seconds: float = 0.0
    steps: dict[str, float] = field(default_factory=dict)
    readings: int = 0
    rows: int = 0
    raw_bytes: int = 0
    objects: int = 0
    cpu_s: float = 0.0
    resident_mib: dict[str, int] = field(default_factory=dict)


def measured(it: native.Stack, fleet: Fleet) -> Measured:
    """Raises AssertionError if a result is wrong."""
    folder = Path(it.folders.data) / "settle"
    settings, store, database = it.settings, open_store(it.settings), engine(it.settings)
    begun = time.monotonic()
    ready = prepare.archive(settings, fleet, folder)
    print(f"{ready.readings:,} readings archived in {time.monotonic() - begun:.0f} s", flush=True)
    with database.begin() as connection:
        prepare.enrol(connection, fleet)
    begun = time.monotonic()
    evening = prepare.publish_evening(settings, database, store)
    print(f"{evening:,} rows of the evening published in {time.monotonic() - begun:.1f} s", flush=True)
    write_stops(folder, ready.stops)
    found, run_id = night(it, folder)
    begun = time.monotonic()
    found.rows = check(store, database, run_id, folder)
    print(f"{found.rows:,} rows compared in {time.monotonic() - begun:.0f} s: all as the truth", flush=True)
    found.readings, found.objects, found.raw_bytes = ready.readings, ready.objects, ready.bytes
    return found


def night(it: native.Stack, folder: Path, more: Mapping[str, str] | None = None) -> tuple[Measured, int]:
    """Settles and publishes what was prepared, with `more` in its environment; what it took, and the run's number."""
    found, log = Measured(), folder / "night.log"
    servers = {name: it.supervisor.processes()[name].pid for name in ("mariadb", "s3proxy")}
    with log.open("w") as output:
        command = [sys.executable, "-m", "tests.bench.settle.night", str(folder)]
        begun = time.monotonic()
        running = subprocess.Popen(command, env={**environment(it), **(more or {})}, stdout=output, stderr=output)
        try:
            while running.poll() is None:
                _sample(found, {"run": running.pid, **servers})
                time.sleep(SAMPLE_S)
        finally:
            running.kill()
        found.seconds = time.monotonic() - begun
    if running.returncode:
        raise AssertionError(f"the night ended with {running.returncode}: {log.read_text()[-3000:]}")
    said: dict[str, Any] = json.loads((folder / SAID).read_text())
    found.steps = said["steps"]
    return found, said["run_id"]


def _sample(found: Measured, pids: dict[str, int]) -> None:
    """What has ended costs nothing any more, so the most that was seen counts."""
    found.cpu_s = max(found.cpu_s, cpu_seconds(pids["run"]))
    for name, pid in pids.items():
        resident = resident_bytes(pid) >> 20
        found.resident_mib[name] = max(resident, found.resident_mib.get(name, 0))
