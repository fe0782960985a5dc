"""What a home does now."""

from __future__ import annotations

from pydantic import Field

from api.models import Body, DemandUnit, Utility
from contract.alerts import Status


class Spike(Body):
    """A live window whose maximum stands far above the home's other windows."""

    at: int
    value: int
    mean: float
    sd: float
    sigmas: float
    alert_id: str


class PastWindow(Body):
    """A live window: mean demand and standard deviation of its readings."""

    window_end: int
    n: int
    mean: float
    sd: float
    min: int
    max: int
    alert_id: str | None = Field(description="the alert that it is part of")


class Trail(Body):
    """The last windows of a service point, in order of time."""

    utility: Utility
    unit_demand: DemandUnit
    windows: list[PastWindow]


class Trails(Body):
    """The last windows of a home since it is watched: 60 at most, fewer if it is watched for less long."""

    user_id: int
    window_ms: int
    most: int = Field(description="windows that are kept")
    service_points: list[Trail]


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
    status: Status
    alerts: list[str] = Field(description="ids of the alerts that last")
    spike: Spike | None


class LiveHome(Body):
    """All service points of a home that have reported."""

    user_id: int
    now: int
    service_points: list[LivePoint]
