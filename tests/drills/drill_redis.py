"""Redis freezes, dies, loses everything: the job waits, or writes again what was lost."""

from __future__ import annotations

import time

from tests.drills import scan
from tests.drills.fleet import Fleet
from tests.drills.recovery import assert_recovered
from tests.drills.rig import Rig

FROZEN_S = 30


def test_redis_is_frozen_and_the_job_waits(rig: Rig, fleet: Fleet) -> None:
    before = rig.wait_until_running()
    rig.victims.freeze("redis", FROZEN_S)
    assert_recovered(f"Redis frozen for {FROZEN_S} s; since it thawed", rig, fleet, time.monotonic())
    assert rig.incarnation() == before, "the job did not wait, it began again"


def test_redis_is_killed_and_the_job_goes_back_to_where_redis_is_whole(rig: Rig, fleet: Fleet) -> None:
    before = rig.wait_until_running()
    assert_recovered("Redis killed", rig, fleet, rig.victims.kill("redis"), before)


def test_redis_loses_everything_and_is_rebuilt_by_itself(rig: Rig, fleet: Fleet) -> None:
    before = rig.wait_until_running()
    scan.flush(rig.settings)
    assert_recovered("FLUSHALL", rig, fleet, time.monotonic(), before)
