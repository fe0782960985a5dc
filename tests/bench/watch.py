"""Samples of a stack under load: what is not yet read, memory, CPU."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from infra import native
from tests.bench import acknowledged
from tests.bench.drawing import Series
from tests.bench.flink import StreamJob
from tests.bench.load import cpu_seconds, resident_mib
from tests.bench.stream_runs import StreamRun

SAMPLE_S = 5


@dataclass
class Seen:
    """`taken` readings by the broker and `read` ones by the stream, in `seconds`; the rest by process or by time."""

    seconds: float = 0.0
    taken: int = 0
    read: int = 0
    behind: Series = field(default_factory=list)  # seconds since the beginning, seconds of input not yet read
    memory_mib: dict[str, int] = field(default_factory=dict)  # the most of each
    total_mib: int = 0
    cpu_s: dict[str, float] = field(default_factory=dict)


def watch(it: native.Stack, job: StreamJob, run: StreamRun, others: Mapping[str, int]) -> Seen:
    """Watches for as long as the run says. `others` are further processes by name."""
    seen, before = Seen(), cpu_seconds(it, others)
    held, pending = acknowledged.reports(it.settings), job.pending_reports()
    began = time.monotonic()
    while (at := time.monotonic() - began) < run.seconds:
        time.sleep(min(SAMPLE_S, run.seconds - at))
        behind = job.pending_reports() * run.readings / run.rate
        _note(seen, time.monotonic() - began, behind, resident_mib(it, others))
    seen.seconds, after = time.monotonic() - began, cpu_seconds(it, others)
    seen.taken = (acknowledged.reports(it.settings) - held) * run.readings
    seen.read = seen.taken + (pending - job.pending_reports()) * run.readings
    seen.cpu_s = {name: spent - before.get(name, 0.0) for name, spent in after.items()}
    return seen


def _note(seen: Seen, at: float, behind: float, memory: dict[str, int]) -> None:
    seen.behind.append([round(at, 1), round(behind, 3)])
    seen.memory_mib = {name: max(held, seen.memory_mib.get(name, 0)) for name, held in memory.items()}
    seen.total_mib = max(seen.total_mib, sum(memory.values()))
    print(f"{at:6.0f} s: {behind:.2f} s of input not yet read, {sum(memory.values()):,} MiB", flush=True)
