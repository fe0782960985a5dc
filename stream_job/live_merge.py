"""The rule of the live view: what a batch makes of the stored headers, and what it adds to their rings.

By time, never by order of arrival: the header holds the greatest (at, register); an interval's closing reading goes to
the ring when the header leaves the interval, and a later one of an interval already passed goes straight to its slot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contract.encoding.live_layout import SLOT
from contract.live_view import SLOTS
from stream_job.closing_slots import Array, interval_of, slots_of
from stream_job.live_batch import KEY, LiveBatch

PLACE = np.dtype([("key", KEY), ("offset", ">u4"), ("length", ">u4")])
NEVER = np.iinfo(np.int64).min // 2


@dataclass(frozen=True)
class RingWrites:
    """Pieces of rings. `late` ones hold only where the slot has no later reading of the same interval."""

    runs: Array  # PLACE of slots that follow each other, and these, all runs in one
    run_slots: Array
    late: Array  # PLACE, one slot each
    late_slots: Array


def merge_readings(headers: Array, batch: LiveBatch) -> RingWrites:
    """Brings `headers` (READING, zeros where there is none; one per service point) up to the batch's readings."""
    last, before = batch.last, headers.copy()
    empty, has = before["last_at"] == 0, last["last_at"] != 0
    passed = np.where(empty, NEVER, interval_of(before["last_at"]))
    mine = interval_of(last["last_at"])
    same = last["last_at"] == before["last_at"]
    newer = has & ((last["last_at"] > before["last_at"]) | same & (last["last_register"] > before["last_register"]))
    _place_first(headers, batch, empty & has, mine)
    _replace(headers, last, newer)

    closed = np.flatnonzero(newer & ~empty & (mine > passed))
    older = np.flatnonzero(has & ~newer & (mine < passed))
    own = slots_of(before["last_at"], before["last_register"], before["meter_id"])
    batched = slots_of(batch.closing["last_at"], batch.closing["last_register"], batch.closing["meter_id"])
    others = slots_of(last["last_at"], last["last_register"], last["meter_id"])
    ahead = interval_of(batch.closing["last_at"]) > passed[batch.closing_point]
    direct = (
        np.concatenate([closed, batch.closing_point[ahead]]),
        np.concatenate([passed[closed], interval_of(batch.closing["last_at"][ahead])]),
        np.concatenate([own[closed], batched[ahead]]),
    )
    late = (
        np.concatenate([older, batch.closing_point[~ahead]]),
        np.concatenate([mine[older], interval_of(batch.closing["last_at"][~ahead])]),
        np.concatenate([others[older], batched[~ahead]]),
    )
    return RingWrites(*_runs(batch.keys, headers, *direct), *_single(batch.keys, headers, *late))


def _place_first(headers: Array, batch: LiveBatch, fresh: Array, mine: Array) -> None:
    """A new ring begins with the batch's first interval."""
    first = mine.copy()
    points, at = np.unique(batch.closing_point, return_index=True)
    first[points] = interval_of(batch.closing["last_at"][at])
    headers["first_interval"][fresh] = first[fresh]


def _replace(headers: Array, last: Array, newer: Array) -> None:
    for name in last.dtype.names or ():
        headers[name][newer] = last[name][newer]


def _runs(keys: Array, headers: Array, point: Array, interval: Array, slots: Array) -> tuple[Array, Array]:
    """Slots in order, and where each piece of them goes whose places follow each other."""
    kept = _in_ring(headers, point, interval)
    kept = kept[np.lexsort((interval[kept], point[kept]))]
    point, place = point[kept], _place(headers, point[kept], interval[kept])
    begins = np.ones(len(kept), bool)
    begins[1:] = (point[1:] != point[:-1]) | (place[1:] != place[:-1] + 1)
    starts = np.flatnonzero(begins)
    lengths = np.diff(np.append(starts, len(kept)))
    return _places(keys[point[starts]], place[starts], lengths), slots[kept]


def _single(keys: Array, headers: Array, point: Array, interval: Array, slots: Array) -> tuple[Array, Array]:
    kept = _in_ring(headers, point, interval)
    place = _place(headers, point[kept], interval[kept])
    return _places(keys[point[kept]], place, np.ones(len(kept), np.int64)), slots[kept]


def _in_ring(headers: Array, point: Array, interval: Array) -> Array:
    return np.flatnonzero(interval_of(headers["last_at"])[point] - interval < SLOTS)


def _place(headers: Array, point: Array, interval: Array) -> Array:
    place: Array = (interval - headers["first_interval"].astype(np.int64)[point]) % SLOTS
    return place


def _places(keys: Array, place: Array, slots: Array) -> Array:
    places = np.empty(len(keys), PLACE)
    places["key"], places["offset"], places["length"] = keys, place * SLOT.itemsize, slots * SLOT.itemsize
    return places
