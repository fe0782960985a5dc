"""Tables of the registry: users, service points, meters, counties, feeders, effective-dated in UTC ms."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Integer, SmallInteger, String, Table

from contract.tables import metadata

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
