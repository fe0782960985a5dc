"""The comparison as a table or as JSON; what nothing explains ends the command with a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from batch_job.problem import Problem
from batch_job.reconciliation.compare import Compared
from batch_job.reconciliation.reconcile import Subject
from batch_job.reconciliation.say import totals, unexplained
from contract.reconciliation import CAUSES, percentile, size_step
from contract.utilities import UTILITIES

NAMES = ("compared", "matched", "p50", "p99", *CAUSES)


def show(found: Sequence[tuple[Subject, list[Compared]]], *, as_json: bool) -> None:
    """One row a zone and utility. Raises Problem if anything is unexplained."""
    rows = [row for subject, compared in found for row in _rows(subject, compared)]
    if as_json:
        Console().print_json(json.dumps(rows))
    else:
        Console().print(_table(rows) if rows else "Nothing to compare: settle first, with the stream running.")
    odd = [each for _, compared in found for each in unexplained(compared)]
    if odd:
        raise Problem(f"{len(odd)} differences between live and settled are unexplained, which is a bug: {odd[0]}")


def _rows(subject: Subject, compared: Sequence[Compared]) -> list[dict[str, Any]]:
    rows = []
    for utility in (each.name for each in UTILITIES):
        own = [each for each in compared if each.utility == utility]
        if own:
            sums: dict[str, Any] = {**dict.fromkeys(NAMES, 0), **totals(own)}
            rows.append({"zone": subject.zone, "run_id": subject.run_id, "utility": utility, **sums, **_sizes(own)})
    return rows


def _sizes(own: Sequence[Compared]) -> dict[str, int | None]:
    """Of all that was compared and has a size, what matched included: mWh or mL; as the page has it."""
    steps: dict[int, int] = {}
    for each in own:
        for size in each.difference.size[each.sized].tolist():
            steps[size_step(size)] = steps.get(size_step(size), 0) + 1
    zeros = sum(int(each.matched.sum()) for each in own)
    return {f"p{percent}": percentile(steps, percent, zeros) for percent in (50, 99)}


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    shown = [name for name in NAMES if name not in CAUSES or name == CAUSES[-1] or any(row[name] for row in rows)]
    table = Table("zone", "run", "utility", *(name.replace("_", " ") for name in shown))
    for row in rows:
        numbers = ("" if row[name] is None else f"{row[name]:,}" for name in shown)
        table.add_row(row["zone"], str(row["run_id"]), row["utility"], *numbers)
    return table
