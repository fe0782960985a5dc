"""Tables of the grid: who was on which feeder since when, and what each night found of feeders.

A night is one look at a zone. Its rows are never changed: of a feeder's day the greatest night counts, as of an instant
t the greatest with made_at <= t, and of suspects a zone's newest list.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
)

from contract.tables import metadata

feeder_connections = Table(
    "feeder_connections",
    metadata,
    Column("user_id", Integer, ForeignKey("users.user_id"), primary_key=True, autoincrement=False),
    Column(
        "connected_from",
        BigInteger,
        primary_key=True,
        autoincrement=False,
        comment="UTC ms, an interval's end; until the user's next row",
    ),
    Column("feeder_id", Integer, ForeignKey("feeders.feeder_id"), nullable=True, comment="null: on none"),
    Column("recorded_at", BigInteger, nullable=False, comment="UTC ms; days settled before are looked at again"),
)

feeder_nights = Table(
    "feeder_nights",
    metadata,
    Column("night_id", Integer, primary_key=True, autoincrement=True),
    Column("zone", String(40), nullable=False, index=True),
    Column("run_id", Integer, ForeignKey("runs.run_id"), nullable=False, comment="the last one it looked at"),
    Column("made_at", BigInteger, nullable=False, comment="UTC ms; what was recorded before is in it"),
    Column("usual_loss", Double, nullable=True, comment="share of what heads count; null without any head"),
    Column("spread", Double, nullable=True, comment="scaled MAD of the same between feeders' days"),
    Column("feeder_days", Integer, nullable=False, comment="rows of feeder_days that it wrote"),
    Column("suspects", Integer, nullable=False),
)

feeder_days = Table(
    "feeder_days",
    metadata,
    Column("feeder_id", Integer, ForeignKey("feeders.feeder_id"), primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True, comment="local day of the zone"),
    Column("night_id", Integer, ForeignKey("feeder_nights.night_id"), primary_key=True, autoincrement=False),
    Column("start", BigInteger, nullable=False, comment="UTC ms"),
    Column("intervals", SmallInteger, nullable=False, comment="92, 96 or 100, as the zone has it"),
    Column("rating_w", Integer, nullable=False),
    Column("points", Integer, nullable=False, comment="service points on it, the most of any interval"),
    # mWh by interval, batch_view.write_values
    Column("head_values", LargeBinary, nullable=False, comment="what reached the customers, fed_values included"),
    Column("fed_values", LargeBinary, nullable=True, comment="what they fed in; null: nothing"),
    Column("supplied_values", LargeBinary, nullable=False, comment="sum of the service points that are known"),
    Column("estimated_values", LargeBinary, nullable=False, comment="for those that are not, by their usual share"),
    Column("coverage", Double, nullable=False, comment="share of point intervals that are known"),
    Column("peak", BigInteger, nullable=True, comment="mWh of the interval with the highest load"),
    Column("peak_at", BigInteger, nullable=True, comment="UTC ms, its end"),
    Column("over", SmallInteger, nullable=False, comment="intervals whose mean load is above the rating"),
    # sums over intervals where the head is known and most of the supply too
    Column("compared", SmallInteger, nullable=False, comment="how many these are"),
    Column("head_total", BigInteger, nullable=False),
    Column("supplied_total", BigInteger, nullable=False),
    Column("estimated_total", BigInteger, nullable=False),
    Column("checksum", String(64), nullable=False, comment="SHA-256 of the columns above; no new row without a change"),
)

theft_suspects = Table(
    "theft_suspects",
    metadata,
    Column("night_id", Integer, ForeignKey("feeder_nights.night_id"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False, comment="1 is the first to be visited"),
    Column("user_id", Integer, ForeignKey("users.user_id"), nullable=False),
    Column("feeder_id", Integer, ForeignKey("feeders.feeder_id"), nullable=False),
    Column("score", Double, nullable=False, comment="0 to 1"),
    Column("reason", String(12), nullable=False, comment="grid_view.Reason"),
    Column("since", Date, nullable=False, comment="the first local day looked at on which the feeder missed energy"),
    Column("missing", BigInteger, nullable=False, comment="mWh that its feeder missed on such days"),
    Column("explained", BigInteger, nullable=False, comment="mWh of them that this one would explain"),
    Column("evidence", Text, nullable=False, comment="JSON: grid_view.Evidence"),
)
