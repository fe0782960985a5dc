"""What registers did besides growing since the horizon, and what that means for usage that is not settled yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from contract.segments import Segment, Step
from contract.usage import NEAR_MS, History, Usage


class EventKind(StrEnum):
    """What a register did."""

    SWAP = "swap"
    ROLLOVER = "rollover"
    RESET = "reset"
    BACK_STEP = "back-step"
    JUMP = "jump"  # more than the supply can carry
    RETURN = "return"  # to where it was before one odd reading


KINDS = {
    Step.SWAP: EventKind.SWAP,
    Step.ROLLOVER: EventKind.ROLLOVER,
    Step.RESET: EventKind.RESET,
    Step.BACK_STEP: EventKind.BACK_STEP,
    Step.JUMP: EventKind.JUMP,
    Step.RETURN: EventKind.RETURN,
}


@dataclass(frozen=True)
class RegisterEvent:
    """Something a register did between two closing readings: UTC ms; mWh or mL.

    `until` is the closing reading that ended a back-step, None while its high-water mark is held. `counted` is the
    usage taken from the step, None if it is more than the supply can carry, of which nothing counts.
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


def register_events(past: History) -> list[RegisterEvent]:
    """The events of a history after its carry, in order; of a back-step that goes on, only its beginning."""
    found: list[RegisterEvent] = []
    steps = zip(pairwise(past.segments), past.steps[1:], strict=False)
    for (before, after), step in steps:
        held = bool(found) and found[-1].until is None
        if step is Step.BACK_STEP and held:
            continue
        if held:
            found[-1] = replace(found[-1], until=after.at)
        kind = KINDS.get(step)
        if kind:
            found.append(_event(kind, before, after))
    return found


def _event(kind: EventKind, before: Segment, after: Segment) -> RegisterEvent:
    shown = before.mark if kind is EventKind.BACK_STEP else before.register
    counted = None if kind is EventKind.JUMP else after.level - before.level
    until = None if kind is EventKind.BACK_STEP else after.at
    return RegisterEvent(kind, before.at, after.at, until, shown, after.register, counted)


def shown(usages: Iterable[Usage]) -> Iterator[Usage]:
    """The usage that may be shown: never below zero.

    A level below the one that was served (the closing reading it came from gave way to a lower one) holds until the
    register has passed it again.
    """
    behind = 0
    for usage in usages:
        grown = (usage.usage or 0) + behind
        behind = min(grown, 0)
        yield replace(usage, usage=max(grown, 0))
