"""A comparison in numbers, and the first differences that nothing explains, for whoever looks for the bug."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import structlog

from batch_job.reconciliation.compare import Compared
from contract.reconciliation import CAUSES, Cause
from contract.windows import INTERVAL_MS

SHOWN = 5
log = structlog.get_logger()


def totals(found: Iterable[Compared]) -> dict[str, int]:
    """Compared, matched, and the differences of each cause that there is."""
    sums: dict[str, int] = {"compared": 0, "matched": 0} | dict.fromkeys(CAUSES, 0)
    for each in found:
        sums["compared"] += int(each.compared.sum())
        sums["matched"] += int(each.matched.sum())
        for number, count in enumerate(np.bincount(each.cause, minlength=len(CAUSES)).tolist()):
            sums[CAUSES[number]] += count
    return {name: count for name, count in sums.items() if count or name in ("compared", "matched", Cause.UNEXPLAINED)}


def say(run_id: int, zone: str, found: Sequence[Compared]) -> None:
    """One line for the run, and one for each of the first unexplained differences."""
    beyond = sum(each.beyond for each in found)
    log.info("compared with the live view", run=run_id, zone=zone, **totals(found), fallen_out_of_the_ring=beyond)
    for number, facts in zip(range(SHOWN), unexplained(found), strict=False):
        log.error("live and settled differ, and nothing explains it", run=run_id, number=number + 1, **facts)


def unexplained(found: Iterable[Compared]) -> Iterator[dict[str, Any]]:
    """Where it is and what either layer has; -1 where one has nothing."""
    for each in found:
        differs = each.difference
        for number in np.flatnonzero(each.cause == CAUSES.index(Cause.UNEXPLAINED)).tolist():
            yield {
                "utility": each.utility,
                "user_id": int(differs.user[number]),
                "interval_end": int(differs.interval[number] + 1) * INTERVAL_MS,
                "live": (int(differs.live_at[number]), int(differs.live_register[number])),
                "batch": (int(differs.batch_at[number]), int(differs.batch_register[number])),
            }
