"""How well live and settled values agree."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.asks import Asked, Reason, look
from api.guard import PEOPLE, STAFF, Guard
from api.models.runs import NightCounties, Nights
from api.problems import Problem
from api.tokens import Login
from contract.reading import IDENTITY_LIMIT
from contract.roles import Role

router = APIRouter(tags=["reconciliation"])


@router.get("/reconciliation")
def reconciliation(
    *,
    login: Annotated[Login, Depends(Guard(*PEOPLE))],
    asked: Asked,
    zone: Annotated[str | None, Query(max_length=40, description="IANA time zone")] = None,
    user_id: Annotated[int | None, Query(gt=0, lt=IDENTITY_LIMIT, description="with this home's share")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    reason: Reason = None,
) -> Nights:
    """The newest nights, and the last day compared of a home that the login may see."""
    if user_id is None:
        if login.role is Role.HOMEOWNER:
            raise Problem(403, "Not allowed", "All homes together are for staff; add ?user_id= with a home of yours.")
        return Nights(nights=asked.nights.latest(zone, limit), home=None)
    if login.role is Role.ANALYST:
        raise Problem(403, "Not allowed", "Single homes are not for analysts; leave user_id out.")
    seen = look(asked, login, user_id, reason)
    match = asked.nights.of_home(user_id, seen.home.zone, seen.spans)
    return Nights(nights=asked.nights.latest(zone or seen.home.zone, limit), home=match)


@router.get("/reconciliation/counties")
def of_counties(
    _: Annotated[Login, Depends(Guard(*STAFF))],
    asked: Asked,
    run_id: Annotated[int, Query(gt=0, lt=IDENTITY_LIMIT)],
    day: Annotated[date, Query(description="local day of the run's zone")],
) -> NightCounties:
    """One night by utility and county, where most differs first."""
    return asked.nights.counties(run_id, day)
