"""One home."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.asks import SeenHome, seen_home
from api.models.session import HomePlace
from api.routes.session import place

router = APIRouter(tags=["homes"])


@router.get("/homes/{user_id}")
def home(seen: Annotated[SeenHome, Depends(seen_home)]) -> HomePlace:
    """A home with its place in the country and in the grid."""
    found = seen.home
    return HomePlace.model_validate({**place(found), "lat": found.lat, "lon": found.lon, "feeder": found.feeder})
