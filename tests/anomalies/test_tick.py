"""What the clock alone tells of meters that are not heard any more."""

from __future__ import annotations

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors.outage import Place
from anomalies.tick import Heard, not_heard, presents
from contract.alerts import Kind
from contract.topics import partition_of
from contract.utilities import ELECTRICITY
from contract.windows import HOUR_MS, MINUTE_MS

NOW = 1_792_972_800_000
USERS = np.arange(100, 120)
STREET = Place("feeder", "f7", np.arange(10))


def _heard(*silent: int) -> Heard:
    last = np.full(len(USERS), NOW)
    last[list(silent)] = NOW - HOUR_MS
    return Heard(ELECTRICITY, USERS, last, np.full(len(USERS), NOW))


def test_meters_of_an_outage_are_told_once_and_others_each() -> None:
    found = not_heard(_heard(*range(8), 15), [STREET], set(), Criteria())
    outage, single = sorted(found, key=lambda each: each.kind is not Kind.OUTAGE)
    assert (outage.kind, outage.members) == (Kind.OUTAGE, tuple(range(100, 108)))
    assert (single.kind, single.user_id) == (Kind.SILENT, 115)


def test_a_few_silent_meters_of_a_street_are_no_outage() -> None:
    found = not_heard(_heard(0, 1), [STREET], set(), Criteria())
    assert [(each.kind, each.user_id) for each in found] == [(Kind.SILENT, 100), (Kind.SILENT, 101)]


def test_nobody_is_silent_whose_partition_is_behind() -> None:
    behind = np.array([partition_of(int(user), 4) == 0 for user in USERS])
    last = np.where(behind, NOW - HOUR_MS, NOW)
    assert not_heard(Heard(ELECTRICITY, USERS, last, presents(last, USERS, 4, None)), [], set(), Criteria()) == []
    by_clock = presents(last, USERS, 4, NOW + MINUTE_MS)
    found = not_heard(Heard(ELECTRICITY, USERS, last, by_clock), [], set(), Criteria())
    assert {each.user_id for each in found} == set(USERS[behind].tolist())
