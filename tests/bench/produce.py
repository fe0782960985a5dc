"""How fast the simulator encodes and produces into the real broker, from one process; every report is counted there."""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import replace

from infra import native
from tests.bench import acknowledged
from tests.bench.processes import environment
from tests.bench.record import Record

USERS, READINGS_A_REPORT, SECONDS, RUNS = 200_000, 12, 20, 3


def produce(it: native.Stack) -> list[Record]:
    """Median of three runs, each in a namespace of its own, with nothing but the broker running."""
    found = [_once(it, number) for number in range(RUNS)]
    rate, cpu = statistics.median(rate for rate, _ in found), statistics.median(cpu for _, cpu in found)
    conditions = f"{USERS:,} users, reports of {READINGS_A_REPORT}, acks=all, idempotent, broker alone, {RUNS} runs"
    command = "make bench ONLY=produce"
    return [
        Record("produce.readings_per_s", round(rate), "readings/s", command, conditions),
        Record("produce.cpu_s_per_million", round(cpu, 3), "CPU s", command, conditions),
    ]


def _once(it: native.Stack, number: int) -> tuple[float, float]:
    from infra import topics

    settings = replace(it.settings, namespace=f"produce{number}")
    topics.create(settings)
    command = [sys.executable, "-m", "simulator", "run", "--rate", "0", "--users", str(USERS)]
    started, before = time.monotonic(), os.times()
    with subprocess.Popen(command, env=environment(it, settings), stderr=subprocess.PIPE, text=True) as running:
        time.sleep(SECONDS)
        running.send_signal(signal.SIGTERM)
        said = running.communicate(timeout=60)[1]
    elapsed, after = time.monotonic() - started, os.times()
    sent = int(re.findall(r"Sent ([\d,]+) readings", said)[-1].replace(",", ""))
    held = acknowledged.reports(settings) * READINGS_A_REPORT
    if held != sent:
        raise AssertionError(f"the simulator sent {sent:,} readings, the broker holds {held:,}")
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return sent / elapsed, cpu / (sent / 1e6)
