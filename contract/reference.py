"""The batch in plain Python: all readings of one service point to its settled and validated days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from contract.closing import apart, deduplicate, settlement_readings
from contract.corrections import effective
from contract.estimates import EVEN, Shape
from contract.evidence import before_supply, corrected, demands, noted, rise
from contract.reading import Reading
from contract.rules import Rule, bit
from contract.settlement import settle_day
from contract.usage import Carry, history
from contract.utilities import Utility
from contract.validation import Evidence, ValidDay, events, validate_day
from contract.windows import INTERVAL_MS, index

Bounds = tuple[int, int]
"""Start and stop of a local day, UTC ms."""


@dataclass(frozen=True)
class Look:
    """What a run knows of a service point besides its readings; `seen` is the last interval end that it reads up to."""

    utility: Utility
    seen: int
    carry: Carry | None = None
    supply_from: int = 0
    usual: int | None = None
    shape: Shape = EVEN
    ahead: Sequence[int] = ()  # instants of readings that were ahead of the broker's clock
    corrections: Sequence[Reading] = ()  # in the place of readings, see corrections.counting
    feeds_in_from: int | None = None  # UTC ms; when the home's register of what it feeds in began


def settled_days(
    readings: Iterable[Reading], days: Sequence[Bounds], look: Look
) -> Iterator[tuple[ValidDay, Carry | None]]:
    """Each day in order, and the state at its end."""
    heard = [reading for reading in effective(readings, look.corrections) if reading.at <= look.seen]
    supplied = deduplicate(reading for reading in heard if not before_supply(reading.at, look.supply_from))
    used = apart(supplied, look.carry.segment.meter_id if look.carry else None)
    closings = settlement_readings(used)
    past = history(closings, look.utility, look.carry)
    usual = look.usual
    for start, stop in days:
        usage = settle_day(past, start, stop, look.seen, look.shape)
        count = (stop - start) // INTERVAL_MS
        told = noted(heard, start, count, look.supply_from)
        mended = corrected(closings, look.corrections, start, count)
        masks = [a | b for a, b in zip(told, mended, strict=True)]
        for at in look.ahead:
            place = index(at, INTERVAL_MS) - start // INTERVAL_MS
            if 0 <= place < count:
                masks[place] |= bit(Rule.CLOCK)
        evidence = Evidence(
            masks,
            demands(used, start, count),
            events(past),
            usual,
            rise(past, start, stop),
            look.feeds_in_from is not None and look.feeds_in_from < stop,
        )
        day = ValidDay([value.usage for value in usage.values], [int(value.basis) for value in usage.values])
        validate_day(day, start, evidence, look.utility, look.shape)
        yield day, usage.carry
        usual, past = day.usual, replace(past, carry=usage.carry)
