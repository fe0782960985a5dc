"""The part of a settlement that Spark does: inputs frozen, every partition settled, the input counted again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from batch_job.nightly import runs
from batch_job.nightly.inputs import freeze
from batch_job.nightly.inputs.began import Began
from batch_job.nightly.inputs.freeze import Planned
from batch_job.nightly.inputs.freeze_facts import freeze_facts, with_facts, with_history
from batch_job.nightly.inputs.known import known
from batch_job.nightly.inputs.long_lists import put_lists, put_objects
from batch_job.nightly.place import Night
from batch_job.nightly.spark.check_input import check_input
from batch_job.nightly.spark.session import session, settle_all, warm_up
from batch_job.nightly.spark.work import Done, Work
from batch_job.nightly.steps import step
from contract.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Computed:
    """What was counted, by run; `checked` ends when the input has been counted again, and raises what is wrong then.

    That goes on while results are loaded; nothing may be published before it has ended.
    """

    counted: dict[int, list[Done]]
    checked: Future[None]
    began: Began


@contextmanager
def starting(settings: Settings) -> Iterator[Future[SparkSession]]:
    """A session that starts while something else is done, and ends with the block."""
    with ThreadPoolExecutor(1) as other:
        coming = other.submit(_started, settings, os.cpu_count() or 1)
        try:
            yield coming
        finally:
            coming.result().stop()


def _started(settings: Settings, cores: int) -> SparkSession:
    spark = session(settings, cores)
    warm_up(spark, settings, cores)
    return spark


def compute(night: Night, planned: list[Planned], spark: Future[SparkSession]) -> Computed:
    """Freezes the inputs of runs that go together, and settles them; their results are objects on S3 then."""
    with step("freeze"):
        works = _freeze(night, planned)
    done = _settled(night, spark.result(), works)
    counted = {run.run_id: [each for each in done if each.run_id == run.run_id] for run in planned}
    began = Began(night.store, planned[0].run_id, night.settings.partitions)
    return Computed(counted, _checking(night, spark.result(), works, done), began)


def _freeze(night: Night, planned: list[Planned]) -> list[Work]:
    with night.database.connect() as connection:
        since = known(connection, planned)
        works = list(freeze.works(night.store, planned, night.settings, since, accept_holes=night.accept_holes))
        points = freeze.freeze_state(connection, night.store, planned, works)
        works = with_facts(works, freeze_facts(connection, night.store, planned, points))
        works = with_history(connection, planned, works)
    objects = put_objects(night.store, works)
    for each in planned:
        lists = put_lists(night.store, each, objects)
        runs.write_inputs(night.database, each.run_id, freeze.inputs(each, works, night.settings) | lists)
    return works


def _settled(night: Night, spark: SparkSession, works: list[Work]) -> list[Done]:
    task = night.progress.add_task("settle", total=len(works))
    with step("settle"):
        found = settle_all(spark, night.settings, works, lambda count: night.progress.update(task, completed=count))
    night.progress.update(task, completed=len(works))
    return found


def _checking(night: Night, spark: SparkSession, works: list[Work], done: list[Done]) -> Future[None]:
    def check() -> None:
        with step("check the input through s3a"):
            check_input(spark, night.settings, works, done)

    other = ThreadPoolExecutor(1)
    checked = other.submit(check)
    other.shutdown(wait=False)
    return checked
