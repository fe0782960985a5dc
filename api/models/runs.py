"""Nightly runs, how far each zone is settled, and how well live and settled values agree."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.models import Body


class Run(Body):
    """One execution of the batch."""

    run_id: int
    zone: str
    day_from: date
    day_to: date = Field(description="last day settled, included")
    state: str
    started_at: int
    finished_at: int | None
    published_at: int | None
    readings: int | None
    service_points: int | None
    duplicates: int | None
    cutoff: int
    commit: str


class Horizon(Body):
    """Up to `horizon` the batch answers in a zone."""

    zone: str
    horizon: int
    run_id: int


class Runs(Body):
    """Runs, newest first, and every zone's horizon."""

    runs: list[Run]
    horizons: list[Horizon]


class Night(Body):
    """Closing readings of a zone's local day, live against settled; `explained` counts differences by their cause."""

    run_id: int
    zone: str
    day: date
    compared: int
    matched: int
    share: float
    explained: dict[str, int]
    unexplained: int


class HomeMatch(Body):
    """The same of one home, on the last day compared."""

    compared: int
    matched: int
    share: float


class Nights(Body):
    """Nights, newest first, and the home that was asked for."""

    nights: list[Night]
    home: HomeMatch | None
