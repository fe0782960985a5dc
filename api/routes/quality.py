"""How sure the intervals of a home's day are, and what validation found."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from api.asks import Asked, SeenHome, UtilityName, seen_home, utility_of
from api.models.quality import DayQuality
from api.problems import Problem
from api.times import Range, seen_part
from contract.days import day_bounds

router = APIRouter(tags=["usage"])
Day = Annotated[date, Path(description="local day of the home")]
FIRST, LAST = date(1971, 1, 1), date(2099, 12, 31)


@router.get("/homes/{user_id}/quality/{utility}/{day}")
async def quality(
    seen: Annotated[SeenHome, Depends(seen_home)], utility: UtilityName, day: Day, asked: Asked
) -> DayQuality:
    """Each interval as measured, estimated (and how), edited, provisional or missing, with the rules that say so."""
    if not FIRST <= day <= LAST:
        raise Problem(422, "Not understood", f"day is {day}; ask for one between 1971 and 2099.")
    wanted = Range(*day_bounds(day, seen.home.zone))
    part = seen_part(wanted, seen.spans, f"usage of home {seen.home.user_id} on that day")
    return await asked.quality.answer(seen.home, utility_of(utility), day, part)
