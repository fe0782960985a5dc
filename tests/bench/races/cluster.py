"""A job of the session cluster from its first reading to its end, by Flink's own clock, and what it cost meanwhile."""

from __future__ import annotations

import time
from bisect import bisect_left
from typing import Any

import httpx
import psutil

from contract.settings import Settings

LOOK_S, PATIENCE_S = 0.25, 1800
ENDED = ("FINISHED", "FAILED", "CANCELED")


class Meter:
    """Processor time of some processes and all they start, with the moments at which it was read."""

    def __init__(self, pids: list[int]) -> None:
        self._roots = [psutil.Process(pid) for pid in pids]
        self._last: dict[int, float] = {}
        self._course: list[tuple[float, float]] = []

    def read(self) -> None:
        """Reads now. What has ended keeps what it was last seen to have cost."""
        for process in [each for root in self._roots for each in [root, *root.children(recursive=True)]]:
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            self._last[process.pid] = times.user + times.system
        self._course.append((time.time(), sum(self._last.values())))

    def between(self, start: float, end: float) -> float:
        """Seconds of processor time between two moments (seconds since the epoch)."""
        moments = [moment for moment, _ in self._course]
        first, last = (min(bisect_left(moments, at), len(moments) - 1) for at in (start, end))
        return self._course[last][1] - self._course[first][1]


def wait_for(settings: Settings, job: str, meter: Meter) -> tuple[float, float]:
    """Seconds from the moment all its tasks ran to its end, and CPU seconds. Raises AssertionError if it fails."""
    with httpx.Client(base_url=f"http://{settings.host}:{settings.flink_port}", timeout=10) as flink:
        patient = time.monotonic() + PATIENCE_S
        try:
            while (now := flink.get(f"/jobs/{job}").json())["state"] not in ENDED:
                assert time.monotonic() < patient, f"job {job} did not end within {PATIENCE_S} s"
                _check(flink, job)
                meter.read()
                time.sleep(LOOK_S)
        finally:
            flink.patch(f"/jobs/{job}?mode=cancel")
        _check(flink, job)
        assert now["state"] == "FINISHED", f"job {job} ended {now['state']}"
        started, ended = _all_running(flink, job, now), now["end-time"] / 1000
        return ended - started, meter.between(started, ended)


def _check(flink: httpx.Client, job: str) -> None:
    history = flink.get(f"/jobs/{job}/exceptions").json()["exceptionHistory"]["entries"]
    assert not history, history[0]["stacktrace"][:2000]


def _all_running(flink: httpx.Client, job: str, details: Any) -> float:
    """When the last task began to run, in seconds since the epoch."""
    tasks = [
        task
        for vertex in details["vertices"]
        for task in flink.get(f"/jobs/{job}/vertices/{vertex['id']}/subtasktimes").json()["subtasks"]
    ]
    return float(max(task["timestamps"]["RUNNING"] for task in tasks)) / 1000
