"""Which local days of a zone are to be settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from batch_job.nightly.inputs.report_log import Span
from batch_job.settlement.days import Day, days_between
from contract.days import last_ended_day, local_day
from contract.windows import INTERVAL_MS, end


@dataclass(frozen=True)
class Due:
    """Days of a zone, the broker time up to which their input counts, and the last interval end that it holds."""

    zone: str
    days: list[Day]
    cutoff: int
    seen: int
    left: int = 0  # days that are due after these


@dataclass(frozen=True)
class Question:
    """`wanted` is the last day asked for, None for all; `closed` says that nothing more will come."""

    wanted: date | None
    closed: bool
    now: int  # the namespace's clock, UTC ms
    grace_ms: int


def due(zone: str, horizon: int | None, span: Span, question: Question) -> Due | None:
    """The days to settle now, in order; None if there are none.

    Nights that were missed are made up for one by one, as they would have been run in time, so that they come to the
    same; a past of which nothing is published is one range. A day that was published before is settled again when it
    is asked for, with all published days that follow from it.
    """
    last = local_day(span.last, zone) if question.closed else last_ended_day(question.now - question.grace_ms, zone)
    published = local_day(horizon, zone) if horizon else None
    first = published + timedelta(days=1) if published else local_day(span.first, zone)
    if question.wanted:
        last = min(last, max(question.wanted, published or question.wanted))
        first = min(first, question.wanted) if published else first
    if first > last:
        return None
    days = days_between(first, last, zone)
    if not question.closed:
        one_by_one = published and not question.wanted
        return first_days(Due(zone, days, 0, 0), 1 if one_by_one else len(days), question.grace_ms)
    return Due(zone, days, span.last, max(end(span.last, INTERVAL_MS), days[-1].stop))


def first_days(due: Due, count: int, grace_ms: int) -> Due:
    """The first `count` of its days, with the cutoff that these alone would have had."""
    days = due.days[:count]
    cutoff = days[-1].stop + grace_ms
    seen = max(cutoff // INTERVAL_MS * INTERVAL_MS, days[-1].stop)
    return Due(due.zone, days, cutoff, seen, len(due.days) - count)
