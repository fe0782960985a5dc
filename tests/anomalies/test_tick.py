"""What the clock alone tells of meters that are not heard any more."""

from __future__ import annotations

import numpy as np

from anomalies.criteria import Criteria
from anomalies.detectors.outage import Place
from anomalies.history import Array
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


def _told(last_at: Array, wall: int | None) -> set[tuple[Kind, int]]:
    now = presents(last_at, USERS, 4, wall, Criteria())
    found = not_heard(Heard(ELECTRICITY, USERS, last_at, now), [STREET], set(), Criteria())
    return {(each.kind, each.user_id) for each in found}


def test_nobody_is_silent_whose_partition_is_behind() -> None:
    behind = np.array([partition_of(int(user), 4) == 0 for user in USERS])
    last_at = np.where(behind, NOW - HOUR_MS, NOW)
    assert _told(last_at, None) == set()
    assert _told(last_at, NOW + MINUTE_MS) == set(), "by the wall clock neither"


def test_by_the_wall_clock_one_that_is_not_heard_is_silent() -> None:
    last_at = np.full(len(USERS), NOW)
    last_at[4] = NOW - HOUR_MS
    assert _told(last_at, NOW + MINUTE_MS) == {(Kind.SILENT, 104)}


def test_nobody_is_silent_while_we_hear_nothing_at_all() -> None:
    """The stream stood still for an hour, or rebuilds the view: no meter is to blame."""
    last_at = np.full(len(USERS), NOW)
    assert _told(last_at, NOW + HOUR_MS) == set()
    last_at[4] = NOW - HOUR_MS
    assert _told(last_at, NOW + HOUR_MS) == {(Kind.SILENT, 104)}, "it was silent before"


def test_a_few_meters_are_judged_by_what_all_are() -> None:
    last_at = np.full(len(USERS), NOW)
    alone = np.array([partition_of(int(user), 4) == 0 for user in USERS])
    last_at[alone] = 0
    last_at[np.flatnonzero(alone)[0]] = NOW - HOUR_MS
    assert _told(last_at, NOW + MINUTE_MS) == {(Kind.SILENT, int(USERS[np.flatnonzero(alone)[0]]))}
