"""Spark: one task per partition, and its own look at the frozen input through s3a."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from batch_job.nightly.task import settle_partition
from batch_job.nightly.work import Done, Work
from batch_job.problem import Problem
from batch_job.store import open_store
from contract.settings import Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROOT = Path(__file__).parents[2]
JARS = ROOT / ".concord" / "runtime" / "jars" / "spark"
JAVA_HOME = ROOT / ".concord" / "runtime" / "java"
DONE_SCHEMA = (
    "run_id long, utility string, partition long, rows long, "
    "readings long, duplicates long, conflicts long, unregistered long"
)


def session(settings: Settings, cores: int) -> SparkSession:
    """A local session that reads this stack's S3. Python of its tasks is this one."""
    from pyspark.sql import SparkSession

    if not JAVA_HOME.exists():
        raise Problem("Java is not installed here; run `make setup`.")
    os.environ["JAVA_HOME"] = str(JAVA_HOME)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    builder = SparkSession.builder.master(f"local[{cores}]").appName("concord settle")
    for name, value in {**_plain(settings), **_s3a(settings)}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def _plain(settings: Settings) -> dict[str, str]:
    return {
        "spark.driver.memory": f"{settings.spark_driver_mib}m",
        "spark.driver.host": settings.host,
        "spark.driver.bindAddress": settings.host,
        "spark.jars": ",".join(str(jar) for jar in sorted(JARS.glob("*.jar"))),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
        "spark.task.maxFailures": "4",
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


def settle_all(spark: SparkSession, settings: Settings, works: list[Work], settled: Callable[[Done], None]) -> None:
    """Runs every work as a task of its own; calls `settled` as results come in. Raises what Spark raises."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        store = open_store(settings)
        for batch in batches:
            for number in batch["id"].to_pylist():
                done = [asdict(each) for each in settle_partition(store, works[number])]
                columns = {field.name: [each[field.name] for each in done] for field in fields(Done)}
                yield pa.RecordBatch.from_pydict(columns)

    tasks = spark.range(0, len(works), 1, len(works))
    for row in tasks.mapInArrow(run, DONE_SCHEMA).toLocalIterator(prefetchPartitions=True):
        settled(Done(**row.asDict()))
