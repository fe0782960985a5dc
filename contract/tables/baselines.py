"""The table of baselines: for each run, what was usual for the homes of a block at each hour of the week."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, SmallInteger, String, Table
from sqlalchemy.dialects.mysql import MEDIUMBLOB

from contract.tables import metadata

baselines = Table(
    "baselines",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.run_id"), primary_key=True, autoincrement=False),
    Column("utility", String(12), primary_key=True),
    Column("block", Integer, primary_key=True, autoincrement=False, comment="registry.block_of"),
    Column("effective", BigInteger, nullable=False, comment="UTC ms; for instants after this midnight"),
    Column("hours", SmallInteger, nullable=False, comment="168, 24 or 1 rows of entries"),
    Column(
        "entries",
        LargeBinary().with_variant(MEDIUMBLOB(), "mysql"),
        nullable=False,
        comment="as contract.baseline_view says",
    ),
)
