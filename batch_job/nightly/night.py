"""A settlement from beginning to end: plan, wait, freeze, settle; then load, audit and publish zone by zone."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import structlog
from rich.progress import Progress
from sqlalchemy import Engine

from batch_job.archive.run import group_of
from batch_job.baselines.refresh import refresh
from batch_job.billing.nightly import price_published
from batch_job.nightly import freeze, plan, runs
from batch_job.nightly.check_input import check_input
from batch_job.nightly.commit import commit_id
from batch_job.nightly.complete import wait_for_archive
from batch_job.nightly.database import engine, only_one
from batch_job.nightly.freeze import Planned
from batch_job.nightly.publish import check_and_publish
from batch_job.nightly.report_log import ReportLog
from batch_job.nightly.spark import ROOT, session, settle_all
from batch_job.nightly.steps import step
from batch_job.nightly.work import Done, Work
from batch_job.store import Store, open_store
from contract.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

log = structlog.get_logger()


@dataclass(frozen=True)
class Asked:
    """The command's options."""

    day: date | None = None
    zone: str | None = None
    closed: bool = False
    wait_s: float = 300.0


@dataclass(frozen=True)
class Night:
    """Where a settlement works."""

    settings: Settings
    database: Engine
    store: Store
    progress: Progress


def settle(settings: Settings, asked: Asked, progress: Progress) -> list[Planned]:
    """Settles and publishes what is due; gives the published runs. Raises Problem."""
    night = Night(settings, engine(settings), open_store(settings), progress)
    with only_one(night.database, settings):
        left = runs.fail_leftovers(night.database, night.store, plan.wall_clock)
        if left:
            log.warning("cleaned up after a settlement that was stopped", runs=left)
        planned = _plan(night, asked)
        if planned:
            _settle_and_publish(night, planned)
        refresh(settings, night.database, night.store)
        price_published(settings, night.database)
        return planned


def _plan(night: Night, asked: Asked) -> list[Planned]:
    """Runs for what is due, begun once the archive holds all they need."""
    reports = ReportLog(night.settings, group_of(night.settings))
    span = reports.span()
    if span is None:
        return []
    question = plan.question(night.settings, span, asked.day, asked.closed)
    entries = plan.days_due(night.database, asked.zone, span, question)
    stops = plan.needed(reports, entries, asked.closed)
    wait_for_archive(reports.archived, plan.furthest(stops), asked.wait_s, night.progress)
    commit = commit_id(ROOT)
    return [
        Planned(runs.begin(night.database, entry, commit, plan.wall_clock), entry, stop)
        for entry, stop in zip(entries, stops, strict=True)
    ]


def _settle_and_publish(night: Night, planned: list[Planned]) -> None:
    """All runs, or those before the first that fails; what is not published is cleaned up."""
    waiting = list(planned)
    try:
        counted = _compute(night, planned)
        with step("publish"):
            _publish(night, waiting, counted)
    except BaseException as error:
        for each in waiting:
            runs.fail(night.database, night.store, each.run_id, f"{type(error).__name__}: {error}", plan.wall_clock)
        raise


def _publish(night: Night, waiting: list[Planned], counted: dict[int, list[Done]]) -> None:
    """Publishes the runs, each of which leaves `waiting` then."""
    task = night.progress.add_task("publish", total=len(waiting))
    for each in list(waiting):
        check_and_publish(night.settings, night.database, night.store, each, counted[each.run_id])
        waiting.remove(each)
        night.progress.advance(task)


def _compute(night: Night, planned: list[Planned]) -> dict[int, list[Done]]:
    """Freezes the inputs of all runs, while Spark starts, and lets it settle them."""
    with ThreadPoolExecutor(1) as other:
        starting = other.submit(session, night.settings, os.cpu_count() or 1)
        try:
            with step("freeze"):
                works = _freeze(night, planned)
            return _by_run(planned, _settled(night, starting.result(), works))
        finally:
            starting.result().stop()


def _freeze(night: Night, planned: list[Planned]) -> list[Work]:
    works = list(freeze.works(night.store, planned, night.settings))
    with night.database.connect() as connection:
        freeze.freeze_state(connection, night.store, planned, works)
    for each in planned:
        runs.write_inputs(night.database, each.run_id, freeze.inputs(each, works, night.settings))
    return works


def _settled(night: Night, spark: SparkSession, works: list[Work]) -> list[Done]:
    task = night.progress.add_task("settle", total=len(works))
    with step("settle"):
        found = settle_all(spark, night.settings, works, lambda count: night.progress.update(task, completed=count))
    night.progress.update(task, completed=len(works))
    with step("check the input through s3a"):
        check_input(spark, night.settings, works, found)
    return found


def _by_run(planned: list[Planned], done: list[Done]) -> dict[int, list[Done]]:
    return {run.run_id: [each for each in done if each.run_id == run.run_id] for run in planned}
