"""Local times to instants, through the hour that autumn repeats and the one that spring skips.

Autumn's by order: a home is in its second pass as soon as its clock does not go forward inside that hour.
Spring's as a clock tells that nobody has changed yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from contract.windows import DAY_MS, INTERVAL_MS
from simulator.country.population import Numbers
from simulator.replay.problem import ReplayError

UNREADABLE = np.iinfo(np.int64).min
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Instants:
    """`at` in UTC ms, UNREADABLE where the text is no time; rows in the second pass of autumn's hour, in spring's."""

    at: Numbers
    repeated: int
    skipped: int


def find_zone(name: str) -> ZoneInfo:
    """Raises ReplayError if there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ReplayError(f"There is no time zone {name!r}; write it like Europe/Madrid or UTC.") from None


def instants(texts: pd.Series[str], home: Numbers, zone: ZoneInfo, layout: str | None) -> Instants:
    """The instants of times in a file's order. `layout` as for strptime, None for ISO; an offset in the text counts.

    Raises ReplayError if not one of them is a time.
    """
    offset = "%z" in layout if layout else _tells_offset(texts)
    try:
        times = pd.to_datetime(texts, format=layout or "ISO8601", errors="coerce", utc=offset)
    except ValueError as error:
        raise ReplayError(f"The times cannot be read by --time-format {layout or 'ISO'} ({error}).") from None
    if not isinstance(times.dtype, np.dtype | pd.DatetimeTZDtype) or not times.notna().any():
        wanted = f"by --time-format {layout!r}" if layout else "as ISO times; give --time-format, like '%d/%m/%Y %H:%M'"
        raise ReplayError(f"Times such as {texts.iloc[0]!r} cannot be read {wanted}.")
    return Instants(_utc_ms(times), 0, 0) if offset else _localized(times, home, zone)


def _tells_offset(texts: pd.Series[str]) -> bool:
    for text in texts:
        try:
            return datetime.fromisoformat(text).tzinfo is not None
        except ValueError:
            continue
    return False


def _utc_ms(times: pd.Series[pd.Timestamp]) -> Numbers:
    return times.to_numpy(dtype="datetime64[ms]").astype(np.int64)


def _localized(times: pd.Series[pd.Timestamp], home: Numbers, zone: ZoneInfo) -> Instants:
    local = _utc_ms(times)
    readable = np.flatnonzero(local != UNREADABLE)
    early, late = _offsets(local[readable], zone)
    at = local.copy()
    at[readable] -= early
    twice = readable[early > late]
    second = _second_passes(home[twice].tolist(), local[twice].tolist())
    at[twice] += (early - late)[early > late] * second
    return Instants(at, int(second.sum()), int(np.count_nonzero(early < late)))


def _offsets(local: Numbers, zone: ZoneInfo) -> tuple[Numbers, Numbers]:
    """The zone's offsets (ms) before and after a change of clocks; the same but in the odd hours."""
    quarters, of = np.unique(local // INTERVAL_MS, return_inverse=True)  # clocks change at quarter hours
    begins = [EPOCH + timedelta(milliseconds=quarter * INTERVAL_MS) for quarter in quarters.tolist()]
    before, after = (
        np.array([_offset_ms(begin.replace(tzinfo=zone, fold=fold)) for begin in begins], np.int64) for fold in (0, 1)
    )
    return before[of], after[of]


def _offset_ms(local: datetime) -> int:
    return (local.utcoffset() or timedelta()) // timedelta(milliseconds=1)


def _second_passes(homes: list[int], local: list[int]) -> NDArray[np.bool_]:
    """Which rows of autumn's hour, in the file's order, are of the second pass of their home and day."""
    passes: dict[tuple[int, int], tuple[int, bool]] = {}
    found = []
    for home, instant in zip(homes, local, strict=True):
        day = home, instant // DAY_MS
        before, second = passes.get(day, (instant - 1, False))
        second = second or instant <= before
        passes[day] = instant, second
        found.append(second)
    return np.array(found, bool)
