"""Reports as senders, and those who are no senders, write them; for tests of the archive."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from batch_job.archive.arrivals import Arrivals
from contract.encoding import messages
from contract.reading import Report
from contract.validity import AHEAD_MS, BEHIND_MS
from contract.windows import MINUTE_MS

STAMP = 1_767_225_630_000

ids = st.one_of(st.integers(1, 200), st.sampled_from([0, 2**31 - 1, 2**31, 2**32 - 1]))
bases = st.one_of(
    st.integers(STAMP - 2 * MINUTE_MS, STAMP + 2 * MINUTE_MS),
    st.sampled_from([STAMP + AHEAD_MS, STAMP - BEHIND_MS, 0, -(2**63), 2**63 - 1]),
)
registers = st.one_of(st.integers(0, 10**6), st.sampled_from([-1, 10**14 - 1, 10**14, 2**63 - 1, -(2**63)]))
demands = st.one_of(st.integers(-3000, 3000), st.sampled_from([10**7, -(10**7), -(2**31)]))
offsets = st.one_of(st.integers(0, 30_000), st.sampled_from([0, MINUTE_MS, 2**32 - 1]))


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Mostly even and plain, but anything the wire can carry."""
    count = draw(st.integers(1, 13))

    def column(of: st.SearchStrategy[int]) -> list[int]:
        short = draw(st.integers(0, 9)) == 0
        return draw(st.lists(of, min_size=0 if short else count, max_size=count))

    status = column(st.sampled_from([0, 1, 2**31])) if draw(st.booleans()) else []
    ordered = sorted(column(offsets)) if draw(st.integers(0, 4)) else column(offsets)
    return Report(draw(ids), draw(ids), draw(bases), ordered, column(registers), column(demands), status)


def arrivals(values: list[bytes], first: int = 0, stamp: int = STAMP) -> Arrivals:
    """`values` as consecutive messages of one partition, 10 ms apart."""
    numbers = np.arange(len(values), dtype=np.int64)
    return Arrivals("electricity", 0, first + numbers, stamp + 10 * numbers, values)


def plain(user_id: int, at: int, register: int, readings: int = 2) -> bytes:
    """A usable report: `readings` readings a second apart, beginning at `at`."""
    steps = range(readings)
    columns = ([1000 * step for step in steps], [register + step for step in steps], [500] * readings)
    return messages.encode(Report(user_id, user_id + 1000, at, *columns))
