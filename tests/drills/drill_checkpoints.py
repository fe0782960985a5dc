"""No room for checkpoints: the job goes on without them, and makes them again once there is room."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import Any

from stream_job.cluster import Cluster
from tests.drills.fleet import Fleet
from tests.drills.patience import PATIENCE_S, until
from tests.drills.recovery import assert_recovered
from tests.drills.rig import Incarnation, Rig
from tests.drills.small_disk import no_file_may_grow

FULL_S = 30


def counts(rig: Rig, job: Incarnation) -> dict[str, Any]:
    """Of the checkpoints of a job: completed, failed ..."""
    found: dict[str, Any] = Cluster.of(rig.settings).get(f"/jobs/{job[0]}/checkpoints")["counts"]
    return found


def test_a_full_disk_stops_checkpoints_and_nothing_else(rig: Rig, fleet: Fleet) -> None:
    job = rig.wait_until_running()
    until(lambda: counts(rig, job)["completed"] > 0, "a checkpoint", PATIENCE_S)
    with ExitStack() as full:
        for part in ("taskmanager", "jobmanager"):
            full.enter_context(no_file_may_grow(rig.victims.pid(part)))
        failed = counts(rig, job)["failed"]
        time.sleep(FULL_S)
        assert counts(rig, job)["failed"] > failed, "checkpoints were written to a disk without room"
        completed = counts(rig, job)["completed"]
    assert_recovered(f"no room for checkpoints for {FULL_S} s; since there is room", rig, fleet, time.monotonic())
    assert rig.incarnation() == job, "the job began again"
    until(lambda: counts(rig, job)["completed"] > completed, "a further checkpoint", PATIENCE_S)
