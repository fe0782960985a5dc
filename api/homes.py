"""Homes and counties as the registry has them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, Row, func, select

from contract.registry import BLOCK_SIZE
from contract.tables.registry import counties, service_points, users
from contract.utilities import UTILITIES


@dataclass(frozen=True)
class Home:
    """A user with its place and utilities."""

    user_id: int
    name: str
    kind: str
    county: int
    county_name: str
    state: str
    zone: str
    lat: float
    lon: float
    feeder: int | None
    utilities: tuple[str, ...]


@dataclass(frozen=True)
class County:
    """A county with the number of its homes and businesses."""

    county: int
    name: str
    state: str
    lat: float
    lon: float
    zone: str
    homes: int


class Homes:
    """Reads of the registry; every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, user_id: int) -> Home | None:
        return next(iter(self.find_all([user_id])), None)

    def find_all(self, user_ids: Sequence[int]) -> list[Home]:
        """Those of `user_ids` that there are, in order of number."""
        wanted = select(users, counties.c.name.label("county_name"), counties.c.state)
        joined = wanted.join(counties, counties.c.county == users.c.county)
        points = select(service_points.c.user_id, service_points.c.utility)
        with self._engine.connect() as connection:
            rows = connection.execute(joined.where(users.c.user_id.in_(user_ids)).order_by(users.c.user_id)).all()
            found = connection.execute(points.where(service_points.c.user_id.in_(user_ids))).all()
        supplied = {(user_id, utility) for user_id, utility in found}
        return [_home(row, supplied) for row in rows]

    def counties_of(self, user_ids: Collection[int]) -> dict[int, int]:
        """The county of each of `user_ids` that there is."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(users.c.user_id, users.c.county).where(users.c.user_id.in_(user_ids)))
            return {row.user_id: row.county for row in rows}

    def blocks(self) -> dict[int, int]:
        """The county of each block of user numbers that has customers."""
        block = func.floor(users.c.user_id / BLOCK_SIZE)
        wanted = select(block, func.min(users.c.county)).where(users.c.kind != "head").group_by(block)
        with self._engine.connect() as connection:
            return {int(number): county for number, county in connection.execute(wanted)}

    def counties(self) -> list[County]:
        """All counties that have homes, in order of number."""
        wanted = select(counties, func.count(users.c.user_id).label("homes"))
        joined = wanted.join(users, (users.c.county == counties.c.county) & (users.c.kind != "head"))
        grouped = joined.group_by(counties.c.county).order_by(counties.c.county)
        with self._engine.connect() as connection:
            return [County(**row._mapping) for row in connection.execute(grouped)]


def _home(row: Row[tuple[object, ...]], supplied: set[tuple[int, str]]) -> Home:
    names = tuple(utility.name for utility in UTILITIES if (row.user_id, utility.name) in supplied)
    return Home(
        row.user_id,
        row.name,
        row.kind,
        row.county,
        row.county_name,
        row.state,
        row.zone,
        row.lat,
        row.lon,
        row.feeder_id,
        names,
    )
