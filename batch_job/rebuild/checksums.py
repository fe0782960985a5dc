"""Checksums of everything that people are told: day rows, bills, and the live view's closing readings."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Engine, LargeBinary, Select, func, select

from batch_job.reconciliation.live import LiveView
from contract.live_view import SLOTS
from contract.settings import Settings
from contract.tables.batch_view import runs, usage_days
from contract.tables.bills import bill_lines, bills
from contract.tables.registry import service_points
from contract.windows import INTERVAL_MS

POINTS_AT_ONCE = 2_000
WHEN_OR_NUMBER = ("bill_id", "replaces", "priced_at")
"""Of a bill, what says when it was made and as which row, not what is to be paid."""
HEXADECIMAL, BASE_TEN = 16, 10


def of_day_rows(connection: Connection) -> str:
    """Every row of every published run."""
    published = runs.c.state == "published"
    return _digest(connection, select(*usage_days.c).join(runs).where(published))


def of_bills(connection: Connection) -> str:
    """The newest version of every bill, with its lines."""
    newer = bills.alias("newer")
    same = [newer.c[name] == bills.c[name] for name in ("utility", "user_id", "first_day")]
    overtaken = select(newer.c.bill_id).where(*same, newer.c.version > bills.c.version).exists()
    told = [column for column in bills.c if column.name not in WHEN_OR_NUMBER]
    heads = select(*told).where(~overtaken)
    whose = [bills.c[name].label(f"of_{name}") for name in ("utility", "user_id", "first_day")]
    said = [column for column in bill_lines.c if column.name not in WHEN_OR_NUMBER]
    lines = select(*whose, *said).join(bills, bills.c.bill_id == bill_lines.c.bill_id).where(~overtaken)
    return f"{_digest(connection, heads)}/{_digest(connection, lines)}"


def of_live_view(settings: Settings, database: Engine, until: int) -> str:
    """Closing readings of the 90 hours of intervals that ended by `until` (UTC ms). Raises redis.RedisError."""
    digest, count = hashlib.sha256(), 0
    live = LiveView(settings)
    last = until // INTERVAL_MS
    span = SLOTS - 24  # what is still in the ring while a few newer intervals come
    try:
        for utility, users in sorted(_users(database).items()):
            for begin in range(0, len(users), POINTS_AT_ONCE):
                own = users[begin : begin + POINTS_AT_ONCE]
                found = live.rings(utility, own).closings(np.arange(len(own)), last - span, span)
                digest.update(found.at.tobytes() + found.register.tobytes())
                count += int((found.at >= 0).sum())
    finally:
        live.close()
    return f"{count}:{digest.hexdigest()[:16]}"


def _users(database: Engine) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    query = select(service_points.c.utility, service_points.c.user_id).order_by(service_points.c.user_id)
    with database.connect() as connection:
        for utility, user_id in connection.execute(query):
            found[utility].append(user_id)
    return found


def _digest(connection: Connection, rows: Select[Any]) -> str:
    """Number of rows, and their hashes joined by exclusive or: the server works it out, in whatever order they lie."""
    table = rows.subquery()
    hashed = func.sha2(func.concat_ws("|", *_texts(list(table.c))), 256)
    parts = [func.conv(func.substr(hashed, begin, 8), HEXADECIMAL, BASE_TEN) for begin in (1, 9)]
    query = select(func.count(), *(func.bit_xor(each) for each in parts))
    count, first, second = connection.execute(query.select_from(table)).one()
    return f"{count}:{int(first):08x}{int(second):08x}"


def _texts(columns: Sequence[Any]) -> list[ColumnElement[Any]]:
    return [func.coalesce(func.hex(each) if isinstance(each.type, LargeBinary) else each, "~") for each in columns]
