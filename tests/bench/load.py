"""What the parts of a stack cost while something is measured: CPU seconds and resident memory, children included."""

from __future__ import annotations

from infra import native
from infra.stack import family


def cpu_seconds(it: native.Stack) -> dict[str, float]:
    """So far, by part."""
    return {name: family.cpu_seconds(pid) for name, pid in _pids(it).items()}


def resident_mib(it: native.Stack) -> int:
    """Now, of all parts together."""
    return sum(family.resident_bytes(pid) for pid in _pids(it).values()) // 2**20


def _pids(it: native.Stack) -> dict[str, int]:
    return {part.name: part.pid for part in it.supervisor.processes().values() if part.pid}
