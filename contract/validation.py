"""The reference of validation: one service point, one settled day, in plain Python. The batch's core must equal it.

Validation changes no reading and no total. It names what it found, and says `estimated` of what nobody measured; only a
catch-up moves usage, within its day, from the interval in which a stuck register moved on to those in which it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from contract.estimates import EVEN, Shape, spread
from contract.rules import Rule, bit
from contract.segments import Segment, Step
from contract.usage import NEAR_MS, Basis, History
from contract.utilities import Utility, amount
from contract.windows import INTERVAL_MS, index

STUCK_INTERVALS = 16
SPIKE_TIMES = 10
HIGH_TIMES, LOW_TIMES = 4, 8
MULTIPLIERS = (10, 100, 1000)
KEPT_OF_USUAL = 7  # of eight parts of the usual day, so many are the days before
CLOCK_MS = 5_000  # a meter's clock may be ahead of the broker's by this much without a word

UNREAD = {Step.RESET: Rule.RESET, Step.SWAP: Rule.SWAP, Step.JUMP: Rule.JUMP, Step.RETURN: Rule.RETURN}
"""No reading tells the usage of an interval with such a step; of a return, only that of its two intervals together."""
UNMEASURED = sum(bit(rule) for rule in UNREAD.values())
COUNTED = {Step.ROLLOVER: Rule.ROLLOVER, Step.BACK_STEP: Rule.BACK_STEP}


@dataclass(frozen=True)
class Event:
    """A step between two closing readings that is not growth."""

    before: Segment
    after: Segment
    step: Step


@dataclass(frozen=True)
class Evidence:
    """What is known of a day besides its values; sequences by interval."""

    noted: Sequence[int]  # masks of what its readings were found to be
    demand: Sequence[int | None]  # of the closing readings: W, L/h
    events: Sequence[Event] = ()
    usual: int | None = None  # usage of a usual day up to now
    rise: int | None = None  # see evidence.rise()
    feeds_in: bool = False  # what the home makes: it may take nothing for hours, and all is well


@dataclass
class ValidDay:
    """A day as it is published; the last mask is the whole day's."""

    values: list[int | None]
    basis: list[int]
    masks: list[int] = field(default_factory=list)
    usual: int | None = None


def events(past: History) -> list[Event]:
    """All that happened to a register besides growth."""
    steps = zip(pairwise(past.segments), past.steps[1:], strict=False)
    return [Event(a, b, step) for (a, b), step in steps if step not in (Step.GROWTH, Step.FIRST)]


