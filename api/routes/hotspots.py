"""Hotspots: where homes stand out, and where alerts and events crowd."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from sse_starlette import EventSourceResponse

from api.asks import Asked, utility_of
from api.events import STREAM, stream
from api.guard import Guard, still_logged_in
from api.models.hotspots import Hotspots
from api.routes.regions import AskedUtility
from api.tokens import Login
from contract.roles import Role
from contract.utilities import ELECTRICITY

router = APIRouter(tags=["hotspots"])
# Members name alerts, and so homes, which are not for analysts.
Operator = Annotated[Login, Depends(Guard(Role.OPERATOR, Role.ADMINISTRATOR))]


@router.get("/hotspots")
async def hotspots(_: Operator, asked: Asked, utility: AskedUtility = ELECTRICITY.name) -> Hotspots:
    """What is hot as of the newest live window: a utility's load and anomalies, crowds of alerts and events."""
    return await asked.hotspots.now(utility_of(utility))


@router.get("/hotspots/events", response_class=EventSourceResponse, responses=STREAM)
async def events(login: Operator, asked: Asked, utility: AskedUtility = ELECTRICITY.name) -> EventSourceResponse:
    """Event `hotspots` with the body of `/hotspots`, now and when a window changed it."""

    async def allowed() -> None:
        still_logged_in(login, asked.clock())

    return stream("hotspots", asked.hotspot_watch.follow(utility_of(utility)), allowed)
