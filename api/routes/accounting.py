"""Where the readings went."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.asks import Asked
from api.guard import STAFF, Guard
from api.models.accounting import Accounting
from api.tokens import Login

router = APIRouter(tags=["accounting"])


@router.get("/accounting")
async def accounting(_: Annotated[Login, Depends(Guard(*STAFF))], asked: Asked) -> Accounting:
    """Readings received, in live windows, late and quarantined, by utility and county, since the stream began."""
    return await asked.accounting.now()
