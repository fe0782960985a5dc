"""From the table of baselines to Redis: every zone's latest version, whole before the index names it."""

from __future__ import annotations

import numpy as np
from redis import Redis
from sqlalchemy import Connection, Engine, select

from batch_job.baselines.make import Latest, latest_runs
from contract.baseline_view import Version, block_key, directory_key, index_key, read_index, write_index
from contract.encoding.baselines import ENTRY, PLACE
from contract.settings import Settings
from contract.tables.baselines import baselines as table
from contract.utilities import BY_LETTER, BY_NAME

BEFORE_S = 2 * 3600  # for windows of the day before that are still under way
AT_ONCE = 200


def publish(database: Engine, settings: Settings) -> list[Version]:
    """Writes what Redis lacks; gives the versions written. Raises redis.RedisError and the database's errors."""
    prefix, written = settings.redis_prefix(), []
    with (
        Redis(host=settings.host, port=settings.redis_port, socket_timeout=30) as redis,
        database.connect() as connection,
    ):
        for latest in latest_runs(connection):
            version = Version(latest.zone, latest.run_id, latest.horizon)
            index = read_index(_get(redis, index_key(prefix)))
            whole = version in index and redis.exists(directory_key(prefix, version.run_id))
            if not whole and _write(redis, connection, latest, prefix):
                _switch(redis, prefix, index, version)
                written.append(version)
    return written


def _write(redis: Redis, connection: Connection, latest: Latest, prefix: bytes) -> bool:
    """Blocks first, then the directory; False if this run has no baselines."""
    places: list[tuple[int, int, int, int]] = []
    query = select(table.c.utility, table.c.block, table.c.hours, table.c.entries)
    rows = connection.execution_options(stream_results=True, max_row_buffer=AT_ONCE).execute(
        query.where(table.c.run_id == latest.run_id).order_by(table.c.utility, table.c.block)
    )
    for part in rows.partitions(AT_ONCE):
        letters = [BY_NAME[row.utility].letter for row in part]
        keys = [block_key(prefix, latest.run_id, letter, row.block) for letter, row in zip(letters, part, strict=True)]
        redis.mset({key: row.entries for key, row in zip(keys, part, strict=True)})
        widths = [len(row.entries) // (row.hours * ENTRY.itemsize) for row in part]
        shapes = zip(letters, widths, part, strict=True)
        places += [(ord(letter), row.hours, width, row.block) for letter, width, row in shapes]
    if places:
        redis.set(directory_key(prefix, latest.run_id), np.array(places, PLACE).tobytes())
    return bool(places)


def _switch(redis: Redis, prefix: bytes, index: list[Version], version: Version) -> None:
    """Readers see the new version; the zone's last one stays a while, older ones leave."""
    others = [each for each in index if each.zone != version.zone]
    former = sorted((each.effective, each.run_id, each) for each in index if each.zone == version.zone)
    before = [each for _, _, each in former if each != version][-1:]
    redis.set(index_key(prefix), write_index([*others, *before, version]))
    for each in before:
        for key in _keys(redis, prefix, each):
            redis.expire(key, BEFORE_S)


def _keys(redis: Redis, prefix: bytes, version: Version) -> list[bytes]:
    directory = directory_key(prefix, version.run_id)
    places = np.frombuffer(_get(redis, directory) or b"", PLACE).tolist()
    letters = {ord(letter): letter for letter in BY_LETTER}
    return [directory, *(block_key(prefix, version.run_id, letters[code], block) for code, _, _, block in places)]


def _get(redis: Redis, key: bytes) -> bytes | None:
    found = redis.get(key)
    return found if isinstance(found, bytes) else None
