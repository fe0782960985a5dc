"""What the speed layer said: the live view's closing readings, kept on S3 before its rings pass over them.

They are no messages, so their offsets are numbers of intervals: an object of topic closing-readings-<utility> holds
all of a partition's closing readings of a run of intervals, under the hour in which the first of these began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import structlog
from redis import RedisError
from sqlalchemy import Engine, select

from batch_job.archive.objects import Block, name_of, to_parquet
from batch_job.archive.put import put_once
from batch_job.reconciliation.live import LiveView
from batch_job.store import Store
from contract.live_view import SLOTS
from contract.master_data import parse_key
from contract.settings import Settings
from contract.tables.registry import service_points
from contract.topics import partition_of
from contract.utilities import BY_NAME
from contract.windows import HOUR_MS, INTERVAL_MS

log = structlog.get_logger()

SCHEMA = pa.schema({"user_id": pa.int32(), "at": pa.int64(), "register": pa.int64(), "offset": pa.int64()})
MOST = 2_000_000  # closing readings of an object
POINTS_AT_ONCE = 2_000

Place = tuple[str, int]
"""Utility and partition."""


@dataclass(frozen=True)
class Kept:
    """How many objects were put, with how many closing readings."""

    objects: int
    closings: int


def topic_of(utility: str) -> str:
    return f"closing-readings-{utility}"


def keep_closings(settings: Settings, database: Engine, store: Store, until: int) -> Kept:
    """Puts those of the intervals that ended by `until` (UTC ms) and are not there yet. Raises StoreAwayError.

    While Redis is away nothing is put; the next call goes on where this one should have.
    """
    live, counts, so_far = LiveView(settings), [], _put_so_far(store)
    try:
        for place, users in sorted(_users(database, settings).items()):
            stop = until // INTERVAL_MS  # the interval that begins at `until` is the first not to be put
            first = max(so_far.get(place, 0), stop - SLOTS)
            counts += [_put(store, place, block) for block in _blocks(live, place, users, (first, stop))]
    except RedisError as error:
        log.warning("closing readings are not kept: Redis does not answer", reason=str(error))
    finally:
        live.close()
    found = Kept(len(counts), sum(counts))
    log.info("kept closing readings", objects=found.objects, closings=found.closings)
    return found


def _users(database: Engine, settings: Settings) -> dict[Place, list[int]]:
    found: dict[Place, list[int]] = defaultdict(list)
    query = select(service_points.c.utility, service_points.c.user_id).order_by(service_points.c.user_id)
    with database.connect() as connection:
        for utility, user_id in connection.execute(query):
            found[utility, partition_of(user_id, settings.partitions)].append(user_id)
    return found


def _put_so_far(store: Store) -> dict[Place, int]:
    """One more than the last interval in any object."""
    found: dict[Place, int] = {}
    for utility in BY_NAME:
        for key, _, _ in store.list(f"raw/{topic_of(utility)}/"):
            raw = parse_key(key)
            if raw:
                place = (utility, raw.partition)
                found[place] = max(found.get(place, 0), raw.last + 1)
    return found


def _blocks(live: LiveView, place: Place, users: list[int], span: tuple[int, int]) -> Iterator[Block]:
    first, stop = span
    step = max(1, MOST // len(users))
    for begin in range(first, stop, step):
        end = min(begin + step, stop)
        parts = [
            _rows(live, place[0], users[start : start + POINTS_AT_ONCE], begin, end)
            for start in range(0, len(users), POINTS_AT_ONCE)
        ]
        table = pa.Table.from_batches(parts, SCHEMA).sort_by([("offset", "ascending"), ("user_id", "ascending")])
        # intervals of which nothing is known are put too, so that the objects leave no hole
        batches = table.combine_chunks().to_batches() or parts[:1]
        yield Block(begin, end - 1, begin * INTERVAL_MS // HOUR_MS, batches)


def _rows(live: LiveView, utility: str, users: list[int], first: int, stop: int) -> pa.RecordBatch:
    found = live.rings(utility, users).closings(np.arange(len(users)), first, stop - first)
    point, interval = np.nonzero(found.at >= 0)
    columns = [np.array(users)[point], found.at[point, interval], found.register[point, interval], first + interval]
    arrays = [pa.array(each).cast(field.type) for each, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _put(store: Store, place: Place, block: Block) -> int:
    put_once(store, name_of(topic_of(place[0]), place[1], block), to_parquet(block))
    return block.rows
