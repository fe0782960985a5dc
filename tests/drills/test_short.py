"""The shortest drill: kill -9 of the TaskManager once. `make drills` has the others, and the clock."""

from __future__ import annotations

from dataclasses import replace

from contract.settings import Settings
from tests.agreement.sending import send
from tests.drills.accounts import assert_accounted
from tests.drills.exactness import until_exact
from tests.drills.homes import in_order
from tests.drills.rig import Rig, rig_of
from tests.namespaces import fresh


def test_nothing_is_lost_or_doubled_when_the_taskmanager_is_killed(settings: Settings) -> None:
    # Short checkpoints, so that the job has one to go back to.
    with fresh(replace(settings, checkpoint_s=1)) as own:
        rig = rig_of(own)
        with rig.job():
            _drill(rig)
    # The stack's own job went down too, and later tests may want it.
    rig_of(settings).wait_until_running()


def _drill(rig: Rig) -> None:
    sent = in_order(rig.settings, seed=3)
    half = len(sent) // 2
    send(rig.settings, sent[:half])
    before, was = until_exact(rig), rig.wait_until_running()
    rig.victims.kill("taskmanager")
    send(rig.settings, sent[half:])
    rig.wait_until_running(other_than=was)
    after = until_exact(rig)
    assert after.readings > before.readings
    assert_accounted(rig.settings)
