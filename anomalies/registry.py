"""Who has which meter, where, and on which feeder, out of MySQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, create_engine, select

from anomalies.history import NOWHERE, Array
from contract.live_view import METER_BITS
from contract.settings import Settings
from contract.tables.registry import other_dials, service_points, users
from contract.utilities import BY_NAME, UTILITIES, Utility

CONNECT_S = 5

Dials = Mapping[int, int]
"""Digits of a service point's meters that have others than usual, by a meter's number modulo 32."""


@dataclass(frozen=True)
class Points:
    """The service points of a utility in order of user, as columns; History says what they are."""

    user_id: Array
    zone: Array
    county: Array
    place: Array
    feeder: Array
    heads: Array
    dials: Mapping[int, Dials] = field(default_factory=dict)  # by user, of the few that have any

    def __len__(self) -> int:
        return len(self.user_id)

    def dials_of(self, part: slice) -> dict[int, Dials]:
        """By row of a part, of those that have any."""
        if not self.dials:
            return {}
        return {row: self.dials[user] for row, user in enumerate(self.user_id[part].tolist()) if user in self.dials}


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
        dials = {utility: _dials(connection, utility) for utility in UTILITIES}
    return {utility: _points(rows, dials[utility]) for utility, rows in by_utility.items()}


def _dials(connection: Connection, utility: Utility) -> dict[int, Dials]:
    found: dict[int, dict[int, int]] = {}
    for row in connection.execute(other_dials(utility)):
        found.setdefault(row.user_id, {})[row.meter_id % 2**METER_BITS] = row.register_digits
    return dict(found)


def _points(rows: list[Sequence[Any]], dials: Mapping[int, Dials]) -> Points:
    user, zone, county, lat, lon, feeder, kind = zip(*rows, strict=True) if rows else ((),) * 7
    return Points(
        np.array(user, np.int64),
        np.array(zone, dtype=np.str_),
        np.array(county, np.int64),
        np.array([lat, lon], np.float64).T.reshape(-1, 2),
        np.array([NOWHERE if each is None else each for each in feeder], np.int64),
        np.array([each == "head" for each in kind], bool),
        dials,
    )
