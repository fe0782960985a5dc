"""What the session cluster says of the stream job while it is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from contract.settings import Settings

MIB = 2**20


@dataclass(frozen=True)
class Checkpoints:
    """Of all that were completed: medians and the worst, in ms and MiB."""

    ms: int
    worst_ms: int
    mib: float
    largest_mib: float


class StreamJob:
    """The one running job of a cluster."""

    def __init__(self, settings: Settings) -> None:
        self._client = httpx.Client(base_url=f"http://{settings.host}:{settings.flink_port}", timeout=10)
        jobs = self._get("/jobs/overview")["jobs"]
        self._job = next(job["jid"] for job in jobs if job["state"] == "RUNNING")
        vertices = self._get(f"/jobs/{self._job}")["vertices"]
        self._source = next(entry["id"] for entry in vertices if "reports" in entry["name"])

    def pending_reports(self) -> int:
        """What the broker holds and the source has not read."""
        path = f"/jobs/{self._job}/vertices/{self._source}/subtasks/metrics"
        names = [entry["id"] for entry in self._get(path) if entry["id"].endswith("pendingRecords")]
        return int(sum(entry["sum"] for entry in self._get(f"{path}?get={','.join(names)}&agg=sum")))

    def restarts(self) -> int:
        metrics = self._get(f"/jobs/{self._job}/metrics?get=numRestarts")
        return int(metrics[0]["value"])

    def checkpoints(self) -> Checkpoints:
        summary = self._get(f"/jobs/{self._job}/checkpoints")["summary"]
        took, size = summary["end_to_end_duration"], summary["checkpointed_size"]
        return Checkpoints(int(took["p50"]), int(took["max"]), round(size["p50"] / MIB, 2), round(size["max"] / MIB, 2))

    def checkpoints_done(self) -> int:
        return int(self._get(f"/jobs/{self._job}/checkpoints")["counts"]["completed"])

    def _get(self, path: str) -> Any:
        answer = self._client.get(path)
        answer.raise_for_status()
        return answer.json()
