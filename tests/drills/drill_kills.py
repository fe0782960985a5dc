"""kill -9 of every process that the stream depends on: nothing acknowledged is lost, nothing counts twice."""

from __future__ import annotations

import time

from tests.drills.exactness import until_exact
from tests.drills.fleet import Fleet
from tests.drills.recovery import assert_recovered
from tests.drills.rig import Rig

AWAY_S, EVERY_S, ROUNDS = 15, 6, 10


def test_the_taskmanager_is_killed(rig: Rig, fleet: Fleet) -> None:
    before = rig.wait_until_running()
    assert_recovered("TaskManager killed", rig, fleet, rig.victims.kill("taskmanager"), before)


def test_the_python_workers_are_killed(rig: Rig, fleet: Fleet) -> None:
    before = rig.wait_until_running()
    assert_recovered("Python workers killed", rig, fleet, rig.victims.kill_python_workers(), before)


def test_the_jobmanager_is_killed(rig: Rig, fleet: Fleet) -> None:
    before = rig.wait_until_running()
    assert_recovered("JobManager killed", rig, fleet, rig.victims.kill("jobmanager"), before)


def test_the_broker_is_killed_and_stays_away(rig: Rig, fleet: Fleet) -> None:
    rig.wait_until_running()
    killed = time.monotonic()
    rig.victims.keep_away("kafka", AWAY_S)
    fleet.wait_for_more()
    assert_recovered(f"broker killed and away for {AWAY_S} s", rig, fleet, killed)


def test_the_taskmanager_is_killed_every_few_seconds_for_a_minute(rig: Rig, fleet: Fleet) -> None:
    before = rig.wait_until_running()
    killed = 0.0
    for _ in range(ROUNDS):
        killed = rig.victims.kill("taskmanager")
        time.sleep(EVERY_S)
    assert_recovered(
        f"TaskManager killed {ROUNDS} times, every {EVERY_S} s; since the last", rig, fleet, killed, before
    )


def test_the_broker_holds_what_it_acknowledged_and_the_live_view_all_of_it(rig: Rig, fleet: Fleet) -> None:
    acknowledged = fleet.finish()
    print(f"\n{acknowledged:,} reports acknowledged: {until_exact(rig)}", flush=True)
