"""Why the speed layer and the batch differ in a closing reading, and how far: what a night keeps of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

EXACT = 32  # sizes below this are kept as they are, larger ones in 32 steps an octave: to 3 %


class Cause(StrEnum):
    """The class of the readings that one layer had seen and the other had not; the first that fits, in this order."""

    CORRECTION = "correction"
    LATE = "late"  # it came after the run's cutoff
    DUPLICATE_CONFLICT = "duplicate_conflict"  # of one meter and instant, with other values
    REGISTER_EVENT = "register_event"  # it begins a segment: swap, reset, rollover, back-step
    QUARANTINE = "quarantine"  # one layer refused it: the batch before supply had started, the stream before enrolment
    CLOCK = "clock"  # its meter's clock is ahead of the broker's
    SPEED_OUTAGE = "speed_outage"  # the stream had not come as far, or Redis had lost it
    UNEXPLAINED = "unexplained"  # a bug


CAUSES = tuple(Cause)


def size_step(size: int) -> int:
    """The number of the step that a size (mWh or mL, at least 0) lies in; larger sizes never have smaller ones."""
    octave = max(size.bit_length() - EXACT.bit_length(), 0)
    return octave * EXACT + (size >> octave)


def step_top(step: int) -> int:
    """The largest size of a step."""
    octave = max(step // EXACT - 1, 0)
    return ((step - octave * EXACT + 1) << octave) - 1


def write_sizes(sizes: Iterable[int]) -> str:
    """How many sizes lie in each step, as JSON."""
    return json.dumps({str(step): count for step, count in sorted(Counter(map(size_step, sizes)).items())})


def read_sizes(text: str) -> Counter[int]:
    """Counts by step; counters of several rows may be added."""
    return Counter({int(step): int(count) for step, count in json.loads(text).items()})


def percentile(sizes: Mapping[int, int], percent: int, zeros: int = 0) -> int | None:
    """The least size that at least `percent` of `zeros` and the counted sizes do not exceed; None where nothing is."""
    total = zeros + sum(sizes.values())
    if total == 0:
        return None
    reached, wanted = zeros, -(-total * percent // 100)
    for step, count in sorted(sizes.items()):
        if reached >= wanted:
            break
        reached += count
        if reached >= wanted:
            return step_top(step)
    return 0
