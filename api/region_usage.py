"""Merged usage of a county: each home settled up to its zone's horizon, live after it; one snapshot."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool

from api.homes import County
from api.live_reads import LiveReads
from api.merge import Layer
from api.models.regions import ByLayer, RegionTotal, RegionUsage
from api.region_rows import RegionRows, RegionSide, Settled
from api.region_speed import Live, Member, speed_parts
from api.times import Range
from contract.batch_view import read_values
from contract.utilities import Utility
from contract.windows import INTERVAL_MS, Clock, ends


class RegionUsages:
    """Answers of region usage; collaborators are passed in."""

    def __init__(self, rows: RegionRows, live: LiveReads, clock: Clock) -> None:
        self._rows, self._live, self._clock = rows, live, clock

    async def answer(self, county: County, utility: Utility, wanted: Range) -> RegionUsage:
        """The usage of a range, by layer."""
        side = await run_in_threadpool(self._rows.read, utility.name, county, wanted.start, wanted.stop)
        members = await self._members(side, utility)
        heard = max((member.state.last_at for member in members if member.state), default=0)
        now = max(self._clock(), heard)
        elapsed = Range(wanted.start, max(min(wanted.stop, now // INTERVAL_MS * INTERVAL_MS), wanted.start))
        live = speed_parts(members, utility, side.horizon, elapsed.start, elapsed.stop)
        settled = _settled(side, elapsed)
        batch, speed = _sum(settled), _sum(live)
        return RegionUsage(
            county=f"{county.county:05d}",
            utility=utility.name,
            unit=utility.unit,
            from_=wanted.start,
            to=wanted.stop,
            total=RegionTotal(
                usage=_both(batch, speed),
                layer=_layer(side.horizon, elapsed, speed),
                completeness=round(_completeness(settled, live, elapsed, len(side.user_ids)), 4),
                homes=len(side.user_ids),
            ),
            by_layer=ByLayer(batch=batch, speed=speed),
        )

    async def _members(self, side: RegionSide, utility: Utility) -> list[Member]:
        held = await self._live.held(utility, side.user_ids)
        found = zip(side.user_ids, held, strict=True)
        return [
            Member(side.carries.get(user_id), state, ring, side.dials.get(user_id, {}))
            for user_id, (state, ring) in found
        ]


def _settled(side: RegionSide, elapsed: Range) -> list[Settled]:
    """The batch's part of each home: whole days as MySQL summed them, cut days interval by interval."""
    parts = list(side.whole.values())
    for _, row in side.cut:
        values = zip(ends(row.start, row.end), read_values(row.values, row.intervals), strict=True)
        inside = [usage for at, usage in values if usage is not None and elapsed.start < at <= elapsed.stop]
        parts.append(Settled(sum(inside) if inside else None, len(inside)))
    return parts


def _sum(parts: Sequence[Settled] | Sequence[Live]) -> int | None:
    amounts = [part.usage for part in parts if part.usage is not None]
    return sum(amounts) if amounts else None


def _both(batch: int | None, speed: int | None) -> int | None:
    return None if batch is None and speed is None else (batch or 0) + (speed or 0)


def _layer(horizon: int | None, elapsed: Range, speed: int | None) -> Layer:
    if horizon is None or elapsed.start >= horizon:
        return Layer.SPEED
    return Layer.BATCH if elapsed.stop <= horizon and speed is None else Layer.MIXED


def _completeness(settled: Sequence[Settled], live: Sequence[Live], elapsed: Range, homes: int) -> float:
    intervals = (elapsed.stop - elapsed.start) // INTERVAL_MS * homes
    known = sum(part.known for part in settled) + sum(part.covered for part in live)
    return known / intervals if intervals else 0.0
