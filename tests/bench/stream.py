"""Whether the whole stack keeps up with a rate in real time, simulator to Redis and archive, and loses nothing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from infra import native
from infra.problem import Problem
from tests.bench import acknowledged, archived
from tests.bench.flink import StreamJob
from tests.bench.load import cpu_seconds, resident_mib
from tests.bench.record import Record

READINGS_A_REPORT, METERS_A_USER, HEARTBEAT_S = 12, 2.64, 5
STARTING_S, WARM_S, SAMPLE_S, PATIENCE_S = 240, 60, 5, 180
COMMAND = "make bench ONLY=stream"


@dataclass
class Seen:
    """Samples of a run: reports not yet read by the stream, and memory of the stack."""

    pending: list[int] = field(default_factory=list)
    memory_mib: list[int] = field(default_factory=list)


def stream(it: native.Stack, rate: int, seconds: int) -> list[Record]:
    """`rate` readings a second for so many seconds, in the scale profile. Raises AssertionError if anything is lost."""
    users = round(rate * HEARTBEAT_S / METERS_A_USER)
    _simulate(it, "enrol", "--users", str(users), "--no-mysql").wait()
    job, sending = StreamJob(it.settings), _simulate(it, "run", "--rate", str(rate))
    try:
        _wait(lambda: acknowledged.reports(it.settings) > 0, "the first reports", STARTING_S)
        time.sleep(WARM_S)  # the sender catches up with its own start, and new service points get their keys
        _wait(
            lambda: job.pending_reports() * READINGS_A_REPORT < rate,
            "the stream to catch up with the start",
            STARTING_S,
        )
        seen, cost, made = _watch(it, job, seconds)
    finally:
        sending.send_signal(signal.SIGTERM)
        said = sending.communicate(timeout=120)[1]
    sent = int(re.findall(r"Sent ([\d,]+) readings", said)[-1].replace(",", ""))
    drained = _wait(lambda: job.pending_reports() == 0, "the end of the backlog", PATIENCE_S)
    _verify(it, sent, job)
    conditions = f"scale profile, {users:,} users, three topics, archive running, {seconds} s in real time"
    worst_s = max(seen.pending) * READINGS_A_REPORT / rate
    found = {
        "readings_per_s": (round(made / seconds), "readings/s"),
        "pending_s": (round(worst_s, 2), "s of input not yet read, worst"),
        "drained_s": (round(drained, 1), "s after the last reading"),
        "checkpoint_ms": (job.checkpoint_ms(), "ms, median"),
        "resident_mib": (max(seen.memory_mib), "MiB, whole stack"),
    }
    for part, spent in sorted(cost.items(), key=lambda item: -item[1]):
        found[f"cpu_s_per_million.{part}"] = (round(spent / made * 1e6, 3), "CPU s")
    name = f"stream.{rate // 1000}k"
    return [Record(f"{name}.{key}", value, unit, COMMAND, conditions) for key, (value, unit) in found.items()]


def _watch(it: native.Stack, job: StreamJob, seconds: int) -> tuple[Seen, dict[str, float], int]:
    """Samples, CPU seconds by part, and readings that the broker took meanwhile."""
    seen, before, held = Seen(), cpu_seconds(it), acknowledged.reports(it.settings)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(min(SAMPLE_S, max(0.0, end - time.monotonic())))
        seen.pending.append(job.pending_reports())
        seen.memory_mib.append(resident_mib(it))
        print(f"{end - time.monotonic():6.0f} s left, {seen.pending[-1]:,} reports not yet read", flush=True)
    after, made = cpu_seconds(it), (acknowledged.reports(it.settings) - held) * READINGS_A_REPORT
    return seen, {part: after[part] - before.get(part, 0.0) for part in after}, made


def _verify(it: native.Stack, sent: int, job: StreamJob) -> None:
    held = acknowledged.reports(it.settings) * READINGS_A_REPORT
    if held != sent:
        raise AssertionError(f"the simulator sent {sent:,} readings, the broker holds {held:,}")
    time.sleep(5)  # the last batch on its way from the job to Redis
    points, wrong = acknowledged.differences(it.settings, READINGS_A_REPORT)
    if wrong or job.restarts():
        raise AssertionError(f"{wrong:,} of {points:,} service points differ in Redis; {job.restarts()} restarts")
    _wait(lambda: archived.missing(it.settings) == 0, "the archive", PATIENCE_S)
    print(f"{points:,} service points in Redis and {held:,} archived readings are as the broker has them", flush=True)


def _simulate(it: native.Stack, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, **native.environment(it.settings)}
    command = [sys.executable, "-m", "simulator", *words]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def _wait(is_true: Callable[[], bool], what: str, patience_s: float) -> float:
    """Seconds until it is. Raises Problem."""
    started = time.monotonic()
    while not is_true():
        if time.monotonic() - started > patience_s:
            raise Problem(f"Waited {patience_s} s for {what}.")
        time.sleep(0.5)
    return time.monotonic() - started
