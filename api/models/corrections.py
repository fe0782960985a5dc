"""Corrections of a home's readings, and the body that sends one."""

from __future__ import annotations

from pydantic import Field

from api.models import Body, Utility
from contract.corrections import LONGEST_REASON
from contract.reading import DEMAND_LIMIT, IDENTITY_LIMIT, REGISTER_LIMIT


class NewCorrection(Body):
    """What the meter showed at an instant: in the place of its reading there, or where there was none."""

    at: int | str = Field(description="UTC ms, or a time in the home's zone", union_mode="left_to_right")
    register_: int = Field(ge=0, lt=REGISTER_LIMIT, alias="register", description="mWh or mL")
    demand: int = Field(default=0, gt=-DEMAND_LIMIT, lt=DEMAND_LIMIT, description="W or L/h")
    meter_id: int | None = Field(default=None, gt=0, lt=IDENTITY_LIMIT, description="by default the one fitted then")
    reason: str = Field(min_length=3, max_length=LONGEST_REASON, description="why; it is kept, and people see it")


class Correction(Body):
    """One correction; `run_id` is the newest run that settled its day with it, null while none has."""

    utility: Utility
    meter_id: int
    at: int
    register_: int = Field(alias="register")
    demand: int
    revision: int
    reason: str
    recorded_by: str
    recorded_at: int
    run_id: int | None


class Corrections(Body):
    """Newest first; of one meter and instant the highest revision counts."""

    user_id: int
    corrections: list[Correction]
