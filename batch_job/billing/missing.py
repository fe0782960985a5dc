"""Intervals that nobody knows: they hold a bill, unless no later run could ever fill them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from batch_job.billing.amounts import Amounts, Row
from contract.usage import Basis

UNKNOWN = b"%d" % Basis.UNKNOWN


def missing_by_day(found: Amounts, point: int, rows: Mapping[date, Row], begins: date | None) -> list[tuple[date, int]]:
    """Of each day of a service point; `begins` is the local day on which it began, if that is one of them."""
    return [
        (day, count - before_the_first(rows.get(day), count) if day == begins else count)
        for day, count in zip(found.days, found.missing[point].tolist(), strict=True)
    ]


def before_the_first(row: Row | None, missing: int) -> int:
    """How many of a first day's missing intervals lie before all known ones: no register was ever read before them."""
    return missing if row is None else len(row.basis) - len(row.basis.lstrip(UNKNOWN))
