"""What is hot now, and what it does."""

from __future__ import annotations

from pydantic import Field

from api.models import Body, DemandUnit, Utility
from contract.hotspot_view import Kind, State


class Hotspot(Body):
    """A place where homes stand out or records crowd; its id stays the same while it grows, moves and fades."""

    id: str
    kind: Kind = Field(description="load and anomalies: cells whose homes stand out; alerts and events: boxes")
    utility: Utility | None = Field(description="null for crowds of alerts and events")
    state: State
    since: int = Field(description="end of its first window")
    county: str | None = Field(description="the nearest county that has homes; FIPS number in five digits")
    place: str | None = Field(description="its name and state")
    lat: float
    lon: float
    areas: list[list[list[float]]] = Field(description="rings of [latitude, longitude], not closed")
    points: int = Field(description="homes, or records")
    value: float | None = Field(
        description="load: demand a home; anomalies: share of homes; else records per km²; null for few homes"
    )
    usual: float | None = Field(description="the same of all homes; null for crowds")
    score: float | None = Field(description="greatest z of Gi*; null for crowds")
    members: list[str] = Field(description="H3 cells, or ids of alerts or events, 500 at most")


class Hotspots(Body):
    """All hotspots of a utility, and of records."""

    utility: Utility
    unit_demand: DemandUnit
    now: int
    window_end: int | None = Field(description="the newest live window looked at; null before the first")
    hotspots: list[Hotspot]
