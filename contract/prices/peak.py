"""Which intervals may set a tariff's monthly peak."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from contract.prices.document import Document, calendar_of


def sets_peak(document: Document, start: int, zone: str) -> bool:
    """Whether the interval that begins at `start` (UTC ms) may; by the wall clock of the IANA `zone`."""
    if document.peak is None or not document.peak.when:
        return document.peak is not None
    local = datetime.fromtimestamp(start / 1000, UTC).astimezone(ZoneInfo(zone))
    free = document.holidays is not None and local.date() in calendar_of(document.holidays, local.year)
    quarter = 4 * local.hour + local.minute // 15
    return any(
        when.covers_day(local.month, local.weekday(), free) and when.covers_quarter(quarter)
        for when in document.peak.when
    )
