"""Ended periods without an issued bill."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from api.models import Body, Utility


class UnbilledPeriod(Body):
    """`held`: a bill is there, but intervals are missing yet; `unbilled`: none could be made, or not anew."""

    user_id: int
    utility: Utility
    first_day: date
    last_day: date = Field(description="included")
    state: Literal["held", "unbilled"]
    reason: str


class UnbilledPeriods(Body):
    """As the last pricing left them, the oldest first; `count` is of all, however many are asked for."""

    count: int
    periods: list[UnbilledPeriod]
