"""Spark: one task per partition, and its own look at the frozen input through s3a."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlalchemy import Engine

from batch_job.nightly.database import engine
from batch_job.nightly.spark.task import settle_partition
from batch_job.nightly.spark.trouble import plainly
from batch_job.nightly.spark.work import Done, Work
from batch_job.nightly.steps import step
from batch_job.problem import Problem
from batch_job.store import Store, open_store
from contract.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT = Path(__file__).parents[3]
JARS = ROOT / ".concord" / "runtime" / "jars" / "spark"
JAVA_HOME = ROOT / ".concord" / "runtime" / "java"
QUIET = Path(__file__).with_name("log4j2.properties")
LOOK_EVERY_S = 0.5
DONE_SCHEMA = (
    "run_id long, utility string, partition long, rows long, "
    "readings long, duplicates long, conflicts long, usable long, unregistered long"
)


def session(settings: Settings, cores: int) -> SparkSession:
    """A session that reads this stack's S3, local or on the cluster that is set. Python of its tasks is this one."""
    from pyspark.sql import SparkSession

    if not JAVA_HOME.exists():
        raise Problem("Java is not installed here; run `make setup`.")
    os.environ["JAVA_HOME"] = str(JAVA_HOME)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    builder = SparkSession.builder.master(settings.spark_master or f"local[{cores}]").appName("concord settle")
    for name, value in {**_plain(settings), **_s3a(settings), **_executors(settings)}.items():
        builder = builder.config(name, value)
    with step("start Spark"), plainly():
        spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _plain(settings: Settings) -> dict[str, str]:
    return {
        "spark.driver.memory": f"{settings.spark_driver_mib}m",
        # a short life: what saves work at the start is worth more than what speeds up the hundredth task
        "spark.driver.extraJavaOptions": f"-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile={QUIET}",
        "spark.driver.extraClassPath": f"{JARS}/*",  # spark.jars would copy 100s of MiB at every start
        "spark.driver.host": settings.host,
        "spark.driver.bindAddress": settings.host,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "1",  # nothing but counts is ever shuffled
        # listing many objects by name is a few requests each: not worth a job of as many tasks
        "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000000",
        "spark.task.maxFailures": "4",
    }


def _executors(settings: Settings) -> dict[str, str]:
    """On a cluster, whose machines have this project where this one has it."""
    if not settings.spark_master:
        return {}
    return {
        "spark.executor.extraClassPath": f"{JARS}/*",
        "spark.executor.memory": "640m",
        "spark.executorEnv.JAVA_HOME": str(JAVA_HOME),
        "spark.executorEnv.PYTHONPATH": str(ROOT),
    }


def _s3a(settings: Settings) -> dict[str, str]:
    values = {
        "endpoint": settings.s3_endpoint,
        "endpoint.region": "us-east-1",
        "path.style.access": "true",
        "connection.ssl.enabled": "false",
        "access.key": settings.s3_access_key,
        "secret.key": settings.s3_secret_key,
        "aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
        "input.stream.type": "classic",
        "change.detection.mode": "server",
    }
    return {f"spark.hadoop.fs.s3a.{name}": value for name, value in values.items()}


def warm_up(spark: SparkSession, settings: Settings, cores: int) -> None:
    """Lets Spark start the Pythons of its tasks, which take seconds to know what they need, before there is work."""

    def ready(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import_module(settle_partition.__module__)
        _store(settings)
        yield from batches

    with step("start Pythons"), plainly():
        spark.range(0, cores, 1, cores).mapInArrow(ready, "id long").collect()


def settle_all(
    spark: SparkSession, settings: Settings, works: list[Work], advance: Callable[[int], None]
) -> list[Done]:
    """Runs every work as a task of one job; tells `advance` how many are done.

    Raises StoreAwayError, and what Spark raises.
    """

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        store, database = _store(settings), _database(settings)
        for batch in batches:
            for number in batch["id"].to_pylist():
                done = [asdict(each) for each in settle_partition(store, database, works[number])]
                columns = {field.name: [each[field.name] for each in done] for field in fields(Done)}
                yield pa.RecordBatch.from_pydict(columns)

    tasks = spark.range(0, len(works), 1, len(works)).mapInArrow(run, DONE_SCHEMA)
    ended = Event()
    watcher = Thread(target=_watch, args=(spark, advance, ended), daemon=True)
    watcher.start()
    try:
        with plainly():
            return [Done(**row.asDict()) for row in tasks.collect()]
    finally:
        ended.set()
        watcher.join()


@cache
def _store(settings: Settings) -> Store:
    """One client for all tasks of a process: making it costs as much as fifty requests."""
    return open_store(settings)


@cache
def _database(settings: Settings) -> Engine:
    """Connects when a task asks."""
    return engine(settings)


def _watch(spark: SparkSession, advance: Callable[[int], None], ended: Event) -> None:
    tracker = spark.sparkContext.statusTracker()
    while not ended.wait(LOOK_EVERY_S):
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        advance(max((stage.numCompletedTasks for stage in stages if stage), default=0))
