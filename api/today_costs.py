"""What today has cost a home so far: usage as both layers have it, at the prices of its hours."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from api.homes import Home
from api.merge import Layer
from api.models.bills import CostPart, TodayCost
from api.money import CENT, money
from api.price_reads import PriceReads, Prices
from api.times import Range
from api.usage_answers import Snapshot, UsageAnswers
from contract.days import day_bounds, local_day
from contract.prices.day_cost import DayCost, day_cost, needs_earlier_days
from contract.prices.hours import rate_at
from contract.usage import Basis
from contract.utilities import BY_NAME, ELECTRICITY, EXPORT, TAKEN
from contract.windows import INTERVAL_MS, Clock

BASE_UNITS = 1_000_000  # mWh in a kWh, mL in a cubic metre
MJ_A_KWH = Decimal("3.6")


class Amount(NamedTuple):
    """Usage, mWh or mL, that is known at `end` (UTC ms); a guess where no reading of its own tells it."""

    end: int
    usage: int
    guessed: bool
    settled: bool


class TodayCosts:
    """Answers of costs; collaborators are passed in."""

    def __init__(self, usage: UsageAnswers, prices: PriceReads, clock: Clock) -> None:
        self._usage, self._prices, self._clock = usage, prices, clock

    async def answer(self, home: Home) -> TodayCost:
        """Of every utility that has a tariff and a reading today."""
        now = self._clock()
        day = local_day(now, home.zone)
        taken = [utility.name for utility in TAKEN if utility.name in home.utilities]
        parts = await asyncio.gather(*(self._part(home, utility, day, now) for utility in taken))
        found = [part for part in parts if part]
        return TodayCost(user_id=home.user_id, zone=home.zone, day=day, now=now, parts=found)

    async def _part(self, home: Home, utility: str, day: date, now: int) -> CostPart | None:
        prices = await run_in_threadpool(self._prices.prices, home, utility, day)
        if prices is None:
            return None
        first = prices.since if needs_earlier_days(prices.document) else day
        found = await self._read(home, utility, first, now)
        if not _today(found, day, home.zone):
            return None
        fed = await self._fed(home, prices, day, now) if utility == ELECTRICITY.name else 0
        cost = day_cost(prices.document, prices.share, _days(found, prices, home.zone, first, day), _units(fed, None))
        return _body(utility, prices, cost, _today(found, day, home.zone), fed)

    async def _fed(self, home: Home, prices: Prices, day: date, now: int) -> int:
        if EXPORT.name not in home.utilities or prices.document.export is None:
            return 0
        found = await self._read(home, EXPORT.name, day, now)
        return sum(amount.usage for amount in _today(found, day, home.zone))

    async def _read(self, home: Home, utility: str, first: date, now: int) -> Snapshot:
        start = day_bounds(first, home.zone)[0]
        return await self._usage.snapshot(
            home, BY_NAME[utility], Range(start, max(now // INTERVAL_MS * INTERVAL_MS, start))
        )


def _amounts(found: Snapshot) -> Iterable[Amount]:
    """Everything that is known; a span's one amount counts at its end, as it does in every total."""
    for piece in found.merged.pieces:
        if piece.usage is not None:
            yield Amount(piece.end, piece.usage, piece.basis is not Basis.MEASURED, piece.layer is Layer.BATCH)
    for span in found.merged.spans:
        if span.usage is not None:
            yield Amount(span.end, span.usage, guessed=True, settled=False)


def _today(found: Snapshot, day: date, zone: str) -> list[Amount]:
    start = day_bounds(day, zone)[0]
    return sorted(amount for amount in _amounts(found) if amount.end > start)


def _days(found: Snapshot, prices: Prices, zone: str, first: date, day: date) -> list[list[Decimal]]:
    """By day from `first` to `day`, by rate, in what is billed."""
    sums: dict[tuple[date, int], int] = defaultdict(int)
    for amount in _amounts(found):
        rate = rate_at(prices.document, amount.end - INTERVAL_MS, zone)
        sums[local_day(amount.end, zone), rate] += amount.usage
    days = [each for each in prices.period.days if first <= each <= day]
    numbers = range(len(prices.document.rates))
    return [[_units(sums[each, number], _factor(prices)) for number in numbers] for each in days]


def _factor(prices: Prices) -> Decimal | None:
    correction = prices.document.correction
    return None if correction is None or prices.mj_per_m3 is None else correction * prices.mj_per_m3 / MJ_A_KWH


def _units(usage: int, factor: Decimal | None) -> Decimal:
    return Decimal(usage) * (factor or 1) / BASE_UNITS


def _body(utility: str, prices: Prices, cost: DayCost, today: Sequence[Amount], fed: int) -> CostPart:
    amounts = {name: getattr(cost, name).quantize(CENT) for name in ("energy", "standing", "taxes", "fed_in")}
    return CostPart(
        utility=utility,
        tariff_id=prices.tariff_id,
        tariff_version=prices.version,
        currency=prices.document.currency,
        until=today[-1].end,
        used=sum(amount.usage for amount in today),
        fed=fed,
        estimated=any(amount.guessed for amount in today),
        settled=all(amount.settled for amount in today),
        total=money(sum(amounts.values(), Decimal(0))),
        **{name: money(amount) for name, amount in amounts.items()},
    )
