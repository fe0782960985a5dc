"""Nightly runs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.asks import Asked
from api.guard import STAFF, Guard
from api.models.runs import Runs
from api.tokens import Login

router = APIRouter(tags=["runs"])


@router.get("/runs")
def runs(
    _: Annotated[Login, Depends(Guard(*STAFF))], asked: Asked, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> Runs:
    """The newest runs, and how far each zone is settled."""
    return asked.runs.latest(limit)
