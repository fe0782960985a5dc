"""What a reading costs as the country grows: the same number of them from ten thousand to a million service points."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from redis import Redis

from infra import native
from tests.bench.load import resident_mib
from tests.bench.races.backlog import Backlog, backlog
from tests.bench.races.racers import ours
from tests.bench.record import Record
from tests.bench.stream_runs import METERS_A_USER

COMMAND = "make bench ONLY=growth"
READINGS, READINGS_A_MINUTE = 48_000_000, 12
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
ROUNDS = 2


@dataclass(frozen=True)
class Run:
    """One backlog from its beginning to its end."""

    rate: float  # readings a second
    cpu_s: float  # of TaskManager, its Python and Redis for a million readings
    redis_bytes: float  # a service point
    taskmanager_mib: int  # with its Python


def growth(it: native.Stack, share: float = 1.0) -> list[Record]:
    """Sizes take turns, after a run that only warms the cluster up; `share` of the readings."""
    backlogs = {name: _backlog(it, points, share) for name, points in SIZES.items()}
    _run(it, next(iter(backlogs.values())))
    runs: dict[str, list[Run]] = {name: [] for name in SIZES}
    for _ in range(ROUNDS):
        for name, readings in backlogs.items():
            runs[name].append(_run(it, readings))
            print(f"{name}: {runs[name][-1]}", flush=True)
    return [record for name in SIZES for record in _records(name, backlogs[name], runs[name])]


def _backlog(it: native.Stack, points: int, share: float) -> Backlog:
    minutes = max(2, round(READINGS * share / READINGS_A_MINUTE / points))
    return backlog(it, round(points / METERS_A_USER), minutes)


def _run(it: native.Stack, readings: Backlog) -> Run:
    """Into an empty Redis; the result is compared with what the broker holds."""
    with Redis(it.settings.host, it.settings.redis_port) as redis:
        redis.flushall()
        empty = int(redis.info("memory")["used_memory"])
        seconds, cpu_s = ours(it, readings)
        held = int(redis.info("memory")["used_memory"]) - empty
    resident = resident_mib(it)
    return Run(
        readings.readings / seconds,
        cpu_s / readings.readings * 1e6,
        held / (readings.users * METERS_A_USER),
        sum(resident[name] for name in ("taskmanager", "python of the job") if name in resident),
    )


def _records(name: str, readings: Backlog, runs: list[Run]) -> list[Record]:
    points = round(readings.users * METERS_A_USER)
    conditions = (
        f"a backlog of {readings.readings:,} readings of about {points:,} service points, {readings.minutes} min, "
        f"12 a report, live windows of 60 s, to its end; medians of {len(runs)} interleaved runs, each compared with "
        "what the broker holds"
    )
    found = {
        "readings_per_s": (round(median(run.rate for run in runs)), "readings/s"),
        "cpu_s_per_million": (round(median(run.cpu_s for run in runs), 3), "CPU s of TaskManager, Python and Redis"),
        "redis_bytes": (round(median(run.redis_bytes for run in runs)), "bytes a service point in Redis"),
        "taskmanager_mib": (max(run.taskmanager_mib for run in runs), "MiB, TaskManager and its Python"),
    }
    return [Record(f"growth.{name}.{key}", value, unit, COMMAND, conditions) for key, (value, unit) in found.items()]
