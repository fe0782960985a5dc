"""Which rate of a tariff an interval has, by the wall clock of its start."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from contract.prices.document import Document, calendar_of
from contract.prices.rates import When


def rate_at(document: Document, start: int, zone: str) -> int:
    """The number of the first rate that holds in the interval that begins at `start` (UTC ms) in the IANA `zone`."""
    holding = (number for number, rate in enumerate(document.rates[:-1]) if covers(rate.when, document, start, zone))
    return next(holding, len(document.rates) - 1)


def covers(whens: Iterable[When], document: Document, start: int, zone: str) -> bool:
    """Whether any of `whens` holds at `start`, by the document's holidays."""
    local = datetime.fromtimestamp(start / 1000, UTC).astimezone(ZoneInfo(zone))
    free = document.holidays is not None and local.date() in calendar_of(document.holidays, local.year)
    quarter = 4 * local.hour + local.minute // 15
    return any(when.covers_day(local.month, local.weekday(), free) and when.covers_quarter(quarter) for when in whens)
