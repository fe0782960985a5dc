"""Polars over the archive's objects: `python tests/bench/settle/peer_polars.py FOLDER TARGET NUMBERS`.

NUMBERS are cutoff, start, stop, interval, the greatest distance of a measured end and the longest line (UTC ms, ms).
Runs in the environment of the races, so it imports nothing of ours.
"""

from __future__ import annotations

import sys
import time

import polars as pl

KEY = "user_id"


def settled(source: str, numbers: list[int]) -> pl.LazyFrame:
    """One row per service point: values, -1 where unknown, and what each rests on."""
    cutoff, start, stop, interval, near, line = numbers
    count = (stop - start) // interval
    readings = pl.scan_parquet(source).select(KEY, "at", "register", "stamp")
    used = readings.filter((pl.col("stamp") <= cutoff) & (pl.col("at") <= stop))
    slot = (pl.col("at") - start + 99 * interval + interval - 1) // interval - 99
    closing = (
        used.with_columns(slot.alias("slot"))
        .sort(KEY, "at", "register")
        .group_by(KEY, "slot", maintain_order=True)
        .agg(pl.col("at").last(), pl.col("register").last())
    )
    after = [pl.col(name).shift(-1).over(KEY).alias(f"next_{name}") for name in ("slot", "at", "register")]
    first, last = pl.max_horizontal("slot", 0), pl.min_horizontal(pl.col("next_slot").fill_null(count + 1), count + 1)
    ends = (
        closing.with_columns(after)
        .filter((pl.col("slot") <= count) & (pl.col("next_slot").fill_null(count + 1) > 0))
        .with_columns(pl.int_ranges(first, last).alias("place"))
        .explode("place", empty_as_null=True)
        .with_columns((start + pl.col("place") * interval).alias("end"))
    )
    gap = pl.col("next_at") - pl.col("at")
    own = pl.when(pl.col("end") - pl.col("at") <= near).then(0).when(gap <= line).then(1).otherwise(3)
    drawn = pl.col("register") + (pl.col("next_register") - pl.col("register")) * (pl.col("end") - pl.col("at")) // gap
    level = pl.when(pl.col("own") == 0).then("register").when(pl.col("own") == 1).then(drawn)
    before = pl.col("own").shift(1).over(KEY).fill_null(3)
    return (
        ends.with_columns(own.alias("own"))
        .with_columns(level.alias("level"))
        .with_columns(pl.max_horizontal("own", before).alias("basis"), (pl.col("level").diff().over(KEY)).alias("rise"))
        .filter(pl.col("place") > 0)
        .with_columns(pl.when(pl.col("basis") == 3).then(-1).otherwise("rise").alias("value"))
        .group_by(KEY, maintain_order=True)
        .agg(pl.col("value").alias("usage"), pl.col("basis"))
    )


def main(folder: str, target: str, numbers: list[int]) -> None:
    """Prints the seconds it took."""
    began = time.monotonic()
    for utility in ("electricity", "gas", "water"):
        frame = settled(f"{folder}/{utility}/*/*.parquet", numbers).collect()
        frame.with_columns(pl.lit(utility).alias("utility")).write_parquet(f"{target}/{utility}.parquet")
    print(time.monotonic() - began)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], [int(word) for word in sys.argv[3:]])
