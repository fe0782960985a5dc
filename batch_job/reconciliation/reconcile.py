"""One run's kept closing readings held against the live view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import structlog
from redis import RedisError
from sqlalchemy import Connection, select

from batch_job.nightly.report_log import Offsets
from batch_job.reconciliation.compare import Compared, compare
from batch_job.reconciliation.kept import kept_days
from batch_job.reconciliation.later import Later
from batch_job.reconciliation.live import LiveView
from batch_job.store import Store
from contract.settings import Settings
from contract.tables.registry import users as users_table

log = structlog.get_logger()


@dataclass(frozen=True)
class Subject:
    """The run that is compared: days settled again before `first_day` kept no closing readings, so they are not."""

    run_id: int
    zone: str
    first_day: date
    cutoff: int
    stops: Offsets
    county: dict[int, int]  # of each of the zone's users


def reconcile(settings: Settings, store: Store, subject: Subject) -> list[Compared]:
    """What matched; nothing, said in the log, if there is no live view. Raises StoreAwayError."""
    live = LiveView(settings)
    try:
        if not live.knows_any(subject.county):
            log.warning("not compared: the live view is empty", run=subject.run_id, zone=subject.zone)
            return []
        found = list(_compared(store, live, subject))
    except RedisError as error:
        log.warning("not compared: Redis does not answer", run=subject.run_id, zone=subject.zone, reason=str(error))
        return []
    finally:
        live.close()
    _say(subject, found)
    return found


def _compared(store: Store, live: LiveView, subject: Subject) -> Iterator[Compared]:
    for (utility, partition), stop in sorted(subject.stops.items()):
        later = Later(store, utility, partition, subject.cutoff, stop)
        days = [each for each in kept_days(store, subject.run_id, utility, partition) if each.day >= subject.first_day]
        if days:
            users = np.unique(np.concatenate([kept.users for kept in days]))
            rings = live.rings(utility, users.tolist())
            for kept in days:
                closings = rings.closings(np.searchsorted(users, kept.users), kept.first_interval, kept.at.shape[1])
                yield compare(utility, kept, closings, later.explain)


def counties(connection: Connection, zone: str) -> dict[int, int]:
    """The county of each user of a zone."""
    query = select(users_table.c.user_id, users_table.c.county).where(users_table.c.zone == zone)
    return {row.user_id: row.county for row in connection.execute(query)}


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
