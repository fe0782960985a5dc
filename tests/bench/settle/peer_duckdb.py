"""DuckDB over the archive's objects: `python -m tests.bench.settle.peer_duckdb FOLDER TARGET CUTOFF`."""

from __future__ import annotations

import sys
import time

import duckdb

from tests.bench.settle.rule_sql import rule


def main(folder: str, target: str, cutoff: int) -> None:
    """Prints the seconds it took."""
    began = time.monotonic()
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set threads = 2")
        for utility in ("electricity", "gas", "water"):
            source = f"read_parquet('{folder}/{utility}/*/*.parquet')"
            readings = f"select '{utility}' as utility, user_id, \"at\" as moment, register, stamp from {source}"
            connection.execute(f"create or replace temp view readings as {readings}")
            query = rule("duckdb", cutoff)
            connection.execute(f"copy ({query}) to '{target}/{utility}.parquet' (format parquet, compression zstd)")
    print(time.monotonic() - began)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
