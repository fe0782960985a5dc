"""Rows of a run held against each other and against what it began with: days add up to the levels at their ends."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

AUDITED = ["utility", "user_id", "day", "start", "intervals", "total", "known", "served_at", "served_level"]
NONE = -1  # an instant, or a level beside it, that is not there

Numbers = NDArray[np.int64]


class AuditError(RuntimeError):
    """A run whose results contradict themselves; it is not published."""


def audit_days(rows: pa.Table, began: pa.Table) -> None:
    """Between two ends that were served, a service point's days add up to the difference of its levels.

    `rows` are the columns AUDITED of one utility, by user and day; `began`, by user, has what was served of each before
    the run, see inputs/began.py. Raises AuditError.
    """
    start, total, level = (_numbers(rows, name) for name in ("start", "total", "served_level"))
    intervals, known = rows["intervals"].to_numpy(), rows["known"].to_numpy()
    at_before, level_before = _before(rows, began)
    follows = (known == intervals) & (at_before == start)
    wrong = np.flatnonzero(follows & (level - level_before != total))
    if len(wrong):
        row = rows.slice(int(wrong[0]), 1).to_pylist()[0]
        raise AuditError(
            f"{len(wrong)} days do not add up to their levels, the first is {row['utility']} of user "
            f"{row['user_id']} on {row['day']}"
        )


def _before(rows: pa.Table, began: pa.Table) -> tuple[Numbers, Numbers]:
    """The end that was served last before each row, and its level: of the row before it, or what the run began with."""
    user, whose = _numbers(rows, "user_id"), _numbers(began, "user_id")
    first = np.flatnonzero(np.append(True, user[1:] != user[:-1])[: len(user)])
    place = np.searchsorted(whose, user[first])
    known = np.append(whose, NONE)[place] == user[first]
    at, level = np.roll(_numbers(rows, "served_at"), 1), np.roll(_numbers(rows, "served_level"), 1)
    for column, name in ((at, "served_at"), (level, "served_level")):
        column[first] = np.where(known, np.append(_numbers(began, name), NONE)[place], NONE)
    return at, level


def _numbers(table: pa.Table, name: str) -> Numbers:
    found: Numbers = pc.fill_null(table[name].cast(pa.int64()), NONE).to_numpy()
    return found
