"""Whether the whole stack keeps up with a rate in real time, simulator to Redis and archive, and loses nothing."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from subprocess import Popen
from typing import Any

from infra import native
from infra.problem import Problem
from tests.bench import acknowledged, archived
from tests.bench.account import Outcome, records
from tests.bench.flink import StreamJob
from tests.bench.processes import finished, started
from tests.bench.record import Record
from tests.bench.stream_runs import StreamRun
from tests.bench.watch import watch

STARTING_S, WARM_S, FETCH_S, PATIENCE_S = 240, 60, 11, 600


def stream(it: native.Stack, run: StreamRun) -> list[Record]:
    """Measures one run. Raises AssertionError if anything is lost or wrong."""
    meters = _enrol(it, run.users)
    job = StreamJob(it.settings)
    pace = ("--rate", str(run.rate), "--readings-per-report", str(run.readings))
    with started(it, "simulator", "run", *pace) as sender:
        _warm_up(it, run, job, sender)
        with started(it, "tests.bench.probe", *_probed(it, run)) as probe:
            seen = watch(it, job, run, {"simulator": sender.pid, "probe": probe.pid})
            latency = json.loads(finished(probe)[0])
            print(f"p99 from broker to Redis by time: {latency['reading']['p99_by_time']}", flush=True)
        said = finished(sender)[1]
    sent = int(re.findall(r"Sent ([\d,]+) readings", said)[-1].replace(",", ""))
    drained = _wait(lambda: job.pending_reports() == 0, "the end of the backlog", PATIENCE_S)
    _verify(it, run, sent, meters, job)
    return records(run, Outcome(seen, job.checkpoints(), latency, drained, meters))


def _enrol(it: native.Stack, users: int) -> int:
    """How many meters there are now."""
    with started(it, "simulator", "enrol", "--users", str(users), "--no-mysql") as enrolling:
        said = "".join(enrolling.communicate())
    return int(re.findall(r"with ([\d,]+) meters", said)[-1].replace(",", ""))


def _warm_up(it: native.Stack, run: StreamRun, job: StreamJob, sender: Popen[str]) -> None:
    """The sender catches up with its own start, and new service points get their keys; then what is behind is read."""
    _wait(lambda: acknowledged.reports(it.settings) > 0 or sender.poll() is not None, "the first reports", STARTING_S)
    time.sleep(min(WARM_S, run.seconds))
    job.pending_reports()
    time.sleep(FETCH_S)  # what is asked for the first time is not known yet
    try:
        caught_up = _wait(lambda: job.pending_reports() * run.readings < run.rate, "", STARTING_S)
        print(f"caught up with the start after {caught_up:.0f} s", flush=True)
    except Problem:
        print(f"the stream has not caught up with its start in {STARTING_S} s; measuring all the same", flush=True)


def _probed(it: native.Stack, run: StreamRun) -> list[str]:
    """A report that fills its window is its window, and there is no moment to wait for."""
    return ["windows"] if run.readings < it.settings.full_report else []


def _verify(it: native.Stack, run: StreamRun, sent: int, meters: int, job: StreamJob) -> None:
    held = acknowledged.reports(it.settings) * run.readings
    if held != sent:
        raise AssertionError(f"the simulator sent {sent:,} readings, the broker holds {held:,}")
    # One that began after the last reading was read has flushed what was on its way from the job to Redis.
    done = job.checkpoints_done()
    _wait(lambda: job.checkpoints_done() >= done + 2, "two checkpoints", PATIENCE_S)
    began = time.monotonic()
    points, wrong = acknowledged.differences(it.settings, run.readings, run.users)
    if points != meters or wrong or job.restarts():
        raise AssertionError(
            f"{points:,} of {meters:,} service points found, {wrong:,} differ in Redis; {job.restarts()} restarts"
        )
    print(f"{points:,} service points compared in {time.monotonic() - began:.0f} s: none differs in Redis", flush=True)
    _wait(lambda: archived.missing(it.settings) == 0, "the archive", PATIENCE_S)
    print(f"{held:,} readings are archived as the broker has them", flush=True)


def _wait(is_true: Callable[[], Any], what: str, patience_s: float) -> float:
    """Seconds until it is. Raises Problem."""
    began = time.monotonic()
    while not is_true():
        if time.monotonic() - began > patience_s:
            raise Problem(f"Waited {patience_s} s for {what}.")
        time.sleep(0.5)
    return time.monotonic() - began
