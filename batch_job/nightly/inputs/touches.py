"""What came after the day that it belongs to was settled: corrections, and readings that came late."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.json
import pyarrow.parquet as pq
import structlog
from sqlalchemy import Connection, select

from batch_job.nightly.inputs.corrections import Told, zones_of
from batch_job.store import Store
from contract.days import day_bounds, local_day, midnight
from contract.master_data import parse_key
from contract.tables.registry import users
from contract.topics import CORRECTIONS, LATE
from contract.validity import AHEAD_MS, BEHIND_MS, LAST_INSTANT
from contract.windows import INTERVAL_MS, SECOND_MS, end

log = structlog.get_logger()

LOOK_BACK = timedelta(days=8)  # a day more than Kafka keeps what the archive could still be behind with
LATE_SCHEMA = pa.schema(
    {"utility": pa.string(), "partition": pa.int64(), "offset": pa.int64(), "user_id": pa.int64(), "at": pa.int64()}
).append(pa.field("stamp", pa.int64()))
PARSE = pa.json.ParseOptions(explicit_schema=LATE_SCHEMA, unexpected_field_behavior="ignore")

Place = tuple[str, int]
"""Topic and partition."""

CORRECTED: Place = (CORRECTIONS.name, 0)


@dataclass(frozen=True)
class Touch:
    """A service point's local day, and the message that may change it."""

    utility: str
    user_id: int
    zone: str
    day: date
    place: Place
    offset: int


def of_corrections(connection: Connection, told: list[Told]) -> Iterator[Touch]:
    """Those of service points that the registry knows."""
    zones = zones_of(connection, (each.correction.reading.user_id for each in told))
    for each in told:
        reading = each.correction.reading
        if reading.user_id in zones:
            zone = zones[reading.user_id]
            day = local_day(reading.at, zone)
            yield Touch(each.correction.utility, reading.user_id, zone, day, CORRECTED, each.offset)


def of_late(connection: Connection, store: Store) -> Iterator[Touch]:
    """Reports that came after their local day had ended, out of the archive of topic `late`. Raises StoreAwayError."""
    places = connection.execute(select(users.c.zone).distinct()).scalars().all()
    rows = _over_midnight(_late(store), places).to_pylist()
    zones = zones_of(connection, (row["user_id"] for row in rows))
    for row in rows:
        if row["user_id"] in zones:
            zone = zones[row["user_id"]]
            day, stop = _day_of(end(row["at"], INTERVAL_MS), zone)
            if row["stamp"] > stop:
                yield Touch(
                    row["utility"], row["user_id"], zone, day, (row["utility"], row["partition"]), row["offset"]
                )


def _over_midnight(rows: pa.Table, zones: Sequence[str]) -> pa.Table:
    """Those between whose instant and stamp any zone's day ended: a small part of what is late."""
    at, stamp = rows["at"].to_numpy(), rows["stamp"].to_numpy()
    if not len(at) or not zones:
        return rows.slice(0, 0)
    first, last = (datetime.fromtimestamp(each / SECOND_MS, UTC).date() for each in (int(at.min()), int(stamp.max())))
    days = [first + timedelta(days=number) for number in range(-1, (last - first).days + 3)]
    ended = np.unique([midnight(day, zone) for day in days for zone in zones])
    return rows.filter(pa.array(ended[np.minimum(np.searchsorted(ended, at), len(ended) - 1)] < stamp))


@lru_cache(maxsize=100_000)
def _day_of(at: int, zone: str) -> tuple[date, int]:
    """The local day, and when it ended (UTC ms)."""
    day = local_day(at, zone)
    return day, day_bounds(day, zone)[1]


def _late(store: Store) -> pa.Table:
    """LATE_SCHEMA of the last days of the topic; one report may be there twice."""
    raws = [raw for key, _, _ in store.list(f"raw/{LATE.name}/") if (raw := parse_key(key))]
    newest = max((raw.hour for raw in raws), default="")
    since = (datetime.fromisoformat(newest) - LOOK_BACK).strftime("%Y-%m-%dT%H") if newest else ""
    parts = [_lines(store.get(raw.key(""))) for raw in raws if raw.hour >= since]
    return pa.concat_tables([LATE_SCHEMA.empty_table(), *parts])


def _lines(body: bytes) -> pa.Table:
    """What tells of no late report is passed over, and said."""
    values = pq.read_table(io.BytesIO(body), columns=["value"])["value"].to_pylist()
    rows = _parsed(values).drop_null()
    at, stamp = rows["at"].to_numpy(), rows["stamp"].to_numpy()
    possible = (stamp >= 0) & (stamp <= LAST_INSTANT) & (at >= stamp - BEHIND_MS) & (at <= stamp + AHEAD_MS)
    found = rows.filter(pa.array(possible))
    if found.num_rows < len(values):
        log.warning("passed over what tells of no late report", messages=len(values) - found.num_rows)
    return found


def _parsed(values: list[bytes]) -> pa.Table:
    """Where one is bad, each half is tried apart, down to those that stand alone and are left out."""
    try:
        return pa.json.read_json(io.BytesIO(b"\n".join(values)), parse_options=PARSE)
    except pa.ArrowInvalid:
        if len(values) <= 1:
            return LATE_SCHEMA.empty_table()
    middle = len(values) // 2
    return pa.concat_tables([_parsed(values[:middle]), _parsed(values[middle:])])
