"""Where homes are, out of MySQL."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Engine, create_engine, select

from contract.settings import Settings
from contract.tables.registry import service_points, users
from contract.utilities import UTILITIES, Utility
from hotspots.cells import Cells, cells_of
from hotspots.earth import Array

CONNECT_S = 5


@dataclass(frozen=True)
class Registry:
    """All homes and businesses in order of number: number, place (degrees), cell; who has which utility; counties."""

    user_id: Array
    place: Array
    cells: Cells
    supplied: dict[Utility, Array]  # indices of homes
    counties: tuple[int, ...]

    def index_of(self, user_id: Array) -> Array:
        """The index of each number that there is."""
        spot = np.minimum(np.searchsorted(self.user_id, user_id), max(len(self.user_id) - 1, 0))
        return spot[self.user_id[spot] == user_id] if len(self.user_id) else spot[:0]


def connect(settings: Settings) -> Engine:
    """Opens nothing before the first question."""
    return create_engine(settings.mysql_url, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_S})


def read_registry(engine: Engine, resolution: int) -> Registry:
    """The registry of now; a feeder's head is no home. Raises SQLAlchemyError."""
    columns = (users.c.user_id, users.c.lat, users.c.lon, users.c.county)
    homes = select(*columns).where(users.c.kind != "head").order_by(users.c.user_id)
    points = select(service_points.c.user_id, service_points.c.utility).order_by(service_points.c.user_id)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(homes)]
        supplies = [tuple(row) for row in connection.execute(points)]
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    place, user_id = table[:, 1:3], table[:, 0].astype(np.int64)
    registry = Registry(user_id, place, cells_of(place, resolution), {}, tuple(sorted({int(row[3]) for row in rows})))
    for utility in UTILITIES:
        named = np.array([number for number, name in supplies if name == utility.name], dtype=np.int64)
        registry.supplied[utility] = registry.index_of(named)
    return registry
