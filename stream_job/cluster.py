"""What the session cluster says of our job, over its REST interface."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from contract.settings import Settings

PATIENCE_S = 60


class ClusterAwayError(RuntimeError):
    """The JobManager does not answer."""


@dataclass(frozen=True)
class Cluster:
    """The REST interface of the JobManager."""

    address: str

    @classmethod
    def of(cls, settings: Settings) -> Cluster:
        return cls(f"http://{settings.host}:{settings.flink_port}")

    def get(self, path: str) -> Any:
        """The JSON at `path`. Raises ClusterAwayError."""
        return self._ask(Request(self.address + path))

    def running_job(self, name: str) -> str | None:
        """Id of the job of that name that has not ended, if there is one."""
        ended = ("FINISHED", "FAILED", "CANCELED")
        jobs = self.get("/jobs/overview")["jobs"]
        return next((job["jid"] for job in jobs if job["name"] == name and job["state"] not in ended), None)

    def free_for(self, name: str) -> bool:
        """Whether it has no job of that name, once it answers. Raises ClusterAwayError if it stays away."""
        patient = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self.running_job(name) is None
            except ClusterAwayError:
                if time.monotonic() > patient:
                    raise
                time.sleep(0.3)

    def tasks_running(self, job: str) -> bool:
        """Whether every task runs; a job may be RUNNING while its tasks are not."""
        return all(vertex["status"] in ("RUNNING", "FINISHED") for vertex in self.get(f"/jobs/{job}")["vertices"])

    def cancel(self, job: str) -> None:
        """Ends the job; its last checkpoint stays."""
        self._ask(Request(f"{self.address}/jobs/{job}?mode=cancel", method="PATCH"))

    def _ask(self, request: Request) -> Any:
        try:
            with urlopen(request, timeout=10) as answer:
                return json.loads(answer.read() or b"null")
        except (URLError, TimeoutError, ConnectionError) as error:
            raise ClusterAwayError(f"Flink at {self.address} does not answer ({error}); is `make up` done?") from error
