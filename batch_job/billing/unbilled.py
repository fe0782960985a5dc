"""Ended periods that have no bill, as the last pricing left them: kept for staff, who would not hear of them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert

from batch_job.billing.cycles_on_file import Point
from contract.billing_periods import Period
from contract.tables.unbilled import REASON_LENGTH, unbilled_periods

ROWS_AT_ONCE = 5_000


def remember_unbilled(connection: Connection, found: Mapping[tuple[Point, Period], str], now: int) -> None:
    """Writes the periods and their sentences in the place of what an earlier pricing wrote."""
    rows = [
        {"utility": utility, "user_id": user_id, "first_day": period.first, "last_day": period.last,
         "reason": sentence[:REASON_LENGTH], "priced_at": now}
        for ((utility, user_id), period), sentence in found.items()
    ]  # fmt: skip
    connection.execute(delete(unbilled_periods))
    for begin in range(0, len(rows), ROWS_AT_ONCE):
        connection.execute(insert(unbilled_periods), rows[begin : begin + ROWS_AT_ONCE])
