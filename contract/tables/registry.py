"""Tables of the registry: users, service points, meters, counties, feeders, effective-dated in UTC ms."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Integer, Select, SmallInteger, String, Table, select

from contract.tables import metadata
from contract.utilities import Utility

counties = Table(
    "counties",
    metadata,
    Column("county", Integer, primary_key=True, autoincrement=False, comment="FIPS number"),
    Column("name", String(64), nullable=False),
    Column("state", String(2), nullable=False),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
    Column("zone", String(40), nullable=False, comment="IANA time zone, the settlement zone"),
)

feeders = Table(
    "feeders",
    metadata,
    Column("feeder_id", Integer, primary_key=True, autoincrement=False),
    Column("county", Integer, ForeignKey("counties.county"), nullable=False),
    Column("rating_w", Integer, nullable=False),
    Column("head_user_id", Integer, nullable=False, comment="its electricity meter is the head meter"),
)

users = Table(
    "users",
    metadata,
    Column("user_id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(64), nullable=False),
    Column("kind", String(8), nullable=False, comment="home, business or head"),
    Column("county", Integer, ForeignKey("counties.county"), nullable=False, index=True),
    Column("zone", String(40), nullable=False, index=True),
    Column("lat", Double, nullable=False),
    Column("lon", Double, nullable=False),
    Column("feeder_id", Integer, ForeignKey("feeders.feeder_id"), nullable=True, index=True),
)

service_points = Table(
    "service_points",
    metadata,
    Column("user_id", Integer, ForeignKey("users.user_id"), primary_key=True, autoincrement=False),
    Column("utility", String(12), primary_key=True),
    Column("supply_from", BigInteger, nullable=False, comment="UTC ms"),
)

meters = Table(
    "meters",
    metadata,
    Column("meter_id", Integer, primary_key=True, autoincrement=False),
    Column("user_id", Integer, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("utility", String(12), nullable=False),
    Column("register_digits", SmallInteger, nullable=False),
    Column("fitted_from", BigInteger, nullable=False, comment="UTC ms"),
    Column("fitted_to", BigInteger, nullable=True),
)


def other_dials(utility: Utility) -> Select[Any]:
    """Meters whose dials have other digits than is usual for the utility, with their users, as they were fitted."""
    chosen = select(meters.c.user_id, meters.c.meter_id, meters.c.register_digits).order_by(meters.c.fitted_from)
    return chosen.where(meters.c.utility == utility.name, meters.c.register_digits != utility.register_digits)
