"""Billing days on file: on which day of the month whose periods begin, and since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, func, or_, select

from contract.billing_periods import EVER, Cycle, Cycles, cycles_of
from contract.tables.tariffs import billing_cycles

Point = tuple[str, int]
"""Utility and user."""
CYCLE = billing_cycles.c


def read_cycles(connection: Connection, users: Collection[int] | None = None) -> dict[Point, Cycles]:
    """Of those service points of these users, or of all, that have one; equal ones are the same object."""
    query = select(CYCLE.utility, CYCLE.user_id, CYCLE.valid_from, CYCLE.version, CYCLE.billing_day)
    query = query if users is None else query.where(CYCLE.user_id.in_(users))
    listed: dict[Point, list[Cycle]] = defaultdict(list)
    for utility, user_id, *fields in connection.execute(query):
        listed[utility, user_id].append(Cycle(*fields))
    made: dict[tuple[Cycle, ...], Cycles] = {}
    return {point: made.setdefault(tuple(sorted(own)), cycles_of(own)) for point, own in listed.items()}


def changed_cycles(connection: Connection) -> dict[Point, Cycles]:
    """Of service points that have not had one billing day for ever."""
    several = or_(func.count() > 1, func.max(CYCLE.valid_from) > EVER)
    query = select(CYCLE.utility, CYCLE.user_id).group_by(CYCLE.utility, CYCLE.user_id).having(several)
    points = {(utility, user_id) for utility, user_id in connection.execute(query)}
    found = read_cycles(connection, sorted({user_id for _, user_id in points}))
    return {point: found[point] for point in points}
