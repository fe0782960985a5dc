"""Small objects of arrival hours that are over, joined within a day; their offsets keep one deterministic cover.

A day that goes on is joined as far as it is, so that the night which settles a part of it reads few objects; the next
compaction joins the rest to that.

A joined object is put beside those it is made of, and from that moment the cover takes it, because it reaches further.
What another object holds whole is only deleted by a later compaction, so that whoever had listed it can still read it.
Killed anywhere, the same offsets have the same rows, and the next one goes on.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from batch_job.archive.objects import Block, name_of, to_parquet
from batch_job.archive.put import put_once
from batch_job.problem import Problem
from batch_job.store import Store
from contract.master_data import RawObject, cover, hour_number, parse_key

MOST_BYTES = 24 * 2**20  # of a joined object's parts; as many rows as a settlement decodes at once without pain
LARGE_BYTES = 12 * 2**20  # what is so large already stays as it is
AT_ONCE = 8  # requests for small objects
DAY_LETTERS = len("2026-01-31")


@dataclass(frozen=True)
class Part:
    """An object that the cover takes, and which of its offsets, both included."""

    raw: RawObject
    first: int
    last: int


@dataclass
class Compacted:
    """What was done."""

    joined: int = 0
    into: int = 0
    swept: int = 0
    rows: int = 0
    bytes_before: int = 0
    bytes_after: int = 0


def compact(store: Store, topics: Iterable[str]) -> Compacted:
    """Sweeps what earlier compactions left, then joins. Raises StoreAwayError, and Problem if S3 gives other rows."""
    done = Compacted()
    for topic in topics:
        sizes: dict[RawObject, int] = {}
        for key, size, _ in store.walk(f"raw/{topic}/"):
            raw = parse_key(key)
            if raw:
                sizes[raw] = size
        for own in _by_partition(sizes).values():
            swept = set(contained(own))
            _sweep(store, swept)
            done.swept += len(swept)
            for group in groups([raw for raw in own if raw not in swept], sizes):
                _join(store, group, done)
    return done


def _sweep(store: Store, objects: Iterable[RawObject]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(lambda raw: store.remove(raw.key("")), sorted(objects)):
            pass  # what one of them raised is raised here


def contained(objects: list[RawObject]) -> Iterator[RawObject]:
    """Those whose offsets another, larger one holds all; of equal ones none."""
    widest: RawObject | None = None
    for raw in sorted(objects, key=lambda each: (each.first, -each.last)):
        if widest and raw.last <= widest.last and (raw.first, raw.last) != (widest.first, widest.last):
            yield raw
        elif widest is None or raw.last > widest.last:
            widest = raw


def groups(objects: list[RawObject], sizes: dict[RawObject, int]) -> Iterator[list[Part]]:
    """Parts of the cover that become one object: side by side, of hours that are over, of one day, not too large."""
    group: list[Part] = []
    weight = 0
    newest = max((raw.hour for raw in objects), default="")  # it may go on
    for part in _parts([raw for raw in objects if raw.hour < newest]):
        size = sizes[part.raw]
        fits = group and part.raw.hour[:DAY_LETTERS] == group[0].raw.hour[:DAY_LETTERS]
        if not fits or weight + size > MOST_BYTES or size >= LARGE_BYTES or group[-1].last + 1 != part.first:
            if len(group) > 1:
                yield group
            group, weight = [], 0
        if size < LARGE_BYTES:
            group, weight = [*group, part], weight + size
    if len(group) > 1:
        yield group


def _parts(objects: list[RawObject]) -> Iterator[Part]:
    """The cover of each run of offsets without a hole, in order."""
    left = sorted(objects)
    while left:
        first, reach = left[0].first, left[0].last
        for raw in left:
            if raw.first > reach + 1:
                break
            reach = max(reach, raw.last)
        wanted = first
        for raw in cover(left, first, reach + 1):
            yield Part(raw, wanted, raw.last)
            wanted = raw.last + 1
        left = [raw for raw in left if raw.first > reach]


def _join(store: Store, group: list[Part], done: Compacted) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        bodies = list(pool.map(lambda part: store.get(part.raw.key("")), group))
    tables = [_clip(body, part) for body, part in zip(bodies, group, strict=True)]
    whole = pa.concat_tables(tables).combine_chunks()
    batches = whole.to_batches() or [pa.RecordBatch.from_pylist([], whole.schema)]
    block = Block(group[0].first, group[-1].last, hour_number(group[0].raw.hour), batches)
    name = name_of(group[0].raw.topic, group[0].raw.partition, block)
    body = to_parquet(block)
    put_once(store, name, body)
    if not pq.read_table(io.BytesIO(store.get(name.key("")))).equals(whole):
        raise Problem(f"S3 gives other rows of {name.key('')} than were put; nothing was deleted, look at the store.")
    done.joined += len(group)
    done.into += 1
    done.rows += whole.num_rows
    done.bytes_before += sum(map(len, bodies))
    done.bytes_after += len(body)


def _clip(body: bytes, part: Part) -> pa.Table:
    table = pq.read_table(io.BytesIO(body))
    if (part.first, part.last) == (part.raw.first, part.raw.last):
        return table
    offset = table["offset"]
    return table.filter(pc.and_(pc.greater_equal(offset, part.first), pc.less_equal(offset, part.last)))


def _by_partition(objects: Iterable[RawObject]) -> dict[int, list[RawObject]]:
    found: dict[int, list[RawObject]] = defaultdict(list)
    for raw in objects:
        found[raw.partition].append(raw)
    return found
