"""Rows of a run held against each other: days must add up to the levels at their ends."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

AUDITED = ["utility", "user_id", "day", "start", "intervals", "total", "known", "served_at", "served_level"]


class AuditError(RuntimeError):
    """A run whose results contradict themselves; it is not published."""


def audit_days(rows: pa.Table) -> None:
    """Between two ends that were served, a service point's days add up to the difference of its levels.

    `rows` are the columns AUDITED of one utility, by user and day. Raises AuditError.
    """
    user, start, total, level, served = (
        pc.fill_null(rows[name].cast(pa.int64()), -1).to_numpy()
        for name in ("user_id", "start", "total", "served_level", "served_at")
    )
    intervals, known = rows["intervals"].to_numpy(), rows["known"].to_numpy()
    whole = known == intervals
    follows = (user[1:] == user[:-1]) & whole[1:] & (served[:-1] == start[1:])
    wrong = np.flatnonzero(follows & (level[1:] - level[:-1] != total[1:])) + 1
    if len(wrong):
        row = rows.slice(int(wrong[0]), 1).to_pylist()[0]
        raise AuditError(
            f"{len(wrong)} days do not add up to their levels, the first is {row['utility']} of user "
            f"{row['user_id']} on {row['day']}"
        )
