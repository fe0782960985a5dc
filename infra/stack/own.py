"""Our own processes: the stream job, the archive, the scheduler, the anomalies, the hotspots, the API."""

from __future__ import annotations

from typing import Any

from contract.registry import BLOCK_SIZE
from contract.settings import Settings
from infra.place import Place
from infra.stack import flink_config
from infra.stack.folders import Folders
from infra.stack.part import NotAnswering, Part


def stream(settings: Settings, place: Place, folders: Folders) -> Part:
    """Submits the Flink job and stays, to keep it running."""
    return Part(
        name="stream",
        command=(str(place.stream_python), "-m", "stream_job"),
        ask=lambda: _job(settings),
        environment={
            **flink_config.environment(settings, place, folders),
            # What Flink's own submitter would set; without it the job's Python restarts for ever.
            "_python_worker_execution_mode": "process",
        },
        server=False,
        patience_s=300,  # on a busy machine Flink takes its time to plan a job and to start its Pythons
    )


def archive(settings: Settings, place: Place, folders: Folders) -> Part:
    """Kafka to S3. It has no port; the supervisor's word that it runs is what there is."""
    return Part(
        name="archive",
        command=(str(place.python), "-m", "batch_job", "archive"),
        ask=lambda: "running",
        environment={"JAVA_HOME": str(place.java_home)},
        server=False,
    )


def scheduler(settings: Settings, place: Place, folders: Folders) -> Part:
    """Settles every night. It has no port either, and sleeps but for a look at the clock each minute."""
    return Part(
        name="scheduler",
        command=(str(place.python), "-m", "batch_job", "schedule"),
        ask=lambda: "running",
        environment={"JAVA_HOME": str(place.java_home), "LD_LIBRARY_PATH": str(place.openmp.parent)},
        server=False,
    )


def hotspots(settings: Settings, place: Place, folders: Folders) -> Part:
    """Redis, registry and events to the hotspot view. It has no port either."""
    return Part(
        name="hotspots",
        command=(str(place.python), "-m", "hotspots"),
        ask=lambda: "running",
        # Small matrices: threads of their own would only take the cores from the others.
        environment={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        server=False,
    )


def anomalies(settings: Settings, place: Place, folders: Folders) -> Part:
    """The live view and the registry to alerts. It has no port either."""
    return Part(
        name="anomalies",
        command=(str(place.python), "-m", "anomalies"),
        ask=lambda: "running",
        environment={
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "LD_LIBRARY_PATH": str(place.openmp.parent),
        },
        server=False,
    )


def api(settings: Settings, place: Place, folders: Folders) -> Part:
    """REST, events and pages on the port base itself."""
    return Part(
        name="api",
        command=(str(place.python), "-m", "api"),
        ask=lambda: _health(settings),
        ports=(settings.api_port,),
        server=False,
    )


def simulator(settings: Settings, place: Place, folders: Folders) -> Part:
    """A country's meters: a new simulation, or on with the one there is."""
    return Part(
        name="simulator",
        command=(str(place.python), "-m", "simulator", "run", "--resume", "--backfill-days", "3", *_options(settings)),
        ask=lambda: "running",
        server=False,
        stop_s=60,  # it waits for the broker's word on what it has sent
        by_name_only=True,
    )


# The first home of the country; late enough that the live view has caught up with the three past days.
_SPIKE = f"{BLOCK_SIZE}:electricity@+240"


def _options(settings: Settings) -> tuple[str, ...]:
    faults = ("--faults", settings.simulated_faults) if settings.simulated_faults else ()
    size = ("--users", str(settings.simulated_users), "--solar", str(settings.simulated_solar))
    return *size, "--spike", _SPIKE, *faults


def _job(settings: Settings) -> str:
    jobs = _get(f"http://{settings.host}:{settings.flink_port}/jobs/overview")["jobs"]
    for job in jobs:
        tasks = job["tasks"]
        if job["state"] == "RUNNING" and tasks["running"] == tasks["total"]:
            return f"{job['name']}: {tasks['running']} tasks running"
    # A job can be called running while its tasks are not.
    seen = ", ".join(f"{job['name']} {job['state']}, {job['tasks']['running']} tasks running" for job in jobs)
    raise NotAnswering(seen or "no job yet")


def _health(settings: Settings) -> str:
    return str(_get(f"http://{settings.host}:{settings.api_port}/health")["status"])


def _get(address: str) -> dict[str, Any]:
    import httpx

    try:
        answer = httpx.get(address, timeout=5)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise NotAnswering(str(error)) from error
    return body
