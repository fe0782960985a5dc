"""From registers to levels: a level is the usage since a service point's first reading, and never falls.

A register that falls is judged by the first rule that fits:
rollover (the dial passed its last digit), back-step (noise: the high-water mark is held), reset (a new segment).
A new meter_id is a new segment too, and so is a jump: a rise beyond what any supply can carry is no usage but a swap or
a reset that nobody told. The step between two segments counts nothing, because nobody measured it.

One odd reading is no new segment: if the next one stands again where the register was before a reset or a jump, or a
little further on, it returns, and what counts is the usage since then. Two odd readings in a row are believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from contract.closing import Closing
from contract.utilities import Utility, amount
from contract.windows import MINUTE_MS

SLACK_MS = MINUTE_MS  # meters read this much later than they say do not jump


class Step(IntEnum):
    """How a closing reading follows the one before it."""

    FIRST = 0
    GROWTH = 1
    BACK_STEP = 2  # below the high-water mark by no more than noise: held
    ROLLOVER = 3
    RESET = 4
    SWAP = 5
    JUMP = 6
    RETURN = 7  # to where the register was before the one odd reading in between


@dataclass(frozen=True)
class Segment:
    """Where a history stands after a closing reading: enough to go on from there."""

    at: int
    register: int  # as read
    mark: int  # the segment's high-water mark
    meter_id: int
    level: int
    left: int | None = None  # the mark before a reset or jump, for one more closing reading to return to


def advance(segment: Segment | None, closing: Closing, utility: Utility) -> tuple[Segment, Step]:
    """The segment after one more closing reading, which must be later than the one before."""
    at, register, meter_id = closing
    if segment is None:
        return Segment(at, register, register, meter_id, 0), Step.FIRST
    step = _step(segment, closing, utility)
    grown = {
        Step.GROWTH: register - segment.mark,
        Step.ROLLOVER: register + 10 ** utility.digits_of(meter_id) - segment.mark,
        Step.RETURN: max(register - (segment.left or 0), 0),
    }.get(step, 0)
    held = {Step.BACK_STEP: segment.mark, Step.RETURN: segment.left}.get(step)
    left = segment.mark if step in (Step.RESET, Step.JUMP) else None
    return Segment(at, register, max(register, held or 0), meter_id, segment.level + grown, left), step


def most_growth(utility: Utility, milliseconds: int) -> int:
    """The greatest usage (mWh, mL) between two closing readings so far apart that is still believed."""
    return amount(utility.supply_limit, milliseconds + SLACK_MS)


def _step(segment: Segment, closing: Closing, utility: Utility) -> Step:
    if closing.meter_id != segment.meter_id:
        return Step.SWAP
    growth, most = closing.register - segment.mark, most_growth(utility, closing.at - segment.at)
    if segment.left is not None and _returns(segment.mark, segment.left, closing.register, utility.back_step, most):
        return Step.RETURN
    if growth >= 0:
        return Step.GROWTH if growth <= most else Step.JUMP
    dial = 10 ** utility.digits_of(closing.meter_id)
    if segment.mark >= dial * 9 // 10 and closing.register < dial // 10 and growth + dial <= most:
        return Step.ROLLOVER
    return Step.BACK_STEP if segment.mark - closing.register <= utility.back_step else Step.RESET


def _returns(odd: int, left: int, register: int, noise: int, most: int) -> bool:
    """Whether a register is back at `left`, or as much above it as can be, and `odd` lies beyond both."""
    back = -noise <= register - left <= most
    return back and (odd < min(left, register) or odd > max(left, register))


def walk(closings: Iterable[Closing], utility: Utility, carry: Segment | None = None) -> Iterator[tuple[Segment, Step]]:
    """The segment after each closing reading, going on from `carry`; readings not later than it are passed over."""
    segment = carry
    for closing in closings:
        if segment is None or closing.at > segment.at:
            segment, step = advance(segment, closing, utility)
            yield segment, step
