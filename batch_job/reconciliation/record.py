"""What a comparison found, in MySQL: per utility, county and day, the same by cause, and per home and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, insert

from batch_job.reconciliation.compare import Compared
from contract.reconciliation import CAUSES, Cause, write_sizes
from contract.tables.batch_view import reconciled_causes, reconciled_homes, reconciliations

ROWS_AT_ONCE = 2_000
NAMES = ("compared", "matched", "late", "unexplained")


def record(connection: Connection, run_id: int, county: dict[int, int], found: Sequence[Compared]) -> None:
    """Writes what one run's comparison found; what nobody could compare has no row. `county` is by user."""
    _write(connection, reconciliations, run_id, county_rows(found, county))
    _write(connection, reconciled_causes, run_id, cause_rows(found, county))
    _write(connection, reconciled_homes, run_id, home_rows(found))


def county_rows(found: Iterable[Compared], county: dict[int, int]) -> list[dict[str, Any]]:
    """Rows of `reconciliations` without run_id."""
    sums: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(NAMES))
    for each in found:
        for user, *counts in _counts(each):
            _add(sums[each.utility, county[user], each.day], counts)
    return [
        {
            **dict(zip(("utility", "county", "day"), key, strict=True)),
            **dict(zip(NAMES, counts, strict=True)),
        }
        for key, counts in sorted(sums.items())
        if counts[0]
    ]


def cause_rows(found: Iterable[Compared], county: dict[int, int]) -> list[dict[str, Any]]:
    """Rows of `reconciled_causes` without run_id, with the sizes of those that have one."""
    sizes: defaultdict[tuple[Any, ...], list[int | None]] = defaultdict(list)
    for each in found:
        columns = (each.difference.user, each.cause, each.difference.size, each.sized)
        for user, code, size, sized in zip(*(column.tolist() for column in columns), strict=True):
            sizes[each.utility, county[user], each.day, CAUSES[code]].append(size if sized else None)
    return [
        {
            **dict(zip(("utility", "county", "day", "cause"), key, strict=True)),
            "differences": len(own),
            "sizes": write_sizes(size for size in own if size is not None),
        }
        for key, own in sorted(sizes.items())
    ]


def home_rows(found: Iterable[Compared]) -> list[dict[str, Any]]:
    """Rows of `reconciled_homes` without run_id."""
    sums: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(NAMES))
    for each in found:
        for user, *counts in _counts(each):
            _add(sums[user, each.day], counts)
    return [
        {"user_id": user, "day": day, "compared": compared, "matched": matched, "share": matched / compared}
        for (user, day), (compared, matched, *_) in sorted(sums.items())
        if compared
    ]


def _counts(each: Compared) -> Iterable[tuple[int, ...]]:
    by_cause = (each.of_cause(cause) for cause in (Cause.LATE, Cause.UNEXPLAINED))
    columns: tuple[np.ndarray[Any, Any], ...] = (each.users, each.compared, each.matched, *by_cause)
    return zip(*(column.tolist() for column in columns), strict=True)


def _add(sums: list[int], counts: list[int]) -> None:
    for number, count in enumerate(counts):
        sums[number] += count


def _write(connection: Connection, table: Table, run_id: int, rows: list[dict[str, Any]]) -> None:
    for begin in range(0, len(rows), ROWS_AT_ONCE):
        connection.execute(insert(table), [{**row, "run_id": run_id} for row in rows[begin : begin + ROWS_AT_ONCE]])
