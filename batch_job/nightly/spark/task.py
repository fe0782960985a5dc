"""The work of one Spark task: gather a partition's readings, settle its buckets, put its rows and peaks per run."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Engine

from batch_job.baselines.peaks import Hours, hourly_peaks, write_peaks
from batch_job.nightly.inputs.history import History
from batch_job.nightly.inputs.shares import Share, points_of, read_shares
from batch_job.nightly.spark.arrow_rows import SCHEMA, to_arrow
from batch_job.nightly.spark.buckets import bounds, split
from batch_job.nightly.spark.gather import gather
from batch_job.nightly.spark.work import Done, Work, peaks_key, result_key
from batch_job.settlement.in_turn import settle_days
from batch_job.settlement.readings import Noted, Readings, between
from batch_job.settlement.rows import DayRows
from batch_job.settlement.settle import Bucket, Outcome
from batch_job.settlement.shapes import Shifted
from batch_job.store import Store
from contract.utilities import BY_NAME

Pile = tuple[int, int, Readings, Noted]
"""Service points, first and one past the last, their readings, and those of them that are ahead of the clock."""
COUNTED = ("readings", "duplicates", "conflicts")


def settle_partition(store: Store, database: Engine, work: Work) -> Iterator[Done]:
    """One Done per run. The same work gives the same objects. Raises StoreAwayError.

    `database` is asked for what was published of service points with a long gap, see inputs/history.py.
    """
    shares = read_shares(store, work)
    points = points_of(shares)
    gathered = gather(store, work.clips, points)
    ends = np.concatenate([np.full(len(share.users), share.ends) for share in shares])
    groups = np.concatenate([np.full(len(share.users), number) for number, share in enumerate(shares)])
    counts = np.zeros(len(ends), np.int64)
    for chunk in gathered.chunks:
        counts += np.bincount(chunk.point, minlength=len(ends))
    parts = bounds(counts, ends, groups)
    piles = split(gathered.chunks, parts)
    offset = 0
    for number, share in enumerate(shares):
        own = [part for part in parts if groups[part[0]] == number]
        before = History(database, work.utility, share.run, share.users, share.history)
        done = _settle_share(store, work, share, before, _buckets(own, offset, piles, gathered.ahead))
        offset += len(share.users)
        yield replace(done, usable=gathered.usable, unregistered=gathered.unregistered) if number == 0 else done


def _buckets(parts: list[tuple[int, int]], offset: int, piles: Iterator[Readings], ahead: Noted) -> Iterator[Pile]:
    """One by one, so that no more than one is held; points are counted from `offset`."""
    for first, stop in parts:
        yield first - offset, stop - offset, next(piles), between(ahead, first, stop)


def _settle_share(store: Store, work: Work, share: Share, before: History, buckets: Iterator[Pile]) -> Done:
    counted: dict[str, Any] = dict.fromkeys(COUNTED, 0)
    batches: list[pa.RecordBatch] = []
    hours = Hours.between(share.days[0].start, share.days[-1].stop)
    peaks = []
    for first, stop, readings, ahead in buckets:
        bucket = replace(_bucket(work, share, first, stop, readings), ahead=ahead, before=before.between(first, stop))
        outcome = settle_days(bucket, share.run.zone)
        for name in COUNTED:
            counted[name] += getattr(outcome, name)
        peaks.append(hourly_peaks(readings, stop - first, hours))
        batches += _rows(work, share, first, outcome)
    body = pa.Table.from_batches(batches, SCHEMA)
    sink = io.BytesIO()
    pq.write_table(body, sink, compression="zstd", use_dictionary=["utility", "day"])
    place = (share.run.run_id, work.utility, work.partition)
    store.put(result_key(*place), sink.getvalue())
    store.put(peaks_key(*place), write_peaks(share.users, hours, peaks))
    return Done(*place, rows=body.num_rows, usable=0, unregistered=0, **counted)


def _bucket(work: Work, share: Share, first: int, stop: int, readings: Readings) -> Bucket:
    stored, evening = share.stored.between(first, stop), share.evening
    opened = None if evening is None else evening.between(first, stop)
    carries = share.carries.take(np.arange(first, stop))
    since, usual = share.supply_from[first:stop], share.usual[first:stop]
    shapes = Shifted(share.shapes, first, stop)
    run = (replace(BY_NAME[work.utility], dials=share.dials), share.days, share.run.seen)
    mended = share.corrections.take((share.corrections.point >= first) & (share.corrections.point < stop))
    own = replace(mended, point=mended.point - first)
    feeding = share.feeds_in_from[first:stop]
    known = Bucket(*run, carries, stored, readings, since, usual, shapes, feeds_in_from=feeding)
    return replace(known, corrections=own, evening=opened)


def _rows(work: Work, share: Share, first: int, outcome: Outcome) -> Iterator[pa.RecordBatch]:
    """Days that ended before a service point's supply began have no row; days of a length become a batch together."""
    by_length: dict[int, list[DayRows]] = {}
    for rows in outcome.rows:
        supplied = rows.take(share.supply_from[first + rows.point] < rows.day.stop)
        if len(supplied.point):
            by_length.setdefault(rows.day.intervals, []).append(supplied)
    for parts in by_length.values():
        points = np.concatenate([part.point for part in parts])
        yield to_arrow(work.utility, share.users[first + points], *parts)
