"""Tables of the batch view. A row counts once its run is published; newer runs add rows and never change old ones."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.mysql import MEDIUMTEXT

from contract.tables import metadata

runs = Table(
    "runs",
    metadata,
    Column("run_id", Integer, primary_key=True, autoincrement=True),
    Column("zone", String(40), nullable=False, index=True),
    Column("day_from", Date, nullable=False),
    Column("day_to", Date, nullable=False, comment="last day settled, included"),
    Column("state", String(12), nullable=False, comment="started, settled, published or failed"),
    Column("horizon", BigInteger, nullable=False, comment="UTC ms; the zone's horizon once published"),
    Column("cutoff", BigInteger, nullable=False, comment="UTC ms; broker time up to which input was taken"),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger, nullable=True),
    Column("published_at", BigInteger, nullable=True),
    Column("readings", BigInteger, nullable=True),
    Column("duplicates", BigInteger, nullable=True),
    Column("conflicts", BigInteger, nullable=True),
    Column("service_points", Integer, nullable=True),
    Column("checksum", String(64), nullable=True, comment="SHA-256 over the published rows in key order"),
    Column("inputs", Text().with_variant(MEDIUMTEXT, "mysql"), nullable=False, comment="JSON: frozen before the start"),
    Column("commit_id", String(40), nullable=False),
    Column("error", Text, nullable=True),
    Column("day_rows", BigInteger, nullable=True),
    Column("cpu_s", Double, nullable=True, comment="its share of its settlement's"),
    Column("delta", Text, nullable=True, comment="JSON, as the batch has it in delta.py; null: none"),
    Column(
        "corrections_to", BigInteger, nullable=True, comment="first offset of corrections not taken; null: none are"
    ),
    Column("only_points", Integer, nullable=True, comment="settles so many service points again; null: the whole zone"),
)

horizons = Table(
    "horizons",
    metadata,
    Column("zone", String(40), primary_key=True),
    Column("horizon", BigInteger, nullable=False, comment="UTC ms; up to here the batch answers"),
    Column("run_id", Integer, ForeignKey("runs.run_id"), nullable=False),
)

usage_days = Table(
    "usage_days",
    metadata,
    Column("utility", String(12), primary_key=True),
    Column("user_id", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True, comment="local day of the zone"),
    Column("run_id", Integer, ForeignKey("runs.run_id"), primary_key=True, autoincrement=False),
    Column("start", BigInteger, nullable=False, comment="UTC ms"),
    Column("intervals", SmallInteger, nullable=False, comment="92, 96 or 100, as the zone has it"),
    Column("usage_values", LargeBinary, nullable=False, comment="batch_view.write_values"),
    Column("basis", LargeBinary, nullable=False, comment="batch_view.write_basis"),
    Column("total", BigInteger, nullable=True, comment="mWh or mL; null if no interval is known"),
    Column("known", SmallInteger, nullable=False, comment="intervals with a value"),
    Column("readings", Integer, nullable=False),
    # usage.Carry at the day's end; null before the first reading
    Column("closing_at", BigInteger, nullable=True),
    Column("closing_register", BigInteger, nullable=True),
    Column("mark", BigInteger, nullable=True),
    Column("meter_id", Integer, nullable=True),
    Column("level", BigInteger, nullable=True),
    Column("left_mark", BigInteger, nullable=True, comment="segments.Segment.left; null but after a reset or jump"),
    Column("known_at", BigInteger, nullable=True),
    Column("known_level", BigInteger, nullable=True),
    Column("known_basis", SmallInteger, nullable=True),
    Column("served_at", BigInteger, nullable=True),
    Column("served_level", BigInteger, nullable=True),
    Column("served_basis", SmallInteger, nullable=True),
    Column("findings", LargeBinary, nullable=True, comment="rules.write_findings; null: not looked"),
    Column("usual", BigInteger, nullable=True, comment="mWh or mL a day"),
    Index("ix_usage_days_run_id_start", "run_id", "start"),
)

reconciliations = Table(
    "reconciliations",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.run_id"), primary_key=True, autoincrement=False),
    Column("utility", String(12), primary_key=True),
    Column("county", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("compared", Integer, nullable=False, comment="closing readings that both or either layer had"),
    Column("matched", Integer, nullable=False),
    Column("late", Integer, nullable=False, comment="explained: the batch had read what came after the cut"),
    Column("unexplained", Integer, nullable=False),
)

reconciled_causes = Table(
    "reconciled_causes",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.run_id"), primary_key=True, autoincrement=False),
    Column("utility", String(12), primary_key=True),
    Column("county", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("cause", String(20), primary_key=True, comment="reconciliation.Cause"),
    Column("differences", Integer, nullable=False),
    Column("sizes", Text, nullable=False, comment="of those that have one: reconciliation.write_sizes"),
)

reconciled_homes = Table(
    "reconciled_homes",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.run_id"), primary_key=True, autoincrement=False),
    Column("user_id", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("compared", Integer, nullable=False),
    Column("matched", Integer, nullable=False),
    Column("share", Double, nullable=False),
)
