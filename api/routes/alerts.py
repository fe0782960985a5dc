"""What stood out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.concurrency import run_in_threadpool

from api.asks import Asked, Reason, look
from api.guard import OF_HOMES, Guard
from api.models.alerts import Alerts
from api.problems import Problem
from api.services import Services
from api.tokens import Login
from contract.reading import IDENTITY_LIMIT
from contract.roles import Role

router = APIRouter(tags=["alerts"])
Viewer = Annotated[Login, Depends(Guard(*OF_HOMES))]
OfHome = Annotated[int | None, Query(gt=0, lt=IDENTITY_LIMIT, description="of one home")]
OfCounty = Annotated[str | None, Query(pattern=r"^[0-9]{5}$", description="of one county; FIPS number in five digits")]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/alerts")
async def alerts(
    *,
    login: Viewer,
    asked: Asked,
    user_id: OfHome = None,
    county: OfCounty = None,
    limit: Limit = 50,
    reason: Reason = None,
) -> Alerts:
    """The newest anomalies: a homeowner's own ones, an operator's of everywhere, of a county or of a home."""
    if user_id is not None and county is not None:
        raise Problem(422, "Not understood", "user_id and county exclude each other; leave one of them out.")
    if user_id is not None:
        seen = await run_in_threadpool(look, asked, login, user_id, reason)
        return await asked.alerts.of_homes({user_id: seen.spans}, limit)
    if login.role is not Role.HOMEOWNER:
        return await asked.alerts.everywhere(int(county) if county else None, limit)
    if county is not None:
        raise Problem(403, "Not allowed", "Counties are for operators; leave county out to see your own homes' alerts.")
    return await _own(asked, login, limit)


async def _own(asked: Services, login: Login, limit: int) -> Alerts:
    homes = await run_in_threadpool(asked.access.own_homes, login)
    return await asked.alerts.of_homes({user_id: asked.access.spans(login, user_id, None) for user_id in homes}, limit)
