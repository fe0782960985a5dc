"""What was held up on its way to one partition while time passed on the others: late, and never dropped by Flink."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from contract.encoding import messages
from contract.reading import Reading, as_report
from contract.settings import Settings
from contract.topics import LATE, partition_of
from contract.utilities import ELECTRICITY
from tests.agreement.drained import drained
from tests.agreement.generated_readings import Sent
from tests.agreement.sending import send
from tests.drills.accounts import accounts, assert_accounted, late_drops
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import Rig, rig_of
from tests.namespaces import fresh

BEGIN = 1_780_000_000_000
SILENCE_S, STEP_S, HELD_UP = 2, 5, 8  # seconds of the clock, of the producers, reports
PROMPT, SILENT = 64, 65


def test_what_was_held_up_is_late_and_not_dropped(settings: Settings) -> None:
    with fresh(replace(settings, checkpoint_s=1, idle_s=SILENCE_S)) as own:
        assert partition_of(PROMPT, own.partitions) != partition_of(SILENT, own.partitions)
        rig = rig_of(own)
        with rig.job():
            _drill(rig)


def _drill(rig: Rig) -> None:
    send(rig.settings, [*_reports(PROMPT, 0, 12), *_reports(SILENT, 0, 4)])
    until(lambda: _received(rig) > 0, "silent partitions to be passed over", PATIENCE_S)
    for step in range(12, 24):
        send(rig.settings, list(_reports(PROMPT, step, step + 1)))
        time.sleep(SILENCE_S / 4)
    send(rig.settings, list(_reports(SILENT, 4, 4 + HELD_UP)))
    send(rig.settings, [*_reports(PROMPT, 24, 48), *_reports(SILENT, 24, 48)])
    closed = 47 + 4 + HELD_UP + 23  # all up to the delay
    until(lambda: _received(rig) >= closed, "all closed windows", PATIENCE_S)
    assert late_drops(rig.settings) == 0
    assert_accounted(rig.settings)
    assert [(row["user_id"], row["n"]) for row in drained(rig.settings, LATE.name)] == [(SILENT, 1)] * HELD_UP
    assert sum(account.late for account in accounts(rig.settings).values()) == HELD_UP


def _reports(user: int, first: int, stop: int) -> Iterator[Sent]:
    for step in range(first, stop):
        at = BEGIN + step * STEP_S * 1000
        report = as_report([Reading(user, user * 4, at, 1000 + step, 100)])
        yield Sent(ELECTRICITY, user, messages.encode(report), report, at)


def _received(rig: Rig) -> int:
    return sum(account.received for account in accounts(rig.settings).values())
