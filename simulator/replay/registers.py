"""What a file counts, as the registers that a meter would have shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

import numpy as np

from contract.reading import DEMAND_LIMIT
from contract.utilities import MS_PER_UNIT
from simulator.country.population import Numbers


@dataclass(frozen=True)
class Readings:
    """One row a reading, in a file's order: position of the home, UTC ms, mWh or mL."""

    home: Numbers
    at: Numbers
    register: Numbers

    def __len__(self) -> int:
        return len(self.at)


def from_registers(home: Numbers, at: Numbers, amounts: Sequence[Fraction]) -> Readings:
    """Registers as they are; what is no whole number of mWh or mL is rounded down."""
    return Readings(home, at, np.array([amount // 1 for amount in amounts], np.int64))


def from_usage(home: Numbers, at: Numbers, amounts: Sequence[Fraction], period: int) -> Readings:
    """Usage up to each instant, added up in order of time; a doubled instant counts once.

    With a `period` (ms, else 0) the register is also read where usage begins: at first, and after each gap.
    """
    homes: list[int] = home.tolist()
    shown: dict[int, tuple[int, int]] = {}
    opened: list[int] = []
    by_home = np.lexsort((at, home)).tolist()
    for _, of_home in groupby(by_home, key=homes.__getitem__):
        total, before = Fraction(0), None
        for row in of_home:
            instant = int(at[row])
            if period and (before is None or instant - period > before):
                opened.append(row)
            start = int(total // 1)
            total += amounts[row] if instant != before else 0
            shown[row], before = (start, int(total // 1)), instant
    return _with_openings(home, at, shown, np.sort(np.array(opened, np.int64)), period)


def _with_openings(
    home: Numbers, at: Numbers, shown: dict[int, tuple[int, int]], opened: Numbers, period: int
) -> Readings:
    start, stop = np.array([shown[row] for row in range(len(at))], np.int64).reshape(-1, 2).T
    columns = (home, home[opened]), (at, at[opened] - period), (stop, start[opened])
    return Readings(*(np.insert(whole, opened, extra) for whole, extra in columns))


def demand(readings: Readings) -> Numbers:
    """Mean W or L/h since the home's reading before, in the file's order; 0 where time or register does not grow."""
    order = np.argsort(readings.home, kind="stable")
    home, at, register = readings.home[order], readings.at[order], readings.register[order]
    grown, passed = np.diff(register, prepend=0), np.diff(at, prepend=0)
    usual = (np.diff(home, prepend=-1) == 0) & (grown > 0) & (passed > 0)
    mean = np.minimum(grown, 10**15) * MS_PER_UNIT // np.maximum(passed, 1)
    found = np.zeros_like(register)
    found[order] = np.where(usual, np.minimum(mean, DEMAND_LIMIT - 1), 0)
    return found
