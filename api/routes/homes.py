"""One home."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.asks import Asked, SeenHome, seen_home
from api.home_events import since_horizon
from api.models.register_events import RegisterEvents
from api.models.session import HomePlace
from api.routes.session import place

router = APIRouter(tags=["homes"])


@router.get("/homes/{user_id}")
def home(seen: Annotated[SeenHome, Depends(seen_home)]) -> HomePlace:
    """A home with its place in the country and in the grid."""
    found = seen.home
    return HomePlace.model_validate({**place(found), "lat": found.lat, "lon": found.lon, "feeder": found.feeder})


@router.get("/homes/{user_id}/register-events")
async def register_events(seen: Annotated[SeenHome, Depends(seen_home)], asked: Asked) -> RegisterEvents:
    """What the home's registers did besides growing since its horizon: all of it provisional."""
    found = await since_horizon(asked.usage, seen.home, asked.clock())
    seen_ones = [one for one in found if any(span.start < one.at <= span.end for span in seen.spans)]
    return RegisterEvents(register_events=seen_ones)
