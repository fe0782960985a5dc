"""What Flink counts by itself, over its REST interface; nothing when it does not answer."""

from __future__ import annotations

from typing import Any

import httpx
import structlog

STREAM = "concord-stream"  # the job's name within its namespace
DROPS = "numLateRecordsDropped"
PENDING = "pendingRecords"
WAIT_S = 2.0


class FlinkMetrics:
    """Metrics of a namespace's stream job on the session cluster at `address`."""

    def __init__(self, address: str, job: str) -> None:
        self._address, self._job = address, job

    async def late_drops(self) -> int | None:
        """Records that Flink's own windows dropped as late, over all operators; None if nobody says."""
        return await self._total(DROPS)

    async def unread(self) -> int | None:
        """Messages that the broker has and the job's sources have not read; None if nobody says."""
        return await self._total(PENDING)

    async def _total(self, ending: str) -> int | None:
        """Over all operators, of the metrics whose name ends so."""
        try:
            async with httpx.AsyncClient(base_url=self._address, timeout=WAIT_S) as client:
                jobs = (await _get(client, "/jobs/overview"))["jobs"]
                running = [job["jid"] for job in jobs if job["name"] == self._job and job["state"] == "RUNNING"]
                return await _sum(client, running[0], ending) if running else None
        except (httpx.HTTPError, KeyError, ValueError) as error:
            structlog.get_logger().info("Flink does not answer", asked=ending, error=type(error).__name__)
            return None


async def _sum(client: httpx.AsyncClient, job: str, ending: str) -> int:
    total = 0.0
    for vertex in (await _get(client, f"/jobs/{job}"))["vertices"]:
        place = f"/jobs/{job}/vertices/{vertex['id']}/subtasks/metrics"
        names = [metric["id"] for metric in await _get(client, place) if metric["id"].endswith(ending)]
        if names:
            found = await _get(client, place, {"get": ",".join(names), "agg": "sum"})
            total += sum(metric["sum"] for metric in found)
    return round(total)


async def _get(client: httpx.AsyncClient, path: str, query: dict[str, str] | None = None) -> Any:
    return (await client.get(path, params=query)).raise_for_status().json()
