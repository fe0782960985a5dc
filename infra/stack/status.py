"""What a stack is doing: every part with its process, port and health."""

from __future__ import annotations

from dataclasses import dataclass

import psutil

from infra.stack.part import NotAnswering, Part
from infra.stack.supervisor import Process, Supervisor


@dataclass(frozen=True)
class PartStatus:
    """One part. `health` is well, ill or down; `detail` what it said, or why it is not well."""

    part: str
    state: str
    pid: int | None
    port: int | None
    health: str
    detail: str
    uptime_s: int
    rss_mib: int


def status(parts: list[Part], supervisor: Supervisor) -> list[PartStatus]:
    """Every part; where the supervisor is gone, all are down."""
    processes = supervisor.processes() if supervisor.running() else {}
    return [_one(part, processes.get(part.name)) for part in parts]


def _one(part: Part, process: Process | None) -> PartStatus:
    port = part.ports[0] if part.ports else None
    if process is None or process.pid == 0:
        state = process.state.lower() if process else "stopped"
        return PartStatus(part.name, state, None, port, "down", "", 0, 0)
    try:
        health, detail = "well", part.ask()
    except NotAnswering as waiting:
        health, detail = "ill", str(waiting)
    rss = _resident_mib(process.pid)
    return PartStatus(part.name, process.state.lower(), process.pid, port, health, detail, process.started_s, rss)


def _resident_mib(pid: int) -> int:
    """Of the process and everything it started."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return sum(member.memory_info().rss for member in family) // 2**20
    except psutil.NoSuchProcess:
        return 0
