"""The range a question is about, out of what people write: UTC ms, or dates and times of the home's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from api.access import Span
from api.periods import Grain
from api.problems import Problem, not_found
from contract.days import day_bounds, local_day, midnight
from contract.windows import DAY_MS, INTERVAL_MS

LONGEST_DAYS = {Grain.INTERVAL: 35, Grain.HOUR: 100, Grain.DAY: 800, Grain.MONTH: 2200}
WRITTEN = "UTC ms, or a date or time in the home's or county's zone"
LATEST_MS = 4_102_444_800_000  # the year 2100


@dataclass(frozen=True)
class Range:
    """(start, stop], both interval ends in UTC ms."""

    start: int
    stop: int


def asked_range(since: int | str | None, until: int | str | None, grain: Grain, zone: str, now: int) -> Range:
    """The range between two written times, by default from the day's first instant to the end of today.

    Only intervals wholly inside count. Raises Problem (422).
    """
    stop = None if until is None else instant("to", until, zone)
    start = day_of(now + 1 if stop is None else stop, zone).start if since is None else instant("from", since, zone)
    if stop is None:
        stop = day_of(max(start, now) + 1, zone).stop
    if start >= stop:
        raise _refused("from is not before to; swap them, or leave both out to ask for today.")
    if stop - start > LONGEST_DAYS[grain] * DAY_MS:
        raise _refused(f"from and to are over {LONGEST_DAYS[grain]} days apart; ask for less, or for a longer grain.")
    return within(start, stop)


def day_of(at: int, zone: str) -> Range:
    """The local day that holds the instant `at`."""
    return Range(*day_bounds(local_day(at, zone), zone))


def within(start: int, stop: int) -> Range:
    """The intervals that lie wholly in (start, stop]."""
    first = -(-start // INTERVAL_MS) * INTERVAL_MS
    return Range(first, max(stop // INTERVAL_MS * INTERVAL_MS, first))


def seen_part(wanted: Range, spans: list[Span], what: str) -> Range:
    """The latest part of a range that a login may see. Raises Problem (404) if there is none."""
    for span in reversed(spans):
        start, stop = max(wanted.start, span.start), min(wanted.stop, span.end)
        if start < stop:
            return within(start, stop)
    raise not_found(what)


def instant(name: str, written: int | str, zone: str) -> int:
    """A written time in UTC ms. Raises Problem (422)."""
    text = str(written)
    try:
        at = int(text) if text.lstrip("-").isdecimal() else _written(text, zone)
    except (ValueError, OverflowError):
        wanted = "write UTC milliseconds, 2026-03-08 or 2026-03-08T14:15"
        raise _refused(f"{name} is {text[:40]!r}; {wanted}.") from None
    if not DAY_MS <= at <= LATEST_MS:
        raise _refused(f"{name} is not between 1970 and 2100; write UTC milliseconds, not seconds.")
    return at


def _written(text: str, zone: str) -> int:
    if len(text) == len("2026-03-08"):
        return midnight(date.fromisoformat(text), zone)
    when = datetime.fromisoformat(text)
    return round((when if when.tzinfo else when.replace(tzinfo=ZoneInfo(zone))).timestamp() * 1000)


def _refused(detail: str) -> Problem:
    return Problem(422, "Not understood", detail)
