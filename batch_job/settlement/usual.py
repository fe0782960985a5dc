"""Days held against what is usual for their service point: contract.validation's rules of whole days, in columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE
from batch_job.settlement.readings import Numbers
from contract.batch_view import UNKNOWN
from contract.rules import Rule
from contract.utilities import Utility, amount
from contract.validation import HIGH_TIMES, KEPT_OF_USUAL, LOW_TIMES, MULTIPLIERS
from contract.windows import INTERVAL_MS


def totals(values: Numbers) -> Numbers:
    """Usage of each day; NONE where it is not whole."""
    return np.where((values != UNKNOWN).all(axis=1), values.sum(axis=1), NONE)


def judge_days(total: Numbers, masks: NDArray[np.uint32], usual: Numbers, utility: Utility) -> Numbers:
    """Judges days by their totals, in `masks`; gives what is usual after them."""
    masks[:, -1] |= judge(total, usual, amount(utility.spike_floor, INTERVAL_MS))
    return next_usual(total, usual)


def judge(total: Numbers, usual: Numbers, floor: int) -> NDArray[np.uint32]:
    """Masks with HIGH, LOW or MULTIPLIER, or nothing; NONE where a day is not whole or nothing is usual yet."""
    masks = np.zeros(len(total), np.uint32)
    # most days are neither half of the usual nor twice it, and need no further look
    odd = (total != NONE) & (usual != NONE) & ((total > 2 * usual) | (2 * total < usual))
    places = np.flatnonzero(odd)
    places = places[np.abs(total[places] - usual[places]) > floor]
    day, often = total[places], usual[places]
    low, high = np.minimum(day, often), np.maximum(day, often)
    multiplied = np.zeros(len(places), bool)
    for times in MULTIPLIERS:
        multiplied |= (3 * low * times <= 4 * high) & (4 * high <= 5 * low * times)
    found = np.select(
        [multiplied, day > HIGH_TIMES * often, day * LOW_TIMES < often],
        [np.uint32(1 << rule) for rule in (Rule.MULTIPLIER, Rule.HIGH, Rule.LOW)],
        np.uint32(0),
    )
    masks[places] = found
    return masks


def next_usual(total: Numbers, usual: Numbers) -> Numbers:
    """What is usual after these days; a day that is not whole changes nothing."""
    blended = np.where(usual == NONE, total, (KEPT_OF_USUAL * usual + total) // (KEPT_OF_USUAL + 1))
    return np.where(total == NONE, usual, blended)
