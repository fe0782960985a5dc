"""A process with everything it started: what it costs together. What has just ended costs nothing."""

from __future__ import annotations

import psutil


def resident_bytes(pid: int) -> int:
    """Resident memory, pages that are shared counted in each."""
    return sum(_resident(member) for member in _family(pid))


def cpu_seconds(pid: int) -> float:
    """Processor time since they began."""
    return sum(_cpu(member) for member in _family(pid))


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
