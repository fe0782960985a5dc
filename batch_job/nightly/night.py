"""A settlement from beginning to end: plan, wait, freeze, settle; then load, audit and publish zone by zone.

What was published before and is touched by corrections or late readings is settled again after what is new.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import structlog
from rich.progress import Progress

from batch_job.archive.closings import keep_closings
from batch_job.archive.run import group_of
from batch_job.nightly import plan, runs
from batch_job.nightly.again import plan_again
from batch_job.nightly.commit import commit_id
from batch_job.nightly.cost import cpu_seconds, shares
from batch_job.nightly.database import engine, only_one
from batch_job.nightly.followers import follow
from batch_job.nightly.inputs.complete import BehindError, wait_for_archive
from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.inputs.report_log import Offsets, ReportLog
from batch_job.nightly.inputs.small_topics import Small, archived
from batch_job.nightly.place import Night
from batch_job.nightly.publishing import manifests
from batch_job.nightly.publishing.publish import check_and_publish
from batch_job.nightly.scheduling.due import Due
from batch_job.nightly.spark.compute import Computed, compute, starting
from batch_job.nightly.spark.session import ROOT
from batch_job.nightly.steps import step
from batch_job.problem import Problem
from batch_job.store import open_store
from contract.settings import Settings

log = structlog.get_logger()


@dataclass(frozen=True)
class Asked:
    """The command's options."""

    day: date | None = None
    zone: str | None = None
    closed: bool = False
    wait_s: float = 300.0
    accept_holes: bool = False


def settle(settings: Settings, asked: Asked, progress: Progress) -> list[Planned]:
    """Settles and publishes what is due; gives the published runs. Raises Problem."""
    night = Night(settings, engine(settings), open_store(settings), progress, asked.accept_holes)
    with only_one(night.database, settings):
        _refuse_losses(night)
        left = runs.fail_leftovers(night.database, night.store, plan.wall_clock)
        if left:
            log.warning("cleaned up after a settlement that was stopped", runs=left)
        small = archived(night.store)
        planned = [run for turn in _nights(night, asked, small) for run in turn]
        if planned:
            keep_closings(settings, night.database, night.store, max(each.due.days[-1].stop for each in planned))
        again = [run for turn in _settled_again(night, asked, small) for run in turn]
        follow(settings, night.database, night.store)
        manifests.keep(night.database, night.store)
        return [*planned, *again]


def _refuse_losses(night: Night) -> None:
    """New runs would get the numbers of those that are lost, and write over what these left on S3."""
    lost = manifests.lost(night.database, night.store)
    if lost:
        raise Problem(f"MySQL has lost {len(lost)} of the runs on record; play them again with `make rebuild`.")


def _nights(night: Night, asked: Asked, small: Small) -> Iterator[list[Planned]]:
    """What is due, settled and published: all at once, or night by night where some were missed."""
    planned = _plan(night, asked, small)
    while planned:
        settle_and_publish(night, planned)
        yield planned
        planned = _plan(night, asked, small) if any(each.due.left for each in planned) else []


def _settled_again(night: Night, asked: Asked, small: Small) -> Iterator[list[Planned]]:
    """What came after its day was settled, settled and published by how far back it goes."""
    for turn in plan_again(night, asked.zone, small):
        settle_and_publish(night, turn)
        yield turn


def _plan(night: Night, asked: Asked, small: Small) -> list[Planned]:
    """Runs for what is due, begun once the archive holds all they need."""
    reports = ReportLog(night.settings, group_of(night.settings))
    span = plan.span(reports, night.store)
    if span is None:
        return []
    question = plan.question(night.settings, span, asked.day, asked.closed)
    entries = plan.days_due(night.database, asked.zone, span, question)
    stops = plan.needed(reports, entries, asked.closed)
    try:
        wait_for_archive(reports.archived, plan.furthest(stops), asked.wait_s, night.progress)
    except BehindError as behind:
        entries, stops = _earlier(night, asked, reports, entries, behind)
    commit, begins = commit_id(ROOT), reports.begins()
    return [
        Planned(
            runs.begin(night.database, entry, commit, plan.wall_clock, corrections_to=small.corrections),
            entry,
            stop,
            small,
            begins=begins,
        )
        for entry, stop in zip(entries, stops, strict=True)
    ]


def _earlier(
    night: Night, asked: Asked, reports: ReportLog, entries: list[Due], behind: BehindError
) -> tuple[list[Due], list[Offsets]]:
    """Of the days that are due, those that the archive holds whole. Raises BehindError where that is no day at all."""
    possible = [] if asked.day or asked.closed else plan.archived_days(reports, entries, night.settings)
    if not possible:
        raise behind
    log.warning("the archive is behind; publishing an earlier horizon", reason=str(behind))
    due, stops = zip(*possible, strict=True)
    return [replace(each, left=0) for each in due], list(stops)


def settle_and_publish(night: Night, planned: list[Planned]) -> None:
    """All runs, or those before the first that fails; what is not published is cleaned up."""
    waiting = list(planned)
    try:
        begun = cpu_seconds()
        with starting(night.settings) as spark:
            computed = compute(night, planned, spark)
            costs = shares(computed.counted, cpu_seconds() - begun)
            with step("publish"):
                _publish(night, waiting, computed, costs)
    except BaseException as error:
        for each in waiting:
            runs.fail(night.database, night.store, each.run_id, f"{type(error).__name__}: {error}", plan.wall_clock)
        raise


def _publish(night: Night, waiting: list[Planned], computed: Computed, costs: dict[int, float]) -> None:
    """Publishes the runs, each of which leaves `waiting` then."""
    task = night.progress.add_task("publish", total=len(waiting))
    for each in list(waiting):
        check_and_publish(night, each, computed, costs[each.run_id])
        waiting.remove(each)
        night.progress.advance(task)
