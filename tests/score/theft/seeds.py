"""Which seeds are for what: whoever changes how suspects are found looks at TUNING alone."""

from __future__ import annotations

from dataclasses import dataclass

from tests.score.seeds import SUMMER, WINTER


@dataclass(frozen=True)
class Case:
    """A fleet and its weeks, all of which are looked at; thieves and other faults follow from the seed."""

    seed: int
    begin: str
    homes: int = 400
    days: int = 28
    faults: float = 1.0  # times the usual number


TUNING = (Case(301, SUMMER), Case(302, WINTER), Case(303, WINTER), Case(304, SUMMER))
GATE = (
    Case(951, SUMMER),
    Case(952, WINTER),
    Case(953, SUMMER),
    Case(954, WINTER),
    Case(955, SUMMER),
    Case(956, WINTER),
)
TINY = Case(305, SUMMER, homes=50, days=14, faults=5.0)  # in every `make test`
