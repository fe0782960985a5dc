"""A rebuild from beginning to end: results and Redis emptied, every run played again, the live view written anew."""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog
from rich.progress import Progress
from sqlalchemy import Engine

from batch_job.billing.run import price_due
from batch_job.nightly import plan, runs
from batch_job.nightly.database import engine, only_one
from batch_job.nightly.followers import follow
from batch_job.nightly.place import Night
from batch_job.nightly.publishing import manifests
from batch_job.nightly.publishing.manifests import Manifest
from batch_job.nightly.spark.compute import starting
from batch_job.problem import Problem
from batch_job.rebuild import checksums
from batch_job.rebuild.replay import replay, together, write_failed
from batch_job.rebuild.results import empty_redis, empty_tables
from batch_job.store import open_store
from contract.settings import Settings
from contract.windows import INTERVAL_MS, MINUTE_MS

log = structlog.get_logger()

LOOK_EVERY_S = 2.0
READ_MS = 2 * MINUTE_MS  # within which the live view has what a report of the last minute says


@dataclass(frozen=True)
class Checksums:
    """Of what people are told, at one moment; `live` counts to the last interval that had ended when it began."""

    day_rows: str
    bills: str
    live: str

    @property
    def live_closings(self) -> int:
        return int(self.live.partition(":")[0])


@dataclass(frozen=True)
class Rebuilt:
    """What there was and what there is now; a sentence for each run whose rows came out otherwise."""

    runs: int
    before: Checksums
    after: Checksums
    otherwise: list[str]


def look_until(now: int) -> int:
    """The last interval end (UTC ms) of which the live view must have heard by `now`."""
    return (now - READ_MS) // INTERVAL_MS * INTERVAL_MS


def look(settings: Settings, database: Engine, until: int) -> Checksums:
    """Raises redis.RedisError and the database's errors."""
    with database.connect() as connection:
        rows, bills = checksums.of_day_rows(connection), checksums.of_bills(connection)
    return Checksums(rows, bills, checksums.of_live_view(settings, database, until))


def rebuild(settings: Settings, live_wait_s: float, progress: Progress) -> Rebuilt:
    """Drops and makes again. Killed anywhere, the next call makes everything. Raises Problem."""
    night = Night(settings, engine(settings), open_store(settings), progress)
    until = look_until(plan.wall_clock())
    with only_one(night.database, settings):
        runs.fail_leftovers(night.database, night.store, plan.wall_clock, manifests.recorded(night.store))
        manifests.keep(night.database, night.store)
        played = list(manifests.kept(night.store))
        if not played:
            raise Problem("No run of this namespace is on record; settle first: `python -m batch_job settle`.")
        before = look(settings, night.database, until)
        log.info("emptying", result_rows=before.day_rows, redis_keys=empty_redis(settings))
        empty_tables(night.database)
        otherwise = _play(night, played)
        follow(settings, night.database, night.store)
    _wait_for_live_view(night, before, until, live_wait_s)
    return Rebuilt(len(played), before, look(settings, night.database, until), otherwise)


def _play(night: Night, played: list[Manifest]) -> list[str]:
    """Bills are priced after each settlement, as they were then, so that a correction makes its version again."""
    write_failed(night.database, played)
    groups = list(together(played))
    task = night.progress.add_task("runs", total=sum(map(len, groups)))
    otherwise: list[str] = []
    with starting(night.settings) as spark:
        for group in groups:
            otherwise += replay(night, group, spark)
            _price(night, group)
            night.progress.advance(task, len(group))
    return otherwise


def _price(night: Night, group: list[Manifest]) -> None:
    then = max(manifest.run["published_at"] for manifest in group)
    try:
        price_due(night.database, night.settings, lambda: then)
    except Problem as problem:
        log.error("nothing is priced", reason=str(problem))


def _wait_for_live_view(night: Night, before: Checksums, until: int, seconds: float) -> None:
    """The stream job sees by itself that Redis lost what it wrote, and writes it again from the topics."""
    if not before.live_closings:
        return
    task = night.progress.add_task("live view", total=before.live_closings)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        live = checksums.of_live_view(night.settings, night.database, until)
        night.progress.update(task, completed=int(live.partition(":")[0]))
        if live == before.live:
            return
        time.sleep(LOOK_EVERY_S)
    log.warning("the live view is not what it was", waited_s=seconds, was=before.live, now=live)
