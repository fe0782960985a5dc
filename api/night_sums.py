"""Sums of a night over counties: counts, causes in their fixed order, and how far the layers were apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from contract.reconciliation import CAUSES, Cause, percentile, read_sizes
from contract.utilities import BY_NAME


class CountyNight(NamedTuple):
    """What is kept of one night, utility and county; each cause with its differences and their sizes."""

    run_id: int
    day: date
    utility: str
    county: int
    compared: int
    matched: int
    late: int
    unexplained: int
    causes: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class Sums:
    """Sums of any such rows of one utility; of several utilities only the counts mean something."""

    compared: int = 0
    matched: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    steps: Counter[int] = field(default_factory=Counter)

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.compared + other.compared,
            self.matched + other.matched,
            self.causes + other.causes,
            self.steps + other.steps,
        )

    def counts(self) -> dict[str, Any]:
        """Fields of a Match; only causes that there are."""
        explained = {name: self.causes[name] for name in CAUSES if self.causes[name] and name != Cause.UNEXPLAINED}
        share = self.matched / self.compared if self.compared else 1.0
        numbers = {"compared": self.compared, "matched": self.matched, "share": share}
        return {**numbers, "explained": explained, "unexplained": self.causes[Cause.UNEXPLAINED]}

    def sizes(self) -> dict[str, Any]:
        """p50 and p99 of all that was compared."""
        return {f"p{percent}": percentile(self.steps, percent, self.matched) or 0 for percent in (50, 99)}


def _sums(row: CountyNight) -> Sums:
    """Nights from before causes were kept know only what was late and what was unexplained."""
    old = {Cause.LATE.value: row.late, Cause.UNEXPLAINED.value: row.unexplained}
    causes = Counter({cause: count for cause, count, _ in row.causes} or {name: n for name, n in old.items() if n})
    steps = sum((read_sizes(sizes) for _, _, sizes in row.causes), Counter[int]())
    return Sums(int(row.compared), int(row.matched), causes, steps)


def by_night(rows: Iterable[CountyNight]) -> dict[tuple[int, date], dict[str, Sums]]:
    """By run and day, the sums of each utility in the usual order."""
    found: dict[tuple[int, date], defaultdict[str, Sums]] = {}
    for row in sorted(rows, key=lambda row: list(BY_NAME).index(row.utility)):
        own = found.setdefault((row.run_id, row.day), defaultdict(Sums))
        own[row.utility] = own[row.utility] + _sums(row)
    return {night: dict(own) for night, own in found.items()}


def by_county(rows: Iterable[CountyNight]) -> dict[tuple[int, str], Sums]:
    """By county and utility."""
    return {(row.county, row.utility): _sums(row) for row in rows if row.compared}
