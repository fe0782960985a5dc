"""What is foretold of a day, and how good it was."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from api.models import Body, Unit, Utility

Method = Literal["learned", "alike"]


class ForecastHour(Body):
    """Usage of (start, end] is foretold to lie between p10 and p90 four times in five."""

    start: int
    end: int
    p10: int
    p50: int
    p90: int


class ForecastScore(Body):
    """Of forecasts whose days are settled: each by its newest run."""

    days: int
    hours: int
    coverage: float = Field(description="share of the hours inside P10 to P90; 0.8 is wanted")
    ratio: float | None = Field(description="error of P50 by that of the hour a week before; below 1 is better")


class WeatherFit(Body):
    """Usage a day of an average service point = base + heating and cooling for each degree (Celsius) beyond."""

    days: int
    base: float
    heating: float
    heating_below: float
    cooling: float
    cooling_above: float
    error: float = Field(description="root of the mean squared error by the mean usage")
    error_without: float = Field(description="the same of the mean usage alone")


class WeatherMonth(Body):
    """The known days of a calendar month: usage as it was, and as it had been in the mean weather of all months."""

    month: str = Field(description="such as 2026-01")
    days: int
    usage: int
    normalised: int
    temperature: float = Field(description="mean, degrees Celsius")


class HomeInWeather(Body):
    """A service point's months without what the weather did; none where too little is known of either."""

    user_id: int
    utility: Utility
    unit: Unit
    zone: str
    months: list[WeatherMonth]


class HomeForecast(Body):
    """A service point's newest forecast, or that of the day asked for; no hours where nothing was foretold."""

    user_id: int
    utility: Utility
    unit: Unit
    zone: str
    day: date | None
    run_id: int | None
    made_at: int | None
    hours: list[ForecastHour]
    score: ForecastScore | None


class CountyForecast(Body):
    """The same of a county, for so many service points, and its usage in its weather."""

    county: str
    utility: Utility
    unit: Unit
    zone: str
    day: date | None
    run_id: int | None
    made_at: int | None
    method: Method | None
    points: int
    hours: list[ForecastHour]
    score: ForecastScore | None
    weather: WeatherFit | None


class ScoredDay(Body):
    """All forecasts of a zone's local day that run `run_id` made, scored by what run `actual_run` settled."""

    of: Literal["homes", "counties"]
    zone: str
    utility: Utility
    day: date
    run_id: int
    actual_run: int
    hours: int
    coverage: float
    ratio: float | None
    pinball: float = Field(description="mean loss of P10, P50 and P90 by the mean usage of an hour")


class ForecastScores(Body):
    """Newest days first; corrected days have a score by each run that settled them."""

    scores: list[ScoredDay]
