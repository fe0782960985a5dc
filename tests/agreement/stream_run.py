"""Runs the stream job over a namespace's topics to their ends, on the running cluster."""

from __future__ import annotations

import subprocess
import time

import httpx

from contract.settings import Settings
from infra.place import Place
from infra.stack import flink_config
from infra.stack.folders import folders
from tests.agreement import commands

PATIENCE_S = 240
COMMAND = (str(Place().stream_python), "-m", "stream_job")


def job_environment(settings: Settings) -> dict[str, str]:
    """What `python -m stream_job` needs to know to work for a namespace on the running cluster."""
    flink = flink_config.environment(settings, Place(), folders(settings))
    return {**commands.environment(settings), **flink, "_python_worker_execution_mode": "process"}


def run_to_end(settings: Settings) -> None:
    """Submits the bounded job and waits until it has finished; fails with the job's own words if it ever restarts."""
    command, environment = [*COMMAND, "submit", "--bounded"], job_environment(settings)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr[-3000:]
    _wait(settings, done.stdout.split()[-1])


def _wait(settings: Settings, job: str) -> None:
    """A job that does not end is cancelled, or its slots would be missing to every test after this one."""
    with httpx.Client(base_url=f"http://{settings.host}:{settings.flink_port}", timeout=10) as flink:
        try:
            for _ in range(PATIENCE_S):
                state = flink.get(f"/jobs/{job}").json()["state"]
                exceptions = flink.get(f"/jobs/{job}/exceptions").json()["exceptionHistory"]["entries"]
                assert not exceptions, exceptions[0]["stacktrace"][-3000:]
                if state == "FINISHED":
                    return
                time.sleep(1)
            raise AssertionError(f"job {job} did not end within {PATIENCE_S} s")
        finally:
            flink.patch(f"/jobs/{job}?mode=cancel")
