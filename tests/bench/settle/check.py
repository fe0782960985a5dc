"""A night's results held against the truth, on S3 and in MySQL."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sqlalchemy import Engine, select, text

from batch_job.nightly.spark.work import result_key
from batch_job.store import Store
from contract.tables.batch_view import runs
from contract.utilities import TAKEN
from tests.bench.settle import evening
from tests.bench.settle.expected import Day, Expected, kept
from tests.bench.settle.fleet import DAY, PARTITIONS
from tests.bench.settle.readings import INTERVALS

NAMES = ["user_id", "day", "usage_values", "basis", "findings", "readings", "usual", "total", "known"]
SUMS = """SELECT COUNT(*), SUM(CRC32(CONCAT(user_id, day, HEX(usage_values), basis, HEX(findings))))
FROM usage_days WHERE run_id = :run_id AND utility = :utility"""


def check(store: Store, database: Engine, run_id: int, folder: Path) -> int:
    """How many rows were compared. Raises AssertionError at the first that is wrong."""
    rows, repeated = 0, Counter[str]()
    for utility in sorted(each.name for each in TAKEN):
        sums: Counter[str] = Counter()
        for partition in range(PARTITIONS):
            place = (utility, partition)
            table = pq.read_table(io.BytesIO(store.get(result_key(run_id, *place))), columns=NAMES)
            wanted = kept(folder, place)
            _compare(place, table, wanted)
            sums.update(rows=table.num_rows, crc=_crc(table))
            repeated.update(duplicates=wanted.duplicates, conflicts=wanted.conflicts)
        _in_mysql(database, run_id, utility, sums)
        rows += sums["rows"]
    with database.connect() as connection:
        run = connection.execute(select(runs).where(runs.c.run_id == run_id)).one()
    if (run.duplicates, run.conflicts) != (repeated["duplicates"], repeated["conflicts"]):
        raise AssertionError(f"{run.duplicates} and {run.conflicts} readings came twice, but {dict(repeated)} did")
    return rows


def _compare(place: tuple[str, int], table: pa.Table, wanted: Expected) -> None:
    day, before = (
        table.filter(pc.equal(table["day"], pa.scalar(each))).sort_by("user_id") for each in (DAY, evening.EVENING.day)
    )
    _same_days(place, day, wanted.day)
    for name, truth in (("usual", wanted.usual), ("readings", wanted.readings)):
        _same(place, name, wanted.day.users, day[name].to_numpy(), truth)
    _same_days(place, before, wanted.evening)


def _same_days(place: tuple[str, int], table: pa.Table, wanted: Day) -> None:
    users = table["user_id"].to_numpy().astype(np.int64)
    if not np.array_equal(users, wanted.users):
        raise AssertionError(f"{place}: {len(users):,} days were settled, {len(wanted.users):,} should have been")
    if not len(users):
        return
    for name, kind in (("usage_values", "<i4"), ("basis", np.uint8)):
        data = np.frombuffer(b"".join(table[name].to_pylist()), kind).reshape(-1, INTERVALS)
        _same(place, name, users, data, wanted.values if name == "usage_values" else wanted.basis + ord("0"))
    there = np.array([each is not None for each in wanted.findings])
    findings, told = (
        np.array([each or b"" for each in both], object) for both in (table["findings"].to_pylist(), wanted.findings)
    )
    _same(place, "findings", users[there], findings[there], told[there])


def _same(place: tuple[str, int], name: str, users: NDArray[np.int64], found: np.ndarray, wanted: np.ndarray) -> None:
    differs = found != wanted
    wrong = np.flatnonzero(differs.any(axis=1) if differs.ndim > 1 else differs)
    if len(wrong):
        row = int(wrong[0])
        raise AssertionError(
            f"{place}: {name} of {len(wrong):,} service points differ, the first is user {users[row]}: "
            f"{found[row]!r} instead of {wanted[row]!r}"
        )


def _crc(table: pa.Table) -> int:
    columns = (table[name].to_pylist() for name in ("user_id", "day", "usage_values", "basis", "findings"))
    return sum(
        zlib.crc32(
            b"%d%s%s%s%s" % (user, str(day).encode(), values.hex().upper().encode(), basis, told.hex().upper().encode())
        )
        for user, day, values, basis, told in zip(*columns, strict=True)
    )


def _in_mysql(database: Engine, run_id: int, utility: str, sums: Counter[str]) -> None:
    with database.connect() as connection:
        found = connection.execute(text(SUMS), {"run_id": run_id, "utility": utility}).one()
    if (int(found[0]), int(found[1] or 0)) != (sums["rows"], sums["crc"]):
        raise AssertionError(f"MySQL has {tuple(found)} rows of {utility} and their checksum, S3 has {dict(sums)}")
