"""The lambda rule, pure: batch for intervals that end by the horizon, speed after it, never both and never a gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from api.register_events import RegisterEvent, register_events, shown
from contract.batch_view import read_basis, read_values
from contract.closing import Closing
from contract.live_view import METER_BITS
from contract.usage import Basis, Carry, History, Usage, history, seam_adjustment, speed_usage
from contract.utilities import Utility
from contract.windows import INTERVAL_MS, end, ends


class Layer(StrEnum):
    """Which layer answers."""

    BATCH = "batch"
    SPEED = "speed"
    MIXED = "mixed"


class DayRow(NamedTuple):
    """A published local day of a service point, as contract/tables has it; `start` in UTC ms, `total` mWh or mL."""

    run_id: int
    start: int
    intervals: int
    values: bytes
    basis: bytes
    total: int | None
    known: int

    @property
    def end(self) -> int:
        return self.start + self.intervals * INTERVAL_MS


@dataclass(frozen=True)
class BatchSide:
    """What is published of a service point: the zone's horizon (UTC ms), the state there, and days; newer runs win.

    And the digits of its meters' dials where they are not the usual ones, by numbers modulo 32.
    """

    horizon: int | None = None
    carry: Carry | None = None
    days: Sequence[DayRow] = ()
    dials: Mapping[int, int] = field(default_factory=dict)


class Piece(NamedTuple):
    """One answer for (start, end], usually an interval: mWh or mL, None where unknown; `known` intervals have one."""

    start: int
    end: int
    usage: int | None
    layer: Layer
    run_id: int | None
    basis: Basis
    known: int


@dataclass(frozen=True)
class Merged:
    """Pieces that cover (start, stop] once, in order, and the spans whose one amount no interval inside repeats.

    A span counts where it ends, so it may begin before `start`. `seam_adjustment` is how much of speed's amounts is not
    what its own levels grew by, but what the level served last was short of them. `events` of registers are those that
    speed's pieces or spans rest on.
    """

    pieces: list[Piece]
    spans: list[Usage]
    seam_adjustment: int
    events: list[RegisterEvent]


def merge(
    batch: BatchSide, closings: Sequence[Closing], utility: Utility, start: int, stop: int, *, whole_days: bool = False
) -> Merged:
    """The answer for (start, stop], both interval ends in UTC ms. `whole_days` keeps batch days inside it in one piece.

    `closings` are the live view's, in order of `at`, with meter numbers modulo 32.
    """
    seam = min(max(start, start if batch.horizon is None else batch.horizon), stop)
    past = history(closings, replace(utility, dials=batch.dials), as_live(batch.carry))
    events = register_events(past)
    told = _speed(past, batch.horizon, stop)
    found = [usage for usage in shown(told) if usage.end > start]
    spans = [usage for usage in found if usage.end - usage.start > INTERVAL_MS or usage.end <= seam]
    pieces = [*_batch(batch.days, start, seam, whole_days), *_intervals(found, seam, stop)]
    touching = [event for event in events if event.touches(min([seam, *(span.start for span in spans)]), stop)]
    return Merged(pieces, spans, _adjustment(past, told, found), touching)


def as_published(days: Iterable[DayRow], start: int, stop: int, *, whole_days: bool = False) -> Merged:
    """What days that are published say of (start, stop], and nothing else."""
    return Merged(list(_batch(days, start, stop, whole_days)), [], 0, [])


def as_live(carry: Carry | None) -> Carry | None:
    """The carry with its meter's number as the live view's ring knows it."""
    return carry and replace(carry, segment=replace(carry.segment, meter_id=carry.segment.meter_id % 2**METER_BITS))


def _speed(past: History, horizon: int | None, stop: int) -> list[Usage]:
    if not past.segments:
        return []
    start = end(past.segments[0].at, INTERVAL_MS) - INTERVAL_MS if horizon is None else horizon
    return speed_usage(past, start, stop)


def _adjustment(past: History, told: Sequence[Usage], found: Sequence[Usage]) -> int:
    """What the amounts in `found` are together above the growth of the levels that they rest on."""
    ends = {usage.end for usage in found}
    grown = sum(usage.usage or 0 for usage in told if usage.end in ends)
    first = seam_adjustment(past) if told and told[0].end in ends else 0
    return sum(usage.usage or 0 for usage in found) - grown + first


def _intervals(found: Iterable[Usage], start: int, stop: int) -> Iterator[Piece]:
    single = {usage.end: usage for usage in found if usage.end - usage.start == INTERVAL_MS}
    for at in ends(start, stop):
        usage = single.get(at)
        if usage:
            yield Piece(at - INTERVAL_MS, at, usage.usage, Layer.SPEED, None, usage.basis, 1)
        else:
            yield missing(at - INTERVAL_MS, at, Layer.SPEED)


def missing(start: int, stop: int, layer: Layer) -> Piece:
    """A stretch nobody knows the usage of."""
    return Piece(start, stop, None, layer, None, Basis.UNKNOWN, 0)


def _batch(days: Iterable[DayRow], start: int, stop: int, whole_days: bool) -> Iterator[Piece]:
    reached = start
    latest = {row.start: row for row in sorted(days, key=lambda row: row.run_id)}
    for row in sorted(latest.values(), key=lambda row: row.start):
        if row.end <= reached or row.start >= stop:
            continue
        yield from _unsettled(reached, min(row.start, stop))
        if whole_days and start <= row.start and row.end <= stop:
            yield _whole(row)
        else:
            yield from _inside(row, start, stop)
        reached = min(row.end, stop)
    yield from _unsettled(reached, stop)


def _unsettled(start: int, stop: int) -> Iterator[Piece]:
    for at in ends(start, stop):
        yield missing(at - INTERVAL_MS, at, Layer.BATCH)


def _whole(row: DayRow) -> Piece:
    weakest = max((code for code in set(read_basis(row.basis)) if code != Basis.UNKNOWN), default=Basis.UNKNOWN)
    return Piece(row.start, row.end, row.total, Layer.BATCH, row.run_id, Basis(weakest), row.known)


def _inside(row: DayRow, start: int, stop: int) -> Iterator[Piece]:
    values, codes = read_values(row.values, row.intervals), read_basis(row.basis)
    for at, usage, code in zip(ends(row.start, row.end), values, codes, strict=True):
        if start < at <= stop:
            known = usage is not None
            yield Piece(at - INTERVAL_MS, at, usage, Layer.BATCH, row.run_id, Basis(code), int(known))
