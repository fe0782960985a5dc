"""A service point moves to another feeder: a row more, so that whatever was before stays as it was.

A move may be entered ahead: the registry says the new feeder once it has come, from the next look at the grid on.
"""

from __future__ import annotations

from sqlalchemy import Connection, Update, func, select, update
from sqlalchemy.dialects import mysql

from batch_job.grid.on_file import ALWAYS
from batch_job.problem import Problem
from contract.tables.grid import feeder_connections
from contract.tables.registry import counties, feeders, users
from contract.windows import INTERVAL_MS


def move(connection: Connection, user_id: int, feeder_id: int, at: int, now: int) -> None:
    """Connects a customer to a feeder of its zone from `at` (UTC ms) on; recorded `now`. Raises Problem.

    Nights recompute the days from then on by themselves. What was entered for later instants stays.
    """
    user = connection.execute(select(users).where(users.c.user_id == user_id)).first()
    if user is None or user.kind == "head":
        raise Problem(f"There is no customer {user_id} to connect; look the number up in the registry.")
    zones = select(counties.c.zone).join(feeders, feeders.c.county == counties.c.county)
    if connection.execute(zones.where(feeders.c.feeder_id == feeder_id)).scalar() != user.zone:
        raise Problem(f"Feeder {feeder_id} is none of {user.zone}, where customer {user_id} is; name one that is.")
    if at % INTERVAL_MS:
        raise Problem("A move counts from a quarter hour on; give an instant at :00, :15, :30 or :45.")
    _enter(connection, user_id, user.feeder_id, ALWAYS, ALWAYS, only_first=True)
    _enter(connection, user_id, feeder_id, at, now)
    connection.execute(_as_connected(now).where(users.c.user_id == user_id))


def arrive(connection: Connection, now: int) -> None:
    """Lets the registry follow the moves that were entered ahead and have come by `now`."""
    entry = feeder_connections.c
    ahead = select(entry.user_id).where(entry.recorded_at < entry.connected_from, entry.connected_from <= now)
    connection.execute(_as_connected(now).where(users.c.user_id.in_(ahead)))


def _as_connected(now: int) -> Update:
    entry = feeder_connections.c
    begun = select(entry.feeder_id).where(entry.user_id == users.c.user_id, entry.connected_from <= now)
    return update(users).values(feeder_id=begun.order_by(entry.connected_from.desc()).limit(1).scalar_subquery())


def _enter(
    connection: Connection, user_id: int, feeder_id: int | None, at: int, now: int, *, only_first: bool = False
) -> None:
    entry = feeder_connections.c
    known = select(func.count()).select_from(feeder_connections).where(entry.user_id == user_id)
    if only_first and connection.execute(known).scalar_one():
        return
    row = {"user_id": user_id, "connected_from": at, "feeder_id": feeder_id, "recorded_at": now}
    statement = mysql.insert(feeder_connections).values(row)
    connection.execute(statement.on_duplicate_key_update(feeder_id=feeder_id, recorded_at=now))
