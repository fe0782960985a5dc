"""Who has which meter, where, and on which feeder, out of MySQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Engine, create_engine, select

from anomalies.history import NOWHERE, Array
from contract.settings import Settings
from contract.tables.registry import service_points, users
from contract.utilities import BY_NAME, UTILITIES, Utility

CONNECT_S = 5


@dataclass(frozen=True)
class Points:
    """The service points of a utility in order of user, as columns; History says what they are."""

    user_id: Array
    zone: Array
    county: Array
    place: Array
    feeder: Array
    heads: Array

    def __len__(self) -> int:
        return len(self.user_id)


Registry = dict[Utility, Points]


def connect(settings: Settings) -> Engine:
    """Opens nothing before the first question."""
    return create_engine(settings.mysql_url, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_S})


def read_registry(engine: Engine) -> Registry:
    """The registry of now. Raises SQLAlchemyError."""
    who = (users.c.user_id, users.c.zone, users.c.county, users.c.lat, users.c.lon, users.c.feeder_id, users.c.kind)
    asked = select(service_points.c.utility, *who).join_from(service_points, users).order_by(users.c.user_id)
    by_utility: dict[Utility, list[Sequence[Any]]] = {utility: [] for utility in UTILITIES}
    with engine.connect() as connection:
        for name, *rest in connection.execute(asked):
            by_utility[BY_NAME[name]].append(rest)
    return {utility: _points(rows) for utility, rows in by_utility.items()}


def _points(rows: list[Sequence[Any]]) -> Points:
    user, zone, county, lat, lon, feeder, kind = zip(*rows, strict=True) if rows else ((),) * 7
    return Points(
        np.array(user, np.int64),
        np.array(zone, dtype="U40"),
        np.array(county, np.int64),
        np.array([lat, lon], np.float64).T.reshape(-1, 2),
        np.array([NOWHERE if each is None else each for each in feeder], np.int64),
        np.array([each == "head" for each in kind], bool),
    )
