"""Tables of access: logins, whose homes they see and since when, and why an operator looked at a home."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from contract.tables import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("password_hash", String(255), nullable=False),
    Column("role", String(16), nullable=False, comment="roles.Role"),
)

occupancies = Table(
    "occupancies",
    metadata,
    Column("account", String(64), ForeignKey("accounts.name"), primary_key=True),
    Column("user_id", Integer, ForeignKey("users.user_id"), primary_key=True),
    Column("occupied_from", BigInteger, primary_key=True, autoincrement=False, comment="UTC ms"),
    Column("occupied_to", BigInteger, nullable=True),
)

home_accesses = Table(
    "home_accesses",
    metadata,
    Column("access_id", BigInteger, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False, comment="UTC ms"),
    Column("account", String(64), nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("reason", String(255), nullable=False),
)
