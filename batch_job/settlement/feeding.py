"""Hours in which nothing is taken: worth a word, but not of a home that feeds in what it makes.

The live detector holds each interval against what the home fed in; here the two registers are settled apart from each
other, so the whole day of such a home is left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from batch_job.settlement.carries import NONE
from batch_job.settlement.readings import Numbers
from batch_job.settlement.stretches import Flags, stretches
from contract.rules import Rule
from contract.utilities import Utility


def feeds_in(since: Numbers, stop: int) -> Flags:
    """Who feeds in before `stop` (UTC ms); `since`: when each began, NONE where nobody does."""
    found: Flags = (since != NONE) & (since < stop)
    return found


def zero_runs(idle: Flags, utility: Utility, feeding: Flags) -> NDArray[np.uint32]:
    """Masks of the intervals, shape (m, k), in which service points took nothing for longer than is usual."""
    long = stretches(idle, min(utility.zero_run, idle.shape[1])) & ~feeding[:, None]
    return np.where(long, np.uint32(1 << Rule.ZERO_RUN), np.uint32(0))
