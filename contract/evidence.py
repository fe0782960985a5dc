"""What readings and levels tell of a day besides its values, for contract.validation to judge it by."""

from __future__ import annotations

from collections.abc import Iterable

from contract.closing import Closing, deduplicate
from contract.reading import Reading
from contract.rules import Rule, bit
from contract.usage import NEAR_MS, Basis, History, level_at
from contract.windows import INTERVAL_MS, index


def before_supply(at: int, supply_from: int) -> bool:
    """Whether a reading does not count; one shortly before supply started is its first."""
    return at + NEAR_MS < supply_from


def noted(readings: Iterable[Reading], start: int, count: int, supply_from: int = 0) -> list[int]:
    """Masks by interval of the day that begins at `start`: what came again, and what came before supply started."""
    seen: dict[tuple[int, int], list[Reading]] = {}
    masks = [0] * count
    for reading in readings:
        place = index(reading.at, INTERVAL_MS) - start // INTERVAL_MS
        if not 0 <= place < count:
            continue
        if before_supply(reading.at, supply_from):
            masks[place] |= bit(Rule.BEFORE_SUPPLY)
            continue
        same = seen.setdefault((reading.meter_id, reading.at), [])
        if same:
            masks[place] |= bit(Rule.DUPLICATE) if reading in same else bit(Rule.CONFLICT)
        same.append(reading)
    return masks


def corrected(closings: Iterable[Closing], corrections: Iterable[Reading], start: int, count: int) -> list[int]:
    """Masks by interval of the day that begins at `start`: those that a corrected closing reading ends or begins."""
    mended = {(each.meter_id, each.at) for each in corrections}
    masks = [0] * count
    for closing in closings:
        if (closing.meter_id, closing.at) in mended:
            place = index(closing.at, INTERVAL_MS) - start // INTERVAL_MS
            for touched in (place, place + 1):
                if 0 <= touched < count:
                    masks[touched] |= bit(Rule.CORRECTED)
    return masks


def rise(past: History, start: int, stop: int) -> int | None:
    """How far the level rose between the closing readings that measure both ends of a day; None where one does not."""
    ends = [_measured(past, end) for end in (start, stop)]
    return None if ends[0] is None or ends[1] is None else ends[1] - ends[0]


def _measured(past: History, end: int) -> int | None:
    known = level_at(past.segments, end)
    return known.level if known and known.basis is Basis.MEASURED else None


def demands(readings: Iterable[Reading], start: int, count: int) -> list[int | None]:
    """The demand of the closing readings of the day that begins at `start`, by interval."""
    found: list[int | None] = [None] * count
    for reading in deduplicate(readings):
        place = index(reading.at, INTERVAL_MS) - start // INTERVAL_MS
        if 0 <= place < count:
            found[place] = reading.demand
    return found
