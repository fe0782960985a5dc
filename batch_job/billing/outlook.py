"""What an open period will cost: its settled days as they are, the others drawn from the home's own last eight weeks.

A coming day is one of the last eight of its weekday. Days of one coming week are drawn from one past week, so that cold
and warm weeks stay whole; rates and peak of a day stay together. Two hundred courses are drawn, from a seed that user,
utility and day give; P10, P50 and P90 are theirs, spread by what so few weeks cannot show, but never to less than if
nothing more is used. What is fed in on a day is drawn with it.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from batch_job.billing.amounts import NO_PEAK, Amounts, amounts
from batch_job.billing.estimate import Money, estimate
from batch_job.billing.price import Days, Plan, fed_in, mj_of, price
from batch_job.billing.terms import Segment
from contract.billing_periods import ONE_DAY

WEEKS = 8
ENOUGH = 28  # complete days in those weeks, below which nothing is foretold
COURSES = 200
QUANTILES = (0.1, 0.5, 0.9)

Both = tuple[Days, Days]
"""Of a home: what it took, and what it fed in."""


@dataclass(frozen=True)
class Outlook:
    """Cost of the period's days up to `known_to`, the highest interval that sets the peak (mWh), and the quantiles."""

    known_to: date
    so_far: Decimal
    currency: str
    peak: int | None
    quantiles: tuple[Decimal, ...] | None


def history_from(known_to: date) -> date:
    """The first day that an outlook looks back to."""
    return known_to - (7 * WEEKS - 1) * ONE_DAY


def outlook(plan: Plan, days: Days, known_to: date, seed: str, export: Days | None = None) -> Outlook:
    """The period of `plan`, of which nothing after `known_to` is looked at."""
    known, fed = ({day: row for day, row in own.items() if day <= known_to} for own in (days, export or {}))
    behind = [replace(each, days=tuple(day for day in each.days if day <= known_to)) for each in plan.segments]
    settled = replace(plan, segments=tuple(each for each in behind if each.days))
    currency = plan.segments[0].tariff.document.currency
    so_far = next(price(settled, [known], [fed])).total if settled.segments else Decimal(0)
    return Outlook(known_to, so_far, currency, _peak(settled, known), _quantiles(plan, (known, fed), known_to, seed))


def _peak(settled: Plan, known: Days) -> int | None:
    if not settled.segments or settled.segments[-1].tariff.document.peak is None:
        return None
    last = settled.segments[-1]
    highest = int(amounts(last.tariff.document, settled.zone, last.days, [known]).peak.max())
    return None if highest == NO_PEAK else highest


def _quantiles(plan: Plan, both: Both, known_to: date, seed: str) -> tuple[Decimal, ...] | None:
    known, _ = both
    past = [day for day in known if day >= history_from(known_to)]
    complete = sorted(day for day in past if _is_complete(known[day].basis))
    if len(complete) < ENOUGH or len({day.weekday() for day in complete}) < 7:
        return None
    coming = [day for segment in plan.segments for day in segment.days if day > known_to]
    drawn = dict(zip(coming, _draw(complete, coming, seed).T, strict=True))
    found = sum((_courses(plan, segment, both, complete, drawn) for segment in plan.segments), np.zeros(COURSES + 1))
    costs, idle = found[:COURSES], found[COURSES]
    spread = _widening(len(complete), len(coming))
    middle = np.median(costs)
    wide = middle + spread * (np.quantile(costs, QUANTILES) - middle)
    least = -np.inf if _is_paid(plan, both[1]) else idle
    return tuple(Decimal(f"{cost:.2f}") for cost in np.maximum(wide, least))


def _is_paid(plan: Plan, export: Days) -> bool:
    """For what it feeds in: then a bill may still become less than it is."""
    return bool(export) and any(segment.tariff.document.export for segment in plan.segments)


def _widening(behind: int, coming: int) -> float:
    """Few weeks look more alike than weeks are, and their mean is not the home's: as Student has it."""
    from scipy.stats import norm, t

    weeks = behind / 7
    student = float(t.ppf(QUANTILES[-1], weeks - 1) / norm.ppf(QUANTILES[-1]))
    return student * math.sqrt((weeks + coming / 7) / (weeks - 1))


def _is_complete(basis: bytes) -> bool:
    return b"3" not in basis


def _draw(complete: list[date], coming: list[date], seed: str) -> NDArray[np.int64]:
    """Numbers of complete days, shape (courses, coming days): of the same weekday, week by week."""
    weekdays = np.array([day.weekday() for day in complete])
    rng = np.random.default_rng(zlib.crc32(seed.encode()))
    weeks = rng.random((COURSES, len(coming) // 7 + 1))
    chosen = np.zeros((COURSES, len(coming)), np.int64)
    for number, day in enumerate(coming):
        alike = np.flatnonzero(weekdays == day.weekday())
        chosen[:, number] = alike[(weeks[:, number // 7] * len(alike)).astype(np.int64)]
    return chosen


def _courses(
    plan: Plan, segment: Segment, both: Both, complete: list[date], drawn: dict[date, NDArray[np.int64]]
) -> Money:
    """The segment's cost in each course, and at the end if nothing more is used."""
    document, (known, export) = segment.tariff.document, both
    settled = [day for day in segment.days if day not in drawn]
    own, past = (amounts(document, plan.zone, days, [known]) for days in (settled, complete))
    numbers = np.array([drawn[day] for day in segment.days if day in drawn], np.int64).reshape(-1, COURSES).T
    quantity = _joined(own.quantity, past.quantity[0][numbers])
    peak = _joined(own.peak, past.peak[0][numbers])
    mj = [mj_of(plan, segment, day) for day in segment.days]
    sold, before = (fed_in(document, plan.zone, days, [export]) for days in (settled, complete))
    return estimate(document, plan.period.whole, quantity, peak, mj, fed=_fed(sold, before, numbers))


def _fed(own: Amounts | None, past: Amounts | None, drawn: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """By course and day: what was fed in up to now, then that of the days drawn."""
    if own is None or past is None:
        return None
    return _joined(own.quantity.sum(axis=2), past.quantity.sum(axis=2)[0][drawn])


def _joined(behind: NDArray[np.int64], drawn: NDArray[np.int64]) -> NDArray[np.int64]:
    """In each course what was, then what was drawn; behind them one in which nothing more comes."""
    coming = np.concatenate([drawn, np.zeros_like(drawn[:1])])
    return np.concatenate([np.broadcast_to(behind, (COURSES + 1, *behind.shape[1:])), coming], axis=1)
