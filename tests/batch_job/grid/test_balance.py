"""Sums of feeders against plain Python, over any service points, gaps and moves."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from batch_job.grid.balance import LEAST_KNOWN, PARTS, Balance, Feeders, balance
from batch_job.grid.connections import stays
from batch_job.grid.window import Span, Window
from batch_job.settlement.days import days_between
from contract.batch_view import UNKNOWN
from contract.windows import INTERVAL_MS

SPAN = Span(days_between(date(2026, 3, 7), date(2026, 3, 8), "America/New_York"))  # the second has 23 hours
COLUMNS = SPAN.columns
FEEDERS = Feeders(np.array([3, 5]), np.array([4_000, 8_000]), np.array([100, 101]))
LARGEST = 500_000_000  # mWh: the most a service point takes in an interval


class Move(NamedTuple):
    user: int
    feeder: int  # 0: to none
    column: int


class Drawn(NamedTuple):
    values: dict[int, list[int]]
    moves: list[Move]


@st.composite
def streets(draw: st.DrawFn) -> Drawn:
    """Up to six users of few levels with stretches unknown, who begin somewhere and may move."""
    users = draw(st.lists(st.integers(1, 9), unique=True, max_size=6))
    amounts = st.sampled_from([0, 1, 7, 250_000, LARGEST])
    values = {}
    for user in [*users, 100, 101]:
        own = [draw(amounts)] * COLUMNS
        first = draw(st.integers(0, COLUMNS))
        stop = draw(st.integers(first, COLUMNS))
        own[first:stop] = [draw(st.sampled_from([UNKNOWN, 3]))] * (stop - first)
        values[user] = own
    moves = [Move(user, draw(st.sampled_from([3, 5])), -1) for user in users]
    later = st.builds(Move, st.sampled_from(users or [1]), st.sampled_from([0, 3, 5]), st.integers(0, COLUMNS))
    moves += draw(st.lists(later, max_size=3, unique_by=lambda move: (move.user, move.column))) if users else []
    return Drawn(values, moves)


def where(drawn: Drawn, user: int, column: int) -> int:
    """The feeder of a user in an interval."""
    past = [move for move in drawn.moves if move.user == user and move.column <= column]
    return max(past, key=lambda move: move.column).feeder if past else 0


@given(streets())
def test_sums_points_and_estimates_are_those_of_plain_python(drawn: Drawn) -> None:
    found = balanced(drawn)
    for row, (feeder, head) in enumerate(((3, 100), (5, 101))):
        for first, stop in zip(SPAN.bounds[:-1].tolist(), SPAN.bounds[1:].tolist(), strict=True):
            usual = by_stay(drawn, feeder, range(first, stop))
            for column in range(first, stop, 5):
                own = [(drawn.values[user][column], weight) for user, stay, weight in usual if column in stay]
                known = [(value, weight) for value, weight in own if value != UNKNOWN]
                supplied, total = sum(value for value, _ in known), sum(weight for _, weight in own)
                parts = sum(weight for _, weight in known) * PARTS // max(total, 1)
                assert found.points[row, column] == len(own)
                assert found.known[row, column] == len(known)
                assert found.supplied[row, column] == supplied
                assert found.parts[row, column] == parts
                assert found.estimated[row, column] == (supplied * (PARTS - parts) // parts if parts else 0)
                assert found.head[row, column] == drawn.values[head][column]


@given(streets())
def test_a_loss_is_only_where_head_and_most_of_the_supply_are_known(drawn: Drawn) -> None:
    found = balanced(drawn)
    assert (found.loss[~found.comparable] == 0).all()
    assert (found.comparable == ((found.head != UNKNOWN) & (found.parts >= LEAST_KNOWN))).all()
    everybody = (found.known == found.points) & (found.points > 0)
    assert (found.estimated[everybody] == 0).all()
    assert ((found.load >= 0) | (found.load == UNKNOWN)).all()


def balanced(drawn: Drawn) -> Balance:
    columns = [
        np.array([getattr(move, name) for move in drawn.moves], np.int64) for name in ("user", "feeder", "column")
    ]
    user, feeder, column = columns
    connections = stays(user, feeder, SPAN.start + column * INTERVAL_MS)
    users = np.array(sorted(drawn.values))
    window = Window(SPAN, users, np.array([drawn.values[each] for each in users.tolist()], np.int64))
    return balance(FEEDERS, connections.take(np.isin(connections.feeder, FEEDERS.feeder)), window)


def by_stay(drawn: Drawn, feeder: int, day: range) -> list[tuple[int, set[int], int]]:
    """Each stay on a feeder: its user, its intervals of the day, and its mean known usage in them."""
    found = []
    for user in sorted({move.user for move in drawn.moves}):
        own = sorted((move for move in drawn.moves if move.user == user), key=lambda move: move.column)
        for number, move in enumerate(own):
            until = own[number + 1].column if number + 1 < len(own) else COLUMNS
            if move.feeder == feeder and until > max(move.column, 0) and move.column < COLUMNS:
                stay = set(range(max(move.column, 0), until)) & set(day)
                known = [drawn.values[user][column] for column in stay if drawn.values[user][column] != UNKNOWN]
                found.append((user, stay, known))
    means = [sum(known) // len(known) for _, _, known in found if known]
    others = sum(means) // max(len(means), 1)
    return [(user, stay, max(sum(known) // len(known) if known else others, 1)) for user, stay, known in found]