def touched(event: Event, start: int, count: int) -> range:
    """The intervals of the day that begins at `start` whose usage rests on the step of an event."""
    first = max(index(event.before.at + NEAR_MS + 1, INTERVAL_MS) - start // INTERVAL_MS, 0)
    return range(first, min(index(event.after.at, INTERVAL_MS) - start // INTERVAL_MS + 1, count))


def validate_day(day: ValidDay, start: int, evidence: Evidence, utility: Utility, shape: Shape = EVEN) -> ValidDay:
    """Judges the day that begins at `start` (UTC ms) in place, and gives it back."""
    day.masks = [*evidence.noted, 0]
    shaped = [place for place, basis in enumerate(day.basis) if basis == Basis.PROFILE]
    _mark(day, shaped if shape.rule else [], shape.rule or Rule.LIKE_DAY)
    _doubt(day)
    for event in evidence.events:
        tell(day, start, event)
    drawing = [bool(demand and demand > 0) for demand in evidence.demand]
    zero = [value == 0 and basis == Basis.MEASURED for value, basis in zip(day.values, day.basis, strict=True)]
    idle = runs([a and not b for a, b in zip(zero, drawing, strict=True)], min(utility.zero_run, len(zero)))
    stuck = runs([a and b for a, b in zip(zero, drawing, strict=True)], STUCK_INTERVALS)
    for rule, found in ((Rule.ZERO_RUN, [] if evidence.feeds_in else idle), (Rule.STUCK, stuck)):
        for stretch in found:
            _mark(day, stretch, rule)
    for stretch in stuck:
        catch_up(day, start, stretch, evidence.demand, shape)
    _spikes(day, utility)
    _whole_day(day, evidence, utility)
    return day


def runs(flags: Sequence[bool], least: int) -> list[range]:
    """Stretches of at least so many flags in a row."""
    found = []
    for flag, places in groupby(range(len(flags)), key=lambda place: flags[place]):
        listed = list(places)
        if flag and len(listed) >= least:
            found.append(range(listed[0], listed[-1] + 1))
    return found


def _mark(day: ValidDay, places: Iterable[int], rule: Rule) -> None:
    for place in places:
        day.masks[place] |= bit(rule)


def tell(day: ValidDay, start: int, event: Event) -> None:
    """Marks what an event touches in the day that begins at `start`."""
    place, count = index(event.after.at, INTERVAL_MS) - start // INTERVAL_MS, len(day.values)
    inside = [place] if 0 <= place < count else []
    if event.step in COUNTED:
        _mark(day, inside, COUNTED[event.step])
    if event.step in (Step.RESET, Step.BACK_STEP) and event.after.register < event.before.register:
        _mark(day, inside, Rule.NEGATIVE)
    if event.step in UNREAD:
        if event.step is Step.SWAP and event.after.at - event.before.at <= NEAR_MS:
            _mark(day, [-1] if inside else [], Rule.SWAP)  # read at both sides at once: nothing is lost
        else:
            _mark(day, touched(event, start, count), UNREAD[event.step])
    _doubt(day)


def _doubt(day: ValidDay) -> None:
    """Nobody measured the usage of an interval with a step between segments."""
    for place, mask in enumerate(day.masks[:-1]):
        if mask & UNMEASURED:
            day.basis[place] = max(day.basis[place], Basis.PROFILE)


def catch_up(day: ValidDay, start: int, stretch: range, demand: Sequence[int | None], shape: Shape) -> None:
    """Spreads the rise after a stretch in which the register was stuck, if demand in that stretch tells of as much."""
    last = stretch.stop
    if last >= len(day.values) or day.basis[last] != Basis.MEASURED:
        return
    drawn = [amount(max(demand[place] or 0, 0), INTERVAL_MS) for place in [*stretch, last]]
    risen = day.values[last] or 0
    held = sum(drawn[:-1])
    if not held <= 2 * (risen - drawn[-1]) <= 4 * held:
        return
    places = range(stretch.start, last + 1)
    weights = [shape.weight(start + (place + 1) * INTERVAL_MS) for place in places]
    for place, part in zip(places, spread(risen, weights), strict=True):
        day.values[place], day.basis[place] = part, Basis.PROFILE
    _mark(day, places, Rule.CATCH_UP)
    _mark(day, places if shape.rule else [], shape.rule or Rule.LIKE_DAY)


def _spikes(day: ValidDay, utility: Utility) -> None:
    known = sorted(value for value in day.values if value is not None)
    if len(known) >= 3:
        least = max(SPIKE_TIMES * known[-3], amount(utility.spike_floor, INTERVAL_MS))
        both = enumerate(zip(day.values, day.basis, strict=True))
        _mark(day, (place for place, (v, b) in both if b == Basis.MEASURED and (v or 0) > least), Rule.SPIKE)


def _whole_day(day: ValidDay, evidence: Evidence, utility: Utility) -> None:
    known = [value for value in day.values if value is not None]
    day.usual = evidence.usual
    if len(known) < len(day.values):
        return
    total = sum(known)
    if evidence.rise is not None and evidence.rise != total:
        _mark(day, [-1], Rule.SUM)
    if evidence.usual is not None:
        for rule in _against(total, evidence.usual, amount(utility.spike_floor, INTERVAL_MS)):
            _mark(day, [-1], rule)
    day.usual = total if evidence.usual is None else (KEPT_OF_USUAL * evidence.usual + total) // (KEPT_OF_USUAL + 1)


def _against(total: int, usual: int, floor: int) -> list[Rule]:
    """HIGH, LOW or MULTIPLIER, or nothing; a day that differs by no more than `floor` is not worth a word."""
    if abs(total - usual) <= floor:
        return []
    low, high = sorted((total, usual))
    if any(3 * low * times <= 4 * high <= 5 * low * times for times in MULTIPLIERS):
        return [Rule.MULTIPLIER]
    if total > HIGH_TIMES * usual:
        return [Rule.HIGH]
    return [Rule.LOW] if total * LOW_TIMES < usual else []
