"""What registers did besides growing since the horizon, and what that means for usage that is not settled yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from contract.segments import Segment, Step
from contract.usage import NEAR_MS, History, Usage
from contract.utilities import Utility, amount

SLACK_MS = NEAR_MS  # an interval's measured ends may be read this much further apart than they are


class EventKind(StrEnum):
    """What a register did."""

    SWAP = "swap"
    ROLLOVER = "rollover"
    RESET = "reset"
    BACK_STEP = "back-step"
    JUMP = "jump"  # more than the supply can carry


KINDS = {Step.SWAP: EventKind.SWAP, Step.ROLLOVER: EventKind.ROLLOVER, Step.RESET: EventKind.RESET}


@dataclass(frozen=True)
class RegisterEvent:
    """Something a register did between two closing readings: UTC ms; mWh or mL.

    `until` is the closing reading that ended a back-step, None while its high-water mark is held. `counted` is the
    usage taken from the step, None if it is left out as more than the supply can carry.
    """

    kind: EventKind
    after: int
    at: int
    until: int | None
    register_before: int
    register_after: int
    counted: int | None

    def touches(self, start: int, end: int) -> bool:
        """Whether usage of (start, end] rests on it."""
        return end > self.after + NEAR_MS and (self.until is None or start < self.until)


def register_events(past: History, utility: Utility) -> list[RegisterEvent]:
    """The events of a history after its carry, in order; of a back-step that goes on, only its beginning."""
    found: list[RegisterEvent] = []
    steps = zip(pairwise(past.segments), past.steps[1:], strict=False)
    for (before, after), step in steps:
        held = bool(found) and found[-1].until is None
        if step is Step.BACK_STEP and held:
            continue
        if held:
            found[-1] = replace(found[-1], until=after.at)
        kind = _kind(before, after, step, utility)
        if kind:
            found.append(_event(kind, before, after, utility))
    return found


def _kind(before: Segment, after: Segment, step: Step, utility: Utility) -> EventKind | None:
    if step is Step.BACK_STEP:
        return EventKind.BACK_STEP
    if step is Step.GROWTH:
        return EventKind.JUMP if _too_much(before, after, utility) else None
    return KINDS.get(step)


def _event(kind: EventKind, before: Segment, after: Segment, utility: Utility) -> RegisterEvent:
    shown = before.mark if kind is EventKind.BACK_STEP else before.register
    counted = None if _too_much(before, after, utility) else after.level - before.level
    until = None if kind is EventKind.BACK_STEP else after.at
    return RegisterEvent(kind, before.at, after.at, until, shown, after.register, counted)


def _too_much(before: Segment, after: Segment, utility: Utility) -> bool:
    return after.level - before.level > amount(utility.supply_limit, after.at - before.at + SLACK_MS)


def shown(usages: Iterable[Usage], events: Iterable[RegisterEvent]) -> Iterator[Usage]:
    """The usage that may be shown: never below zero, and nothing that rests on more than the supply can carry.

    A level below the one that was served (the closing reading it came from gave way to a lower one) holds until the
    register has passed it again.
    """
    left_out = [event for event in events if event.counted is None]
    behind = 0
    for usage in usages:
        grown = (usage.usage or 0) + behind
        behind = min(grown, 0)
        if not any(event.touches(usage.start, usage.end) for event in left_out):
            yield replace(usage, usage=max(grown, 0))
