"""The shortest drills: kill -9 of the TaskManager once, and reports that are held up while time passes elsewhere.

`make drills` has the others, and the clock.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from contract.settings import Settings
from contract.topics import LATE, partition_of
from tests.agreement.drained import drained
from tests.agreement.sending import send
from tests.drills.accounts import accounts, assert_accounted, late_drops
from tests.drills.exactness import until_exact
from tests.drills.homes import in_order
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import Rig, rig_of
from tests.drills.steps import steps
from tests.namespaces import fresh

SILENCE_S = 2
HELD_UP = 8  # reports
PROMPT, SILENT = 300, 301


@pytest.fixture(scope="module")
def brisk(settings: Settings) -> Iterator[Rig]:
    """A rig with short checkpoints, so that its job has one to go back to, and little patience with silence."""
    with fresh(replace(settings, checkpoint_s=1, idle_s=SILENCE_S)) as own:
        rig = rig_of(own)
        with rig.job():
            yield rig
    # The stack's own job went down too, and later tests may want it.
    rig_of(settings).wait_until_running()


def test_nothing_is_lost_or_doubled_when_the_taskmanager_is_killed(brisk: Rig) -> None:
    sent = in_order(brisk.settings, seed=3)
    half = len(sent) // 2
    send(brisk.settings, sent[:half])
    before, was = until_exact(brisk), brisk.wait_until_running()
    brisk.victims.kill("taskmanager")
    send(brisk.settings, sent[half:])
    brisk.wait_until_running(other_than=was)
    after = until_exact(brisk)
    assert after.readings > before.readings
    assert_accounted(brisk.settings)


def test_what_was_held_up_while_time_passed_elsewhere_is_late_and_not_dropped(brisk: Rig) -> None:
    """The whole stream is the first's; the second's partition is silent for longer than is waited for."""
    settings, late = brisk.settings, _late(brisk)
    assert partition_of(PROMPT, settings.partitions) != partition_of(SILENT, settings.partitions)
    send(settings, [*steps(PROMPT, 0, 12), *steps(SILENT, 0, 4)])
    for step in range(12, 24):
        send(settings, list(steps(PROMPT, step, step + 1)))
        time.sleep(SILENCE_S / 4)
    send(settings, list(steps(SILENT, 4, 4 + HELD_UP)))
    send(settings, [*steps(PROMPT, 24, 48), *steps(SILENT, 24, 48)])
    until(lambda: _late(brisk) == late + HELD_UP, "what was held up to be accounted for as late", PATIENCE_S)
    assert late_drops(settings) == 0
    assert_accounted(settings)
    rows = [row["n"] for row in drained(settings, LATE.name) if row["user_id"] == SILENT]
    assert rows == [1] * HELD_UP


def _late(rig: Rig) -> int:
    """Readings accounted for as late."""
    return sum(account.late for account in accounts(rig.settings).values())
