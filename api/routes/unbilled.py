"""Ended periods without an issued bill, for those who may look at homes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.asks import Asked
from api.guard import Guard
from api.models.unbilled import UnbilledPeriods
from api.tokens import Login
from contract.roles import Role

router = APIRouter(tags=["bills"])
# They are of homes, which are not for analysts.
Operator = Annotated[Login, Depends(Guard(Role.OPERATOR, Role.ADMINISTRATOR))]


@router.get("/unbilled-periods")
def unbilled_periods(_: Operator, asked: Asked, limit: Annotated[int, Query(ge=1, le=1000)] = 100) -> UnbilledPeriods:
    """Ended periods whose bill is held or not made, and why, the oldest first."""
    return asked.unbilled.oldest(limit)
