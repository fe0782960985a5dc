"""Spark's window functions over the archive's objects: `python -m ...peer_spark FOLDER TARGET CUTOFF`."""

from __future__ import annotations

import sys
import time

from pyspark.sql import SparkSession

from tests.bench.settle.rule_sql import rule


def main(folder: str, target: str, cutoff: int) -> None:
    """Prints the seconds it took, the start of the session left out."""
    builder = SparkSession.builder.master("local[2]").config("spark.driver.memory", "4g")
    spark = builder.config("spark.sql.shuffle.partitions", "16").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    began = time.monotonic()
    parts = [
        spark.read.parquet(f"{folder}/{utility}/*/*.parquet").selectExpr(
            f"'{utility}' as utility", "user_id", "at as moment", "register", "stamp"
        )
        for utility in ("electricity", "gas", "water")
    ]
    parts[0].union(parts[1]).union(parts[2]).createOrReplaceTempView("readings")
    spark.sql(rule("spark", cutoff)).write.mode("overwrite").parquet(target)
    print(time.monotonic() - began)
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
