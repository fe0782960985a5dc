"""Counties: load now, and merged usage."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from api.asks import Asked, UtilityName, Written, utility_of
from api.events import STREAM, stream
from api.guard import STAFF, Guard, still_logged_in
from api.models.regions import Regions, RegionUsage
from api.periods import Grain
from api.times import WRITTEN, asked_range
from api.tokens import Login
from contract.utilities import BY_NAME, ELECTRICITY

router = APIRouter(tags=["regions"])
Staff = Annotated[Login, Depends(Guard(*STAFF))]
AskedUtility = Annotated[str, Query(json_schema_extra={"enum": list(BY_NAME)})]
CountyNumber = Annotated[str, Path(pattern=r"^[0-9]{5}$", description="FIPS number in five digits")]


@router.get("/regions")
async def regions(_: Staff, asked: Asked, utility: AskedUtility = ELECTRICITY.name) -> Regions:
    """The newest live window of every county that has homes."""
    return await asked.regions.now(utility_of(utility))


@router.get("/regions/events", response_class=EventSourceResponse, responses=STREAM)
async def events(login: Staff, asked: Asked, utility: AskedUtility = ELECTRICITY.name) -> EventSourceResponse:
    """Event `regions` with the body of `/regions`, now and when a county's window ends."""

    async def allowed() -> None:
        still_logged_in(login, asked.clock())

    return stream("regions", asked.region_watch.follow(utility_of(utility)), allowed)


@router.get("/regions/{county}/usage/{utility}")
async def usage(
    _: Staff,
    county: CountyNumber,
    utility: UtilityName,
    asked: Asked,
    since: Annotated[Written | None, Query(alias="from", description=WRITTEN)] = None,
    until: Annotated[Written | None, Query(alias="to", description=WRITTEN)] = None,
) -> RegionUsage:
    """The sum over a county's homes: batch up to the zone's horizon and speed after it; by default of today."""
    place = await run_in_threadpool(asked.regions.find, int(county))
    wanted = asked_range(since, until, Grain.DAY, place.zone, asked.clock())
    return await asked.region_usage.answer(place, utility_of(utility), wanted)
