"""What a detector finds: episodes, and a score for every hour."""

from __future__ import annotations

from dataclasses import dataclass

from anomalies.runs import Array, Run, latched, run_columns
from contract.alerts import Evidence, Kind
from contract.utilities import Utility

__all__ = ["Episode", "Found", "Run", "latched", "run_columns"]


@dataclass(frozen=True)
class Episode:
    """An anomaly from `start` to `end` (UTC ms; None while it lasts at the end of what is known).

    `amount`: usage in mWh or mL that was lost, hidden or too much so far; None if that is not known.
    `score`: 1 at its criterion, higher is more anomalous. An outage has `where` and `members` instead of a user.
    """

    kind: Kind
    utility: Utility
    user_id: int
    start: int
    end: int | None
    evidence: Evidence
    score: float
    amount: float | None = None
    where: str = ""
    members: tuple[int, ...] = ()
    opens: bool = True  # False: it keeps an alert that lasts, but raises none


@dataclass(frozen=True)
class Found:
    """Episodes of one kind, and its score (points, hours), 0 where nothing is anomalous or known."""

    episodes: list[Episode]
    score: Array
