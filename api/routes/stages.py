"""How the stages from door to page did, over time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.asks import Asked
from api.guard import STAFF, Guard
from api.models.stages import Stages
from api.tokens import Login

router = APIRouter(tags=["stages"])


@router.get("/stages")
async def stages(_: Annotated[Login, Depends(Guard(*STAFF))], asked: Asked) -> Stages:
    """Messages in, unread and archived, readings counted, late and quarantined, and Redis: the last half hour."""
    return asked.stages.body()
