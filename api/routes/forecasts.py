"""The coming day of homes and counties, and how good forecasts were."""

from __future__ import annotations

from datetime import date
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query

from api.access import Span
from api.asks import Asked, SeenHome, UtilityName, seen_home, utility_of
from api.forecast_reads import Scored, Told, summed
from api.guard import STAFF, Guard
from api.models.forecasts import (
    CountyForecast,
    ForecastHour,
    ForecastScore,
    ForecastScores,
    HomeForecast,
    HomeInWeather,
    WeatherFit,
    WeatherMonth,
)
from api.problems import not_found
from api.tokens import Login
from api.weather_normal import Response, months
from contract.days import day_bounds
from contract.forecast_view import slots_of
from contract.utilities import BY_NAME

router = APIRouter(prefix="/forecasts", tags=["forecasts"])
Staff = Annotated[Login, Depends(Guard(*STAFF))]
Seen = Annotated[SeenHome, Depends(seen_home)]
CountyNumber = Annotated[str, Path(pattern=r"^[0-9]{5}$", description="FIPS number in five digits")]
Day = Annotated[date | None, Query(description="a local day; by default the newest that is foretold")]
OneUtility = Annotated[str | None, Query(json_schema_extra={"enum": list(BY_NAME)})]


@router.get("/scores")
def scores(
    _: Staff,
    asked: Asked,
    zone: Annotated[str | None, Query(max_length=40, description="IANA time zone")] = None,
    utility: OneUtility = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> ForecastScores:
    """How good forecasts of all homes and of counties were, the newest days first."""
    name = utility_of(utility).name if utility is not None else None
    return ForecastScores(scores=asked.forecast_records.latest(zone, name, limit))


@router.get("/counties/{county}/{utility}")
def of_county(_: Staff, county: CountyNumber, utility: UtilityName, asked: Asked, day: Day = None) -> CountyForecast:
    """A county's coming day by hour, how good its last forecasts were, and its usage in its weather."""
    place, named = asked.regions.find(int(county)), utility_of(utility)
    told, came = asked.forecasts.of_county(place.county, named.name, place.zone, day)
    fit = asked.forecasts.weather(place.county, named.name)
    return CountyForecast(
        county=county,
        utility=named.name,
        unit=named.unit,
        zone=place.zone,
        day=told.day if told else None,
        run_id=told.run_id if told else None,
        made_at=told.made_at if told else None,
        method=told.method if told else None,  # type: ignore[arg-type]  # the column holds the two words alone
        points=told.points if told else 0,
        hours=_hours(told, place.zone),
        score=_score(came),
        weather=WeatherFit(**{name: getattr(fit, name) for name in WeatherFit.model_fields}) if fit else None,
    )


@router.get("/{user_id}/{utility}")
def of_home(seen: Seen, utility: UtilityName, asked: Asked, day: Day = None) -> HomeForecast:
    """A service point's coming day by hour, and how good its last forecasts were. Raises Problem (404)."""
    home, named = seen.home, utility_of(utility)
    told, came = asked.forecasts.of_home(home.user_id, named.name, home.zone, day)
    if told and not _may_see(told.day, home.zone, seen.spans):
        raise not_found(f"forecast of home {home.user_id} for that day")
    return HomeForecast(
        user_id=home.user_id,
        utility=named.name,
        unit=named.unit,
        zone=home.zone,
        day=told.day if told else None,
        run_id=told.run_id if told else None,
        made_at=told.made_at if told else None,
        hours=_hours(told, home.zone),
        score=_score([each for each in came if _may_see(each.day, home.zone, seen.spans)]),
    )


@router.get("/{user_id}/{utility}/weather")
def in_weather(seen: Seen, utility: UtilityName, asked: Asked) -> HomeInWeather:
    """A service point's settled months as they were, and as they had been in the same weather all the time."""
    home, named = seen.home, utility_of(utility)
    fit = asked.forecasts.weather(home.county, named.name)
    usage = asked.forecasts.days_of(home.user_id, named.name) if fit else {}
    mine = {day: amount for day, amount in usage.items() if _may_see(day, home.zone, seen.spans)}
    found = months(mine, asked.forecasts.temperatures(home.county, named.name), cast("Response", fit)) if mine else []
    return HomeInWeather(
        user_id=home.user_id,
        utility=named.name,
        unit=named.unit,
        zone=home.zone,
        months=[WeatherMonth(**vars(month)) for month in found],
    )


def _may_see(day: date, zone: str, spans: list[Span]) -> bool:
    """Whether all of a local day may be seen."""
    start, stop = day_bounds(day, zone)
    return any(span.start <= start and stop <= span.end for span in spans)


def _hours(told: Told | None, zone: str) -> list[ForecastHour]:
    if told is None:
        return []
    hours = [(told.slots[slot], start, end) for slot, start, end in slots_of(*day_bounds(told.day, zone), zone)]
    return [
        ForecastHour(start=start, end=end, p10=round(found[0]), p50=round(found[1]), p90=round(found[2]))
        for found, start, end in hours
        if found is not None
    ]


def _score(came: list[Scored]) -> ForecastScore | None:
    total = summed(each.score for each in came)
    if total is None:
        return None
    return ForecastScore(
        days=len({each.day for each in came}),
        hours=total.hours,
        coverage=total.inside / total.hours,
        ratio=total.error / total.naive if total.naive else None,
    )
