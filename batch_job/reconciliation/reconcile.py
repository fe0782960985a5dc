"""One run's kept closing readings held against the live view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import structlog
from redis import RedisError

from batch_job.nightly.report_log import Offsets
from batch_job.reconciliation.compare import Compared, compare
from batch_job.reconciliation.kept import kept_days
from batch_job.reconciliation.later import Later
from batch_job.reconciliation.live import LiveView
from batch_job.store import Store
from contract.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True)
class Subject:
    """The run that is compared: days settled again before `first_day` kept no closing readings, so they are not."""

    run_id: int
    zone: str
    first_day: date
    cutoff: int
    stops: Offsets


def reconcile(settings: Settings, store: Store, subject: Subject) -> list[Compared]:
    """What matched; nothing, said in the log, if there is no live view. Raises StoreAwayError."""
    live = LiveView(settings)
    try:
        found = list(_compared(store, live, subject))
    except RedisError as error:
        log.warning("not compared: Redis does not answer", run=subject.run_id, zone=subject.zone, reason=str(error))
        return []
    finally:
        live.close()
    if not any(each.heard for each in found):
        log.warning("not compared: the live view is empty", run=subject.run_id, zone=subject.zone)
        return []
    _say(subject, found)
    return found


def _compared(store: Store, live: LiveView, subject: Subject) -> Iterator[Compared]:
    for (utility, partition), stop in sorted(subject.stops.items()):
        later = Later(store, utility, partition, subject.cutoff, stop)
        for kept in kept_days(store, subject.run_id, utility, partition):
            if kept.day >= subject.first_day:
                yield compare(utility, kept, live.closings(utility, kept), later.explain)


def _say(subject: Subject, found: list[Compared]) -> None:
    counts = {name: sum(int(getattr(each, name).sum()) for each in found) for name in ("compared", "matched", "late")}
    beyond = sum(each.beyond for each in found)
    unexplained = counts["compared"] - counts["matched"] - counts["late"]
    log.info(
        "compared with the live view",
        run=subject.run_id,
        zone=subject.zone,
        **counts,
        unexplained=unexplained,
        fallen_out_of_the_ring=beyond,
    )
