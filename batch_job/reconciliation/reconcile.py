"""One run's kept closing readings held against the live view, and every difference explained or called a bug."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

import numpy as np
import pyarrow as pa
import structlog
from redis import RedisError
from sqlalchemy import Connection, select

from batch_job.archive.run import group_of
from batch_job.nightly.inputs.columns import read_columns
from batch_job.nightly.inputs.corrections import frozen
from batch_job.nightly.inputs.report_log import Offsets, ReportLog
from batch_job.nightly.inputs.state import user_spans
from batch_job.reconciliation.compare import Compared, compare
from batch_job.reconciliation.difference import joined
from batch_job.reconciliation.explain import Seen, causes
from batch_job.reconciliation.inputs import archived
from batch_job.reconciliation.kept import kept_days
from batch_job.reconciliation.live import LiveView
from batch_job.reconciliation.refused import refused
from batch_job.reconciliation.say import say
from batch_job.reconciliation.speed_seen import open_for_ms, surely_seen
from batch_job.store import Store
from contract.reconciliation import CAUSES, Cause
from contract.settings import Settings
from contract.tables.registry import service_points
from contract.tables.registry import users as users_table

ARCHIVE_PATIENCE_S = 90  # an object is put after 20 s at the latest
COUNTY = pa.schema({"user_id": pa.int32(), "county": pa.int32()})
log = structlog.get_logger()


Supplies = dict[tuple[str, int], int]
"""Where supply (by utility and user) began, UTC ms, as far as it was later than the days in question."""


@dataclass(frozen=True)
class Subject:
    """The run that is compared: days settled again before `first_day` kept no closing readings, so they are not."""

    run_id: int
    zone: str
    first_day: date
    cutoff: int
    stops: Offsets
    county: dict[int, int]  # of each of the zone's users
    supply_from: Supplies


def reconcile(settings: Settings, store: Store, subject: Subject) -> list[Compared]:
    """What matched and why not; nothing, said in the log, if there is no live view. Raises StoreAwayError."""
    live = LiveView(settings)
    try:
        if not live.knows_any(subject.county):
            log.warning("not compared: the live view is empty", run=subject.run_id, zone=subject.zone)
            return []
        speed = surely_seen(settings)  # before the rings are read, so that they hold at least so much
        found = list(_compared(store, live, subject))
    except RedisError as error:
        log.warning("not compared: Redis does not answer", run=subject.run_id, zone=subject.zone, reason=str(error))
        return []
    finally:
        live.close()
    explained = list(_explained(settings, store, subject, found, speed))
    say(subject.run_id, subject.zone, [each for _, each in explained])
    return [each for _, each in explained]


Placed = tuple[tuple[str, int], Compared]
"""Utility and partition, and one of its days."""


def _compared(store: Store, live: LiveView, subject: Subject) -> Iterator[Placed]:
    for utility, partition in sorted(subject.stops):
        days = [each for each in kept_days(store, subject.run_id, utility, partition) if each.day >= subject.first_day]
        if days:
            users = np.unique(np.concatenate([kept.users for kept in days]))
            rings = live.rings(utility, users.tolist())
            for kept in days:
                closings = rings.closings(np.searchsorted(users, kept.users), kept.first_interval, kept.at.shape[1])
                yield (utility, partition), compare(utility, kept, closings)


def _explained(
    settings: Settings, store: Store, subject: Subject, found: list[Placed], speed: Offsets
) -> Iterator[Placed]:
    """Asks the archive, once it holds all that the live view may have, but only where something differs."""
    odd = sorted({place for place, each in found if len(each.cause)})
    settled, taken = (_wait_for_archive(settings), frozen(store, subject.run_id)) if odd else (0, None)
    yield from ((place, each) for place, each in found if place not in odd)
    strangers = cache(partial(refused, settings))  # there are hardly ever any, and the topic may be long
    for place in odd:
        days = [each for where, each in found if where == place]
        difference = joined([each.difference for each in days])
        seen = Seen(subject.stops[place], speed.get(place, 0), settled)
        supply = np.array([subject.supply_from.get((place[0], user), 0) for user in difference.user.tolist()])
        inputs = archived(store, place, difference, taken)
        codes = causes(difference, inputs, seen, supply)
        if CAUSES.index(Cause.UNEXPLAINED) in codes and place in strangers():
            codes = causes(difference, inputs, replace(seen, refused=strangers()[place]), supply)
        cuts = np.cumsum([len(each.cause) for each in days])[:-1]
        for each, cause in zip(days, np.split(codes, cuts), strict=True):
            yield place, replace(each, cause=cause)


def _wait_for_archive(settings: Settings) -> int:
    """Gives the stamp (UTC ms) up to which no reading waits in an open live window."""
    reports = ReportLog(settings, group_of(settings))
    ends, span = reports.ends(), reports.span()
    deadline = time.monotonic() + ARCHIVE_PATIENCE_S
    while any(reports.archived()[place] < end for place, end in ends.items()):
        if time.monotonic() > deadline:
            log.warning("the archive is behind the live view: what it lacks stays unexplained")
            break
        time.sleep(1)
    return (span.last if span else 0) - open_for_ms(settings)


def supplies(connection: Connection, zone: str, after: int) -> Supplies:
    """Of the zone's service points those whose supply began after the instant `after` (UTC ms)."""
    query = select(service_points).join(users_table, users_table.c.user_id == service_points.c.user_id)
    later = query.where(users_table.c.zone == zone, service_points.c.supply_from > after)
    return {(row.utility, row.user_id): row.supply_from for row in connection.execute(later)}


def counties(connection: Connection, zone: str) -> dict[int, int]:
    """The county of each user of a zone."""
    query = select(users_table.c.user_id, users_table.c.county).where(users_table.c.zone == zone)
    parts = (query.where(users_table.c.user_id.between(*span)) for span in user_spans(connection))
    found = read_columns(connection.engine, parts, COUNTY)
    return dict(zip(found["user_id"].to_pylist(), found["county"].to_pylist(), strict=True))
