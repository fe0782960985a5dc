"""The archive's objects that a run reads, and which offsets it takes from each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from batch_job.nightly.inputs.report_log import Place
from batch_job.store import Store
from contract.master_data import Hole, RawObject, arrival_hour, cover, holes, hour_number, parse_key
from contract.utilities import UTILITIES
from contract.validity import AHEAD_MS
from contract.windows import DAY_MS, HOUR_MS


@dataclass(frozen=True)
class Clip:
    """An object, and the offsets first .. last (both included) that are taken from it, so that none comes twice."""

    key: str
    size: int
    etag: str
    first: int
    last: int


@dataclass(frozen=True)
class Stored:
    """An object as S3 lists it."""

    raw: RawObject
    key: str
    size: int
    etag: str


def stored_since(store: Store, utility: str, instant: int) -> dict[int, list[Stored]]:
    """By partition: objects that may hold readings of later than `instant` (UTC ms)."""
    folder = f"raw/{utility}/"
    by_partition: dict[int, list[Stored]] = {}
    # an object lies under the hour of its first message and may go on to the end of that day
    day = (instant - AHEAD_MS) // DAY_MS * DAY_MS
    for key, size, etag in store.walk(folder, after=folder + arrival_hour(day)):
        raw = parse_key(key)
        if raw:
            by_partition.setdefault(raw.partition, []).append(Stored(raw, key, size, etag))
    return by_partition


def begun(store: Store) -> int | None:
    """The beginning (UTC ms) of the hour in which the first report arrived that is archived; None before it has."""
    listed = (store.list(f"raw/{utility.name}/") for utility in UTILITIES)
    firsts = [next((raw for key, _, _ in keys if (raw := parse_key(key))), None) for keys in listed]
    return min((hour_number(raw.hour) * HOUR_MS for raw in firsts if raw), default=None)


def reaching(store: Store, place: Place, stored: list[Stored], known: int | None, stop: int) -> list[Stored]:
    """What is `stored` of a partition; where it begins only after `known`, all that there is from `known` on.

    What is stored of it earlier came, by a producer's clock, with stamps of days before; else it is lost.
    """
    if known is None or known >= stop or any(entry.raw.first <= known for entry in stored):
        return stored
    utility, partition = place
    everything = stored_since(store, utility, AHEAD_MS).get(partition, [])
    return [entry for entry in everything if entry.raw.last >= known]


def clips(stored: list[Stored], stop: int, known: int | None = None, lost: Sequence[Hole] = ()) -> list[Clip]:
    """What to read for all offsets of one partition from the first one stored up to `stop`.

    From `known` on nothing may lack but what is `lost`; None where nobody can tell from where. Raises HoleError.
    """
    by_raw = {entry.raw: entry for entry in stored}
    edges = [_begin(stored, stop, known), *(edge for first, last in lost for edge in (first, last + 1)), stop]
    stretches = zip(edges[::2], edges[1::2], strict=True)
    return [clip for first, end in stretches for clip in _stretch(by_raw, first, end)]


def _stretch(by_raw: dict[RawObject, Stored], first: int, stop: int) -> Iterator[Clip]:
    for raw in cover(by_raw, first, stop):
        entry, last = by_raw[raw], min(raw.last, stop - 1)
        yield Clip(entry.key, entry.size, entry.etag, first, last)
        first = last + 1


def lacking(stored: list[Stored], stop: int, known: int | None) -> list[Hole]:
    """Of what `clips` is to read."""
    return holes((entry.raw for entry in stored), _begin(stored, stop, known), stop)


def _begin(stored: list[Stored], stop: int, known: int | None) -> int:
    first = min((entry.raw.first for entry in stored), default=stop)
    return first if known is None else min(first, known)
