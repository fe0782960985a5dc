"""What the running quarter hour may still draw before it sets a new monthly peak: settled days, then the live view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redis.exceptions import RedisError
from starlette.concurrency import run_in_threadpool

from api.homes import Home
from api.models.bills import HeadRoom
from api.money import exact
from api.price_reads import PriceReads
from api.times import Range
from api.usage_answers import Snapshot, UsageAnswers
from contract.bills import QUARTERS_AN_HOUR, head_room_w
from contract.closing import Closing
from contract.days import day_bounds, local_day
from contract.prices.document import Document
from contract.prices.peak import sets_peak
from contract.utilities import ELECTRICITY
from contract.windows import INTERVAL_MS, MINUTE_MS, Clock, index

MWH_A_WH = 1000


class HeadRooms:
    """Answers of head-room; collaborators are passed in."""

    def __init__(self, usage: UsageAnswers, prices: PriceReads, clock: Clock) -> None:
        self._usage, self._prices, self._clock = usage, prices, clock

    async def answer(self, home: Home, outlook: Any) -> HeadRoom | None:
        """Of a row of `bill_outlooks`; None without a price for the peak, or while the live view is away."""
        if outlook.utility != ELECTRICITY.name:
            return None
        now = self._clock()
        today = local_day(now, home.zone)
        prices = await run_in_threadpool(self._prices.prices, home, outlook.utility, today)
        if prices is None or prices.document.peak is None:
            return None
        # each period and each price has a peak of its own: the outlook may still be that of the one before
        goes_on = prices.since <= outlook.known_to
        start = day_bounds(outlook.known_to, home.zone)[1] if goes_on else day_bounds(prices.since, home.zone)[0]
        stop = (now // INTERVAL_MS + 1) * INTERVAL_MS
        try:
            found = await self._usage.snapshot(home, ELECTRICITY, Range(start, max(start, stop)), registers=True)
        except RedisError:
            return None
        return _room(prices.document, home.zone, outlook.peak or 0 if goes_on else 0, found)


def _room(document: Document, zone: str, settled_peak: int, found: Snapshot) -> HeadRoom:
    assert document.peak is not None
    since = [piece.usage or 0 for piece in found.merged.pieces if sets_peak(document, piece.start, zone)]
    peak = max([settled_peak, *since])
    begin = found.now // INTERVAL_MS * INTERVAL_MS
    until = begin + INTERVAL_MS
    counts, used = sets_peak(document, begin, zone), running_usage(found.closings, found.now)
    known = counts and used is not None
    return HeadRoom(
        price_per_kw=exact(document.peak.price),
        currency=document.currency,
        peak=peak,
        peak_w=peak * QUARTERS_AN_HOUR // MWH_A_WH,
        at=found.now,
        until=until,
        counts_now=counts,
        used=used,
        head_room_w=head_room_w(peak, used or 0, until - found.now) if known else None,
    )


def running_usage(closings: Sequence[Closing], now: int) -> int | None:
    """What the interval that runs at `now` (UTC ms) has used, mWh; None unless a reading closed the one before it."""
    if len(closings) < 2:
        return None
    before, last = closings[-2:]
    begin = now // INTERVAL_MS * INTERVAL_MS
    if index(last.at, INTERVAL_MS) != begin // INTERVAL_MS or not begin - MINUTE_MS < before.at <= begin:
        return None
    grown = last.register - before.register
    return grown if grown >= 0 and last.meter_id == before.meter_id else None
