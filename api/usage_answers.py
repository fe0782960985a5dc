"""Merged usage of one service point, out of one snapshot: MySQL first, then header and ring in one command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from api import register_words
from api.day_rows import DayRows
from api.homes import Home
from api.live_reads import LiveReads
from api.merge import BatchSide, Layer, Merged, as_published, merge
from api.models.register_events import RegisterEvent as EventBody
from api.models.usage import BasisName, UnallocatedSpan, UsageAnswer, UsageTotal, UsageValue
from api.periods import Grain, periods
from api.register_events import RegisterEvent
from api.times import Range
from api.totals import Value, sums, value
from contract.closing import Closing
from contract.usage import Basis, Usage
from contract.utilities import Utility
from contract.windows import INTERVAL_MS, Clock

BASIS_NAMES: dict[Basis, BasisName] = {Basis.MEASURED: "measured", Basis.LINEAR: "linear", Basis.PROFILE: "profile"}


@dataclass(frozen=True)
class Snapshot:
    """What both layers held at one moment, merged over `elapsed`, the part of the range that is over."""

    batch: BatchSide
    closings: list[Closing]
    merged: Merged
    now: int
    elapsed: Range


class UsageAnswers:
    """Answers of usage; collaborators are passed in."""

    def __init__(self, rows: DayRows, live: LiveReads, clock: Clock) -> None:
        self._rows, self._live, self._clock = rows, live, clock

    async def snapshot(
        self, home: Home, utility: Utility, wanted: Range, *, whole_days: bool = False, registers: bool = False
    ) -> Snapshot:
        """Both layers' view of (start, stop], merged; without the live one where all is settled, but for `registers`.

        So settled usage is answered while the live view is away.
        """
        arguments = (utility.name, home.user_id, home.zone, wanted.start, wanted.stop)
        batch = await run_in_threadpool(self._rows.read, *arguments)
        needed = registers or not _settled(batch, wanted)
        closings = await self._live.closings(utility, home.user_id) if needed else []
        now = max(self._clock(), closings[-1].at if closings else 0)
        elapsed = _elapsed(wanted, now)
        merged = merge(batch, closings, utility, elapsed.start, elapsed.stop, whole_days=whole_days)
        return Snapshot(batch, closings, merged, now, elapsed)

    async def published(
        self, home: Home, utility: Utility, wanted: Range, as_of: int, *, whole_days: bool = False
    ) -> Snapshot:
        """What the batch alone had said of (start, stop] by an instant (UTC ms); what it had not settled is missing."""
        batch = await run_in_threadpool(self._rows.read_as_of, utility.name, home.user_id, home.zone, wanted, as_of)
        now = self._clock()
        elapsed = _elapsed(wanted, now)
        merged = as_published(batch.days, elapsed.start, elapsed.stop, whole_days=whole_days)
        return Snapshot(batch, [], merged, now, elapsed)

    async def answer(
        self, home: Home, utility: Utility, wanted: Range, grain: Grain, as_of: int | None = None
    ) -> UsageAnswer:
        """The values of a range at a grain, with their total; as they are, or as published by an instant (UTC ms)."""
        whole_days = grain in (Grain.DAY, Grain.MONTH)
        if as_of is None:
            snapshot = await self.snapshot(home, utility, wanted, whole_days=whole_days)
        else:
            snapshot = await self.published(home, utility, wanted, as_of, whole_days=whole_days)
        merged = snapshot.merged
        values, spans = sums(merged, periods(wanted.start, wanted.stop, grain, home.zone))
        whole = value(wanted.start, wanted.stop, merged.pieces, merged.spans)
        return UsageAnswer(
            user_id=home.user_id,
            utility=utility.name,
            unit=utility.unit,
            zone=home.zone,
            grain=grain,
            from_=wanted.start,
            to=wanted.stop,
            horizon=snapshot.batch.horizon,
            now=snapshot.now,
            values=[usage_value(one, merged.events) for one in values],
            unallocated=[unallocated(span) for span in spans],
            total=_total(whole, merged.seam_adjustment),
            register_events=[event_body(event, utility) for event in merged.events],
        )


def _elapsed(wanted: Range, now: int) -> Range:
    """The part of a range that is over, in whole intervals."""
    return Range(wanted.start, max(min(wanted.stop, now // INTERVAL_MS * INTERVAL_MS), wanted.start))


def _settled(batch: BatchSide, wanted: Range) -> bool:
    """Whether the speed layer has nothing to add; it may have before the horizon if the batch could serve no level."""
    served = batch.carry is None or batch.carry.served is not None
    return batch.horizon is not None and wanted.stop <= batch.horizon and served


def usage_value(one: Value, events: Sequence[RegisterEvent] = ()) -> UsageValue:
    """`events` of the register mark the values that they touch and that are not settled."""
    touching = [event.kind for event in events if one.layer is not Layer.BATCH and event.touches(one.start, one.end)]
    return UsageValue(
        start=one.start,
        end=one.end,
        usage=one.usage,
        layer=one.layer,
        run_id=one.run_id,
        quality=one.quality,
        basis=BASIS_NAMES.get(one.basis),
        completeness=round(one.completeness, 4),
        register_event=touching[0] if touching else None,
    )


def event_body(event: RegisterEvent, utility: Utility) -> EventBody:
    return EventBody(utility=utility.name, sentence=register_words.sentence(event, utility), **vars(event))


def unallocated(span: Usage) -> UnallocatedSpan:
    return UnallocatedSpan(start=span.start, end=span.end, usage=span.usage or 0, layer=Layer.SPEED)


def _total(whole: Value, seam_adjustment: int) -> UsageTotal:
    return UsageTotal(
        usage=whole.usage,
        layer=whole.layer,
        quality=whole.quality,
        completeness=round(whole.completeness, 4),
        seam_adjustment=seam_adjustment,
    )
