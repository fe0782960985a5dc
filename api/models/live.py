"""What a home does now."""

from __future__ import annotations

from pydantic import Field

from api.models import Body, DemandUnit, Utility


class Spike(Body):
    """A live window whose maximum stands far above the home's other windows."""

    at: int
    value: int
    mean: float
    sd: float
    sigmas: float
    alert_id: str


class PastWindow(Body):
    """An earlier live window."""

    window_end: int
    mean: float
    sd: float
    max: int


class LivePoint(Body):
    """The latest live window and reading of a service point."""

    utility: Utility
    unit_demand: DemandUnit
    window_end: int
    window_ms: int
    n: int
    mean: float
    sd: float
    min: int
    max: int
    last_at: int
    last_register: int = Field(alias="register", description="cumulative count, mWh or mL")
    demand: int
    spike: Spike | None
    recent: list[PastWindow]


class LiveHome(Body):
    """All service points of a home that have reported."""

    user_id: int
    now: int
    service_points: list[LivePoint]
