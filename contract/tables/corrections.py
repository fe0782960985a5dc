"""Table of corrections: what operators sent to the topic of that name, and when. The API writes it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from contract.tables import metadata

corrections = Table(
    "corrections",
    metadata,
    Column("meter_id", Integer, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False, comment="UTC ms; the instant of the read"),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("utility", String(12), nullable=False),
    Column("user_id", Integer, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("register", BigInteger, nullable=False, comment="mWh or mL"),
    Column("demand", Integer, nullable=False, comment="W or L/h"),
    Column("reason", String(255), nullable=False),
    Column("recorded_by", String(64), nullable=False, comment="login"),
    Column("recorded_at", BigInteger, nullable=False, comment="UTC ms"),
    Column("message_offset", BigInteger, nullable=False, comment="in topic corrections"),
)
