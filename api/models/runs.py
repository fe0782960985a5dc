"""Nightly runs, how far each zone is settled, and how well live and settled values agree."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from api.models import Body, Utility


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
    only_points: int | None = Field(description="settled so many service points again; null: the whole zone")


class Horizon(Body):
    """Up to `horizon` the batch answers in a zone."""

    zone: str
    horizon: int
    run_id: int


class Runs(Body):
    """Runs, newest first, and every zone's horizon."""

    runs: list[Run]
    horizons: list[Horizon]


class Match(Body):
    """Closing readings, live against settled; `explained` counts differences by their cause."""

    compared: int
    matched: int
    share: float
    explained: dict[str, int]
    unexplained: int


class UtilityMatch(Match):
    """The same of one utility; how far the layers' registers are apart at an interval's end, in its base unit.

    Of all that was compared, equal ones included, so that 0 says that they agree; larger ones are told to 3 %.
    """

    utility: Utility
    p50: int
    p99: int


class CountyMatch(UtilityMatch):
    """And of one county."""

    county: str = Field(description="FIPS number in five digits")
    place: str | None = Field(description="its name and state")


class Night(Match):
    """A zone's local day, and the same by utility."""

    run_id: int
    zone: str
    day: date
    only_points: int | None = Field(description="of a run that settled so many again; null: of the whole zone")
    utilities: list[UtilityMatch]


class NightCounties(Body):
    """One night by utility and county, where most differs first."""

    run_id: int
    day: date
    counties: list[CountyMatch]


class HomeMatch(Body):
    """The same of one home, on the last day compared."""

    compared: int
    matched: int
    share: float


class Nights(Body):
    """Nights, newest first, and the home that was asked for."""

    nights: list[Night]
    home: HomeMatch | None
