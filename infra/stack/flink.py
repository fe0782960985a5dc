"""The Flink session cluster: a JobManager and a TaskManager, started from the Python package's own scripts."""

from __future__ import annotations

from contract.settings import Settings
from infra.place import Place
from infra.problem import Problem
from infra.stack import flink_config, flink_memory
from infra.stack.folders import Folders
from infra.stack.jvm import THROUGHPUT
from infra.stack.part import NotAnswering, Part

_JOBMANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
_TASKMANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"


def jobmanager(settings: Settings, place: Place, folders: Folders) -> Part:
    """REST on port base +5, its own protocol on +7."""

    def prepare() -> None:
        for name in ("checkpoints", "savepoints", "tmp"):
            (folders.of("flink") / name).mkdir(parents=True, exist_ok=True)
        flink_config.write(settings, place, folders)

    # It coordinates and computes nothing, so code compiled quickly does.
    flags = (*flink_memory.jobmanager_flags(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
    return Part(
        name="jobmanager",
        command=flink_config.java(place, folders, flags, _JOBMANAGER),
        ask=lambda: f"{_overview(settings)['jobs-running']} jobs running",
        ports=(settings.flink_port, settings.port_base + 7),
        prepare=prepare,
        environment=flink_config.environment(settings, place, folders),
    )


def taskmanager(settings: Settings, place: Place, folders: Folders) -> Part:
    """Well when the JobManager counts it, which a process that merely runs is not."""
    smallest = flink_memory.SMALLEST_TASKMANAGER

    def prepare() -> None:
        if settings.taskmanager_mib < smallest:
            raise Problem(f"CONCORD_TASKMANAGER_MIB is {settings.taskmanager_mib}; make it {smallest} or more.")

    flags = flink_memory.taskmanager_flags(settings.taskmanager_mib)
    return Part(
        name="taskmanager",
        command=flink_config.java(place, folders, (*flags, *THROUGHPUT), _TASKMANAGER),
        ask=lambda: _registered(settings),
        prepare=prepare,
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
