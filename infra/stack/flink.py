"""The Flink session cluster: a JobManager and a TaskManager, started from the Python package's own scripts."""

from __future__ import annotations

from contract.settings import Settings
from infra.place import Place
from infra.stack import flink_config
from infra.stack.folders import Folders
from infra.stack.part import NotAnswering, Part


def jobmanager(settings: Settings, place: Place, folders: Folders) -> Part:
    """REST on port base +5, its own protocol on +7."""

    def prepare() -> None:
        for name in ("checkpoints", "savepoints", "tmp"):
            (folders.of("flink") / name).mkdir(parents=True, exist_ok=True)
        flink_config.write(settings, place, folders)

    return Part(
        name="jobmanager",
        command=("bash", str(place.flink_home / "bin" / "jobmanager.sh"), "start-foreground"),
        ask=lambda: f"{_overview(settings)['jobs-running']} jobs running",
        ports=(settings.flink_port, settings.port_base + 7),
        prepare=prepare,
        environment=flink_config.environment(settings, place, folders),
    )


def taskmanager(settings: Settings, place: Place, folders: Folders) -> Part:
    """Well when the JobManager counts it, which a process that merely runs is not."""
    return Part(
        name="taskmanager",
        command=("bash", str(place.flink_home / "bin" / "taskmanager.sh"), "start-foreground"),
        ask=lambda: _registered(settings),
        environment=flink_config.environment(settings, place, folders),
    )


def _registered(settings: Settings) -> str:
    overview = _overview(settings)
    if overview["slots-total"] < 1:
        raise NotAnswering("not registered with the JobManager yet")
    return f"{overview['slots-available']} of {overview['slots-total']} slots free"


def _overview(settings: Settings) -> dict[str, int]:
    import httpx

    try:
        answer = httpx.get(f"http://{settings.host}:{settings.flink_port}/overview", timeout=3)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise NotAnswering(str(error)) from error
    overview: dict[str, int] = answer.json()
    return overview
