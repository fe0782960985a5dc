"""What a stack costs while something is measured: CPU seconds and resident memory by process, children included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import psutil

from infra import native

PYTHON = "python of the job"


def cpu_seconds(it: native.Stack, others: Mapping[str, int] | None = None) -> dict[str, float]:
    """So far, by part; `others` are the numbers of further processes by their names."""
    spent: dict[str, float] = defaultdict(float)
    for name, process in _processes(it, others or {}):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:  # what has just ended costs nothing
            continue
        spent[name] += times.user + times.system
    return spent


def resident_mib(it: native.Stack, others: Mapping[str, int] | None = None) -> dict[str, int]:
    """Now, by part; shared pages are counted in each."""
    held: dict[str, int] = defaultdict(int)
    for name, process in _processes(it, others or {}):
        try:
            held[name] += process.memory_info().rss // 2**20
        except psutil.NoSuchProcess:
            continue
    return held


def _processes(it: native.Stack, others: Mapping[str, int]) -> Iterator[tuple[str, psutil.Process]]:
    """Every process with the name of its part; those below the TaskManager run the job's Python."""
    parts = {part.name: part.pid for part in it.supervisor.processes().values() if part.pid}
    for name, pid in {**parts, **others}.items():
        try:
            process = psutil.Process(pid)
            below = process.children(recursive=True)
        except psutil.NoSuchProcess:
            continue
        yield name, process
        yield from ((PYTHON if name == "taskmanager" else name, child) for child in below)
