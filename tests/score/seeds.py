"""Which seeds are for what: whoever changes a detector, a criterion or a measure looks at TUNING alone."""

from __future__ import annotations

from dataclasses import dataclass

SUMMER, WINTER = "2026-05-25T00:00Z", "2026-01-05T00:00Z"


@dataclass(frozen=True)
class Case:
    """A fleet, its weeks and its faults: all follow from the seed. The first `quiet_days` are not scored."""

    seed: int
    begin: str
    homes: int = 200
    days: int = 42
    quiet_days: int = 14
    faults: float = 1.0  # times the usual number


TUNING = (Case(101, SUMMER), Case(102, WINTER))
GATE = (Case(901, SUMMER), Case(902, WINTER), Case(903, SUMMER), Case(904, WINTER))
TINY = Case(103, SUMMER, homes=24, days=9, quiet_days=3, faults=6.0)  # in every `make test`
