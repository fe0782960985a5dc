"""Why somebody is suspected: each way of stealing has its reason, and what only looks like it has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from batch_job.grid.balance import Feeders, balance
from batch_job.grid.cases import cases
from batch_job.grid.clues import clues
from batch_job.grid.connections import stays
from batch_job.grid.missing import Blocks, Compared, block_sums, find_missing
from batch_job.grid.suspects import Suspect, ranked, suspects
from batch_job.grid.window import Span, Window
from contract.batch_view import UNKNOWN
from contract.grid_view import Reason
from contract.windows import INTERVAL_MS
from tests.batch_job.grid import street
from tests.batch_job.grid.street import HEADS, HOMES

Amounts = NDArray[np.int64]
DAYS = 21
SPAN = Span(street.days(DAYS))
THIEF = HOMES[1][2]
LATER = np.arange(SPAN.columns) >= SPAN.bounds[11]
NIGHT = (np.arange(SPAN.columns) - SPAN.bounds[SPAN.day_of]) < 24
ODD = SPAN.day_of % 3 == 0


class Move(NamedTuple):
    """A home is on a feeder from an instant (UTC ms) on."""

    user: int
    feeder: int
    since: int


def found(
    counted: dict[int, Amounts],
    of: dict[int, Amounts],
    heads: dict[int, Amounts] | None = None,
    move: Move | None = None,
) -> list[Suspect]:
    """Who is named when meters count this, and heads count what was used, or `heads`; one may have moved."""
    used = street.with_heads(of) | (heads or {})
    users = np.array(sorted(used))
    values = np.array([counted.get(user, used[user]) for user in users.tolist()])
    feeders = Feeders(np.array([1, 2]), np.array([4_000, 4_000]), np.array([HEADS[1], HEADS[2]]))
    rows = [Move(user, feeder, 0) for feeder, own in HOMES.items() for user in own] + ([move] if move else [])
    connections = stays(*np.array(rows).T)
    window = Window(SPAN, users, values)
    sums = balance(feeders, connections, window)
    compared = Compared(sums.head, sums.supplied + sums.estimated, sums.comparable)
    missing = find_missing(block_sums(compared, Blocks.of(SPAN)), Blocks.of(SPAN))
    assert missing
    each = cases(feeders.feeder, compared, missing, connections, window)
    return ranked([named for case in each for named in suspects(case, clues(case), 0.3)])


WAYS: dict[Reason, Callable[[Amounts], Amounts]] = {
    Reason.SHARE: lambda used: np.where(LATER, used * 2 // 5, used),
    Reason.NIGHT: lambda used: np.where(LATER & NIGHT, used // 3, used),
    Reason.SOME_DAYS: lambda used: np.where(LATER & ODD, used * 2 // 5, used),
    Reason.LIMITED: lambda used: np.where(LATER, np.minimum(used, np.median(used).astype(np.int64)), used),
    Reason.TAPPED: lambda used: np.where(LATER, np.maximum(used - np.median(used).astype(np.int64) * 5 // 4, 0), used),
    Reason.STOPPED: lambda used: np.where(LATER, 0, used),
}


@pytest.mark.parametrize("reason", WAYS)
def test_each_way_has_its_reason(reason: Reason) -> None:
    used = street.living(DAYS)
    first, *others = found({THIEF: WAYS[reason](used[THIEF])}, used)
    assert (first.user_id, first.feeder_id, first.reason) == (THIEF, 1, reason)
    assert all(each.score < first.score / 2 for each in others)
    stolen = int((used[THIEF] - WAYS[reason](used[THIEF])).sum())
    assert first.missing == pytest.approx(stolen, rel=0.15)


def test_two_thieves_of_one_feeder_do_not_hide_each_other() -> None:
    used, other = street.living(DAYS), HOMES[1][0]
    counted = {THIEF: WAYS[Reason.SHARE](used[THIEF]), other: WAYS[Reason.TAPPED](used[other])}
    assert {each.user_id for each in found(counted, used)[:2]} == {THIEF, other}


def moved(of: dict[int, Amounts], move: Move, was: int) -> dict[int, Amounts]:
    """What heads count when a home is no longer on the feeder it `was` on."""
    heads = {feeder: street.with_heads(of)[head] for feeder, head in HEADS.items()}
    taken = np.where(SPAN.start + np.arange(SPAN.columns) * INTERVAL_MS >= move.since, of[move.user] * 103 // 100, 0)
    return {HEADS[was]: heads[was] - taken, HEADS[move.feeder]: heads[move.feeder] + taken}


@pytest.mark.parametrize("day", [10, 11, 12])
@pytest.mark.parametrize("reason", WAYS)
def test_who_moves_away_while_a_neighbour_steals_is_not_suspected(reason: Reason, day: int) -> None:
    used, move = street.living(DAYS), Move(HOMES[1][4], 2, SPAN.days[day].start)
    named = found({THIEF: WAYS[reason](used[THIEF])}, used, moved(used, move, 1), move)
    assert [each.user_id for each in named] == [THIEF]


@pytest.mark.parametrize("day", [10, 11, 12])
@pytest.mark.parametrize("reason", WAYS)
def test_who_moves_to_where_a_neighbour_steals_is_not_suspected(reason: Reason, day: int) -> None:
    """Though it uses nothing for a part of every day, as always."""
    used, move = street.living(DAYS), Move(HOMES[2][1], 1, SPAN.days[day].start)
    used[move.user] = np.where(np.random.default_rng(2).random(SPAN.columns) < 0.15, 0, used[move.user])
    named = found({THIEF: WAYS[reason](used[THIEF])}, used, moved(used, move, 2), move)
    assert [each.user_id for each in named] == [THIEF]


@pytest.mark.parametrize("day", [10, 11, 12])
@pytest.mark.parametrize("reason", WAYS)
def test_whose_meter_is_silent_while_a_neighbour_steals_is_not_suspected(reason: Reason, day: int) -> None:
    used, silent = street.living(DAYS), HOMES[1][4]
    heard = np.where(SPAN.day_of >= day, UNKNOWN, used[silent])
    named = found({THIEF: WAYS[reason](used[THIEF]), silent: heard}, used)
    assert [each.user_id for each in named] == [THIEF]


def test_who_is_away_and_who_uses_less_is_not_suspected() -> None:
    used = street.living(DAYS)
    used[THIEF] = np.where(LATER, used[THIEF] // 10, used[THIEF])
    assert found({}, used) == []


def test_who_is_away_while_a_neighbour_steals_is_no_more_suspected_than_that_one() -> None:
    used, away = street.living(DAYS), HOMES[1][4]
    used[away] = np.where(SPAN.day_of >= 13, used[away] // 5, used[away])
    first, *others = found({THIEF: WAYS[Reason.SHARE](used[THIEF])}, used)
    assert first.user_id == THIEF
    assert all(each.score < 0.6 for each in others)


def test_a_lossy_line_is_no_theft() -> None:
    """One feeder loses three times as much as the other, always; nobody takes it."""
    used = street.living(DAYS)
    counted = street.with_heads(used)
    lossy = {HEADS[2]: counted[HEADS[2]] + counted[HEADS[2]] * 2 // 100}
    assert found(lossy, used) == []
