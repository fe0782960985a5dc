"""Duplicates, disorder, late and very late reports, poison: the live view is exact, all else is counted exactly."""

from __future__ import annotations

from collections import Counter

from contract.topics import LATE, QUARANTINE
from tests.agreement.drained import drained
from tests.agreement.sending import send
from tests.drills import truth
from tests.drills.exactness import until_exact
from tests.drills.homes import in_disorder
from tests.drills.patience import PATIENCE_S, until
from tests.drills.rig import Rig


def test_disorder_and_poison_change_no_register_and_restart_nothing(rig: Rig) -> None:
    before = rig.wait_until_running()
    sent = in_disorder(rig.settings, seed=11)
    send(rig.settings, sent)
    heard = truth.references(rig.settings)
    late = Counter({name: reference.late for name, reference in heard.items()})
    unusable = Counter(fault.name.lower() for reference in heard.values() for fault in reference.unusable)
    assert sum(late.values()) > 0
    assert len(unusable) >= 6

    account = until_exact(rig)
    print(f"\n{len(sent):,} messages in disorder: {account}; late {dict(late)}, unusable {dict(unusable)}", flush=True)
    until(
        lambda: _quarantined(rig) == unusable and _late(rig) == late, "late and quarantine to be complete", PATIENCE_S
    )
    assert rig.incarnation() == before, "the job began again"


def _late(rig: Rig) -> Counter[str]:
    counted: Counter[str] = Counter()
    for row in drained(rig.settings, LATE.name):
        counted[row["utility"]] += row["n"]
    return counted


def _quarantined(rig: Rig) -> Counter[str]:
    return Counter(row["reason"] for row in drained(rig.settings, QUARANTINE.name))
