"""Feeders: load against rating, loss, and, for operators, who is suspected of theft."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.asks import Asked
from api.guard import STAFF, Guard
from api.models.feeders import FeederCourse, Feeders, TheftSuspects
from api.problems import Problem
from api.tokens import Login
from contract.reading import IDENTITY_LIMIT
from contract.roles import Role

router = APIRouter(tags=["feeders"])
Staff = Annotated[Login, Depends(Guard(*STAFF))]
# Suspects are homes, which are not for analysts.
Operator = Annotated[Login, Depends(Guard(Role.OPERATOR, Role.ADMINISTRATOR))]
Limit = Annotated[int, Query(ge=1, le=1000)]


@router.get("/feeders")
def feeders(
    login: Staff,
    asked: Asked,
    county: Annotated[str | None, Query(pattern=r"^[0-9]{5}$", description="FIPS number in five digits")] = None,
    limit: Limit = 100,
) -> Feeders:
    """The last settled day of each feeder, the nearest to its rating first, and what its zone usually loses."""
    number = None if county is None else int(county)
    return asked.feeders.latest(number, limit, with_suspects=login.role is not Role.ANALYST)


@router.get("/feeders/suspects")
def suspects(
    _: Operator,
    asked: Asked,
    zone: Annotated[str | None, Query(max_length=40, description="IANA time zone")] = None,
    limit: Limit = 100,
) -> TheftSuspects:
    """Who may steal, the surest first, each with the numbers that say so."""
    return asked.feeders.suspects(zone, limit)


@router.get("/feeders/{feeder_id}/days/{day}")
def course(_: Staff, feeder_id: Annotated[int, Path(gt=0, lt=IDENTITY_LIMIT)], day: date, asked: Asked) -> FeederCourse:
    """What a feeder's head and its service points counted in each interval of a local day."""
    found = asked.feeders.course(feeder_id, day)
    if found is None:
        detail = f"Nothing is settled of feeder {feeder_id} on {day}; GET /v1/feeders lists what is."
        raise Problem(404, "Not found", detail)
    return found
