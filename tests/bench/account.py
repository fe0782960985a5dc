"""What was seen of a stream run, as numbers to be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.bench.flink import Checkpoints
from tests.bench.record import Record
from tests.bench.stream_runs import HEARTBEAT_S, StreamRun
from tests.bench.watch import Seen

Latency = dict[str, dict[str, Any]]
"""`n`, `p50` and `p99` seconds, and `p99_by_time`, by kind: reading, window."""
SAME_RATE = 0.98  # of the gate: a run's last second is never full

_WINDOWS = {"scale": "live window 60 s", "demo": "live window 10 s"}
_LATENCY = {
    "reading": "s from broker to Redis",
    "window": "s from window end and watermark delay to Redis",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a run; `drained_s` seconds after the last reading everything was read."""

    seen: Seen
    checkpoints: Checkpoints
    latency: Latency
    drained_s: float
    meters: int


def records(run: StreamRun, outcome: Outcome) -> list[Record]:
    """All numbers of one run."""
    seen, checkpoints = outcome.seen, outcome.checkpoints
    found: dict[str, tuple[float, str]] = {
        "readings_per_s": (round(seen.read / seen.seconds), f"readings/s read; {seen.taken / seen.seconds:,.0f} sent"),
        "drained_s": (round(outcome.drained_s, 1), "s after the last reading"),
        "checkpoint_ms": (checkpoints.ms, f"ms, median; worst {checkpoints.worst_ms:,}"),
        "checkpoint_mib": (checkpoints.mib, f"MiB, median; largest {checkpoints.largest_mib}"),
        "resident_mib": (seen.total_mib, "MiB, whole stack, shared pages counted in each process"),
        **_latencies(outcome.latency),
        **_costs(seen),
    }
    conditions = _conditions(run, outcome.meters)
    command = f"make bench ONLY={run.command}"
    courses = {f"{kind}_p99_s": numbers["p99_by_time"] for kind, numbers in outcome.latency.items()}
    rows = [
        Record(f"{run.name}.{key}", value, unit, command, conditions, series=courses.get(key, []))
        for key, (value, unit) in found.items()
    ]
    worst = max(value for _, value in seen.behind)
    behind = Record(
        f"{run.name}.pending_s", worst, "s of input not yet read, worst", command, conditions, series=seen.behind
    )
    return [rows[0], behind, *rows[1:]]


def gate_met(run: StreamRun, found: list[Record]) -> bool:
    """Whether the stream read as many readings as the gate asks for."""
    rate = next(record.value for record in found if record.name == f"{run.name}.readings_per_s")
    if run.gate and rate < SAME_RATE * run.gate:
        print(f"{run.name}: {rate:,.0f} readings/s do not reach the gate of {run.gate:,}", flush=True)
        return False
    return True


def _latencies(latency: Latency) -> dict[str, tuple[float, str]]:
    found = {}
    for kind, numbers in latency.items():
        for quantile in ("p50", "p99"):
            found[f"{kind}_{quantile}_s"] = (numbers[quantile], f"{_LATENCY[kind]}, of {numbers['n']:,.0f}")
    return found


def _costs(seen: Seen) -> dict[str, tuple[float, str]]:
    """Per process, the dearest first."""
    found: dict[str, tuple[float, str]] = {}
    total = sum(spent for name, spent in seen.cpu_s.items() if name != "probe")
    found["cpu_s_per_million"] = (_per_million(total, seen), "CPU s, everything, simulator included")
    for name, spent in sorted(seen.cpu_s.items(), key=lambda item: -item[1]):
        word = name.replace(" ", "_")
        share = spent / seen.seconds
        found[f"cpu_s_per_million.{word}"] = (
            _per_million(spent, seen),
            f"CPU s; {share:.2f} cores, {seen.memory_mib.get(name, 0):,} MiB",
        )
    return found


def _per_million(cpu_s: float, seen: Seen) -> float:
    return round(cpu_s / max(1, seen.taken) * 1e6, 3)


def _conditions(run: StreamRun, meters: int) -> str:
    every = f"a reading each {HEARTBEAT_S} s, {run.readings} a report"
    return (
        f"{run.profile} profile, {meters:,} service points, {every}, {_WINDOWS[run.profile]}, three topics, "
        f"archive and API running, detectors and hotspots too, but without homes to judge, {run.seconds} s in real time"
    )
