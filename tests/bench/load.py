"""What the parts of a stack cost while something is measured: CPU seconds and resident memory, children included."""

from __future__ import annotations

import psutil

from infra import native


def cpu_seconds(it: native.Stack) -> dict[str, float]:
    """So far, by part."""
    return {name: sum(_cpu(member) for member in family) for name, family in _families(it).items()}


def resident_mib(it: native.Stack) -> int:
    """Now, of all parts together."""
    return sum(_resident(member) for family in _families(it).values() for member in family) // 2**20


def _families(it: native.Stack) -> dict[str, list[psutil.Process]]:
    running = it.supervisor.processes().values()
    return {part.name: _family(part.pid) for part in running if part.pid}


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
