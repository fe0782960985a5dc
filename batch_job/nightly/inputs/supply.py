"""Since when service points are supplied, as the registry has it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, select

from contract.tables.registry import service_points

POINTS_A_QUERY = 1_000


def supply_from(connection: Connection, points: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """When supply began (UTC ms) of each of these (utility, user) that the registry knows."""
    found: dict[tuple[str, int], int] = {}
    for utility, own in groupby(sorted(set(points)), itemgetter(0)):
        users = [user for _, user in own]
        for begin in range(0, len(users), POINTS_A_QUERY):
            chosen = service_points.c.user_id.in_(users[begin : begin + POINTS_A_QUERY])
            query = select(service_points.c.user_id, service_points.c.supply_from)
            rows = connection.execute(query.where(service_points.c.utility == utility, chosen))
            found |= {(utility, row.user_id): row.supply_from for row in rows}
    return found
