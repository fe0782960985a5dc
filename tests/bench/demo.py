"""What `make demo` takes from its first server to its last comparison: seconds, and memory at its highest."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from infra import native
from infra.problem import Problem
from tests.bench.load import resident_mib
from tests.bench.record import Record

COMMAND, SAMPLE_S = "make bench ONLY=demo", 2


def demo(it: native.Stack) -> list[Record]:
    """One run on an empty data folder, everything installed. Raises Problem if the demonstration says no."""
    log = Path(it.folders.data).parent / "bench-demo.log"
    environment = {**os.environ, **native.environment(it.settings)}
    started, highest = time.monotonic(), 0
    with log.open("w") as output:
        command = [sys.executable, "-m", "infra", "demo"]
        running = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        while running.poll() is None:
            time.sleep(SAMPLE_S)
            highest = max(highest, sum(resident_mib(it).values()) if it.supervisor.running() else 0)
    seconds = time.monotonic() - started
    if running.returncode:
        raise Problem(f"The demonstration failed; its words are in {log}.")
    conditions = "10,000 homes and businesses, 3 days, all 727 totals equal to the truth"
    return [
        Record("demo.seconds", round(seconds), "s", COMMAND, conditions),
        Record("demo.peak_rss_mib", highest, "MiB, all parts, shared pages counted in each", COMMAND, conditions),
    ]
