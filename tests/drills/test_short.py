"""The shortest drills: kill -9 of the TaskManager once, reports held up while time passes elsewhere, strangers.

`make drills` has the others, and the clock.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from redis import Redis

from contract.registry import Block, block_of
from contract.settings import Settings
from contract.topics import LATE, QUARANTINE, partition_of
from contract.utilities import ELECTRICITY
from tests.agreement.drained import drained
from tests.agreement.sending import send, send_registry
from tests.drills.accounts import accounts, assert_accounted, late_drops
from tests.drills.exactness import until_exact
from tests.drills.homes import in_order
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import Rig, rig_of
from tests.drills.steps import steps
from tests.live_headers import header
from tests.namespaces import fresh

SILENCE_S = 2
HELD_UP = 8  # reports
PROMPT, SILENT = 300, 301
STRANGER, ENROLLED = 5_000_000, 6_000_000


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


def test_strangers_are_refused_once_there_is_a_registry_and_who_is_enrolled_is_heard_at_once(brisk: Rig) -> None:
    settings, step = brisk.settings, itertools.count(48)

    def refused() -> set[int]:
        return {row["user_id"] for row in drained(settings, QUARANTINE.name) if row["reason"] == "unregistered"}

    def stranger_is_refused() -> bool:
        now = next(step)
        send(settings, list(steps(STRANGER, now, now + 1)))
        return STRANGER in refused()

    assert not refused()
    send_registry(settings, [Block(block_of(PROMPT), 36061, "America/New_York")])
    until(stranger_is_refused, "a stranger to be refused", PATIENCE_S)
    send_registry(settings, [Block(block_of(ENROLLED), 36061, "America/New_York")])
    send(settings, list(steps(ENROLLED, 48, 50)))
    with Redis(host=settings.host, port=settings.redis_port) as redis:
        until(lambda: header(redis, settings.redis_prefix(), ELECTRICITY, ENROLLED) is not None, "the home", PATIENCE_S)
    assert refused() == {STRANGER}


def _late(rig: Rig) -> int:
    """Readings accounted for as late."""
    return sum(account.late for account in accounts(rig.settings).values())
