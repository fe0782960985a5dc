"""Looking up published days of some users, of each the last published row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, and_, func, select

from contract.tables.batch_view import runs, usage_days

POINTS_A_QUERY = 900  # from 1,000 on MariaDB makes a table of a list, and looks for it in ours


def published(
    connection: Connection, utility: str, users: Sequence[int], first: date, last: date
) -> Iterator[Row[Any]]:
    """Rows of usage_days of these users and the days from `first` to `last`, of each the last published one.

    By user and day, if the users are in order.
    """
    for begin in range(0, len(users), POINTS_A_QUERY):
        yield from connection.execute(last_published(utility, users[begin : begin + POINTS_A_QUERY], first, last))


def last_published(utility: str, users: Sequence[int], first: date, last: date) -> Select[Any]:
    """The query for the rows of no more than POINTS_A_QUERY users."""
    newer = usage_days.alias("newer")
    newer_run = runs.alias("newer_run")
    same_day = [newer.c[name] == usage_days.c[name] for name in ("utility", "user_id", "day")]
    overtaken = (
        by_key(select(newer.c.run_id), newer)
        .join(newer_run, and_(newer_run.c.run_id == newer.c.run_id, newer_run.c.state == "published"))
        .where(*same_day, newer.c.run_id > usage_days.c.run_id)
        .exists()
    )
    counted = by_key(select(usage_days)).join(runs, runs.c.run_id == usage_days.c.run_id)
    return counted.where(days_of(utility, users, first, last), runs.c.state == "published", ~overtaken).order_by(
        usage_days.c.user_id, usage_days.c.day
    )


def settled_by(connection: Connection, utility: str, users: Sequence[int], day: date) -> Iterator[tuple[int, int]]:
    """Users that have this day published, each with the last run that settled it.

    A run of later days that closed an open evening has published the day again, but looked at nothing else of it: its
    stored values stand.
    """
    for begin in range(0, len(users), POINTS_A_QUERY):
        chosen = days_of(utility, users[begin : begin + POINTS_A_QUERY], day, day)
        query = by_key(select(usage_days.c.user_id, func.max(usage_days.c.run_id)))
        query = query.join(runs, runs.c.run_id == usage_days.c.run_id).group_by(usage_days.c.user_id)
        found = query.where(chosen, runs.c.state == "published", runs.c.day_from <= usage_days.c.day)
        yield from ((int(user), int(run_id)) for user, run_id in connection.execute(found))


def days_of(utility: str, users: Sequence[int], first: date, last: date) -> ColumnElement[bool]:
    """Which rows are of these users and days. Not by a list of tuples: MariaDB finds no place in a key by these."""
    whose = (usage_days.c.utility == utility, usage_days.c.user_id.in_(users))
    return and_(*whose, usage_days.c.day.between(first, last))


def by_key(query: Select[Any], days: FromClause = usage_days) -> Select[Any]:
    """The query, told to look up days by their primary key, after what stands before them.

    What the server guesses of a table that a million rows have just come into can be far off: it may rather pass over
    all rows of a run.
    """
    return query.prefix_with("STRAIGHT_JOIN").with_hint(days, "FORCE INDEX (PRIMARY)")
