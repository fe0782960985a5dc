"""The rules by which a settled interval is judged, its quality, and how the findings of a day lie in MySQL.

A finding is a rule that spoke of an interval, or of the whole day (place = number of intervals). A mask holds the
findings of one place, a bit per rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum

from contract.usage import Basis


class Rule(IntEnum):
    """Bit numbers in a mask. Basis tells by itself what is missing or on a line; these tell the rest."""

    DUPLICATE = 0  # a reading came again, the same: ignored
    CONFLICT = 1  # a reading came again with other values: the greatest counts
    BEFORE_SUPPLY = 2  # read before supply started: not used
    CLOCK = 3  # the meter's clock is ahead of the broker's, by less than makes a reading unusable
    NEGATIVE = 4  # the register went back, and not by passing its last digit
    SPIKE = 5  # ten times the third highest interval of the day, and more than the floor
    STUCK = 6  # the register stands for four hours while demand flows
    ZERO_RUN = 7  # nothing at all for longer than the utility's usual pause, in a home that feeds nothing in
    HIGH = 8  # the day: more than four times the usual
    LOW = 9  # the day: less than an eighth of the usual
    SUM = 10  # the day: its values are not the difference of its registers
    MULTIPLIER = 11  # the day: 10, 100 or 1000 times the usual, or that part of it
    ROLLOVER = 12
    RESET = 13
    BACK_STEP = 14
    SWAP = 15
    JUMP = 16
    CATCH_UP = 17  # a stuck register moved on at once: its rise is spread over the hours it stood
    LIKE_DAY = 18  # estimated in the proportions of what is usual at these hours of the week
    TEMPERATURE = 19  # estimated in the proportions of heating weather
    CORRECTED = 20  # an operator's correction closes it or the interval before: see contract/corrections.py
    RETURN = 21  # the register is back where it was before the one odd reading in between


class Quality(StrEnum):
    """What an interval's value rests on, in the words of the batch."""

    MEASURED = "measured"
    ESTIMATED = "estimated"
    EDITED = "edited"  # a rule of register events, or an operator's correction, decided what counts
    MISSING = "missing"


EDITING = sum(1 << rule for rule in (Rule.RESET, Rule.SWAP, Rule.JUMP, Rule.RETURN, Rule.CATCH_UP))


def bit(rule: Rule) -> int:
    return 1 << rule


def quality(basis: int, mask: int) -> Quality:
    """The quality of an interval by its usage.Basis and the mask of its findings."""
    if basis == Basis.UNKNOWN:
        return Quality.MISSING
    if mask & bit(Rule.CORRECTED):
        return Quality.EDITED
    if basis == Basis.MEASURED:
        return Quality.MEASURED
    return Quality.EDITED if mask & EDITING else Quality.ESTIMATED


def rules_in(mask: int) -> list[Rule]:
    return [rule for rule in Rule if mask & bit(rule)]


def write_findings(masks: Sequence[int]) -> bytes:
    """Two bytes a finding, place and rule, by place; empty where nothing was found."""
    return bytes(byte for place, mask in enumerate(masks) for rule in rules_in(mask) for byte in (place, rule))


def read_findings(data: bytes, count: int) -> list[int]:
    """The masks of a day of `count` intervals, and of the day as a whole."""
    masks = [0] * (count + 1)
    pairs: Iterable[tuple[int, int]] = zip(data[::2], data[1::2], strict=True)
    for place, rule in pairs:
        masks[place] |= 1 << rule
    return masks
