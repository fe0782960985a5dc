"""What a stack is doing: every part with its process, port and health."""

from __future__ import annotations

from dataclasses import dataclass

from infra.stack import leftovers
from infra.stack.family import resident_bytes
from infra.stack.part import NotAnswering, Part
from infra.stack.supervisor import Process, Supervisor


@dataclass(frozen=True)
class PartStatus:
    """One part. `health` is well, ill, down, or off (not asked for); `detail` what it said, or why it is not well."""

    part: str
    state: str
    pid: int | None
    port: int | None
    health: str
    detail: str
    uptime_s: int
    rss_mib: int


def status(parts: list[Part], supervisor: Supervisor) -> list[PartStatus]:
    """Every part; where the supervisor is gone all count as down, even what still runs: nobody watches it."""
    if not supervisor.running():
        state = "unsupervised" if leftovers.find(supervisor.folders) else "stopped"
        return [_down(part, state) for part in parts]
    processes = supervisor.processes()
    return [_one(part, processes[part.name]) if part.name in processes else _down(part, "stopped") for part in parts]


def _down(part: Part, state: str) -> PartStatus:
    return PartStatus(part.name, state, None, _port(part), "off" if part.by_name_only else "down", "", 0, 0)


def _port(part: Part) -> int | None:
    return part.ports[0] if part.ports else None


def _one(part: Part, process: Process) -> PartStatus:
    if process.pid == 0:
        return _down(part, process.state.lower())
    try:
        health, detail = "well", part.ask()
    except NotAnswering as waiting:
        health, detail = "ill", str(waiting)
    rss = resident_bytes(process.pid) // 2**20
    return PartStatus(
        part.name, process.state.lower(), process.pid, _port(part), health, detail, process.started_s, rss
    )
