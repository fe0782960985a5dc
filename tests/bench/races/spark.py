"""PySpark Structured Streaming on JSON, a reading a message: BROKER TARGET JARS FOLDER SOURCE.

Prints what its batches took as JSON; session and planning before the first batch do not count.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import psutil
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as sql

# 200, the default, would be for a cluster; everything else is as it comes.
OPTIONS = {"spark.sql.shuffle.partitions": "4", "spark.ui.enabled": "false", "spark.driver.memory": "4g"}
READING = "letter INT, user_id INT, meter_id INT, `at` BIGINT, register BIGINT, demand BIGINT"
SUMS = ("n", "total", "squares", "least", "most", "last_register")


def session(jars: Path) -> SparkSession:
    """Of this machine's two cores."""
    builder = SparkSession.Builder().master("local[2]").config("spark.sql.session.timeZone", "UTC")
    for key, value in OPTIONS.items():
        builder = builder.config(key, value)
    return builder.config("spark.jars", ",".join(str(jar) for jar in sorted(jars.glob("*.jar")))).getOrCreate()


def windows(spark: SparkSession, kafka: str, source: str) -> DataFrame:
    """A row per service point and minute, as JSON in `value`."""
    reader = spark.readStream.format("kafka").option("kafka.bootstrap.servers", kafka).option("subscribe", source)
    messages = reader.option("startingOffsets", "earliest").load()
    rows = messages.select(sql.from_json(sql.col("value").cast("string"), READING).alias("row")).select("row.*")
    readings = rows.withColumn("read_at", sql.timestamp_millis(sql.col("at") - 1))
    demand = sql.col("demand")
    found = (
        readings.withWatermark("read_at", "5 seconds")
        .groupBy("letter", "user_id", sql.window("read_at", "1 minute"))
        .agg(
            sql.count("*").alias("n"),
            sql.sum(demand).alias("total"),
            sql.sum(demand * demand).alias("squares"),
            sql.min(demand).alias("least"),
            sql.max(demand).alias("most"),
            sql.max("register").alias("last_register"),
        )
    )
    closes = sql.unix_millis(sql.col("window.end")).alias("closes")
    return found.select(sql.to_json(sql.struct("letter", "user_id", closes, *SUMS)).alias("value"))


def main(kafka: str, target: str, jars: Path, folder: str, source: str) -> None:
    spark = session(jars)
    spark.sparkContext.setLogLevel("ERROR")
    sink = windows(spark, kafka, source).writeStream.format("kafka").option("kafka.bootstrap.servers", kafka)
    sink = sink.option("topic", target).option("checkpointLocation", folder).outputMode("update")
    before = _cpu_seconds()
    query = sink.trigger(availableNow=True).start()
    query.awaitTermination()
    batches = [progress["durationMs"].get("addBatch", 0) for progress in query.recentProgress]
    print(json.dumps({"seconds": sum(batches) / 1000, "cpu_s": _cpu_seconds() - before}))
    spark.stop()


def _cpu_seconds() -> float:
    """Of this process and its Java."""
    own = psutil.Process()
    times = [process.cpu_times() for process in [own, *own.children(recursive=True)]]
    return float(sum(time.user + time.system for time in times))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4], sys.argv[5])
